namespace AutoProg.Training.Data;

/// <summary>Mean and standard deviation of grey pixels, exact and independent of any thread count.</summary>
internal static class PixelStatistics
{
    /// <summary>Of bytes scaled to 0 to 1; the deviation of a constant image counts as 1.</summary>
    public static (float Mean, float Std) Of(ReadOnlySpan<byte> pixels)
    {
        var counts = new long[256];
        foreach (var pixel in pixels)
        {
            counts[pixel]++;
        }

        var mean = counts.Select((count, value) => count * (value / 255.0)).Sum() / pixels.Length;
        var variance = counts.Select((count, value) => count * Math.Pow(value / 255.0 - mean, 2)).Sum() / pixels.Length;
        return ((float)mean, variance > 0 ? (float)Math.Sqrt(variance) : 1);
    }
}
