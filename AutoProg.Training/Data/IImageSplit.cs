using TorchSharp;

namespace AutoProg.Training.Data;

/// <summary>The training or the test images of a data set.</summary>
public interface IImageSplit : IDisposable
{
    int Count { get; }

    /// <summary>The same for equal images in the same order: what is kept of them on disk goes by it.</summary>
    string Fingerprint { get; }

    /// <summary>Class of every image: int64 (N) on the CPU.</summary>
    torch.Tensor Labels { get; }

    /// <summary>
    /// The images of each index batch, in order; folders decode ahead of the reader, on other threads.
    /// The reader disposes every batch, and moves on only on the thread it began on.
    /// </summary>
    /// <param name="batches">Indices below <see cref="Count"/>.</param>
    /// <param name="resolution">The resolution of the stage in pixels: what folders decode to; sets in memory keep their own size.</param>
    /// <param name="margin">Pixels that folders decode beyond the resolution on each side, as room for random shifts.</param>
    /// <exception cref="InvalidDatasetException">A file cannot be decoded.</exception>
    IEnumerable<ImageBatch> Stream(IEnumerable<long[]> batches, int resolution, int margin = 0);
}

/// <summary>Images as they are stored, on the CPU.</summary>
/// <param name="Images">uint8 (N, C, S, S).</param>
/// <param name="Labels">int64 (N).</param>
/// <param name="Margin">Pixels of S on each side that are there only for random shifts; 0 where shifts bring in black.</param>
public sealed record ImageBatch(torch.Tensor Images, torch.Tensor Labels, int Margin = 0) : IDisposable
{
    /// <summary>Of the images in their split; empty where they are of none.</summary>
    public IReadOnlyList<long> Indices { get; init; } = [];

    public void Dispose()
    {
        Images.Dispose();
        Labels.Dispose();
    }
}
