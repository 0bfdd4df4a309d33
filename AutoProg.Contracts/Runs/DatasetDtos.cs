namespace AutoProg.Contracts.Runs;

/// <summary>What <c>autoprog data inspect --json</c> finds in a data set.</summary>
/// <param name="Kind">What <c>data.dataset</c> takes: <c>idx</c>, <c>image-folder</c> or a named set.</param>
/// <param name="Classes">Names in label order.</param>
/// <param name="Train">Training images by label.</param>
/// <param name="Test">Test images by label.</param>
/// <param name="SmallestSide">Of all images, in pixels.</param>
/// <param name="LargestSide">Of all images, in pixels.</param>
/// <param name="Bytes">Of all files.</param>
/// <param name="Sha256">Of names and contents of all readable files, lower-case hexadecimal.</param>
/// <param name="Thumbnails">A few training images, taken in turn from every class.</param>
/// <param name="Unreadable">The first files that cannot be trained on.</param>
/// <param name="UnreadableCount">How many there are in all.</param>
/// <param name="Problem">Why it is no data set at all, or null.</param>
public sealed record DatasetInspection(
    string Kind,
    IReadOnlyList<string> Classes,
    IReadOnlyList<int> Train,
    IReadOnlyList<int> Test,
    int SmallestSide,
    int LargestSide,
    long Bytes,
    string Sha256,
    IReadOnlyList<DatasetThumbnail> Thumbnails,
    IReadOnlyList<UnreadableFile> Unreadable,
    int UnreadableCount,
    string? Problem)
{
    public const int MostThumbnails = 12;

    public const int MostUnreadable = 200;

    /// <summary>One that has nothing to count.</summary>
    public static DatasetInspection Broken(string kind, string problem) => new(kind, [], [], [], 0, 0, 0, "", [], [], 0, problem);
}

/// <param name="Png">A small PNG.</param>
public sealed record DatasetThumbnail(string Class, byte[] Png);

/// <param name="Path">Below the data set's folder.</param>
public sealed record UnreadableFile(string Path, string Reason);

/// <summary>A data set that people can choose by name.</summary>
/// <param name="Path">Its folder on the server; empty for a named set.</param>
/// <param name="ScannedAt">When the newest scan ended; null before the first.</param>
/// <param name="ScanFailure">Why the newest scan gave no answer, or null.</param>
/// <param name="Inspection">Of the newest scan that gave an answer; lists leave the thumbnails out.</param>
/// <param name="UsedBy">Runs that train on it.</param>
public sealed record RegisteredDataset(
    string Id,
    string Name,
    string Path,
    string Author,
    DateTimeOffset CreatedAt,
    bool IsScanning,
    DateTimeOffset? ScannedAt,
    string? ScanFailure,
    DatasetInspection? Inspection,
    IReadOnlyList<RunReference> UsedBy);

/// <summary>A run that uses something.</summary>
public sealed record RunReference(string Id, string Name, RunState State);

/// <param name="Path">An absolute folder below one of the allowed roots.</param>
public sealed record DatasetRequest(string Name, string Path);

/// <param name="Configured">Of the configuration, <c>AutoProg:DatasetRoots</c>.</param>
/// <param name="Added">Those that administrators added here.</param>
public sealed record DatasetRoots(IReadOnlyList<string> Configured, IReadOnlyList<string> Added)
{
    [System.Text.Json.Serialization.JsonIgnore]
    public IReadOnlyList<string> All => [.. Configured.Concat(Added).Distinct()];
}
