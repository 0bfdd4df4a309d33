using AutoProg.Contracts.Runs;
using AutoProg.Runs;

namespace AutoProg.Training.Data.Inspecting;

/// <summary>Inspects the four files of an MNIST-like set.</summary>
internal static class IdxInspection
{
    /// <param name="kind">What <c>data.dataset</c> takes for it.</param>
    public static DatasetInspection Of(string path, string kind)
    {
        try
        {
            // Before anything is opened: a pipe would be waited for.
            if (Directory.EnumerateFileSystemEntries(path).FirstOrDefault(entry => entry.Contains("-ubyte", StringComparison.Ordinal) && PathKinds.Of(entry) != PathKind.File) is { } strange)
            {
                return DatasetInspection.Broken(kind, $"{strange} is a link or no regular file. Put the file itself there.");
            }

            var folder = new IdxFolder(path);
            return Of(folder, kind, folder.Train.Read(0, "data.trainImages"), folder.Test.Read(0, "data.testImages"));
        }
        catch (InvalidDatasetException broken)
        {
            return DatasetInspection.Broken(kind, broken.Message);
        }
    }

    private static DatasetInspection Of(IdxFolder folder, string kind, IdxImages train, IdxImages test)
    {
        var classes = NamedSet.ClassesOf(kind, train.AllLabels);
        folder.Train.CheckLabels(train.AllLabels, classes.Count);
        folder.Test.CheckLabels(test.AllLabels, classes.Count);
        string[] files = [folder.Train.Images, folder.Train.Labels, folder.Test.Images, folder.Test.Labels];
        return new DatasetInspection(
            kind,
            classes,
            Histogram(train.AllLabels, classes.Count),
            Histogram(test.AllLabels, classes.Count),
            Math.Min(train.Side, test.Side),
            Math.Max(train.Side, test.Side),
            files.Sum(file => new FileInfo(file).Length),
            ContentHash.Of(files.Select(file => (Path.GetFileName(file), ContentHash.Of(file)))),
            Thumbnails(train, classes),
            [],
            0,
            train.Side == test.Side ? null : $"The training images have {train.Side} px, the test images {test.Side} px. They belong to different sets; replace one of them.");
    }

    private static int[] Histogram(byte[] labels, int classes)
    {
        var counts = new int[classes];
        foreach (var label in labels)
        {
            counts[label]++;
        }

        return counts;
    }

    // The first image of every class, then the second, and so on.
    private static IReadOnlyList<DatasetThumbnail> Thumbnails(IdxImages train, IReadOnlyList<string> classes)
    {
        var each = train.Side * train.Side;
        return
        [
            .. train.AllLabels.Select((label, image) => (label, image)).GroupBy(pair => pair.label)
                .SelectMany(same => same.Take(DatasetInspection.MostThumbnails).Select((pair, turn) => (pair.label, pair.image, turn)))
                .OrderBy(shown => shown.turn).ThenBy(shown => shown.label).Take(DatasetInspection.MostThumbnails)
                .Select(shown => new DatasetThumbnail(classes[shown.label], ImageDecoder.Png(train.Pixels.AsSpan(shown.image * each, each).ToArray(), train.Side, bands: 1))),
        ];
    }
}
