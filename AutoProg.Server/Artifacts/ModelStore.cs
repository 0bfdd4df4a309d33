using System.Security.Cryptography;
using System.Text.Json;
using AutoProg.Contracts;
using AutoProg.Contracts.Runs;
using AutoProg.Runs;
using AutoProg.Server.Catalog;
using AutoProg.Server.Runs;

namespace AutoProg.Server.Artifacts;

/// <summary>Files of weights that runs can start from. What comes from outside is read by the worker program only.</summary>
public sealed class ModelStore(DataRoot root, RunIndex index, WorkerReports reports)
{
    public const string Extension = ".safetensors";

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(30);
    private static readonly string[] Uploaded = [Extension, ".pt", ".pth", ".bin", ".ckpt"];

    public async Task<IReadOnlyList<ModelSummary>> ListAsync()
    {
        var runs = (await index.ListAsync()).Select(run => (Run: new RunReference(run.Id, run.Name, run.State), run.ReadSpec().Model.Weights)).ToLookup(run => run.Weights, run => run.Run);
        return Directory.Exists(root.Models)
            ? [.. Directory.EnumerateFiles(root.Models, "*" + Extension).Where(path => SafePath.IsName(NameOf(path))).Order(StringComparer.Ordinal).Select(path => Describe(path, [.. runs[NameOf(path)]]))]
            : [];
    }

    public async Task<ModelSummary?> FindAsync(string name) => (await ListAsync()).FirstOrDefault(model => model.Name == name);

    /// <summary>Asks the worker program what lies in the file.</summary>
    /// <exception cref="WorkerReportException">It gave no answer.</exception>
    public Task<ModelReport> InspectAsync(string name) => reports.AskAsync(ContractsJson.Default.ModelReport, Longest, "inspect", PathOf(name), "--json");

    /// <summary>Why no model can have this name, or null.</summary>
    public string? NameError(string name) =>
        !SafePath.IsName(name) ? "Use 1 to 64 letters, digits, spaces, '.', '_' or '-', the first a letter or digit."
        : File.Exists(PathOf(name)) ? $"There is a model '{name}'; use another name, or delete it first."
        : null;

    /// <summary>Imports a file or folder; null where that was done, or why nothing was.</summary>
    /// <param name="sha256">Expected of the file, or null.</param>
    public async Task<string?> ImportAsync(string name, string source, string? sha256, string? key)
    {
        if (sha256 is { Length: > 0 } && File.Exists(source))
        {
            await using var file = File.OpenRead(source);
            var found = Convert.ToHexStringLower(await SHA256.HashDataAsync(file));
            if (!found.Equals(sha256.Trim(), StringComparison.OrdinalIgnoreCase))
            {
                return $"The SHA-256 of the file is {found}, not {sha256.Trim()}: it was damaged or is another file. Nothing was imported.";
            }
        }

        Directory.CreateDirectory(root.Models);
        string[] chosen = key is { Length: > 0 } ? ["--key", key] : [];
        var (exitCode, _, said) = await reports.RunAsync(Longest, ["import", "--from", source, "--out", PathOf(name), "--json", .. chosen]);
        return exitCode == 0 ? null : said;
    }

    /// <summary>Receives a file and imports it; null where that was done, or why nothing was.</summary>
    /// <param name="fileName">As the sender calls it; its ending says what it is.</param>
    public async Task<string?> ReceiveAsync(string name, string fileName, Stream content, CancellationToken token)
    {
        if (!SafePath.IsName(fileName) || !Uploaded.Contains(Path.GetExtension(fileName), StringComparer.OrdinalIgnoreCase))
        {
            return $"Send a file that ends in {string.Join(", ", Uploaded)} and has a plain name; import anything else from a folder of the server.";
        }

        var place = Path.Combine(root.Incoming, Guid.NewGuid().ToString("n"));
        Directory.CreateDirectory(place);
        try
        {
            var path = Path.Combine(place, fileName);
            await using (var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write))
            {
                await content.CopyToAsync(file, token);
            }

            return await ImportAsync(name, path, sha256: null, key: null);
        }
        finally
        {
            Directory.Delete(place, recursive: true);
        }
    }

    /// <summary>Writes the momentum network of a run's newest checkpoint; null where that was done, or why not.</summary>
    public async Task<string?> ExportAsync(string run, string name)
    {
        Directory.CreateDirectory(root.Models);
        var (exitCode, output, said) = await reports.RunAsync(Longest, "export", root.FolderOf(run).Root, "--out", PathOf(name));
        return exitCode == 0 ? null : said.Length > 0 ? said : output.Trim();
    }

    public void Delete(string name)
    {
        File.Delete(PathOf(name));
        File.Delete(RecordOf(PathOf(name)));
    }

    private string PathOf(string name) => Path.Combine(root.Models, name + Extension);

    private static string NameOf(string path) => Path.GetFileNameWithoutExtension(path);

    private static string RecordOf(string path) => Path.ChangeExtension(path, ".json");

    // The JSON that an import leaves beside its file.
    private static ModelSummary Describe(string path, IReadOnlyList<RunReference> usedBy)
    {
        var file = new FileInfo(path);
        var origin = OriginOf(RecordOf(path));
        return new ModelSummary(NameOf(path), file.Length, Text("model"), Number("classes"), Number("resolution"), Long("parameters"), Text("source"), file.LastWriteTimeUtc, usedBy);

        string? Text(string field) => origin is { } json && json.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        long? Long(string field) => origin is { } json && json.TryGetProperty(field, out var value) && value.TryGetInt64(out var number) ? number : null;
        int? Number(string field) => (int?)Long(field);
    }

    private static JsonElement? OriginOf(string record)
    {
        try
        {
            using var document = PathKinds.Of(record) == PathKind.File ? JsonDocument.Parse(File.ReadAllBytes(record)) : null;
            return document?.RootElement is { ValueKind: JsonValueKind.Object } json ? json.Clone() : null;
        }
        catch (Exception unreadable) when (unreadable is IOException or JsonException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
