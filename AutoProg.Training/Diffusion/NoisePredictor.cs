using static TorchSharp.torch;

namespace AutoProg.Training.Diffusion;

/// <summary>
/// A diffusion model with its conditions closed over: images (N, C, H, W) with their noise to a prediction (N, C, H, W),
/// or (N, 2C, H, W) where the second half says the variance.
/// </summary>
/// <param name="noised">Noised images of about unit deviation.</param>
/// <param name="timesteps">Diffusion steps (N): int64 while training, float32 while sampling, where some samplers ask for fractions.</param>
public delegate Tensor NoisePredictor(Tensor noised, Tensor timesteps);
