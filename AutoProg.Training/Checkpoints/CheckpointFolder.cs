using System.Security.Cryptography;
using System.Text.Json;
using AutoProg.Training.Storage;
using static TorchSharp.torch;

namespace AutoProg.Training.Checkpoints;

/// <summary>One checkpoint on disk: three safetensors files, the position, and a manifest written last.</summary>
internal static class CheckpointFolder
{
    public const string ManifestName = "MANIFEST.json";
    private const int Format = 1;
    private const string Model = "model.safetensors";
    private const string Momentum = "ema.safetensors";
    private const string Optimizer = "optimizer.safetensors";
    private const string Position = "state.json";
    private static readonly string[] Files = [Model, Momentum, Optimizer, Position];

    /// <summary>Writes every file, each flushed to the disk, and returns the manifest's hash and the bytes of all files.</summary>
    public static (string Sha256, long Bytes) Write(string folder, Snapshot snapshot, bool pinned)
    {
        SafetensorsFile.Write(Path.Combine(folder, Model), snapshot.Model);
        SafetensorsFile.Write(Path.Combine(folder, Momentum), snapshot.Momentum);
        SafetensorsFile.Write(Path.Combine(folder, Optimizer), snapshot.Optimizer);
        WriteFlushed(Path.Combine(folder, Position), JsonSerializer.SerializeToUtf8Bytes(snapshot.Position, CheckpointJson.Default.TrainingPosition));

        var files = Array.ConvertAll(Files, name => Entry(folder, name)!);
        var manifest = JsonSerializer.SerializeToUtf8Bytes(new Manifest(Format, snapshot.Position.Step, pinned, files), CheckpointJson.Default.Manifest);
        WriteFlushed(Path.Combine(folder, ManifestName), manifest);
        return (Convert.ToHexStringLower(SHA256.HashData(manifest)), files.Sum(file => file.Bytes) + manifest.Length);
    }

    /// <summary>Why the folder cannot be loaded, or null for a whole checkpoint.</summary>
    public static string? Damage(string folder)
    {
        if (ManifestOf(folder) is not { } manifest)
        {
            return $"{ManifestName} is missing or unreadable";
        }

        var damaged = Files.FirstOrDefault(name => !manifest.Files.Contains(Entry(folder, name)));
        return damaged is null ? null : $"{damaged} does not match its manifest";
    }

    /// <summary>True where the manifest says that the checkpoint is kept when newer ones come.</summary>
    public static bool IsPinned(string folder) => ManifestOf(folder) is { Pinned: true };

    public static Snapshot Read(string folder) => new(
        JsonSerializer.Deserialize(File.ReadAllBytes(Path.Combine(folder, Position)), CheckpointJson.Default.TrainingPosition)!,
        Tensors(folder, Model),
        Tensors(folder, Momentum),
        Tensors(folder, Optimizer));

    private static IReadOnlyDictionary<string, Tensor> Tensors(string folder, string name) =>
        SafetensorsFile.Read(Path.Combine(folder, name)).Tensors;

    private static Manifest? ManifestOf(string folder)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(Path.Combine(folder, ManifestName)), CheckpointJson.Default.Manifest) is { Format: Format } manifest
                ? manifest
                : null;
        }
        catch (Exception unreadable) when (unreadable is IOException or JsonException)
        {
            return null;
        }
    }

    private static ManifestEntry? Entry(string folder, string name)
    {
        var path = Path.Combine(folder, name);
        if (!File.Exists(path))
        {
            return null;
        }

        using var stream = File.OpenRead(path);
        return new ManifestEntry(name, stream.Length, Convert.ToHexStringLower(SHA256.HashData(stream)));
    }

    private static void WriteFlushed(string path, byte[] content)
    {
        using var stream = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        stream.Write(content);
        stream.Flush(flushToDisk: true);
    }
}
