using static TorchSharp.torch;

namespace AutoProg.Training.ZeroShot.Taps;

/// <summary>
/// Input and output of every call of one layer in a forward pass. After a backward pass from the sum over samples they give
/// each sample's own weight gradient, because samples do not interact.
/// </summary>
internal abstract class LayerTap(string layer) : IDisposable
{
    private readonly List<(Tensor Input, Tensor Output)> calls = [];

    public string Weight { get; } = $"{layer}.weight";

    public string Bias { get; } = $"{layer}.bias";

    /// <summary>Of all calls, still part of the graph.</summary>
    public IEnumerable<Tensor> Outputs => calls.Select(call => call.Output);

    public bool IsReached => calls.Count > 0;

    protected string Layer { get; } = layer;

    public void Record(Tensor input, Tensor output)
    {
        if (output.requires_grad)
        {
            output.retain_grad();
            calls.Add((input.detach().DetachFromDisposeScope(), output.alias().DetachFromDisposeScope())); // An alias is the same node of the graph.
        }
    }

    /// <summary>Inner products of the samples' weight gradients, (B, B) fp64.</summary>
    public Tensor WeightGram(long samples)
    {
        using var scope = NewDisposeScope();
        var used = calls.Select(call => (call.Input, Gradient: call.Output.grad)).Where(call => call.Gradient is not null).ToArray();
        return (used.Length == 0
            ? zeros(samples, samples, float64, calls[0].Output.device)
            : WeightGram(
                cat([.. used.Select(call => InputRows(call.Input, samples))], 1),
                cat([.. used.Select(call => OutputRows(call.Gradient!, samples))], 1))).MoveToOuterDisposeScope();
    }

    /// <summary>Inner products of the samples' bias gradients, (B, B) fp64.</summary>
    public Tensor BiasGram(long samples)
    {
        using var scope = NewDisposeScope();
        return SampleProducts.OfVectors(PairedRows(samples).Select(pair => pair.Gradient.sum(1, type: float64))
            .Aggregate(zeros(samples, 1, float64, calls[0].Output.device), (sum, one) => sum + one)).MoveToOuterDisposeScope();
    }

    /// <summary>Outputs and their gradients of every call that the backward pass reached, (B, T, D) each.</summary>
    public IEnumerable<(Tensor Output, Tensor Gradient)> PairedRows(long samples) => calls
        .Select(call => (call.Output, Gradient: call.Output.grad)).Where(call => call.Gradient is not null)
        .Select(call => (OutputRows(call.Output.detach(), samples), OutputRows(call.Gradient!, samples)));

    public void Dispose()
    {
        foreach (var (input, output) in calls)
        {
            input.Dispose();
            output.Dispose();
        }

        calls.Clear();
    }

    /// <summary>(B, T, …) of an input.</summary>
    protected abstract Tensor InputRows(Tensor input, long samples);

    /// <summary>(B, T, D) of an output or of its gradient.</summary>
    protected abstract Tensor OutputRows(Tensor output, long samples);

    /// <summary>(B, B) fp64 of inputs (B, T, …) and output gradients (B, T, D).</summary>
    protected abstract Tensor WeightGram(Tensor inputs, Tensor gradients);
}
