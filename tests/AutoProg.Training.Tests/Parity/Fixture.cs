using System.Text.Json;
using System.Text.RegularExpressions;
using AutoProg.Training.Storage;
using static TorchSharp.torch;

namespace AutoProg.Training.Tests.Parity;

/// <summary>One file of reference numbers: every size and tolerance of a parity test comes from it.</summary>
public sealed partial class Fixture : IDisposable
{
    private readonly SafetensorsFile file;
    private readonly JsonElement tolerance;

    private Fixture(string path)
    {
        file = SafetensorsFile.Read(path);
        tolerance = Json("tolerance");
    }

    public static string Folder =>
        Environment.GetEnvironmentVariable("AUTOPROG_FIXTURES") is { Length: > 0 } named
            ? named
            : Path.Combine(SolutionFolder(), "tests", "fixtures");

    public JsonElement Config => Json("config");

    public IEnumerable<string> Names => file.Tensors.Keys.Order(StringComparer.Ordinal);

    public Tensor this[string name] => file.Tensors[name];

    public static Fixture Open(string name) => new(Path.Combine(Folder, name));

    /// <summary>A JSON document of the file's metadata; infinities, which JSON does not know, become strings.</summary>
    public JsonElement Json(string key)
    {
        using var document = JsonDocument.Parse(Infinity().Replace(file.Metadata[key], "\"$0\""));
        return document.RootElement.Clone();
    }

    /// <summary>Tensors below a prefix, by the rest of their names.</summary>
    public Dictionary<string, Tensor> Below(string prefix) =>
        file.Tensors.Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal))
            .ToDictionary(pair => pair.Key[prefix.Length..], pair => pair.Value);

    /// <summary>Fails unless the values are the reference's within its tolerance for that tensor.</summary>
    public void AssertMatches(string name, Tensor actual)
    {
        using var scope = NewDisposeScope();
        var expected = this[name];
        Assert.Equal(expected.shape, actual.shape);
        var allowed = tolerance.GetProperty(name).GetDouble();
        var error = (actual.detach().to(float64) - expected.to(float64)).abs().max().item<double>();
        File.AppendAllText("/tmp/diffusion-errors.txt", $"{name} {error:g3} {allowed:g3}\n");
        Assert.True(error <= allowed, $"{name}: max abs error {error:g3}, allowed {allowed:g3}");
    }

    public void Dispose() => file.Dispose();

    private static string SolutionFolder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "AutoProg.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new DirectoryNotFoundException($"No AutoProg.sln above {AppContext.BaseDirectory}; set AUTOPROG_FIXTURES.");
    }

    [GeneratedRegex(@"(?<=[:,\[]\s*)-?Infinity(?=\s*[,}\]])")]
    private static partial Regex Infinity();
}
