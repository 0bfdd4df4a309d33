using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace AutoProg.Training.Models;

/// <summary>The public implementations' initial weights: normal of deviation 0.02, zero biases; convolutions keep torch's own.</summary>
internal static class InitialWeights
{
    public const double Deviation = 0.02;

    /// <param name="classToken">Deviation of the class token.</param>
    public static void Apply(Module model, double classToken)
    {
        using var gradients = no_grad();
        var parameters = model.named_parameters().ToArray();
        var convolutions = parameters.Where(pair => pair.parameter.dim() == 4).Select(pair => ModuleOf(pair.name))
            .Where(module => module.Length > 0).ToHashSet(StringComparer.Ordinal);
        foreach (var (name, parameter) in parameters)
        {
            if (name == "cls_token")
            {
                init.normal_(parameter, 0, classToken);
            }
            else if (convolutions.Contains(ModuleOf(name)))
            {
                continue;
            }
            else if (parameter.dim() > 1)
            {
                // timm cuts this normal off at 100 deviations, which is no cut; TorchSharp 0.107's trunc_normal_ fills in a constant.
                init.normal_(parameter, 0, Deviation);
            }
            else
            {
                // TorchSharp 0.107 leaves the weights of a GroupNorm uninitialised.
                init.constant_(parameter, name.EndsWith(".bias", StringComparison.Ordinal) ? 0 : 1);
            }
        }
    }

    // Empty for a parameter of the model itself, such as the grid of positions of a VOLO.
    private static string ModuleOf(string name) => name[..Math.Max(0, name.LastIndexOf('.'))];
}
