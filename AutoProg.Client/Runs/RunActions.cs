using AutoProg.Client.Browser;
using AutoProg.Contracts.Runs;
using MudBlazor;

namespace AutoProg.Client.Runs;

/// <summary>Stop, resume and delete as a person meets them: asked first, refusals shown.</summary>
public sealed class RunActions(RunsClient runs, IDialogService dialogs, ISnackbar messages)
{
    public Task<bool> StopAsync(RunSummary run) => run.State == RunState.Queued
        ? ConfirmedAsync($"Cancel '{run.Name}'?", "It leaves the queue without having started.", "Cancel the run", "Keep it queued", () => runs.StopAsync(run.Id))
        : ConfirmedAsync($"Stop '{run.Name}'?", "The worker finishes its step and saves a checkpoint. You can resume later from there.", "Stop", "Keep training", () => runs.StopAsync(run.Id));

    public Task<bool> ResumeAsync(RunSummary run) => TryAsync(() => runs.ResumeAsync(run.Id));

    public Task<bool> DeleteAsync(RunSummary run) =>
        ConfirmedAsync($"Delete '{run.Name}'?", "Its curves, checkpoints and log move to the trash, from where the run can be restored until the trash is emptied.", "Delete", "Keep", () => runs.DeleteAsync(run.Id));

    private async Task<bool> ConfirmedAsync(string title, string text, string yes, string no, Func<Task> action) =>
        await dialogs.ShowMessageBoxAsync(title, text, yesText: yes, cancelText: no) == true && await TryAsync(action);

    private async Task<bool> TryAsync(Func<Task> action)
    {
        try
        {
            await action();
            return true;
        }
        catch (ApiException refused)
        {
            messages.Add(refused.Message, Severity.Error);
            return false;
        }
    }
}
