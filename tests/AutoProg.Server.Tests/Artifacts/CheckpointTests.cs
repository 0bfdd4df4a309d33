using System.IO.Compression;
using System.Net;
using AutoProg.Contracts;
using AutoProg.Contracts.Runs;
using AutoProg.Runs;
using AutoProg.Server.Accounts;

namespace AutoProg.Server.Tests.Artifacts;

public sealed class CheckpointTests : IDisposable
{
    private readonly ServerUnderTest server = ServerUnderTest.Start(Checkpointed.NewDataRoot());

    public void Dispose()
    {
        server.Dispose();
        Directory.Delete(server.DataRoot, recursive: true);
    }

    [Fact]
    public async Task They_are_listed_with_stage_scores_and_the_reasons_why_they_stay()
    {
        using var api = await server.ScriptAsync(Roles.Viewer);
        var list = await ListAsync(api);

        Assert.Equal([20, 15, 10, 5], list.Select(one => one.Step));
        Assert.Equal([1, 1, 0, 0], list.Select(one => one.Stage!.Value));
        Assert.Equal([false, true, false, false], list.Select(one => one.IsBest));
        Assert.Equal([false, false, true, false], list.Select(one => one.IsGrowthPoint));
        Assert.Equal([true, false, true, false], list.Select(one => one.IsKept));
        Assert.Equal([0.8, 0.9, 0.6, 0.5], list.Select(one => one.Scores.Single().Value));
        Assert.All(list, one => Assert.True(one.Damage is null && one.VerifiedAt is null && one.Files.Count == 4 && one.Sha256!.Length == 64, $"{one}"));
    }

    [Fact]
    public async Task A_flipped_bit_shows_when_it_is_verified_and_then_it_cannot_be_forked()
    {
        Checkpointed.Damage(server.DataRoot, 15);
        using var api = await server.ScriptAsync();
        Assert.Null((await ListAsync(api))[1].Damage);

        await VerifyAsync(api, 10);
        await VerifyAsync(api, 15);
        var list = await ListAsync(api);
        Assert.Contains(CheckpointFiles.Model, list[1].Damage, StringComparison.Ordinal);
        Assert.True(list[2] is { Damage: null, VerifiedAt: not null });
        Assert.Equal(20, list.Single(one => one.IsBest).Step); // Damaged, the best one is none.

        using var fork = await api.PostAsync(Routes.Fork(Checkpointed.Id, Checkpointed.Name(15)), Checkpointed.Spec, ContractsJson.Default.RunSpec);
        Assert.Equal(HttpStatusCode.Conflict, fork.StatusCode);
        Assert.Contains("damaged", await fork.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Single(Directory.GetDirectories(Path.Combine(server.DataRoot, "runs")));
    }

    [Fact]
    public async Task A_manifest_that_was_written_anew_is_not_that_of_the_run()
    {
        using var api = await server.ScriptAsync();
        var folder = Path.Combine(server.DataRoot, "runs", Checkpointed.Id, "checkpoints", Checkpointed.Name(15));
        File.AppendAllText(Path.Combine(folder, CheckpointFiles.ManifestName), " ");
        await VerifyAsync(api, 15);
        Assert.Contains("not the one that the run wrote", (await ListAsync(api))[1].Damage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Downloads_are_attachments_and_only_known_files_leave_the_folder()
    {
        using var api = await server.ScriptAsync(Roles.Viewer);
        using var file = await api.GetAsync(Uri(Routes.CheckpointFile(Checkpointed.Id, Checkpointed.Name(10), CheckpointFiles.Position)));
        Assert.Equal($"{CheckpointFiles.Position} of step 10", await file.Content.ReadAsStringAsync());
        using var archive = await api.GetAsync(Uri(Routes.CheckpointArchive(Checkpointed.Id, Checkpointed.Name(10))));
        foreach (var download in new[] { file, archive })
        {
            Assert.Equal("attachment", download.Content.Headers.ContentDisposition!.DispositionType);
            Assert.Equal("sandbox", download.Headers.GetValues("Content-Security-Policy").Single());
        }

        await using var zip = await ZipArchive.CreateAsync(new MemoryStream(await archive.Content.ReadAsByteArrayAsync()), ZipArchiveMode.Read, leaveOpen: false, entryNameEncoding: null);
        Assert.Equal([.. CheckpointFiles.Parts, CheckpointFiles.ManifestName], zip.Entries.Select(entry => entry.FullName));

        foreach (var path in new[] { "../../../run.json", "..%2f..%2f..%2frun.json", "%2e%2e/run.json", "PINNED", "run.json", "/etc/passwd", "model.safetensors\0" })
        {
            using var refused = await api.GetAsync(Uri(Routes.Checkpoint(Checkpointed.Id, Checkpointed.Name(10)) + "/files/" + Escaped(path)));
            Assert.True(refused.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.BadRequest, $"{path}: {refused.StatusCode}");
        }

        using var elsewhere = await api.GetAsync(Uri(Routes.CheckpointArchive(Checkpointed.Id, "..")));
        Assert.Equal(HttpStatusCode.NotFound, elsewhere.StatusCode);
    }

    [Fact]
    public async Task A_pinned_one_is_deleted_only_after_it_is_unpinned()
    {
        using var api = await server.ScriptAsync();
        var address = Uri(Routes.Checkpoint(Checkpointed.Id, Checkpointed.Name(5)));
        using (await api.PostAsync(Uri(Routes.PinCheckpoint(Checkpointed.Id, Checkpointed.Name(5))), null))
        {
            Assert.True((await ListAsync(api))[3].IsPinned);
        }

        Assert.Equal(HttpStatusCode.Conflict, (await api.DeleteAsync(address)).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await api.DeleteAsync(Uri(Routes.PinCheckpoint(Checkpointed.Id, Checkpointed.Name(5))))).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await api.DeleteAsync(address)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await api.DeleteAsync(address)).StatusCode);
        Assert.Equal(["step-00000010", "step-00000015", "step-00000020"], Directory.GetFileSystemEntries(Path.Combine(server.DataRoot, "runs", Checkpointed.Id, "checkpoints")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Two_are_compared_by_the_worker()
    {
        using var api = await server.ScriptAsync(Roles.Viewer);
        using var answer = await api.GetAsync(Uri(Routes.CompareCheckpoints(Checkpointed.Id, Checkpointed.Name(15), Checkpointed.Name(10))));
        Assert.Equal("step-00000010 step-00000015", (await answer.ReadAsync(ContractsJson.Default.IReadOnlyListTensorChange)).Single().Name);
    }

    [Fact]
    public async Task A_viewer_changes_nothing()
    {
        using var api = await server.ScriptAsync(Roles.Viewer);
        var name = Checkpointed.Name(10);
        foreach (var route in new[] { Routes.VerifyCheckpoint(Checkpointed.Id, name), Routes.PinCheckpoint(Checkpointed.Id, name), Routes.ExportModel(Checkpointed.Id, "x"), Routes.Restore(Checkpointed.Id), Routes.EmptyTrash, Routes.ApplyRetention(preview: true), Routes.ScanDataset("mnist"), Routes.UploadModel("x", "x.pt") })
        {
            using var answer = await api.PostAsync(Uri(route), null);
            Assert.True(answer.StatusCode == HttpStatusCode.Forbidden, $"{route}: {answer.StatusCode}");
        }

        using var fork = await api.PostAsync(Routes.Fork(Checkpointed.Id, name), Checkpointed.Spec, ContractsJson.Default.RunSpec);
        using var delete = await api.DeleteAsync(Uri(Routes.Checkpoint(Checkpointed.Id, name)));
        using var disk = await api.GetAsync(Uri(Routes.DiskUse));
        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden), (fork.StatusCode, delete.StatusCode, disk.StatusCode));
    }

    private static async Task<IReadOnlyList<CheckpointSummary>> ListAsync(HttpClient api) =>
        await (await api.GetAsync(Uri(Routes.Checkpoints(Checkpointed.Id)))).ReadAsync(ContractsJson.Default.IReadOnlyListCheckpointSummary);

    private static async Task VerifyAsync(HttpClient api, int step)
    {
        using var answer = await api.PostAsync(Uri(Routes.VerifyCheckpoint(Checkpointed.Id, Checkpointed.Name(step))), null);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private static string Escaped(string path) => path.Contains('%', StringComparison.Ordinal) ? path : System.Uri.EscapeDataString(path);

    private static Uri Uri(string route) => new(route, UriKind.Relative);
}
