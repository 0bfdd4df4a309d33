using static TorchSharp.torch;

namespace AutoProg.Training.ZeroShot;

/// <summary>Takes the gradients of parameters away until it is disposed.</summary>
internal sealed class GradientsAside : IDisposable
{
    private readonly List<(Tensor Parameter, Tensor? Gradient)> kept;

    public GradientsAside(IEnumerable<Tensor> parameters)
    {
        kept = [.. parameters.Select(parameter => (parameter, parameter.grad?.DetachFromDisposeScope()))];
        kept.ForEach(pair => pair.Parameter.grad = null);
    }

    public void Dispose()
    {
        foreach (var (parameter, gradient) in kept)
        {
            parameter.grad = gradient;
            gradient?.Dispose();
        }
    }
}
