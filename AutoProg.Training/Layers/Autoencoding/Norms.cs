using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace AutoProg.Training.Layers.Autoencoding;

internal static class Norms
{
    private const double Epsilon = 1e-6;

    /// <summary>A group norm that scales by 1 and shifts by 0; TorchSharp 0.107 leaves the weights of its own uninitialised.</summary>
    public static GroupNorm Group(int groups, int channels)
    {
        var norm = GroupNorm(groups, channels, Epsilon);
        init.ones_(norm.weight);
        init.zeros_(norm.bias);
        return norm;
    }
}
