using AutoProg.Contracts.Runs;
using AutoProg.Contracts.Specification;
using AutoProg.Runs;

namespace AutoProg.Training.Data.Inspecting;

/// <summary>Inspects a folder of class sub-folders. Links and pipes are named, but neither followed nor opened.</summary>
internal static class FolderInspection
{
    private const int ThumbnailSide = 64;

    public static DatasetInspection Of(string root)
    {
        ImageFolder scan;
        try
        {
            scan = ImageFolder.Scan(root);
        }
        catch (InvalidDatasetException broken)
        {
            return DatasetInspection.Broken(DataSpec.ImageFolder, broken.Message);
        }

        var files = scan.Train.Concat(scan.Test).ToArray();
        var linked = files.Select(file => Path.GetDirectoryName(file.Path)!).Distinct().Where(folder => LeavesTheTree(root, folder)).ToHashSet();
        var examined = files.AsParallel().AsOrdered().WithDegreeOfParallelism(Environment.ProcessorCount)
            .Select(file => linked.Contains(Path.GetDirectoryName(file.Path)!) ? new Examined(file, Reason: "It lies behind a link; put the folder itself here.") : Examine(file))
            .ToArray();
        var readable = examined.Where(file => file.Reason is null).ToArray();
        var unreadable = examined.Where(file => file.Reason is not null).ToArray();
        return new DatasetInspection(
            DataSpec.ImageFolder,
            scan.Classes,
            Histogram(scan.Train, scan.Classes.Count),
            Histogram(scan.Test, scan.Classes.Count),
            readable.Length == 0 ? 0 : readable.Min(file => Math.Min(file.Width, file.Height)),
            readable.Length == 0 ? 0 : readable.Max(file => Math.Max(file.Width, file.Height)),
            readable.Sum(file => file.Bytes),
            ContentHash.Of(readable.Select(file => (NameOf(root, file.File.Path), file.Sha256))),
            Thumbnails([.. examined.Take(scan.Train.Count).Where(file => file.Reason is null).Select(file => file.File)], scan.Classes),
            [.. unreadable.Take(DatasetInspection.MostUnreadable).Select(file => new UnreadableFile(NameOf(root, file.File.Path), file.Reason!))],
            unreadable.Length,
            Problem: null);
    }

    private static bool LeavesTheTree(string root, string folder)
    {
        for (var part = folder; part.Length > root.Length; part = Path.GetDirectoryName(part)!)
        {
            if (PathKinds.Of(part) == PathKind.Link)
            {
                return true;
            }
        }

        return false;
    }

    private static Examined Examine(LabelledFile file)
    {
        try
        {
            if (PathKinds.Of(file.Path) is var kind and not PathKind.File)
            {
                return new Examined(file, Reason: kind == PathKind.Link ? "It is a link; put the file itself here." : "It is no regular file.");
            }

            var (width, height) = ImageDecoder.Examine(file.Path);
            return new Examined(file, width, height, new FileInfo(file.Path).Length, ContentHash.Of(file.Path));
        }
        catch (Exception wrong) when (wrong is InvalidDatasetException or IOException or UnauthorizedAccessException)
        {
            return new Examined(file, Reason: wrong.Message.Replace($"{file.Path} ", "", StringComparison.Ordinal));
        }
    }

    private static int[] Histogram(IReadOnlyList<LabelledFile> files, int classes)
    {
        var counts = new int[classes];
        foreach (var file in files)
        {
            counts[file.Label]++;
        }

        return counts;
    }

    private static IReadOnlyList<DatasetThumbnail> Thumbnails(IReadOnlyList<LabelledFile> files, IReadOnlyList<string> classes)
    {
        var shown = ImageFolder.Limit(files, Math.Min(files.Count, DatasetInspection.MostThumbnails), "thumbnails");
        return
        [
            .. shown.Take(DatasetInspection.MostThumbnails).Select(file =>
            {
                var pixels = new byte[ThumbnailSide * ThumbnailSide * RgbImage.Channels];
                ImageDecoder.Decode(file.Path, ThumbnailSide, pixels);
                return new DatasetThumbnail(classes[file.Label], ImageDecoder.Png(pixels, ThumbnailSide, RgbImage.Channels));
            }),
        ];
    }

    private static string NameOf(string root, string path) => Path.GetRelativePath(root, path).Replace('\\', '/');

    private sealed record Examined(LabelledFile File, int Width = 0, int Height = 0, long Bytes = 0, string Sha256 = "", string? Reason = null);
}
