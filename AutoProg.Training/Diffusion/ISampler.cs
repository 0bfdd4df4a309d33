using static TorchSharp.torch;

namespace AutoProg.Training.Diffusion;

/// <summary>
/// A way from noise to images (N, C, H, W) in so many steps; step 0 is the first, at the most noise. One object samples one
/// batch after the other.
/// </summary>
public interface ISampler : IDisposable
{
    /// <summary>What the network is asked at each step; Euler's may be fractions.</summary>
    IReadOnlyList<double> Timesteps { get; }

    /// <summary>Deviation of the noise that sampling starts from.</summary>
    double InitialDeviation => 1;

    /// <summary>True where the step takes fresh noise.</summary>
    bool TakesNoise(int step) => false;

    /// <summary>The sample as the network knows it, of about unit deviation.</summary>
    Tensor ScaleInput(Tensor sample, int step) => sample;

    /// <summary>Clean images with so much noise on them that sampling may go on from that step.</summary>
    /// <param name="noise">(N, C, H, W) of unit deviation.</param>
    Tensor AddNoise(Tensor clean, Tensor noise, int step);

    /// <summary>The sample of the next step, after the last one the images.</summary>
    /// <param name="output">The network's output of the scaled sample in fp32, (N, C or 2C, H, W).</param>
    /// <param name="noise">(N, C, H, W) of unit deviation where the step takes it.</param>
    Tensor Step(Tensor output, Tensor sample, int step, Tensor? noise);
}
