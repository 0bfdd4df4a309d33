namespace AutoProg.Training.Storage.PyTorch;

/// <summary>A file in an archive, uncompressed: where its bytes lie.</summary>
internal sealed record StoredEntry(long Begin, long Length);

/// <summary>
/// The directory of a ZIP archive as torch.save writes it: stored entries below one folder, each behind the other.
/// What two readers could understand differently is refused.
/// </summary>
internal static class StoredZip
{
    public const int MaxEntries = 100_000;
    public const int MaxDirectory = 16 << 20;

    /// <summary>Entries by their names below the archive's one folder, as <c>data.pkl</c> and <c>data/0</c>.</summary>
    /// <exception cref="InvalidWeightsException">The archive breaks a rule; the message names it.</exception>
    public static IReadOnlyDictionary<string, StoredEntry> Read(Stream file)
    {
        var end = ZipEnd.Read(file);
        var headers = Headers(file.ReadAt(end.DirectoryBegin, (int)end.DirectoryLength), end.Entries);
        var folder = headers[0].Name[..(headers[0].Name.IndexOf('/') + 1)];
        var entries = new Dictionary<string, StoredEntry>(headers.Count, StringComparer.Ordinal);
        var free = 0L;
        foreach (var header in headers.OrderBy(header => header.LocalBegin))
        {
            if (!header.Name.StartsWith(folder, StringComparison.Ordinal))
            {
                throw new InvalidWeightsException($"the entry {Quoted.Of(header.Name)} does not lie in the archive's folder {Quoted.Of(folder)}");
            }

            var begin = header.LocalBegin >= free && header.LocalBegin < end.DirectoryBegin ? header.DataBegin(file) : long.MaxValue;
            if (begin > end.DirectoryBegin || header.Length > end.DirectoryBegin - begin)
            {
                throw new InvalidWeightsException($"the entry {Quoted.Of(header.Name)} overlaps another one or the directory");
            }

            if (!entries.TryAdd(header.Name[folder.Length..], new StoredEntry(begin, header.Length)))
            {
                throw new InvalidWeightsException($"the entry {Quoted.Of(header.Name)} appears twice");
            }

            free = begin + header.Length;
        }

        return entries;
    }

    /// <summary>Bytes at a place of a file.</summary>
    /// <exception cref="InvalidWeightsException">The file ends before.</exception>
    public static byte[] ReadAt(this Stream file, long begin, int length)
    {
        if (begin < 0 || length > file.Length - begin)
        {
            throw new InvalidWeightsException($"it has {file.Length} bytes, and {length} at {begin} are asked for");
        }

        var bytes = new byte[length];
        file.Position = begin;
        file.ReadExactly(bytes);
        return bytes;
    }

    private static List<ZipHeader> Headers(ReadOnlySpan<byte> directory, long count)
    {
        var headers = new List<ZipHeader>();
        while (directory.Length > 0 && headers.Count < count)
        {
            headers.Add(ZipHeader.Take(ref directory));
        }

        return headers.Count == count && directory.Length == 0
            ? headers
            : throw new InvalidWeightsException($"its directory does not hold the {count} entries that its end record claims");
    }
}
