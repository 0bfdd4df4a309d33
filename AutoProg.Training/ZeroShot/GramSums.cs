using AutoProg.Training.Models;
using static TorchSharp.torch;

namespace AutoProg.Training.ZeroShot;

/// <summary>Adds up kernels by unit on the device; reads them back once.</summary>
internal sealed class GramSums(UnfreezingUnits units, int samples, Device device)
{
    private readonly Tensor sums = zeros(units.Count + 1, samples, samples, float64, device); // The last is that of the rest.

    public void Add(string parameter, Tensor gram) => sums[units.UnitOf(parameter) ?? units.Count].add_(gram);

    public NtkGram Read(IReadOnlyList<string> perSample)
    {
        var all = sums.cpu().data<double>().ToArray().Chunk(samples * samples).Select(values => new NtkMatrix(samples, values)).ToArray();
        return new(all[..^1], all[^1], perSample);
    }
}
