namespace AutoProg.Training.Storage;

/// <summary>Imported weights: the folder <c>models/</c> of a data root.</summary>
/// <param name="dataRoot">Null where there is none.</param>
public sealed class ModelFolder(string? dataRoot)
{
    /// <summary>Where weights of a name lie, whether or not they do.</summary>
    public string PathOf(string name) => Path.Combine(dataRoot ?? "", "models", name + WeightsFile.Extension);

    /// <summary>The file that a specification names: a path, or a name in the folder.</summary>
    /// <exception cref="InvalidWeightsException">There is none; the message says where it was looked for.</exception>
    public string Locate(string weights)
    {
        var named = weights.EndsWith(WeightsFile.Extension, StringComparison.OrdinalIgnoreCase) ? weights[..^WeightsFile.Extension.Length] : weights;
        string[] candidates = dataRoot is null || Path.IsPathRooted(weights) ? [Path.GetFullPath(weights)] : [PathOf(named), Path.GetFullPath(weights)];
        return Array.Find(candidates, File.Exists) ?? throw new InvalidWeightsException(
            $"model.weights is '{weights}', but there is no file {string.Join(" or ", candidates)}. Name a safetensors file, or import one by 'autoprog import'.");
    }
}
