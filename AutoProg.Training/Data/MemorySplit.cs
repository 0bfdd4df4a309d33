using static TorchSharp.torch;

namespace AutoProg.Training.Data;

/// <summary>Grey images held in memory as one tensor.</summary>
internal sealed class MemorySplit : IImageSplit
{
    private readonly Tensor images; // uint8 (N, 1, S, S)

    public MemorySplit(IdxImages source)
    {
        using var scope = NewDisposeScope();
        images = tensor(source.Pixels, source.Count, 1, source.Side, source.Side).DetachFromDisposeScope();
        Labels = tensor(source.AllLabels.AsSpan(0, source.Count).ToArray()).to(int64).DetachFromDisposeScope();
        Count = source.Count;
    }

    public int Count { get; }
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
        return new ImageBatch(images.index_select(0, chosen), Labels.index_select(0, chosen));
    }
}
