using AutoProg.Training.Storage.PyTorch;
using static TorchSharp.torch;

namespace AutoProg.Training.Storage;

/// <summary>Weights read from a PyTorch or a safetensors file: tensors on the CPU by name, which it owns.</summary>
/// <param name="Key">The dictionary they lay in, for a PyTorch file.</param>
/// <param name="Notes">What was left out or renamed, one sentence each.</param>
public sealed record WeightsFile(string? Key, IReadOnlyDictionary<string, Tensor> Tensors, IReadOnlyList<string> Notes) : IDisposable
{
    public const string Extension = ".safetensors";
    private const int LongestName = 512;

    // Put before every name by DistributedDataParallel and torch.compile.
    private static readonly string[] Wrappers = ["module.", "_orig_mod."];

    /// <summary>Reads a safetensors file, or by the restricted reader a file of torch.save.</summary>
    /// <param name="key">Which dictionary of a PyTorch file to take; null where it holds one.</param>
    /// <exception cref="InvalidWeightsException">The file is refused; the message names file and reason.</exception>
    public static WeightsFile Read(string path, string? key = null)
    {
        var read = IsSafetensors(path) ? ReadSafetensors(path, key) : ReadTorch(path, key);
        var wrong = read.Tensors.Keys.FirstOrDefault(name => name.Length is 0 or > LongestName || !Quoted.IsPlain(name));
        if (wrong is not null)
        {
            read.Dispose();
            throw new InvalidWeightsException($"{Path.GetFileName(path)} is refused: the tensor name {Quoted.Of(wrong)} is empty, longer than {LongestName} characters or not printable.");
        }

        return read.Unwrapped();
    }

    public static bool IsSafetensors(string path) => path.EndsWith(Extension, StringComparison.OrdinalIgnoreCase);

    public void Dispose()
    {
        foreach (var tensor in Tensors.Values)
        {
            tensor.Dispose();
        }
    }

    private static WeightsFile ReadTorch(string path, string? key)
    {
        using var file = TorchFile.Open(path);
        var chosen = file.Choose(key);
        string[] notes = chosen.Others.Count == 0
            ? []
            : [$"{chosen.Others.Count} entries that are no tensors were left out, as {Quoted.Of(chosen.Others[0])}."];
        return new WeightsFile(chosen.Key, file.Read(chosen), notes);
    }

    private static WeightsFile ReadSafetensors(string path, string? key)
    {
        if (key is not null)
        {
            throw new InvalidWeightsException($"{Path.GetFileName(path)} has no dictionaries to choose from, because it is a safetensors file; leave out --key.");
        }

        try
        {
            return new WeightsFile(null, SafetensorsFile.Read(path).Tensors, []);
        }
        catch (InvalidDataException invalid)
        {
            throw new InvalidWeightsException(invalid.Message, invalid);
        }
    }

    private WeightsFile Unwrapped() => Tensors.Count > 0 && Array.Find(Wrappers, WrapsAll) is { } wrapper
        ? new WeightsFile(
            Key,
            Tensors.ToDictionary(pair => pair.Key[wrapper.Length..], pair => pair.Value, StringComparer.Ordinal),
            [.. Notes, $"'{wrapper}' was taken off every name."]).Unwrapped()
        : this;

    private bool WrapsAll(string wrapper) =>
        Tensors.Keys.All(name => name.Length > wrapper.Length && name.StartsWith(wrapper, StringComparison.Ordinal));
}
