using AutoProg.Contracts.Specification;
using AutoProg.Training.Data;
using static TorchSharp.torch;

namespace AutoProg.Training.Latents;

/// <summary>The images themselves, pixels from -1 to 1.</summary>
internal sealed class PixelSpace : IImageSpace
{
    private readonly Device device;
    private readonly Augmentation augmentation;

    public PixelSpace(RunSpec spec, int channels, Device device)
    {
        (Channels, this.device) = (channels, device);
        float[] half = [.. Enumerable.Repeat(0.5f, channels)];
        augmentation = new Augmentation(spec, half, half);
    }

    public int Channels { get; }

    public int SideAt(int resolution) => resolution;

    public int MarginAt(int resolution) => augmentation.MarginAt(resolution);

    public Tensor Train(ImageBatch batch, int step, int resolution) => augmentation.Train(batch.Images.to(device), batch.Margin, step, resolution);

    public Tensor Evaluate(IImageSplit split, ImageBatch batch, int resolution) => augmentation.Evaluate(batch.Images.to(device), resolution);

    public Tensor ToImages(Tensor points) => points;

    public void Dispose() => augmentation.Dispose();
}
