using static TorchSharp.torch;

namespace AutoProg.Training.ZeroShot.Taps;

/// <summary>What a layer saw, sorted by sample: (B, T, D), however its rows were laid out.</summary>
internal static class SampleRows
{
    /// <summary>Of (B, …, D) or flat (B·T, D), whose samples lie one after the other.</summary>
    /// <exception cref="InvalidOperationException">The rows are no multiple of the samples.</exception>
    public static Tensor Of(Tensor rows, long samples, string layer)
    {
        var width = rows.shape[^1];
        return rows.numel() % (samples * width) == 0
            ? rows.reshape(samples, -1, width)
            : throw new InvalidOperationException(
                $"Layer '{layer}' saw [{string.Join(", ", rows.shape)}], which is no multiple of {samples} samples; call it once per sample, samples first.");
    }

    /// <summary>Of channels first, (B, D, …).</summary>
    public static Tensor OfChannels(Tensor channels, long samples, string layer) => channels.shape[0] == samples
        ? channels.flatten(2).transpose(1, 2)
        : throw new InvalidOperationException(
            $"Layer '{layer}' saw [{string.Join(", ", channels.shape)}] where {samples} samples were due; call it with one entry per sample.");
}
