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

    /// <summary>What the machine did: see the fields that begin with it.</summary>
    public const string SystemGroup = "system/";

    /// <summary>Of the worker, as a share of all cores.</summary>
    public const string CpuUse = "system/cpu";

    /// <summary>Of the worker, bytes.</summary>
    public const string Memory = "system/memory";

    /// <summary>On the disk of the run folder, bytes.</summary>
    public const string DiskFree = "system/disk_free";

    /// <summary>Share of the time that the loop waited for images.</summary>
    public const string DataWait = "system/data_wait";
    public const string GpuUse = "system/gpu";
    public const string GpuMemory = "system/gpu_memory";

    /// <summary>Watts.</summary>
    public const string GpuPower = "system/gpu_power";

    /// <summary>Degrees Celsius.</summary>
    public const string GpuTemperature = "system/gpu_temperature";
}
