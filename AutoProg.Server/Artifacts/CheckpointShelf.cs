using System.Collections.Concurrent;
using AutoProg.Contracts.Events;
using AutoProg.Contracts.Runs;
using AutoProg.Runs;
using AutoProg.Server.Runs;

namespace AutoProg.Server.Artifacts;

/// <summary>The checkpoints of runs: what they are, whether they are whole, and which stay.</summary>
public sealed class CheckpointShelf(DataRoot root, TimeProvider time)
{
    // By folder: when every byte was compared, and what was found. Only for as long as the server lives.
    private readonly ConcurrentDictionary<string, (DateTimeOffset At, string? Damage)> verdicts = new();

    /// <summary>The checkpoints of a run, the newest first.</summary>
    public IReadOnlyList<CheckpointSummary> List(string run)
    {
        var folder = root.FolderOf(run);
        var history = CheckpointHistory.Read(folder);
        var found = CheckpointFiles.FoldersIn(folder).Select(path => Describe(path, history)).Reverse().ToList();
        var best = history.BestOf(found);
        return [.. found.Select(one => one with { IsBest = one.Name == best })];
    }

    /// <summary>The checkpoint of that name, or null.</summary>
    public CheckpointSummary? Find(string run, string name) => List(run).FirstOrDefault(one => one.Name == name);

    /// <summary>The folder of a checkpoint that is there, or null.</summary>
    public string? FolderOf(string run, string name) => CheckpointFiles.FoldersIn(root.FolderOf(run)).FirstOrDefault(path => Path.GetFileName(path) == name);

    /// <summary>Compares every byte with its hash, and its manifest with the run's rows; null for a whole checkpoint.</summary>
    public string? Verify(string run, string name)
    {
        var folder = FolderOf(run, name)!;
        var told = CheckpointHistory.Read(root.FolderOf(run)).Saved.LastOrDefault(saved => saved.Folder == name);
        var damage = CheckpointFiles.Damage(folder)
            ?? (told is not null && told.Sha256 != CheckpointFiles.HashOf(folder) ? $"{CheckpointFiles.ManifestName} is not the one that the run wrote" : null);
        verdicts[folder] = (time.GetUtcNow(), damage);
        return damage;
    }

    public void Pin(string run, string name, bool pinned) => CheckpointFiles.SetPinned(FolderOf(run, name)!, pinned);

    /// <summary>Removes a checkpoint of a run that no worker writes; a broken-off removal leaves nothing that looks like a checkpoint.</summary>
    public void Delete(string run, string name)
    {
        var folder = FolderOf(run, name)!;
        var doomed = Path.Combine(Path.GetDirectoryName(folder)!, $".tmp-deleted-{name}");
        Directory.Move(folder, doomed);
        Directory.Delete(doomed, recursive: true);
        verdicts.TryRemove(folder, out _);
    }

    private CheckpointSummary Describe(string folder, CheckpointHistory history)
    {
        var name = Path.GetFileName(folder);
        var step = CheckpointFiles.StepOf(folder)!.Value;
        var manifest = CheckpointFiles.ManifestOf(folder);
        (DateTimeOffset At, string? Damage)? verdict = verdicts.TryGetValue(folder, out var known) ? known : null;
        return new CheckpointSummary(
            name,
            step,
            history.StageAt(step),
            manifest?.Files.Sum(file => file.Bytes) ?? DiskSpace.SizeOf(folder),
            CheckpointFiles.HashOf(folder),
            Directory.GetLastWriteTimeUtc(folder),
            history.GrowsAt(step),
            history.IsInSearch(step),
            manifest is { Pinned: true },
            CheckpointFiles.IsPinned(folder),
            IsBest: false,
            history.ScoresAt(step),
            CheckpointFiles.ShortDamage(folder) ?? verdict?.Damage,
            verdict?.At,
            manifest?.Files ?? []);
    }
}
