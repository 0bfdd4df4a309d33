using static TorchSharp.torch;

namespace AutoProg.Training.ZeroShot.Taps;

/// <summary>Inner products of the samples' weight gradients without their gradients where that is cheaper, (B, B) fp64.</summary>
internal static class SampleProducts
{
    // 64 MB of doubles.
    private const long MostElements = 1 << 23;

    /// <summary>Of a linear layer: ⟨A_iᵀ G_i, A_jᵀ G_j⟩ of inputs A (B, T, D') and output gradients G (B, T, D).</summary>
    public static Tensor OfLinear(Tensor inputs, Tensor gradients)
    {
        using var scope = NewDisposeScope();
        var (rows, slopes) = (inputs.to(float64), gradients.to(float64));
        return (RowsAreCheaper(rows.shape[0], rows.shape[1], rows.shape[2], slopes.shape[2])
            ? ByRows(rows, slopes, Dots)
            : ByWeights(rows, slopes)).MoveToOuterDisposeScope();
    }

    /// <summary>Of a table: a row's gradient is the sum over its look-ups, of indices (B, T, 1) and gradients (B, T, D).</summary>
    public static Tensor OfLookup(Tensor indices, Tensor gradients)
    {
        using var scope = NewDisposeScope();
        return ByRows(indices, gradients.to(float64), Matches).MoveToOuterDisposeScope();
    }

    /// <summary>Of gradients (B, D).</summary>
    public static Tensor OfVectors(Tensor gradients)
    {
        using var scope = NewDisposeScope();
        var vectors = gradients.to(float64);
        return vectors.matmul(vectors.t()).MoveToOuterDisposeScope();
    }

    /// <summary>True where products between rows take fewer multiplications than each sample's weight gradient.</summary>
    /// <param name="rows">Of one sample, T.</param>
    public static bool RowsAreCheaper(long samples, long rows, long inputs, long outputs)
    {
        var pairs = samples * (double)samples / 2;
        return pairs * rows * rows * (inputs + outputs) <= samples * (double)rows * inputs * outputs + pairs * inputs * outputs;
    }

    // Σ_ts (a_it · a_js)(g_it · g_js), some samples against all later ones at a time.
    internal static Tensor ByRows(Tensor inputs, Tensor gradients, Func<Tensor, Tensor, Tensor> likeness)
    {
        using var scope = NewDisposeScope();
        var (samples, rows) = (gradients.shape[0], gradients.shape[1]);
        var chunk = Math.Max(1, MostElements / (samples * rows * rows));
        var gram = zeros(samples, samples, float64, gradients.device);
        for (var first = 0L; first < samples; first += chunk)
        {
            using var step = NewDisposeScope();
            var (count, rest) = (Math.Min(chunk, samples - first), samples - first);
            var products = likeness(Part(inputs, count), Part(inputs, rest)) * Dots(Part(gradients, count), Part(gradients, rest)); // (c·T, R·T)
            gram.narrow(0, first, count).narrow(1, first, rest).copy_(products.view(count, rows, rest, rows).sum(1, 3));

            Tensor Part(Tensor tensor, long length) => tensor.narrow(0, first, length).flatten(0, 1);
        }

        return (gram.triu() + gram.triu(1).t()).MoveToOuterDisposeScope();
    }

    // The weight gradients themselves, some outputs at a time.
    internal static Tensor ByWeights(Tensor inputs, Tensor gradients)
    {
        using var scope = NewDisposeScope();
        var (samples, outputs) = (inputs.shape[0], gradients.shape[2]);
        var chunk = Math.Max(1, MostElements / (samples * inputs.shape[2]));
        var columns = inputs.transpose(1, 2);                                                           // (B, D', T)
        var gram = zeros(samples, samples, float64, gradients.device);
        for (var first = 0L; first < outputs; first += chunk)
        {
            using var step = NewDisposeScope();
            var part = columns.matmul(gradients.narrow(2, first, Math.Min(chunk, outputs - first)));    // (B, D', c)
            gram.add_(OfVectors(part.flatten(1)));
        }

        return gram.MoveToOuterDisposeScope();
    }

    internal static Tensor Dots(Tensor rows, Tensor others) => rows.matmul(others.t());

    private static Tensor Matches(Tensor indices, Tensor others) => indices.eq(others.t()).to(float64);
}
