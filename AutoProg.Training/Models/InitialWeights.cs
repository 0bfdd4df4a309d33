using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace AutoProg.Training.Models;

/// <summary>timm's initial weights: normal of deviation 0.02, zero biases, a class token near zero; convolutions keep torch's own.</summary>
internal static class VitInitialization
{
    private const double Deviation = 0.02;

    public static void Apply(Vit model)
    {
        using var gradients = no_grad();
        foreach (var (name, parameter) in model.named_parameters())
        {
            if (name == "cls_token")
            {
                init.normal_(parameter, 0, 1e-6);
            }
            else if (IsConvolution(name))
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

    private static bool IsConvolution(string name) =>
        name.StartsWith("patch_embed.proj.", StringComparison.Ordinal) || name.StartsWith("patch_embed.convs.", StringComparison.Ordinal);
}
