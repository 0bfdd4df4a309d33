namespace AutoProg.Client.Comparison;

/// <summary>Which runs are compared and how, as the address of the page says it: a link shows others the same.</summary>
/// <param name="Ids">At most <see cref="Most"/>, in the order they were chosen.</param>
/// <param name="LeftOut">Those beyond.</param>
/// <param name="Baseline">The run whose times the others are measured by, or null.</param>
/// <param name="Aligned">True to count each curve from the run's last growth.</param>
public sealed record RunSelection(IReadOnlyList<string> Ids, IReadOnlyList<string> LeftOut, string? Baseline = null, bool Aligned = false)
{
    /// <summary>More lines than these nobody can tell apart.</summary>
    public static int Most => Charts.RunLines.Count;

    public string Address =>
        $"/compare?runs={Joined(Ids)}{(Baseline is { } id ? $"&baseline={Uri.EscapeDataString(id)}" : "")}{(Aligned ? "&align=true" : "")}";

    /// <summary>The runs table with these runs selected.</summary>
    public string ChooseAddress => Ids.Count == 0 ? "/runs" : $"/runs?select={Joined(Ids)}";

    public static IReadOnlyList<string> Split(string? list) =>
        [.. (list ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct()];

    public static RunSelection Parse(string? runs, string? baseline, bool aligned)
    {
        var all = Split(runs);
        var ids = all.Take(Most).ToArray();
        return new RunSelection(ids, [.. all.Skip(Most)], ids.FirstOrDefault(id => id == baseline), aligned);
    }

    public RunSelection Without(IReadOnlyCollection<string> gone) =>
        this with { Ids = [.. Ids.Except(gone)], LeftOut = [], Baseline = Baseline is { } id && gone.Contains(id) ? null : Baseline };

    private static string Joined(IEnumerable<string> ids) => string.Join(',', ids.Select(Uri.EscapeDataString));
}
