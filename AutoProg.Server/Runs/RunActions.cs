using AutoProg.Contracts.Runs;
using AutoProg.Runs;
using AutoProg.Server.Artifacts;
using AutoProg.Server.Store;
using AutoProg.Server.Supervision;

namespace AutoProg.Server.Runs;

/// <summary>What people ask of a run that exists. Each answers null where it was done, or the reason why not.</summary>
public sealed class RunActions(RunIndex index, DataRoot root, QueueBell queue, TrashBin trash)
{
    public async Task<string?> StopAsync(RunRow run)
    {
        if (await index.MoveAsync(run.Id, RunState.Cancelled, RunState.Queued))
        {
            return null;
        }

        // The file first: the watch may act on the file alone, but not on the state alone.
        await File.WriteAllTextAsync(root.FolderOf(run.Id).StopRequest, "");
        if (await index.MoveAsync(run.Id, RunState.Stopping, RunState.Starting, RunState.Running))
        {
            return null;
        }

        return $"The run is {await StateOfAsync(run.Id)}; only a queued, starting or running one can be stopped.";
    }

    public async Task<string?> ResumeAsync(RunRow run)
    {
        if (!await index.MoveAsync(run.Id, RunState.Queued, RunState.Stopped, RunState.Failed))
        {
            return $"The run is {await StateOfAsync(run.Id)}; only a stopped or failed one can be resumed.";
        }

        queue.Wake();
        return null;
    }

    public async Task<string?> DeleteAsync(RunRow run)
    {
        var folder = root.FolderOf(run.Id);
        var state = await index.FindAsync(run.Id) is { } row ? row.State : run.State;
        if (!state.HasEnded())
        {
            return $"The run is {NameOf(state)}; stop it before deleting it.";
        }

        var exists = Directory.Exists(folder.Root);
        if (exists && RunLock.IsHeld(folder))
        {
            return "The run's worker has not let go of its folder yet; try again in a few seconds.";
        }

        // The row first: a run that is resumed at the same moment keeps its folder.
        if (!await index.RemoveEndedAsync(run.Id))
        {
            return $"The run is {await StateOfAsync(run.Id)}; only one that has ended can be deleted.";
        }

        if (exists)
        {
            trash.Take(run.Id);
        }

        return null;
    }

    private async Task<string> StateOfAsync(string id) => await index.FindAsync(id) is { } row ? NameOf(row.State) : "deleted";

    private static string NameOf(RunState state) => state.ToString().ToLowerInvariant();
}
