using TorchSharp;
using static TorchSharp.torch;

namespace AutoProg.Training.Optimization;

/// <summary>AdamW's memory of one parameter, fp32 whatever the weights are.</summary>
/// <param name="ExpAvg">Running mean of the gradient, in the parameter's shape.</param>
/// <param name="ExpAvgSq">Running mean of its square, in the parameter's shape.</param>
/// <param name="Step">Updates so far, a scalar.</param>
public sealed record AdamWState(Tensor ExpAvg, Tensor ExpAvgSq, Tensor Step) : IDisposable
{
    public void Dispose()
    {
        ExpAvg.Dispose();
        ExpAvgSq.Dispose();
        Step.Dispose();
    }

    internal static AdamWState Zero(Tensor parameter)
    {
        using var gradients = no_grad();
        return new(
            zeros(parameter.shape, float32, parameter.device).DetachFromDisposeScope(),
            zeros(parameter.shape, float32, parameter.device).DetachFromDisposeScope(),
            zeros([], float32, parameter.device).DetachFromDisposeScope());
    }

    internal AdamWState CopyTo(Device device) => new(Own(ExpAvg, device), Own(ExpAvgSq, device), Own(Step, device));

    private static Tensor Own(Tensor tensor, Device device) =>
        tensor.detach().to(float32, device, copy: true).DetachFromDisposeScope();
}
