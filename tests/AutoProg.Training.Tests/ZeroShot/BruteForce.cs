using AutoProg.Training.Models;
using AutoProg.Training.ZeroShot;
using static TorchSharp.torch;

namespace AutoProg.Training.Tests.ZeroShot;

/// <summary>The kernel by its definition: one backward pass per sample, gradients side by side.</summary>
internal static class BruteForce
{
    public static NtkGram Measure(nn.Module model, UnfreezingUnits units, int samples, Func<Tensor> outputs, bool biases = false)
    {
        using var scope = NewDisposeScope();
        var parameters = model.named_parameters()
            .Where(pair => pair.parameter.requires_grad && (pair.name.Contains("weight") || (biases && pair.name.Contains("bias")))).ToArray();
        var values = outputs();
        var gradients = parameters.ToDictionary(pair => pair.name, _ => new List<Tensor>());
        for (var sample = 0; sample < samples; sample++)
        {
            Array.ForEach(parameters, pair => pair.parameter.grad = null);
            values[sample].sum().backward(retain_graph: true);
            Array.ForEach(parameters, pair => gradients[pair.name].Add((pair.parameter.grad ?? zeros_like(pair.parameter)).flatten().clone()));
        }

        foreach (var parameter in model.parameters())
        {
            parameter.grad = null;
        }

        return new([.. Enumerable.Range(0, units.Count).Select(unit => Gram(unit))], Gram(null), []);

        NtkMatrix Gram(int? unit)
        {
            var rows = gradients.Where(pair => units.UnitOf(pair.Key) == unit).Select(pair => stack(pair.Value).to(float64)).ToArray();
            return rows.Length == 0
                ? NtkMatrix.Zero(samples)
                : new(samples, [.. cat(rows, 1).matmul(cat(rows, 1).t()).contiguous().data<double>()]);
        }
    }

    /// <summary>The largest difference as a fraction of the largest entry.</summary>
    public static double Distance(NtkMatrix one, NtkMatrix other) =>
        one.Values.Zip(other.Values, (a, b) => Math.Abs(a - b)).Max() / Math.Max(other.Values.Max(Math.Abs), double.Epsilon);
}
