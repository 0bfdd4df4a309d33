using AutoProg.Training.Data;
using static TorchSharp.torch;

namespace AutoProg.Training.Latents;

/// <summary>What a diffusion model sees of images: the images themselves, or latents of them; about -1 to 1.</summary>
internal interface IImageSpace : IDisposable
{
    /// <summary>Numbers of a point, C.</summary>
    int Channels { get; }

    /// <summary>Points per side, S, of images of so many pixels.</summary>
    int SideAt(int resolution);

    /// <summary>The margin to stream training images of a stage with, in its pixels.</summary>
    int MarginAt(int resolution);

    /// <summary>A training batch, (N, C, S, S), in the caller's dispose scope; what is random of it follows from the step.</summary>
    /// <param name="batch">Of the training split.</param>
    /// <param name="step">Steps finished before this one; torch's generator is seeded for it.</param>
    Tensor Train(ImageBatch batch, int step, int resolution);

    /// <summary>A batch to measure by, (N, C, S, S), in the caller's dispose scope; nothing of it is random.</summary>
    Tensor Evaluate(IImageSplit split, ImageBatch batch, int resolution);

    /// <summary>The images of points (N, C, S, S): (N, C', R, R), about -1 to 1, in the caller's dispose scope.</summary>
    Tensor ToImages(Tensor points);
}
