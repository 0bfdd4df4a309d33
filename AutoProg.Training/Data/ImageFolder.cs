namespace AutoProg.Training.Data;

/// <summary>An image file and the index of its class.</summary>
public sealed record LabelledFile(string Path, int Label);

/// <summary>A folder of class sub-folders, scanned in ordinal order.</summary>
/// <param name="Classes">Class names by label.</param>
public sealed record ImageFolder(IReadOnlyList<string> Classes, IReadOnlyList<LabelledFile> Train, IReadOnlyList<LabelledFile> Test)
{
    private static readonly string[] Extensions = [".jpg", ".jpeg", ".png", ".webp"];
    private static readonly string[] TestFolders = ["val", "test"];

    /// <summary>
    /// Reads <c>train/CLASS/*</c> and <c>val/CLASS/*</c> or <c>test/CLASS/*</c>; without a <c>train</c> folder,
    /// <c>CLASS/*</c>, of which every tenth image becomes a test image.
    /// </summary>
    /// <exception cref="InvalidDatasetException">A class is empty or unknown, or there are fewer than two.</exception>
    public static ImageFolder Scan(string root)
    {
        var train = Path.Combine(root, "train");
        return Directory.Exists(train) ? Presplit(root, train) : Split(root);
    }

    /// <summary>The first <paramref name="limit"/> files, taken in turn from every class so that none is left out; 0 keeps all.</summary>
    public static IReadOnlyList<LabelledFile> Limit(IReadOnlyList<LabelledFile> files, int limit, string field)
    {
        if (limit > files.Count)
        {
            throw new InvalidDatasetException($"{field} is {limit}, but the folder holds {files.Count} such images. Use 0 (all) to {files.Count}.");
        }

        return limit == 0
            ? files
            : [.. files.GroupBy(file => file.Label).SelectMany(group => group.Select((file, turn) => (file, turn))).OrderBy(pair => pair.turn).Take(limit).Select(pair => pair.file)];
    }

    private static ImageFolder Presplit(string root, string train)
    {
        var test = TestFolders.Select(name => Path.Combine(root, name)).FirstOrDefault(Directory.Exists)
            ?? throw new InvalidDatasetException($"{root} has a folder train, but neither val nor test. Add one of them.");
        var classes = ClassesOf(train);
        foreach (var unknown in ClassesOf(test).Except(classes))
        {
            throw new InvalidDatasetException($"{Path.Combine(test, unknown)} is a class that {train} lacks. Remove it, or add training images.");
        }

        return new ImageFolder(classes, FilesOf(train, classes), FilesOf(test, classes));
    }

    private static ImageFolder Split(string root)
    {
        var classes = ClassesOf(root);
        var files = FilesOf(root, classes).GroupBy(file => file.Label).SelectMany(MarkTest).ToLookup(pair => pair.IsTest, pair => pair.File);
        return new ImageFolder(classes, [.. files[false]], [.. files[true]]);
    }

    private static IEnumerable<(LabelledFile File, bool IsTest)> MarkTest(IGrouping<int, LabelledFile> ofOneClass)
    {
        var files = ofOneClass.ToArray();
        if (files.Length < 2)
        {
            throw new InvalidDatasetException($"{Path.GetDirectoryName(files[0].Path)} holds one image; a class needs one to train on and one to test on.");
        }

        return files.Select((file, k) => (file, files.Length < 10 ? k == files.Length - 1 : k % 10 == 9));
    }

    private static string[] ClassesOf(string folder)
    {
        var classes = Directory.EnumerateDirectories(folder).Select(path => Path.GetFileName(path)).Where(name => !name.StartsWith('.')).Order(StringComparer.Ordinal).ToArray();
        return classes.Length >= 2
            ? classes
            : throw new InvalidDatasetException($"{folder} holds {classes.Length} class folders; a data set needs two or more, each a sub-folder of images.");
    }

    private static LabelledFile[] FilesOf(string folder, string[] classes) =>
    [
        .. classes.SelectMany((name, label) => Images(Path.Combine(folder, name)).Select(path => new LabelledFile(path, label))),
    ];

    private static string[] Images(string folder)
    {
        // A class of the training folder may be absent from the test folder, but an empty one is a mistake.
        if (!Directory.Exists(folder))
        {
            return [];
        }

        var images = Directory.EnumerateFiles(folder).Where(path => Extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase)).Order(StringComparer.Ordinal).ToArray();
        return images.Length > 0
            ? images
            : throw new InvalidDatasetException($"{folder} holds no image ({string.Join(", ", Extensions)}). Add some, or remove the class.");
    }
}
