using System.Globalization;
using AutoProg.Contracts.Events;
using AutoProg.Runs;

namespace AutoProg.Training.Checkpoints;

/// <summary>
/// The checkpoints of one run. A folder appears under its final name only when it is whole on disk,
/// so a kill at any moment leaves the one before.
/// </summary>
/// <param name="root">The run's <c>checkpoints/</c> folder.</param>
/// <param name="keepNewest">Older ones are removed, except those at growth points and those that a person pinned.</param>
public sealed class CheckpointStore(string root, int keepNewest = 3)
{
    private const string Temporary = ".tmp-";

    /// <summary>
    /// Saves a snapshot; on return it is whole and durable. A whole checkpoint of the same step stays as it is, because equal
    /// steps of a run have equal weights; null then.
    /// </summary>
    /// <param name="pin">True keeps it when newer ones come: a growth point or the end.</param>
    /// <exception cref="InvalidOperationException">A tensor holds a NaN or an infinity.</exception>
    /// <exception cref="IOException">The disk is full or fails; the older checkpoints are untouched.</exception>
    public CheckpointSaved? Save(Snapshot snapshot, bool pin)
    {
        if (snapshot.FirstNotFinite() is { } name)
        {
            throw new InvalidOperationException($"'{name}' holds a NaN or an infinity at step {snapshot.Position.Step}; nothing was saved.");
        }

        var step = snapshot.Position.Step;
        var final = FolderOf(step);
        if (Directory.Exists(final) && CheckpointFiles.Damage(final) is null)
        {
            return null;
        }

        var temporary = Path.Combine(root, $"{Temporary}{step}");
        Directory.CreateDirectory(root);
        Remove(temporary);
        Directory.CreateDirectory(temporary);
        var (sha256, bytes) = CheckpointFolder.Write(temporary, snapshot, pin);
        DurableFolder.Flush(temporary);
        Remove(final);
        Directory.Move(temporary, final);
        DurableFolder.Flush(root);
        Prune();
        return new CheckpointSaved(step, Path.GetFileName(final), sha256, bytes);
    }

    /// <summary>The newest whole checkpoint, or null; damaged ones are reported and passed over.</summary>
    public Snapshot? LoadNewest(Action<string> report)
    {
        foreach (var folder in Folders().Reverse())
        {
            if (CheckpointFiles.Damage(folder) is not { } damage)
            {
                return CheckpointFolder.Read(folder);
            }

            report($"Checkpoint {Path.GetFileName(folder)} is damaged and was passed over: {damage}.");
        }

        return null;
    }

    private string FolderOf(int step) => Path.Combine(root, $"{CheckpointFiles.Prefix}{step.ToString("D8", CultureInfo.InvariantCulture)}");

    private string[] Folders() => Directory.Exists(root)
        ? [.. Directory.GetDirectories(root, CheckpointFiles.Prefix + "*").Order(StringComparer.Ordinal)]
        : [];

    private void Prune()
    {
        var old = Folders().SkipLast(keepNewest).Where(folder => !CheckpointFiles.IsKept(folder) && !CheckpointFiles.IsPinned(folder));
        var brokenOff = Directory.GetDirectories(root, Temporary + "*"); // By a worker that was killed while it saved.
        foreach (var folder in old.Concat(brokenOff))
        {
            Remove(folder);
        }
    }

    private static void Remove(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
