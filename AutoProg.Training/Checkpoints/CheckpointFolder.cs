using System.Security.Cryptography;
using System.Text.Json;
using AutoProg.Contracts.Runs;
using AutoProg.Runs;
using AutoProg.Training.Storage;
using static TorchSharp.torch;

namespace AutoProg.Training.Checkpoints;

/// <summary>One checkpoint on disk: three safetensors files, the position, and a manifest written last.</summary>
internal static class CheckpointFolder
{
    /// <summary>Writes every file, each flushed to the disk, and returns the manifest's hash and the bytes of all files.</summary>
    public static (string Sha256, long Bytes) Write(string folder, Snapshot snapshot, bool pinned)
    {
        SafetensorsFile.Write(Path.Combine(folder, CheckpointFiles.Model), snapshot.Model);
        SafetensorsFile.Write(Path.Combine(folder, CheckpointFiles.Momentum), snapshot.Momentum);
        SafetensorsFile.Write(Path.Combine(folder, CheckpointFiles.Optimizer), snapshot.Optimizer);
        WriteFlushed(Path.Combine(folder, CheckpointFiles.Position), JsonSerializer.SerializeToUtf8Bytes(snapshot.Position, CheckpointJson.Default.TrainingPosition));

        CheckpointFile[] files = [.. CheckpointFiles.Parts.Select(name => CheckpointFiles.Entry(folder, name)!)];
        var manifest = JsonSerializer.SerializeToUtf8Bytes(new CheckpointManifest(CheckpointFiles.Format, snapshot.Position.Step, pinned, files), CheckpointJson.Default.CheckpointManifest);
        WriteFlushed(Path.Combine(folder, CheckpointFiles.ManifestName), manifest);
        return (Convert.ToHexStringLower(SHA256.HashData(manifest)), files.Sum(file => file.Bytes) + manifest.Length);
    }

    public static Snapshot Read(string folder) => new(
        JsonSerializer.Deserialize(File.ReadAllBytes(Path.Combine(folder, CheckpointFiles.Position)), CheckpointJson.Default.TrainingPosition)!,
        Tensors(folder, CheckpointFiles.Model),
        Tensors(folder, CheckpointFiles.Momentum),
        Tensors(folder, CheckpointFiles.Optimizer));

    private static IReadOnlyDictionary<string, Tensor> Tensors(string folder, string name) =>
        SafetensorsFile.Read(Path.Combine(folder, name)).Tensors;

    private static void WriteFlushed(string path, byte[] content)
    {
        using var stream = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        stream.Write(content);
        stream.Flush(flushToDisk: true);
    }
}
