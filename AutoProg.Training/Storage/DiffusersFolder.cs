namespace AutoProg.Training.Storage;

/// <summary>A part of a pipeline as diffusers saves it: a folder with its sizes and its weights.</summary>
internal static class DiffusersFolder
{
    private static readonly string[] Names = ["diffusion_pytorch_model.safetensors", "diffusion_pytorch_model.bin"];

    public static string ConfigOf(string folder) => Path.Combine(folder, "config.json");

    /// <summary>The file with the weights, safetensors before PyTorch's.</summary>
    /// <exception cref="InvalidWeightsException">There is none, or nothing that says what they are.</exception>
    public static string WeightsOf(string folder)
    {
        var weights = Array.Find(Names, name => File.Exists(Path.Combine(folder, name)));
        return weights is not null && File.Exists(ConfigOf(folder))
            ? Path.Combine(folder, weights)
            : throw new InvalidWeightsException($"'{folder}' holds no config.json beside a {string.Join(" or ", Names)}; name the folder of one part of a pipeline, as vae/.");
    }
}
