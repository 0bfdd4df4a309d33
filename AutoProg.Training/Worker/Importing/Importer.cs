using System.Security.Cryptography;
using AutoProg.Contracts.Specification;
using AutoProg.Runs;
using AutoProg.Training.Models;
using AutoProg.Training.Storage;
using static TorchSharp.torch;

namespace AutoProg.Training.Worker.Importing;

/// <summary>Turns a file of foreign weights into safetensors that a run can start from.</summary>
internal sealed class Importer(TimeProvider time)
{
    public const string Autoencoder = "autoencoder-kl";

    private const int Channels = 3;
    private const int MostNames = 20;

    // A running average of the data is no parameter.
    private static readonly string[] Averages = ["running_mean", "running_var"];

    /// <param name="from">A file of torch.save or of safetensors, or a folder of diffusers with an autoencoder.</param>
    /// <param name="key">Which dictionary of a PyTorch file to take; null where it holds one.</param>
    /// <param name="model">The row of the model catalogue that the weights must fit; null looks for one.</param>
    /// <param name="to">The safetensors file to write; a JSON of the same name comes beside it.</param>
    /// <param name="force">Writes over existing files.</param>
    /// <exception cref="FormatException">The model is unknown, or a target exists.</exception>
    /// <exception cref="InvalidWeightsException">The file is refused or does not fit the model; nothing was written.</exception>
    public ImportReport Import(string from, string? key, string? model, string to, bool force)
    {
        var wanted = model is null ? null : ModelCatalog.Find(model)
            ?? throw new FormatException($"--model: unknown model '{model}'. Known: {string.Join(", ", ModelCatalog.All.Select(row => row.Name))}.");
        var record = RecordOf(to);
        if (!force && Array.Find([to, record], File.Exists) is { } existing)
        {
            throw new FormatException($"--out: '{existing}' exists; name another file, or write over it by --force.");
        }

        return Directory.Exists(from) ? ImportAutoencoder(from, key, wanted, to, force) : ImportWeights(from, key, wanted, to, force);
    }

    private ImportReport ImportWeights(string from, string? key, ModelSpec? wanted, string to, bool force)
    {
        var sha256 = HashOf(from);
        using var weights = WeightsFile.Read(from, key);
        var (row, match) = Recognize(weights, wanted, Path.GetFileName(from));
        var origin = new ImportRecord(
            Path.GetFileName(from), sha256, weights.Key, row?.Name, match?.Classes, match?.Resolution, ParametersOf(weights.Tensors), time.GetUtcNow());
        return Finish(to, weights, origin, [], force);
    }

    private ImportReport ImportAutoencoder(string from, string? key, ModelSpec? wanted, string to, bool force)
    {
        if (wanted is not null)
        {
            throw new FormatException($"--model: '{from}' is a folder of diffusers, whose config.json says what it is; leave out --model.");
        }

        var file = DiffusersFolder.WeightsOf(from);
        var spec = AutoencoderConfig.Read(DiffusersFolder.ConfigOf(from));
        var sha256 = HashOf(file);
        using var weights = WeightsFile.Read(file, key);
        var named = weights with { Tensors = AutoencoderFile.Fitting(weights.Tensors, spec, file) };
        var origin = new ImportRecord(
            $"{new DirectoryInfo(from).Name}/{Path.GetFileName(file)}", sha256, weights.Key, Autoencoder, null, null, ParametersOf(named.Tensors), time.GetUtcNow());
        return Finish(to, named, origin, new() { [AutoencoderFile.SizesKey] = AutoencoderFile.SizesText(spec) }, force);
    }

    private static ImportReport Finish(string to, WeightsFile weights, ImportRecord origin, Dictionary<string, string> metadata, bool force)
    {
        Write(to, weights.Tensors, origin, metadata, force);
        JsonFile.Write(RecordOf(to), origin, ImportJson.Default.ImportRecord);
        return new ImportReport(
            Path.GetFullPath(to),
            origin,
            [.. weights.Tensors.OrderBy(pair => pair.Key, StringComparer.Ordinal)
                .Select(pair => new ImportedTensor(pair.Key, SafetensorsTypes.NameOf(pair.Value.dtype), pair.Value.shape))],
            weights.Notes);
    }

    private static string RecordOf(string to) => Path.ChangeExtension(to, ".json");

    /// <summary>The row of the model catalogue that weights fit, or nothing.</summary>
    /// <param name="wanted">The row that they must fit, or null.</param>
    /// <exception cref="InvalidWeightsException">They do not fit the wanted row.</exception>
    public static (ModelSpec? Row, ArchitectureMatch? Match) Recognize(WeightsFile weights, ModelSpec? wanted, string source)
    {
        var shapes = weights.Tensors.ToDictionary(pair => pair.Key, pair => pair.Value.shape);
        if (wanted is not null)
        {
            var match = MatchOf(wanted);
            return match.Fits ? (wanted, match) : throw new InvalidWeightsException($"{source} does not fit {wanted.Name}: {match.Describe(MostNames)}.");
        }

        return ModelCatalog.All.Select(row => (row, MatchOf(row))).FirstOrDefault(pair => pair.Item2.Fits);

        ArchitectureMatch MatchOf(ModelSpec row) => Architecture.Of(row, Channels, row.Depth).Compare(shapes);
    }

    /// <summary>Numbers among weights that training would change.</summary>
    public static long ParametersOf(IReadOnlyDictionary<string, Tensor> tensors) => tensors
        .Where(pair => pair.Value.is_floating_point() && !Averages.Contains(pair.Key[(pair.Key.LastIndexOf('.') + 1)..]))
        .Sum(pair => pair.Value.NumberOfElements);

    private static string HashOf(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }

    private static void Write(string to, IReadOnlyDictionary<string, Tensor> tensors, ImportRecord origin, Dictionary<string, string> metadata, bool force)
    {
        if (tensors.Count is 0 or > SafetensorsHeader.MaxTensors)
        {
            throw new InvalidWeightsException($"{origin.Source} holds {tensors.Count} tensors; 1 to {SafetensorsHeader.MaxTensors} can be imported.");
        }

        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(to))!);
        var temporary = $"{to}.{Environment.ProcessId}.tmp";
        try
        {
            SafetensorsFile.Write(temporary, tensors, new Dictionary<string, string>(metadata)
            {
                ["format"] = "pt",
                ["source"] = origin.Source,
                ["source_sha256"] = origin.SourceSha256,
            });
            File.Move(temporary, to, overwrite: force);
        }
        catch (ArgumentException tooLong)
        {
            throw new InvalidWeightsException($"{origin.Source} cannot be written as safetensors: {tooLong.Message}", tooLong);
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}
