namespace AutoProg.Contracts.Events;

/// <summary>Names of the curves, in TensorBoard's <c>group/name</c> style.</summary>
public static class SeriesNames
{
    public const string TrainLoss = "train/loss";
    public const string LearningRate = "train/learning_rate";
    public const string ImagesPerSecond = "train/images_per_second";
    // Of the momentum network: see docs/decisions/0006.
    public const string TestTop1 = "test/top1";
    public const string TestTop5 = "test/top5";
    public const string TestLoss = "test/loss";

    /// <summary>Of images drawn from the momentum network, by the features of the set's classifier; lower is better.</summary>
    public const string SampleFid = "samples/fid";
    public const string SampleAccuracy = "samples/accuracy";

    // Once, at the end of the run.
    public const string SampleKid = "samples/kid";
    public const string SampleInceptionScore = "samples/inception_score";
    public const string SamplePrecision = "samples/precision";
    public const string SampleRecall = "samples/recall";
}
