using AutoProg.Training.Models;
using AutoProg.Training.ZeroShot.Taps;
using static TorchSharp.torch;

namespace AutoProg.Training.ZeroShot;

/// <summary>
/// The exact neural tangent kernel K_ij = ⟨J_i, J_j⟩, J_i the gradient of the sum of sample i's outputs, by one backward
/// pass (arXiv 2410.00350). Samples must not interact: no batch norm in training mode.
/// </summary>
public static class NeuralTangentKernel
{
    /// <summary>Kernels of all units from one forward and one backward pass; gradients at hand stay as they are.</summary>
    /// <param name="samples">B.</param>
    /// <param name="outputs">Runs the model once and returns what is summed, (B, …).</param>
    /// <param name="biases">Counts parameters named as biases too; by default only those named as weights, as the authors do.</param>
    /// <exception cref="InvalidOperationException">A layer's rows do not belong to the samples.</exception>
    public static NtkGram Measure(nn.Module model, UnfreezingUnits units, int samples, Func<Tensor> outputs, bool biases = false)
    {
        using var recording = enable_grad();
        using var scope = NewDisposeScope();
        using var taps = LayerTaps.On(model);
        var counted = model.named_parameters().Where(pair => pair.parameter.requires_grad && Counts(pair.name, biases))
            .ToDictionary(pair => pair.name, pair => (Tensor)pair.parameter);
        using var aside = new GradientsAside(counted.Values);
        var values = outputs();                                                                         // (B, …)
        Require(values.shape[0] == samples, $"The model gave {values.shape[0]} outputs for {samples} samples; return one per sample.");
        autograd.backward([values.sum()], retain_graph: true, inputs: [.. taps.Reached.SelectMany(tap => tap.Outputs), .. counted.Values]);

        using var measured = no_grad();
        var sums = new GramSums(units, samples, values.device);
        var explained = Explained(taps, counted, samples);
        foreach (var (name, gram) in explained)
        {
            sums.Add(name, gram);
        }

        // Where the sum of all samples has no gradient, no path leads there.
        var others = counted.Where(pair => !explained.ContainsKey(pair.Key) && pair.Value.grad is not null).ToDictionary();
        foreach (var (name, gram) in PerSample(values, others))
        {
            sums.Add(name, gram);
        }

        return sums.Read([.. others.Keys]);
    }

    private static bool Counts(string name, bool biases) =>
        name.Contains("weight", StringComparison.Ordinal) || (biases && name.Contains("bias", StringComparison.Ordinal));

    // A parameter that is also used where no tap sees it fails this test: Σ_ij K_ij must be the squared length of the gradient of the whole sum.
    private static Dictionary<string, Tensor> Explained(LayerTaps taps, Dictionary<string, Tensor> counted, int samples)
    {
        var grams = new List<(string Name, Tensor Gram)>();
        foreach (var tap in taps.Reached)
        {
            if (counted.ContainsKey(tap.Weight))
            {
                grams.Add((tap.Weight, tap.WeightGram(samples)));
            }

            if (counted.ContainsKey(tap.Bias))
            {
                grams.Add((tap.Bias, tap.BiasGram(samples)));
            }
        }

        if (grams.Count == 0)
        {
            return [];
        }

        var checks = stack(grams.Select(pair => stack([pair.Gram.sum(), pair.Gram.trace(), SquaredLength(counted[pair.Name])]))).cpu().data<double>().ToArray();
        return grams.Where((pair, i) => Math.Abs(checks[3 * i] - checks[3 * i + 2]) <= Tolerance(counted[pair.Name].dtype) * checks[3 * i + 1])
            .ToDictionary(pair => pair.Name, pair => pair.Gram);
    }

    private static IEnumerable<(string Name, Tensor Gram)> PerSample(Tensor values, Dictionary<string, Tensor> parameters)
    {
        if (parameters.Count == 0)
        {
            yield break;
        }

        var gradients = parameters.Keys.ToDictionary(name => name, _ => new List<Tensor>());
        for (var sample = 0; sample < values.shape[0]; sample++)
        {
            Clear(parameters.Values);
            using (enable_grad())
            {
                autograd.backward([values[sample].sum()], retain_graph: true, inputs: [.. parameters.Values]);
            }

            foreach (var (name, parameter) in parameters)
            {
                gradients[name].Add((parameter.grad ?? zeros_like(parameter)).flatten().to(float64, copy: true));
            }
        }

        foreach (var (name, rows) in gradients)
        {
            yield return (name, SampleProducts.OfVectors(stack(rows)));
        }
    }

    private static void Clear(IEnumerable<Tensor> parameters)
    {
        foreach (var parameter in parameters)
        {
            parameter.grad = null;
        }
    }

    private static Tensor SquaredLength(Tensor parameter) =>
        (parameter.grad ?? zeros_like(parameter)).to(float64).square().sum();

    // Of products in TF32 and bf16, which the sums of the two sides round differently.
    private static double Tolerance(ScalarType type) => type switch
    {
        ScalarType.Float64 => 1e-8,
        ScalarType.Float32 => 1e-2,
        _ => 0.1,
    };

    private static void Require(bool holds, string problem)
    {
        if (!holds)
        {
            throw new InvalidOperationException(problem);
        }
    }
}
