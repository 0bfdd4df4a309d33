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
            if (name.Contains("norm", StringComparison.Ordinal))
            {
                // TorchSharp's GroupNorm leaves its weights as the memory was.
                init.constant_(parameter, name.EndsWith(".weight", StringComparison.Ordinal) ? 1 : 0);
            }
            else if (name.StartsWith("patch_embed.", StringComparison.Ordinal))
            {
                continue;
            }
            else if (name == "cls_token")
            {
                init.normal_(parameter, 0, 1e-6);
            }
            else if (parameter.dim() > 1)
            {
                // TorchSharp's trunc_normal_ gives a constant; at a hundred deviations the cut never bites anyway.
                init.normal_(parameter, 0, Deviation);
            }
            else if (name.EndsWith(".bias", StringComparison.Ordinal))
            {
                init.zeros_(parameter);
            }
        }
    }
}
