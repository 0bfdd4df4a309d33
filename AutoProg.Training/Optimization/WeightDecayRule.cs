using static TorchSharp.torch;

namespace AutoProg.Training.Optimization;

/// <summary>Which parameters weight decay pulls to zero, as in timm: matrices and kernels; no bias, norm, or token embedding.</summary>
public static class WeightDecayRule
{
    /// <summary>Whether the parameter of that name decays.</summary>
    public static bool Applies(string name, Tensor parameter) =>
        parameter.dim() > 1 && name is not ("pos_embed" or "cls_token" or "dist_token");
}
