using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using AutoProg.Contracts;
using AutoProg.Contracts.Runs;

namespace AutoProg.Runs;

/// <summary>What server and worker know of a checkpoint's folder without reading a tensor.</summary>
public static class CheckpointFiles
{
    public const string Prefix = "step-";
    public const string ManifestName = "MANIFEST.json";
    public const int Format = 1;

    public const string Model = "model.safetensors";
    public const string Momentum = "ema.safetensors";
    public const string Optimizer = "optimizer.safetensors";
    public const string Position = "state.json";

    /// <summary>All of which a whole checkpoint holds, besides its manifest.</summary>
    public static IReadOnlyList<string> Parts { get; } = [Model, Momentum, Optimizer, Position];

    // Beside the manifest, whose hash stands in the run's rows and so must not change.
    private const string Pin = "PINNED";

    /// <summary>The folders of a run's checkpoints, oldest first.</summary>
    public static IReadOnlyList<string> FoldersIn(RunFolder run) => Directory.Exists(run.Checkpoints)
        ? [.. Directory.GetDirectories(run.Checkpoints, Prefix + "*").Where(folder => StepOf(folder) is not null).Order(StringComparer.Ordinal)]
        : [];

    public static int? StepOf(string folder) =>
        int.TryParse(Path.GetFileName(folder)[Prefix.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var step) ? step : null;

    /// <summary>The manifest, or null where it is missing or unreadable.</summary>
    public static CheckpointManifest? ManifestOf(string folder)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(Path.Combine(folder, ManifestName)), ContractsJson.Default.CheckpointManifest) is { Format: Format } manifest ? manifest : null;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Why the folder cannot be loaded, or null for a whole checkpoint; reads every byte.</summary>
    public static string? Damage(string folder) => Damage(folder, (file, name) => Entry(folder, name) == file);

    /// <summary>The same by the lengths of its files alone: what is cut short or missing shows, a flipped bit does not.</summary>
    public static string? ShortDamage(string folder) =>
        Damage(folder, (file, name) => new FileInfo(Path.Combine(folder, name)) is { Exists: true } found && found.Length == file.Bytes);

    /// <summary>Hash of the manifest as the run's rows have it, or null without one.</summary>
    public static string? HashOf(string folder) => Entry(folder, ManifestName)?.Sha256;

    /// <summary>Length and hash of one file, or null where it is missing.</summary>
    public static CheckpointFile? Entry(string folder, string name)
    {
        var path = Path.Combine(folder, name);
        if (!File.Exists(path))
        {
            return null;
        }

        using var stream = File.OpenRead(path);
        return new CheckpointFile(name, stream.Length, Convert.ToHexStringLower(SHA256.HashData(stream)));
    }

    /// <summary>True where the run itself keeps it when newer ones come.</summary>
    public static bool IsKept(string folder) => ManifestOf(folder) is { Pinned: true };

    /// <summary>True where a person keeps it.</summary>
    public static bool IsPinned(string folder) => File.Exists(Path.Combine(folder, Pin));

    public static void SetPinned(string folder, bool pinned)
    {
        var mark = Path.Combine(folder, Pin);
        if (pinned)
        {
            File.WriteAllText(mark, "");
        }
        else
        {
            File.Delete(mark);
        }
    }

    private static string? Damage(string folder, Func<CheckpointFile, string, bool> matches)
    {
        if (ManifestOf(folder) is not { } manifest)
        {
            return $"{ManifestName} is missing or unreadable";
        }

        var damaged = Parts.FirstOrDefault(name => !(manifest.Files.FirstOrDefault(file => file.Name == name) is { } file && matches(file, name)));
        return damaged is null ? null : $"{damaged} does not match its manifest";
    }
}
