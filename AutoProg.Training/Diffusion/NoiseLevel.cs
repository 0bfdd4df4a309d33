using AutoProg.Contracts.Specification;
using static TorchSharp.torch;

namespace AutoProg.Training.Diffusion;

/// <summary>How noised an image is: x = signal · x₀ + deviation · ε, the squares of both adding up to 1.</summary>
internal readonly record struct NoiseLevel(double Signal, double Deviation)
{
    /// <summary>Noise relative to the image: from 0, all image, to infinity, all noise.</summary>
    public double Sigma => Deviation / Signal;

    public double SignalToNoise => Signal * Signal / (Deviation * Deviation);

    /// <summary>Half the logarithm of the signal-to-noise ratio, the time of DPM-Solver; infinite for a clean image.</summary>
    public double Lambda => Math.Log(Signal) - Math.Log(Deviation);

    public static NoiseLevel OfAlphaCumprod(double alphaCumprod) => new(Math.Sqrt(alphaCumprod), Math.Sqrt(1 - alphaCumprod));

    public static NoiseLevel OfSigma(double sigma)
    {
        var signal = 1 / Math.Sqrt(sigma * sigma + 1);
        return new(signal, sigma * signal);
    }

    /// <summary>The clean image as a sum of the noised one and of the network's output, each times its weight.</summary>
    public (double OfNoised, double OfOutput) CleanWeights(PredictionTarget prediction) => prediction switch
    {
        PredictionTarget.Epsilon => (1 / Signal, -Sigma),
        PredictionTarget.V => (Signal, -Deviation),
        _ => throw new ArgumentOutOfRangeException(nameof(prediction), prediction, "Unknown prediction target."),
    };

    /// <summary>Clean images (N, C, H, W) with noise of unit deviation at this level.</summary>
    public Tensor Noised(Tensor clean, Tensor noise)
    {
        using var scope = NewDisposeScope();
        return (Signal * clean + Deviation * noise).MoveToOuterDisposeScope();
    }
}
