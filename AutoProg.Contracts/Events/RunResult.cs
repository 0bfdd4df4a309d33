using AutoProg.Contracts.Specification;

namespace AutoProg.Contracts.Events;

/// <summary>What a finished run reached. Fractions are 0 to 1, times seconds.</summary>
/// <param name="Top1">Accuracy on the test images, of the momentum network at the end; null where it is no classifier.</param>
/// <param name="LinearTop1">Softmax regression on the same images, or null where it was not fitted.</param>
/// <param name="WallSeconds">Worker start to final metric, pauses between attempts excluded.</param>
/// <param name="TrainFlops">FLOPs of all training steps.</param>
/// <param name="SearchSeconds">Work that did not advance the run.</param>
/// <param name="Stages">The stages as trained.</param>
/// <param name="SupernetSeconds">Supernet training: part of the training, and of the search.</param>
/// <param name="Fid">Of images that the momentum network drew at the end, by the features of the set's classifier; lower is better.</param>
/// <param name="SampleAccuracy">Share of them that the classifier takes for the class asked for.</param>
/// <param name="SampleQuality">What else is known of them.</param>
/// <param name="FullWallSecondsEstimate">What the same steps at full size would have taken, from the last stage's step time.</param>
public sealed record RunResult(
    string? Preset,
    ScheduleKind Schedule,
    int Seed,
    string Device,
    double? Top1,
    double? Top5,
    double? LinearTop1,
    double WallSeconds,
    double TrainFlops,
    double SearchSeconds,
    IReadOnlyList<StageResult> Stages,
    double FullWallSecondsEstimate,
    double SupernetSeconds = 0,
    double? Fid = null,
    double? SampleAccuracy = null,
    SampleQuality? SampleQuality = null)
{
    /// <summary>Search as a fraction of the wall time.</summary>
    public double SearchShare => WallSeconds > 0 ? SearchSeconds / WallSeconds : 0;

    /// <summary>Supernet training as a fraction of the wall time.</summary>
    public double TrainShareOfSearch => WallSeconds > 0 ? SupernetSeconds / WallSeconds : 0;

    /// <summary>Estimated full-size time over the measured one.</summary>
    public double SpeedupEstimate => WallSeconds > 0 ? FullWallSecondsEstimate / WallSeconds : 0;
}

/// <summary>One stage as trained.</summary>
/// <param name="Seconds">Time of its training steps.</param>
/// <param name="SearchSteps">Its first steps, which trained a supernet; 0 without a search.</param>
public sealed record StageResult(int Resolution, int Depth, int FirstStep, int Steps, double Seconds, int SearchSteps = 0);
