using static TorchSharp.torch;

namespace AutoProg.Training.Diffusion;

/// <summary>One number per diffusion step, in fp32 on the device, where looking them up waits for nothing.</summary>
internal sealed class StepTable(IEnumerable<double> values, Device device) : IDisposable
{
    private readonly Tensor table = tensor(values.ToArray(), dtype: float32, device: device).DetachFromDisposeScope(); // (steps)

    /// <summary>The numbers of steps (N), int64, as (N, 1, 1, 1).</summary>
    public Tensor At(Tensor steps) => table.index_select(0, steps).view(-1, 1, 1, 1);

    public void Dispose() => table.Dispose();
}
