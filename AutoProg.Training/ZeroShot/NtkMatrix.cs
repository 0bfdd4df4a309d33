using static TorchSharp.torch;

namespace AutoProg.Training.ZeroShot;

/// <summary>A neural tangent kernel between B samples: inner products of the gradients of their outputs, fp64.</summary>
public sealed class NtkMatrix
{
    private readonly double[] values;
    private double[]? eigenvalues;

    /// <param name="values">B x B, row by row.</param>
    public NtkMatrix(int samples, double[] values) => (Samples, this.values) = (samples, values);

    public int Samples { get; }

    public double this[int one, int other] => values[one * Samples + other];

    /// <summary>Row by row.</summary>
    public IReadOnlyList<double> Values => values;

    public double Trace => Enumerable.Range(0, Samples).Sum(sample => this[sample, sample]);

    /// <summary>Ascending.</summary>
    public IReadOnlyList<double> Eigenvalues => eigenvalues ??= FindEigenvalues();

    /// <summary>The kernel of no parameters.</summary>
    public static NtkMatrix Zero(int samples) => new(samples, new double[samples * samples]);

    /// <summary>The kernel of both sets of parameters together.</summary>
    public static NtkMatrix operator +(NtkMatrix one, NtkMatrix other) =>
        new(one.Samples, [.. one.values.Zip(other.values, (a, b) => a + b)]);

    /// <summary>That of gradients scaled to length 1: how alike they are, whatever their lengths.</summary>
    public NtkMatrix Cosines()
    {
        var lengths = Enumerable.Range(0, Samples).Select(sample => Math.Sqrt(this[sample, sample])).ToArray();
        return new(Samples, [.. values.Select((value, i) => value == 0 ? 0 : value / lengths[i / Samples] / lengths[i % Samples])]);
    }

    private double[] FindEigenvalues()
    {
        using var scope = NewDisposeScope();
        return [.. linalg.eigvalsh(tensor(values, Samples, Samples)).data<double>()];
    }
}
