using static TorchSharp.torch;

namespace AutoProg.Training.Data.Augmenting;

/// <summary>Changes a group of images: float32 (N, C, S, S) from 0 to 255, by the numbers (N, A) of each, into new pixels.</summary>
internal delegate Tensor ImageKernel(Tensor pixels, Tensor numbers);

/// <summary>One operation of RandAugment.</summary>
/// <param name="Name">timm's.</param>
/// <param name="Kernel">Operations with the same kernel run in one pass.</param>
/// <param name="IsSigned">True where half of the images take the opposite direction: the level with a minus.</param>
/// <param name="Numbers">What the kernel takes at a level from 0 to 10.</param>
internal sealed record ImageOperation(string Name, ImageKernel Kernel, bool IsSigned, Func<double, float[]> Numbers);
