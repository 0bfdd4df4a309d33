using AutoProg.Contracts.Events;
using AutoProg.Contracts.Specification;

namespace AutoProg.Training.Benchmarks;

/// <summary>What schedules are compared by.</summary>
/// <param name="Name">In JSON.</param>
/// <param name="Title">For people.</param>
/// <param name="Sign">1 where higher is better, -1 where lower is.</param>
/// <param name="Scale">Of its value, for people.</param>
public sealed record SpeedupMetric(string Name, string Title, int Sign, double Scale)
{
    public static SpeedupMetric Top1 { get; } = new("top1", "top-1 %", 1, 100);
    public static SpeedupMetric Fid { get; } = new("fid", "FID", -1, 1);

    public string Better => Sign > 0 ? "higher" : "lower";

    public static SpeedupMetric Of(RunSpec spec) => spec.Task == LearningTask.Denoising ? Fid : Top1;

    /// <exception cref="InvalidOperationException">The run measured neither.</exception>
    public static double ValueOf(RunResult result) => result.Top1 ?? result.Fid
        ?? throw new InvalidOperationException("A run measured no FID: its data set has no classifier to judge samples by, or diffusion.judgedSamples is 0.");

    public string Show(double value) => (Scale * value).ToString("F2", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>True where a value is at least as good as another.</summary>
    public bool Reaches(double value, double? other) => Sign * value >= Sign * other;
}
