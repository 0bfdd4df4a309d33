using static TorchSharp.torch;

namespace AutoProg.Training.Models;

/// <summary>Weights of a module by name.</summary>
public static class ModuleWeights
{
    /// <summary>Copies a complete set of weights into the module, converting number format and device.</summary>
    /// <exception cref="ArgumentException">A name is missing, left over, or has another shape; nothing was copied.</exception>
    public static void CopyWeights(this nn.Module module, IReadOnlyDictionary<string, Tensor> weights)
    {
        var targets = module.state_dict();
        var missing = targets.Keys.Except(weights.Keys).ToArray();
        var unknown = weights.Keys.Except(targets.Keys).ToArray();
        Require(missing.Length == 0, $"{missing.Length} weights are missing: {Some(missing)}. Load a file of the same architecture and depth.");
        Require(unknown.Length == 0, $"{unknown.Length} weights have no place in the model: {Some(unknown)}. Load a file of the same architecture and depth.");
        foreach (var (name, target) in targets)
        {
            Require(target.shape.SequenceEqual(weights[name].shape),
                $"'{name}' has the shape [{string.Join(", ", weights[name].shape)}]; the model needs [{string.Join(", ", target.shape)}].");
        }

        using var gradients = no_grad();
        foreach (var (name, target) in targets)
        {
            target.copy_(weights[name]);
        }
    }

    private static string Some(string[] names) => string.Join(", ", names.Take(5)) + (names.Length > 5 ? ", …" : "");

    private static void Require(bool holds, string problem)
    {
        if (!holds)
        {
            throw new ArgumentException(problem);
        }
    }
}
