using AutoProg.Contracts.Specification;
using static TorchSharp.torch;

namespace AutoProg.Training.Diffusion;

/// <summary>The clean images that a network's output means.</summary>
/// <param name="Prediction">What the network predicts.</param>
/// <param name="Clip">Keeps pixels within -1 and 1.</param>
internal sealed record CleanEstimate(PredictionTarget Prediction, bool Clip)
{
    /// <summary>(N, C, H, W); further channels of the output are about the variance.</summary>
    public Tensor At(NoiseLevel level, Tensor output, Tensor noised)
    {
        using var scope = NewDisposeScope();
        var (ofNoised, ofOutput) = level.CleanWeights(Prediction);
        var clean = ofNoised * noised + ofOutput * output.narrow(1, 0, noised.shape[1]);
        return (Clip ? clean.clamp(-1, 1) : clean).MoveToOuterDisposeScope();
    }
}
