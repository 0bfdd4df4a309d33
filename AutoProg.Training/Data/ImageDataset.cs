using AutoProg.Contracts.Specification;

namespace AutoProg.Training.Data;

/// <summary>The images of a run, opened and checked.</summary>
/// <param name="Source">The folder they come from.</param>
/// <param name="Classes">Class names by label.</param>
/// <param name="Channels">1 for the IDX family, 3 for image folders.</param>
/// <param name="Mean">Per channel, of pixels from 0 to 1.</param>
/// <param name="Std">Per channel, of pixels from 0 to 1; never 0.</param>
public sealed record ImageDataset(
    string Source, IImageSplit Train, IImageSplit Test, IReadOnlyList<string> Classes, int Channels, IReadOnlyList<float> Mean, IReadOnlyList<float> Std) : IDisposable
{
    private const int CheckedSide = 8, FilesBetweenBeats = 10_000;

    // Of ImageNet, as in DeiT: computing them would decode the whole folder first.
    private static readonly float[] PhotoMean = [0.485f, 0.456f, 0.406f];
    private static readonly float[] PhotoStd = [0.229f, 0.224f, 0.225f];

    /// <summary>Opens the images a specification asks for; whatever is broken shows here, before training starts.</summary>
    /// <param name="beat">Called now and then while many files are checked.</param>
    /// <exception cref="InvalidDatasetException">They are missing, too few or broken; the message names the file or field.</exception>
    public static ImageDataset Open(RunSpec spec, DatasetLocator locator, Action? beat = null)
    {
        var data = spec.Data;
        var folder = locator.Locate(data);
        try
        {
            return data.Dataset == DataSpec.ImageFolder ? OpenFolder(data, folder, beat) : OpenIdx(data, folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InvalidDatasetException($"{folder} cannot be read: {error.Message}", error);
        }
    }

    public void Dispose()
    {
        Train.Dispose();
        Test.Dispose();
    }

    private static ImageDataset OpenIdx(DataSpec data, string path)
    {
        var folder = new IdxFolder(path);
        var (train, test) = (folder.Train.Read(data.TrainImages, "data.trainImages"), folder.Test.Read(data.TestImages, "data.testImages"));
        if (train.Side != test.Side)
        {
            throw new InvalidDatasetException($"{folder.Train.Images} has images of {train.Side} px, {folder.Test.Images} of {test.Side} px. They belong to different sets; replace one of them.");
        }

        var classes = NamedSet.ClassesOf(data.Dataset, train.AllLabels);
        if (classes.Count < 2)
        {
            throw new InvalidDatasetException($"{folder.Train.Labels} holds one class; a data set needs two or more.");
        }

        folder.Train.CheckLabels(train.AllLabels, classes.Count);
        folder.Test.CheckLabels(test.AllLabels, classes.Count);
        var (mean, std) = PixelStatistics.Of(train.Pixels);
        return new ImageDataset(path, new MemorySplit(train), new MemorySplit(test), classes, 1, [mean], [std]);
    }

    private static ImageDataset OpenFolder(DataSpec data, string path, Action? beat)
    {
        var scan = ImageFolder.Scan(path);
        var train = ImageFolder.Limit(scan.Train, data.TrainImages, "data.trainImages");
        var test = ImageFolder.Limit(scan.Test, data.TestImages, "data.testImages");
        Check([.. train.Concat(test)], beat);
        return new ImageDataset(path, new FolderSplit(train), new FolderSplit(test), scan.Classes, 3, PhotoMean, PhotoStd);
    }

    // One image of each class is decoded, and every file that does not look whole.
    private static void Check(IReadOnlyList<LabelledFile> files, Action? beat)
    {
        ImageDecoder.DecodeAll([.. files.GroupBy(file => file.Label).Select(group => group.First().Path)], CheckedSide, CancellationToken.None);
        foreach (var some in files.Chunk(FilesBetweenBeats))
        {
            var doubtful = some.AsParallel().Where(file => !ImageFileEnds.LookWhole(file.Path)).Select(file => file.Path).ToArray();
            ImageDecoder.DecodeAll(doubtful, CheckedSide, CancellationToken.None);
            beat?.Invoke();
        }
    }
}
