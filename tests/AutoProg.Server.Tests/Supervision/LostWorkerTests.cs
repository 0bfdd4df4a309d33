using System.Diagnostics;
using AutoProg.Contracts;
using AutoProg.Contracts.Events;
using AutoProg.Contracts.Runs;
using AutoProg.Runs;
using Microsoft.Data.Sqlite;

namespace AutoProg.Server.Tests.Supervision;

public sealed class LostWorkerTests(ImpatientServer shared) : IClassFixture<ImpatientServer>
{
    private readonly ServerUnderTest server = shared.Server;

    [Theory]
    [InlineData("points=3 then=sigkill", FailureReason.WorkerLost, "killed by signal 9 (SIGKILL)")]
    [InlineData("points=3 then=abort", FailureReason.WorkerLost, "killed by signal 6 (SIGABRT)")]
    [InlineData("points=3 then=segv", FailureReason.WorkerLost, "killed by signal 11 (SIGSEGV)")]
    [InlineData("points=3 then=exit3", FailureReason.WorkerLost, "ended with exit code 3")]
    [InlineData("points=3 every=300 then=hang", FailureReason.Hung, " s in phase 'training' at step 3")]
    [InlineData("points=3 then=mute deaf=yes", FailureReason.Hung, "The worker gave no sign of life for 4 s.")]
    [InlineData("points=3 then=fail", FailureReason.Diverged, "The loss became NaN.")]
    [InlineData("before=exit", FailureReason.CannotStart, "libsomething.so.6: version not found")]
    public async Task A_worker_that_is_lost_ends_its_run_with_the_reason(string script, FailureReason reason, string message)
    {
        using var api = await server.ScriptAsync();
        var run = await api.LaunchAsync(script);
        var failed = await api.WaitAsync(run.Id, RunState.Failed);
        Assert.Contains(message, failed.Failure);
        Assert.Equal("Healthy", await api.GetStringAsync(new Uri(Routes.Health, UriKind.Relative)));

        using var reader = RunReader.Open(FolderOf(run.Id));
        var last = reader!.ReadAfter(0).Events[^1];
        var recorded = Assert.IsType<RunFailed>(RunEventCodec.Decode(last.Kind, last.Payload));
        Assert.Equal(reason, recorded.Reason);
        Assert.Equal(failed.NewestSequence, last.Sequence);

        var next = await api.LaunchAsync("points=1 every=1");
        await api.WaitAsync(next.Id, RunState.Completed);
    }

    [Fact]
    public async Task A_worker_that_never_says_hello_cannot_start()
    {
        using var impatient = ServerUnderTest.Start(null, ("AutoProg:HelloSeconds", "2"), ("AutoProg:StopSeconds", "1"));
        using var api = await impatient.ScriptAsync();
        var run = await api.LaunchAsync("before=silent");
        Assert.Contains("said nothing in 2 s", (await api.WaitAsync(run.Id, RunState.Failed)).Failure);
    }

    [Fact]
    public async Task A_lost_worker_whose_files_are_damaged_ends_its_run_too()
    {
        using var api = await server.ScriptAsync();
        var run = await api.LaunchAsync("points=1 then=wait deaf=yes");
        await api.WaitAsync(run.Id, row => row.Step == 1);
        var worker = JsonFile.Read(FolderOf(run.Id).Worker, ContractsJson.Default.WorkerIdentity)!.ProcessId;
        await File.WriteAllTextAsync(FolderOf(run.Id).Exit, "{\"outcome\":");
        await File.WriteAllTextAsync(FolderOf(run.Id).Worker, "{");
        await using (var rows = new SqliteConnection($"Data Source={FolderOf(run.Id).Database};Pooling=False"))
        {
            await rows.OpenAsync();
            await using var command = rows.CreateCommand();
            command.CommandText = "UPDATE events SET payload = '{'; INSERT INTO events (seq, at, kind, payload) SELECT MAX(seq) + 100, MAX(at), MAX(kind), '{' FROM events";
            await command.ExecuteNonQueryAsync();
        }

        using (var process = Process.GetProcessById(worker))
        {
            process.Kill();
        }

        Assert.Contains("killed by signal 9", (await api.WaitAsync(run.Id, RunState.Failed)).Failure);
    }

    [Fact]
    public async Task The_message_names_the_newest_checkpoint()
    {
        using var api = await server.ScriptAsync();
        var run = await api.LaunchAsync("points=1 then=wait deaf=yes");
        await api.WaitAsync(run.Id, row => row.Step == 1);
        Directory.CreateDirectory(Path.Combine(FolderOf(run.Id).Checkpoints, "step-00000100"));
        Directory.CreateDirectory(Path.Combine(FolderOf(run.Id).Checkpoints, "step-00001200"));
        Kill(run.Id);
        Assert.Contains("step 1200", (await api.WaitAsync(run.Id, RunState.Failed)).Failure);
    }

    [Fact]
    public async Task A_missing_worker_program_is_a_failed_run_and_a_503()
    {
        using var other = ServerUnderTest.Start(null, ("AutoProg:WorkerPath", "/nowhere/autoprog"));
        using var api = await other.ScriptAsync();
        var run = await api.LaunchAsync("points=1");
        Assert.Contains("/nowhere/autoprog", (await api.WaitAsync(run.Id, RunState.Failed)).Failure);
        using var devices = await api.GetAsync(new Uri(Routes.Devices, UriKind.Relative));
        Assert.Equal(System.Net.HttpStatusCode.ServiceUnavailable, devices.StatusCode);
    }

    private void Kill(string id)
    {
        using var process = Process.GetProcessById(JsonFile.Read(FolderOf(id).Worker, ContractsJson.Default.WorkerIdentity)!.ProcessId);
        process.Kill();
    }

    private RunFolder FolderOf(string id) => new(Path.Combine(server.DataRoot, "runs", id));
}
