using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace AutoProg.Training.Models;

/// <summary>
/// The public DiT's initial weights: blocks that pass their input on and an output of 0, since what gates and ends them is 0;
/// embeddings normal of deviation 0.02; every other matrix uniform by Xavier, patches as matrices too.
/// </summary>
internal static class DitInitialWeights
{
    /// <param name="stages">Deviation of the stage vectors.</param>
    public static void Apply(Dit model, double stages)
    {
        using var gradients = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (name, parameter) in model.named_parameters())
        {
            if (IsZero(name))
            {
                init.zeros_(parameter);
            }
            else if (Architecture.IsOfStages(name))
            {
                init.normal_(parameter, 0, stages);
            }
            else if (name.StartsWith("y_embedder.", StringComparison.Ordinal) || name.StartsWith("t_embedder.", StringComparison.Ordinal))
            {
                init.normal_(parameter, 0, InitialWeights.Deviation);
            }
            else
            {
                init.xavier_uniform_(parameter.flatten(1));
            }
        }
    }

    private static bool IsZero(string name) =>
        name.EndsWith(".bias", StringComparison.Ordinal)
        || name.Contains("adaLN_modulation.", StringComparison.Ordinal)
        || name.StartsWith("final_layer.linear.", StringComparison.Ordinal);
}
