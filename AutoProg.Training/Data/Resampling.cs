namespace AutoProg.Training.Data;

/// <summary>Bilinear interpolation with antialiasing along one axis, as a matrix.</summary>
internal static class Resampling
{
    /// <summary>
    /// Weights (to, from), row after row; rows sum to 1. A triangle filter on half-pixel centres, as wide as the shrink factor:
    /// what PyTorch calls bilinear with antialias, and plain bilinear where the image grows.
    /// </summary>
    public static float[] Matrix(int from, int to)
    {
        var weights = new float[to * from];
        var scale = (double)from / to;
        var reach = Math.Max(scale, 1);
        for (var row = 0; row < to; row++)
        {
            var centre = (row + 0.5) * scale;
            var triangle = Enumerable.Range(0, from).Select(column => Math.Max(0, 1 - Math.Abs(column + 0.5 - centre) / reach)).ToArray();
            var sum = triangle.Sum();
            for (var column = 0; column < from; column++)
            {
                weights[row * from + column] = (float)(triangle[column] / sum);
            }
        }

        return weights;
    }
}
