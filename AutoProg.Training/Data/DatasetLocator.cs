using AutoProg.Contracts.Runs;
using AutoProg.Contracts.Specification;

namespace AutoProg.Training.Data;

/// <summary>Finds data sets: named by path, under the data root, in the system's data-set folder, or bundled.</summary>
/// <param name="dataRoot">The server's data root, or null where there is none.</param>
/// <param name="systemFolder">Where packages install data sets; null takes <c>/usr/share/datasets</c> or its counterpart.</param>
public sealed class DatasetLocator(string? dataRoot, string? systemFolder = null)
{
    private readonly string systemFolder = systemFolder
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.CommonApplicationData), "datasets");

    private string? OwnFolder => dataRoot is null ? null : Path.Combine(dataRoot, "datasets");

    /// <summary>The folder that holds the images a specification asks for.</summary>
    /// <exception cref="InvalidDatasetException">There is none; the message says where it was looked for and what to do.</exception>
    public string Locate(DataSpec spec)
    {
        if (NamedSet.Find(spec.Dataset) is not { } named)
        {
            return Resolve(spec.Path ?? throw new InvalidDatasetException($"A data set of kind '{spec.Dataset}' needs data.path, the folder it lies in."));
        }

        if (spec.Path is not null)
        {
            return Resolve(spec.Path);
        }

        return NamedSet.BundledServes(spec) ? Bundled(named) : FullSet(named) ?? throw new InvalidDatasetException(
            $"The bundled {named.Title} has {NamedSet.BundledTrain} training and {NamedSet.BundledTest} test images, "
            + $"fewer than data.trainImages = {spec.TrainImages} and data.testImages = {spec.TestImages} (0 takes all) ask for, "
            + $"and the full set was not found in {string.Join(" or ", FullSetFolders(named))}. "
            + $"To use it, {named.FullSet} or name its folder in data.path; to use the bundled images, set data.trainImages to {NamedSet.BundledTrain} and data.testImages to {NamedSet.BundledTest}.");
    }

    /// <summary>Where a named set lies: the full one, or else what is bundled of it.</summary>
    public string FolderOf(NamedSet named) => FullSet(named) ?? Bundled(named);

    /// <summary>The named sets and what lies in the <c>datasets</c> folder of the data root; reads headers and file names only.</summary>
    public IReadOnlyList<DatasetSummary> List() =>
    [
        .. NamedSet.All.Select(SummaryOf),
        .. OwnFolders().Where(folder => NamedSet.Find(Path.GetFileName(folder)) is null).Select(SummaryOf),
    ];

    private static string Bundled(NamedSet named) => Path.Combine(AppContext.BaseDirectory, "bundled", named.Id);

    private string? FullSet(NamedSet named) => FullSetFolders(named).FirstOrDefault(IdxFolder.IsAt);

    private IEnumerable<string> FullSetFolders(NamedSet named) =>
        new[] { OwnFolder, systemFolder }.OfType<string>().Select(folder => Path.Combine(folder, named.Id));

    private string Resolve(string path)
    {
        var candidates = Path.IsPathRooted(path) || OwnFolder is null ? [Path.GetFullPath(path)] : new[] { Path.Combine(OwnFolder, path), Path.GetFullPath(path) };
        return candidates.FirstOrDefault(Directory.Exists)
            ?? throw new InvalidDatasetException($"data.path is '{path}', but there is no folder {string.Join(" or ", candidates)}. Name an existing folder.");
    }

    private DatasetSummary SummaryOf(NamedSet named)
    {
        var full = FullSet(named);
        return Summary(named.Id, named.Title, full ?? "bundled subset", () => IdxCounts(full ?? Bundled(named)) with { Classes = named.Classes.Count });
    }

    private static DatasetSummary SummaryOf(string folder) =>
        IdxFolder.IsAt(folder)
            ? Summary(DataSpec.Idx, Path.GetFileName(folder), folder, () => IdxCounts(folder))
            : Summary(DataSpec.ImageFolder, Path.GetFileName(folder), folder, () =>
            {
                var scan = ImageFolder.Scan(folder);
                return new Counts(scan.Train.Count, scan.Test.Count, scan.Classes.Count, 0);
            });

    private static DatasetSummary Summary(string id, string title, string source, Func<Counts> count)
    {
        try
        {
            var counts = count();
            return new DatasetSummary(id, title, counts.Train, counts.Test, counts.Classes, counts.Side, source, Problem: null);
        }
        catch (InvalidDatasetException error)
        {
            return new DatasetSummary(id, title, 0, 0, 0, 0, source, error.Message);
        }
    }

    private static Counts IdxCounts(string path)
    {
        var folder = new IdxFolder(path);
        var (train, side) = folder.Train.ReadHeader();
        return new Counts(train, folder.Test.ReadHeader().Count, Idx.ReadLabels(folder.Train.Labels).Max() + 1, side);
    }

    private IEnumerable<string> OwnFolders() =>
        Directory.Exists(OwnFolder)
            ? Directory.EnumerateDirectories(OwnFolder).Where(folder => !Path.GetFileName(folder).StartsWith('.')).Order(StringComparer.Ordinal)
            : [];

    private sealed record Counts(int Train, int Test, int Classes, int Side);
}
