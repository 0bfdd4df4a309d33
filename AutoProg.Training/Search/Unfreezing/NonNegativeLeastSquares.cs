using static TorchSharp.torch;

namespace AutoProg.Training.Search.Unfreezing;

/// <summary>The x ≥ 0 that makes ‖A x − b‖ least, for a few unknowns: the best of the plain solutions in which some of them are 0.</summary>
internal static class NonNegativeLeastSquares
{
    // Far below what a clock can tell.
    private const double Tie = 1e-9;

    /// <param name="rows">A, by row. Of several solutions of one set of unknowns the shortest is taken.</param>
    public static double[] Solve(double[][] rows, double[] wanted)
    {
        var unknowns = rows[0].Length;
        var (best, least) = (new double[unknowns], wanted.Sum(value => value * value));
        for (var chosen = (1 << unknowns) - 1; chosen > 0; chosen--)
        {
            int[] columns = [.. Enumerable.Range(0, unknowns).Where(column => (chosen >> column & 1) == 1)];
            var solution = new double[unknowns];
            foreach (var (column, value) in columns.Zip(Plain([.. rows.Select(row => columns.Select(column => row[column]).ToArray())], wanted)))
            {
                solution[column] = value;
            }

            var error = rows.Zip(wanted, (row, value) => row.Zip(solution, (a, x) => a * x).Sum() - value).Sum(residual => residual * residual);
            if (solution.All(value => value >= 0) && error < least - Tie * wanted.Sum(value => value * value))
            {
                (best, least) = (solution, error);
            }
        }

        return best;
    }

    private static double[] Plain(double[][] rows, double[] wanted)
    {
        using var scope = NewDisposeScope();
        var matrix = tensor(rows.SelectMany(row => row).ToArray(), rows.Length, rows[0].Length);
        return [.. linalg.pinv(matrix).matmul(tensor(wanted)).data<double>()];
    }
}
