using System.Security.Cryptography;
using static TorchSharp.torch;

namespace AutoProg.Training.Data;

/// <summary>Grey images held in memory as one tensor.</summary>
internal sealed class MemorySplit : IImageSplit
{
    private readonly Tensor images; // uint8 (N, 1, S, S)
    private readonly Lazy<string> fingerprint;

    public MemorySplit(IdxImages source)
    {
        using var scope = NewDisposeScope();
        images = tensor(source.Pixels, source.Count, 1, source.Side, source.Side).DetachFromDisposeScope();
        Labels = tensor(source.AllLabels.AsSpan(0, source.Count).ToArray()).to(int64).DetachFromDisposeScope();
        Count = source.Count;
        fingerprint = new(() => Convert.ToHexStringLower(SHA256.HashData(images.bytes)));
    }

    public int Count { get; }
    public string Fingerprint => fingerprint.Value;
    public Tensor Labels { get; }

    public IEnumerable<ImageBatch> Stream(IEnumerable<long[]> batches, int resolution, int margin = 0) => batches.Select(Load);

    public void Dispose()
    {
        images.Dispose();
        Labels.Dispose();
    }

    private ImageBatch Load(long[] indices)
    {
        using var chosen = tensor(indices);
        return new ImageBatch(images.index_select(0, chosen), Labels.index_select(0, chosen)) { Indices = indices };
    }
}
