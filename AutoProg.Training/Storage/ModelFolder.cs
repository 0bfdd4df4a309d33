namespace AutoProg.Training.Storage;

/// <summary>Imported weights: the folder <c>models/</c> of a data root.</summary>
/// <param name="dataRoot">Null where there is none.</param>
public sealed class ModelFolder(string? dataRoot)
{
    /// <summary>Where weights of a name lie, whether or not they do.</summary>
    public string PathOf(string name) => Path.Combine(dataRoot ?? "", "models", name + WeightsFile.Extension);

    /// <summary>The safetensors file that a specification names: a name in the folder, or a path; the ending may be left out.</summary>
    /// <exception cref="InvalidWeightsException">There is none; the message says where it was looked for.</exception>
    public string Locate(string weights)
    {
        var named = WeightsFile.IsSafetensors(weights) ? weights[..^WeightsFile.Extension.Length] : weights;
        var path = Path.GetFullPath(named + WeightsFile.Extension);
        string[] candidates = dataRoot is null || Path.IsPathRooted(weights) ? [path] : [PathOf(named), path];
        return Array.Find(candidates, File.Exists) ?? throw new InvalidWeightsException(
            $"model.weights is '{weights}', but there is no file {string.Join(" or ", candidates)}. Name a safetensors file; 'autoprog import' makes one of a PyTorch file.");
    }
}
