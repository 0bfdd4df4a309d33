using AutoProg.Contracts.Runs;
using AutoProg.Contracts.Specification;
using AutoProg.Runs;
using AutoProg.Server.Runs;
using AutoProg.Server.Store;

namespace AutoProg.Server.Artifacts;

/// <summary>What became of a fork: a run, errors by field, a reason why not, or nothing where there is no such checkpoint.</summary>
public sealed record Forked(RunRow? Run = null, IReadOnlyDictionary<string, string[]>? Errors = null, string? Refusal = null);

/// <summary>Starts runs from checkpoints of other runs.</summary>
public sealed class RunForker(CheckpointShelf shelf, RunLauncher launcher, DataRoot root)
{
    public async Task<Forked> ForkAsync(RunRow parent, string checkpoint, RunSpec spec, string author, string? idempotencyKey = null)
    {
        var folder = root.FolderOf(parent.Id);
        if (shelf.Find(parent.Id, checkpoint) is not { } begin)
        {
            return new Forked();
        }

        if (spec.Validate() is { Count: > 0 } errors)
        {
            return new Forked(Errors: errors);
        }

        var history = CheckpointHistory.Read(folder);
        if (ForkRules.Check(parent.ReadSpec(), history, begin, spec) is { Count: > 0 } broken)
        {
            return new Forked(Errors: broken);
        }

        if (await Task.Run(() => shelf.Verify(parent.Id, checkpoint)) is { } damage)
        {
            return new Forked(Refusal: $"Checkpoint {checkpoint} is damaged: {damage}. Fork from another one.");
        }

        try
        {
            var origin = new ForkOrigin(parent.Id, parent.Name, begin.Step);
            var run = await launcher.LaunchAsync(spec, author, idempotencyKey, origin, (child, row) => Begin(folder, checkpoint, child, row));
            return run is null
                ? new Forked(Refusal: $"The Idempotency-Key '{idempotencyKey}' was used for another specification; use a new key.")
                : new Forked(run);
        }
        catch (InvalidDataException unusable)
        {
            return new Forked(Refusal: unusable.Message);
        }
        catch (IOException gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            return new Forked(Refusal: $"Checkpoint {checkpoint} was removed meanwhile; fork from another one.");
        }
    }

    // The row takes in the parent's progress, but neither when it started nor who trained it.
    private static void Begin(RunFolder parent, string checkpoint, RunFolder child, RunRow row)
    {
        var device = row.Device;
        foreach (var page in RunForks.Begin(parent, checkpoint, child))
        {
            RunProgress.Apply(row, page);
        }

        (row.StartedAt, row.Environment, row.Device) = (null, null, device);
    }
}
