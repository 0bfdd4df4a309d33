using AutoProg.Contracts.Events;

namespace AutoProg.Client.Charts;

/// <summary>Which end of a series is the good one.</summary>
public enum Better
{
    /// <summary>Neither: it describes, and judges nothing.</summary>
    Neither,
    Lower,
    Higher,
}

/// <summary>How a series is named, written and drawn wherever it appears.</summary>
/// <param name="Format">As in <see cref="PanelModel"/>.</param>
/// <param name="Smooth">True for values of single batches, which scatter.</param>
public sealed record SeriesLook(string Title, string Format, Better Better = Better.Neither, bool Smooth = false)
{
    private static readonly IReadOnlyList<(string Name, SeriesLook Look)> Known =
    [
        (SeriesNames.TrainLoss, new("Training loss", "number", Better.Lower, Smooth: true)),
        (SeriesNames.TestLoss, new("Test loss", "number", Better.Lower)),
        (SeriesNames.TestTop1, new("Top-1 accuracy", "percent", Better.Higher)),
        (SeriesNames.TestTop5, new("Top-5 accuracy", "percent", Better.Higher)),
        (SeriesNames.SampleFid, new("FID of samples", "number", Better.Lower)),
        (SeriesNames.SampleAccuracy, new("Samples of the class asked for", "percent", Better.Higher)),
        (SeriesNames.LearningRate, new("Learning rate", "rate")),
        (SeriesNames.ImagesPerSecond, new("Images per second", "count", Smooth: true)),
        (SeriesNames.CpuUse, new("CPU of the worker", "percent")),
        (SeriesNames.Memory, new("Memory of the worker", "bytes")),
        (SeriesNames.DataWait, new("Waiting for images", "percent")),
        (SeriesNames.DiskFree, new("Disk free", "bytes")),
        (SeriesNames.GpuUse, new("GPU use", "percent")),
        (SeriesNames.GpuMemory, new("GPU memory", "bytes")),
        (SeriesNames.GpuPower, new("GPU power", "watts")),
        (SeriesNames.GpuTemperature, new("GPU temperature", "celsius")),
    ];

    /// <summary>What the machine did: it describes no result, and has a page of its own.</summary>
    public static IReadOnlyList<string> OfTheMachine { get; } =
        [.. Known.Select(one => one.Name).Where(name => name.StartsWith(SeriesNames.SystemGroup, StringComparison.Ordinal))];

    /// <summary>True for what may be drawn over a logarithm.</summary>
    public bool IsLoss => Better == Better.Lower;

    public int Height => Better == Better.Neither ? PanelModel.Low : PanelModel.High;

    /// <summary>The look of a series; one that is not known here goes by its own name.</summary>
    public static SeriesLook Of(string series) => Known.FirstOrDefault(known => known.Name == series).Look ?? new(series, "number");

    /// <summary>Known series first, what people look at most at the top; the others by name; those of the machine are left out.</summary>
    public static IReadOnlyList<string> InOrder(IEnumerable<string> series)
    {
        var measured = series.Except(OfTheMachine).ToHashSet();
        var known = Known.Select(one => one.Name).Where(measured.Contains).ToArray();
        return [.. known, .. measured.Except(known).Order(StringComparer.Ordinal)];
    }
}
