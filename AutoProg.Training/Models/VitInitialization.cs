using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace AutoProg.Training.Models;

/// <summary>timm's initial weights: truncated normal of deviation 0.02, zero biases, a class token near zero; convolutions and norms keep torch's own.</summary>
internal static class VitInitialization
{
    private const double Deviation = 0.02;

    public static void Apply(Vit model)
    {
        using var gradients = no_grad();
        foreach (var (name, parameter) in model.named_parameters())
        {
            if (name.StartsWith("patch_embed.", StringComparison.Ordinal))
            {
                continue;
            }

            if (name == "cls_token")
            {
                init.normal_(parameter, 0, 1e-6);
            }
            else if (parameter.dim() > 1)
            {
                init.trunc_normal_(parameter, 0, Deviation, -2, 2);
            }
            else if (name.EndsWith(".bias", StringComparison.Ordinal))
            {
                init.zeros_(parameter);
            }
        }
    }
}
