using System.Globalization;
using AutoProg.Contracts.Specification;

namespace AutoProg.ScriptedWorker;

/// <summary>What to play, written into the run's name as <c>points=20 every=50 then=complete</c>.</summary>
/// <param name="Points">How many points to write; one step each.</param>
/// <param name="EveryMilliseconds">Between two points.</param>
/// <param name="Then">complete, fail, sigkill, segv, abort, exit3, hang (heartbeats without progress), mute (neither), or wait (until stopped).</param>
/// <param name="Deaf">Does not look for a stop request, nor heed SIGTERM.</param>
/// <param name="Before">Ends before it opens the run: <c>none</c>, <c>exit</c> or <c>silent</c> (lives on and says nothing).</param>
public sealed record Script(int Points, int EveryMilliseconds, string Then, bool Deaf, string Before)
{
    public static Script Of(RunSpec spec)
    {
        var words = spec.Name.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(word => word.Split('=')).Where(pair => pair.Length == 2)
            .ToDictionary(pair => pair[0], pair => pair[1]);
        return new Script(
            int.Parse(words.GetValueOrDefault("points", "5"), CultureInfo.InvariantCulture),
            int.Parse(words.GetValueOrDefault("every", "20"), CultureInfo.InvariantCulture),
            words.GetValueOrDefault("then", "complete"),
            words.GetValueOrDefault("deaf") == "yes",
            words.GetValueOrDefault("before", "none"));
    }
}
