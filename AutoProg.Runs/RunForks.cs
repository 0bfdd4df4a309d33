using AutoProg.Contracts.Events;
using AutoProg.Contracts.Runs;

namespace AutoProg.Runs;

/// <summary>
/// Begins a run where another one stood: with its checkpoint and its rows up to there. Random state and data order are
/// functions of seed and step, so that nothing else is needed to go on as the parent did.
/// </summary>
public static class RunForks
{
    private const string Saved = "checkpoint-saved";

    /// <summary>Copies a checkpoint of the parent and all rows up to it, and returns the pages of rows.</summary>
    /// <param name="checkpoint">Name of its folder.</param>
    /// <param name="child">A run folder without rows.</param>
    /// <exception cref="InvalidDataException">The checkpoint is damaged, or no row of the parent tells of it.</exception>
    public static IReadOnlyList<FeedPage> Begin(RunFolder parent, string checkpoint, RunFolder child)
    {
        CopyCheckpoint(Path.Combine(parent.Checkpoints, checkpoint), child.Checkpoints, checkpoint);
        using var reader = RunReader.Open(parent) ?? throw new InvalidDataException($"'{parent.Root}' has no rows.");
        var end = Pages(reader, long.MaxValue).SelectMany(page => page.Events).LastOrDefault(row => row.Kind == Saved && Names(row, checkpoint))?.Sequence
            ?? throw new InvalidDataException($"No row of '{parent.Id}' tells of its checkpoint {checkpoint}.");
        using var held = RunLock.TryTake(child) ?? throw new IOException($"Another process writes '{child.Root}'.");
        using var writer = RunWriter.Open(held);
        List<FeedPage> copied = [];
        foreach (var page in Pages(reader, end))
        {
            writer.Copy(page);
            copied.Add(page with { RunId = child.Id });
        }

        return copied;
    }

    private static bool Names(EventRow row, string checkpoint) => RunEventCodec.Decode(row.Kind, row.Payload) is CheckpointSaved saved && saved.Folder == checkpoint;

    private static IEnumerable<FeedPage> Pages(RunReader reader, long end)
    {
        for (var after = 0L; after < Math.Min(end, reader.NewestSequence());)
        {
            var page = reader.ReadAfter(after, (int)Math.Min(FeedPage.MostRows, end - after));
            yield return page;
            after = page.LastSequence;
        }
    }

    // Under another name until it is whole, as every checkpoint is written.
    private static void CopyCheckpoint(string source, string target, string name)
    {
        var temporary = Path.Combine(target, $".tmp-{name}");
        Directory.CreateDirectory(temporary);
        foreach (var file in CheckpointFiles.Parts.Append(CheckpointFiles.ManifestName))
        {
            using var from = File.OpenRead(Path.Combine(source, file));
            using var to = new FileStream(Path.Combine(temporary, file), FileMode.CreateNew, FileAccess.Write);
            from.CopyTo(to);
            to.Flush(flushToDisk: true);
        }

        if (CheckpointFiles.Damage(temporary) is { } damage)
        {
            throw new InvalidDataException($"Checkpoint {name} is damaged: {damage}.");
        }

        Directory.Move(temporary, Path.Combine(target, name));
    }
}
