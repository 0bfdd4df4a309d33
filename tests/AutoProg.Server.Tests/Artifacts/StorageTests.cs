using System.Net;
using System.Security.Cryptography;
using AutoProg.Contracts;
using AutoProg.Contracts.Runs;

namespace AutoProg.Server.Tests.Artifacts;

public sealed class StorageTests : IDisposable
{
    private readonly ServerUnderTest server = ServerUnderTest.Start(Checkpointed.NewDataRoot());

    private string Folder => Path.Combine(server.DataRoot, "runs", Checkpointed.Id);

    public void Dispose()
    {
        server.Dispose();
        Directory.Delete(server.DataRoot, recursive: true);
    }

    [Fact]
    public async Task A_deleted_run_is_restored_as_it_was()
    {
        using var api = await server.ScriptAsync();
        var before = await api.GetRunAsync(Checkpointed.Id);
        var contents = Contents(Folder);

        await DeleteAsync(api);
        Assert.Equal(HttpStatusCode.NotFound, (await api.GetAsync(Uri(Routes.Run(Checkpointed.Id)))).StatusCode);
        Assert.False(Directory.Exists(Folder));
        var trashed = (await TrashAsync(api)).Single();
        Assert.Equal((Checkpointed.Id, before.Name), (trashed.Id, trashed.Name));

        await PostAsync(api, Routes.Restore(Checkpointed.Id), HttpStatusCode.NoContent);
        Assert.Equal(before, await api.GetRunAsync(Checkpointed.Id));
        Assert.Equal(contents, Contents(Folder));
        Assert.Empty(await TrashAsync(api));
        await PostAsync(api, Routes.Restore(Checkpointed.Id), HttpStatusCode.NotFound);
        await PostAsync(api, Routes.Restore("..%2fruns"), HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Emptying_the_trash_frees_the_bytes_that_it_showed()
    {
        using var api = await server.ScriptAsync();
        await DeleteAsync(api);
        var shown = (await TrashAsync(api)).Single().Bytes;
        Assert.True(shown > 0);
        Assert.Equal(shown, (await DiskAsync(api)).Trash);

        Assert.Equal(new Freed(1, shown), await (await api.PostAsync(Uri(Routes.EmptyTrash), null)).ReadAsync(ContractsJson.Default.Freed));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(server.DataRoot, "trash")));
        Assert.Equal(0, (await DiskAsync(api)).Trash);
        await PostAsync(api, Routes.Restore(Checkpointed.Id), HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_trash_survives_a_restart_and_the_loss_of_the_index()
    {
        using (var api = await server.ScriptAsync())
        {
            await DeleteAsync(api);
        }

        await Checkpointed.StopAndForgetIndexAsync(server);
        using var again = ServerUnderTest.Start(server.DataRoot);
        using var fresh = await again.ScriptAsync();
        Assert.Equal(Checkpointed.Id, (await TrashAsync(fresh)).Single().Id);
        await PostAsync(fresh, Routes.Restore(Checkpointed.Id), HttpStatusCode.NoContent);
        Assert.Equal(RunState.Completed, (await fresh.GetRunAsync(Checkpointed.Id)).State);
    }

    [Fact]
    public async Task A_key_is_free_again_once_its_run_is_deleted()
    {
        using var api = await server.ScriptAsync();
        api.DefaultRequestHeaders.Add("Idempotency-Key", "again");
        var first = await api.LaunchAsync("points=1 every=1");
        await api.WaitAsync(first.Id, RunState.Completed);
        using (await api.DeleteAsync(Uri(Routes.Run(first.Id))))
        {
            Assert.NotEqual(first.Id, (await api.LaunchAsync("points=1 every=1")).Id);
        }
    }

    [Theory]
    [InlineData(1, true, true, "5")]
    [InlineData(1, false, true, "5 15")]
    [InlineData(1, false, false, "5 10 15")]
    [InlineData(1, true, false, "5 10")]
    [InlineData(3, false, false, "5")]
    [InlineData(4, false, false, "")]
    public async Task The_rules_let_go_what_none_of_them_keeps(int newest, bool best, bool growth, string expected)
    {
        using var api = await server.ScriptAsync();
        using (await api.PostAsync(Routes.Retention, new RetentionRules(newest, best, growth), ContractsJson.Default.RetentionRules))
        {
            var preview = await ApplyAsync(api, preview: true);
            Assert.Equal(4, Directory.GetDirectories(Path.Combine(Folder, "checkpoints")).Length);
            Assert.Equal(preview, await ApplyAsync(api, preview: false));
        }

        int[] gone = [.. expected.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];
        Assert.Equal(new[] { 5, 10, 15, 20 }.Except(gone).Select(Checkpointed.Name), Directory.GetDirectories(Path.Combine(Folder, "checkpoints")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_pinned_checkpoint_outlives_every_rule()
    {
        using var api = await server.ScriptAsync();
        await PostAsync(api, Routes.PinCheckpoint(Checkpointed.Id, Checkpointed.Name(5)), HttpStatusCode.NoContent);
        using (await api.PostAsync(Routes.Retention, new RetentionRules(1, false, false), ContractsJson.Default.RetentionRules))
        {
            await ApplyAsync(api, preview: false);
        }

        Assert.Equal([Checkpointed.Name(5), Checkpointed.Name(20)], Directory.GetDirectories(Path.Combine(Folder, "checkpoints")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Rules_without_sense_are_refused_by_field()
    {
        using var api = await server.ScriptAsync();
        using var none = await api.PostAsync(Routes.Retention, new RetentionRules(KeepNewest: 0), ContractsJson.Default.RetentionRules);
        Assert.Contains("keepNewest", (await none.ReadProblemAsync()).Errors!.Keys);
        using var negative = await api.PostAsync(Routes.Retention, new RetentionRules(TrashDays: -1), ContractsJson.Default.RetentionRules);
        Assert.Contains("trashDays", (await negative.ReadProblemAsync()).Errors!.Keys);
    }

    private static Dictionary<string, string> Contents(string folder) => Directory.GetFiles(folder, "*", SearchOption.AllDirectories)
        .Where(file => !file.EndsWith("-shm", StringComparison.Ordinal) && !file.EndsWith("-wal", StringComparison.Ordinal))
        .ToDictionary(file => Path.GetRelativePath(folder, file), file => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file))));

    private static async Task DeleteAsync(HttpClient api)
    {
        using var answer = await api.DeleteAsync(Uri(Routes.Run(Checkpointed.Id)));
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
    }

    private static async Task PostAsync(HttpClient api, string route, HttpStatusCode expected)
    {
        using var answer = await api.PostAsync(Uri(route), null);
        Assert.True(answer.StatusCode == expected, $"{route}: {answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
    }

    private static async Task<IReadOnlyList<TrashedRun>> TrashAsync(HttpClient api) => await (await api.GetAsync(Uri(Routes.Trash))).ReadAsync(ContractsJson.Default.IReadOnlyListTrashedRun);

    private static async Task<DiskUse> DiskAsync(HttpClient api) => await (await api.GetAsync(Uri(Routes.DiskUse))).ReadAsync(ContractsJson.Default.DiskUse);

    private static async Task<Freed> ApplyAsync(HttpClient api, bool preview) => await (await api.PostAsync(Uri(Routes.ApplyRetention(preview)), null)).ReadAsync(ContractsJson.Default.Freed);

    private static Uri Uri(string route) => new(route, UriKind.Relative);
}
