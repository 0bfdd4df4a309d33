namespace AutoProg.Training.Storage;

/// <summary>Imported weights in the folder <c>models/</c> of a data root, and those that come with the program.</summary>
/// <param name="dataRoot">Null where there is none.</param>
public sealed class ModelFolder(string? dataRoot)
{
    private static readonly string Bundled = Path.Combine(AppContext.BaseDirectory, "bundled", "models");

    /// <summary>Where weights of a name lie, whether or not they do.</summary>
    public string PathOf(string name) => Path.Combine(dataRoot ?? "", "models", name + WeightsFile.Extension);

    /// <summary>The safetensors file that a specification names: a name in the folder, or a path; the ending may be left out.</summary>
    /// <param name="field">That names it, for the message.</param>
    /// <exception cref="InvalidWeightsException">There is none; the message says where it was looked for.</exception>
    public string Locate(string weights, string field = "model.weights")
    {
        var named = WeightsFile.IsSafetensors(weights) ? weights[..^WeightsFile.Extension.Length] : weights;
        var path = Path.GetFullPath(named + WeightsFile.Extension);
        var bundled = Path.Combine(Bundled, named + WeightsFile.Extension);
        string[] candidates = Path.IsPathRooted(weights) ? [path] : dataRoot is null ? [path, bundled] : [PathOf(named), path, bundled];
        return Array.Find(candidates, File.Exists) ?? throw new InvalidWeightsException(
            $"{field} is '{weights}', but there is no file {string.Join(" or ", candidates)}. Name a safetensors file; 'autoprog import' makes one of a PyTorch file.");
    }
}
