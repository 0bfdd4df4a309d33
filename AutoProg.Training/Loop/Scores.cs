using AutoProg.Contracts.Events;

namespace AutoProg.Training.Loop;

/// <summary>What a momentum network scores on the test images. Null is not measured: accuracy of a denoiser, or images of a classifier.</summary>
/// <param name="Loss">Mean loss of its task.</param>
/// <param name="Top1">0 to 1.</param>
/// <param name="Top5">0 to 1.</param>
/// <param name="Fid">Fréchet distance of drawn images to the test images.</param>
/// <param name="SampleAccuracy">Share of drawn images that a classifier takes for the class asked for, 0 to 1.</param>
/// <param name="Quality">What else is known of drawn images.</param>
internal sealed record Scores(
    double Loss, double? Top1 = null, double? Top5 = null, double? Fid = null, double? SampleAccuracy = null, SampleQuality? Quality = null)
{
    /// <summary>One point per curve.</summary>
    public IEnumerable<(string Series, double Value)> Points => new[]
    {
        (SeriesNames.TestTop1, Top1),
        (SeriesNames.TestTop5, Top5),
        (SeriesNames.TestLoss, (double?)Loss),
        (SeriesNames.SampleFid, Fid),
        (SeriesNames.SampleAccuracy, SampleAccuracy),
        (SeriesNames.SampleKid, Quality?.Kid),
        (SeriesNames.SampleInceptionScore, Quality?.InceptionScore),
        (SeriesNames.SamplePrecision, Quality?.Precision),
        (SeriesNames.SampleRecall, Quality?.Recall),
    }.Where(point => point.Item2 is not null).Select(point => (point.Item1, point.Item2!.Value));
}
