using AutoProg.Training.ZeroShot.Taps;
using static TorchSharp.torch;

namespace AutoProg.Training.ZeroShot;

/// <summary>Fisher (arXiv 1906.04113): Σ over channels of E[(Σ_t output · gradient)²] / 2 of each layer; higher is better.</summary>
public static class Fisher
{
    /// <summary>From one forward and one backward pass.</summary>
    /// <param name="samples">B.</param>
    /// <param name="loss">Runs the model once and returns the loss, a scalar.</param>
    public static LayerScores Of(nn.Module model, int samples, Func<Tensor> loss)
    {
        using var recording = enable_grad();
        using var scope = NewDisposeScope();
        using var taps = LayerTaps.On(model);
        autograd.backward([loss()], inputs: [.. taps.Reached.SelectMany(tap => tap.Outputs)]);

        using var measured = no_grad();
        return LayerScores.Read([.. taps.ReachedProducts.Select(tap => (tap.Weight, Half(tap.PairedRows(samples))))]);

        Tensor Half(IEnumerable<(Tensor Output, Tensor Gradient)> rows) => rows
            .Select(pair => (pair.Output.to(float64) * pair.Gradient.to(float64)).sum(1))  // (B, D)
            .Aggregate(zeros(1, float64), (sum, one) => sum.to(one.device) + one).square().mean([0]).sum() / 2;
    }
}
