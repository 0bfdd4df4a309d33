using System.Net;
using AutoProg.Contracts;
using AutoProg.Contracts.Runs;
using AutoProg.Contracts.Specification;
using AutoProg.Server.Accounts;

namespace AutoProg.Server.Tests.Artifacts;

public sealed class DatasetTests : IDisposable
{
    private readonly string images = Directory.CreateTempSubdirectory("autoprog-images-").FullName;
    private readonly ServerUnderTest server;

    public DatasetTests()
    {
        foreach (var set in new[] { "pets", "mute" })
        {
            Directory.CreateDirectory(Path.Combine(images, set));
            File.WriteAllText(Path.Combine(images, set, "1.png"), "");
        }

        server = ServerUnderTest.Start(settings: [("AutoProg:DatasetRoots:0", images)]);
    }

    public void Dispose()
    {
        server.Dispose();
        Directory.Delete(server.DataRoot, recursive: true);
        Directory.Delete(images, recursive: true);
    }

    [Fact]
    public async Task A_folder_below_an_allowed_root_is_registered_scanned_and_scanned_again()
    {
        using var api = await server.ScriptAsync(Roles.Researcher);
        var set = await RegisterAsync(api, "Pets", Path.Combine(images, "pets"));
        var scanned = await ScannedAsync(api, set.Id, earlier: null);
        Assert.Equal(1, scanned.Inspection!.Train[0]);
        Assert.Single(scanned.Inspection.Thumbnails);
        Assert.Empty((await ListAsync(api)).Single().Inspection!.Thumbnails);

        File.WriteAllText(Path.Combine(images, "pets", "2.png"), "");
        using (await api.PostAsync(Uri(Routes.ScanDataset(set.Id)), null))
        {
            Assert.Equal(2, (await ScannedAsync(api, set.Id, scanned.ScannedAt)).Inspection!.Train[0]);
        }

        Assert.Equal(HttpStatusCode.NoContent, (await api.DeleteAsync(Uri(Routes.RegisteredDataset(set.Id)))).StatusCode);
        Assert.Empty(await ListAsync(api));
        Assert.True(File.Exists(Path.Combine(images, "pets", "1.png")));
    }

    [Fact]
    public async Task A_scan_without_an_answer_says_why()
    {
        using var api = await server.ScriptAsync();
        var set = await ScannedAsync(api, (await RegisterAsync(api, "Mute", Path.Combine(images, "mute"))).Id, earlier: null);
        Assert.Equal((null, "Out of memory."), (set.Inspection, set.ScanFailure));
    }

    [Fact]
    public async Task A_named_set_is_scanned_on_request()
    {
        using var api = await server.ScriptAsync();
        Assert.Null((await FindAsync(api, "fashion-mnist")).Inspection);
        using (await api.PostAsync(Uri(Routes.ScanDataset("fashion-mnist")), null))
        {
            Assert.Equal(6, (await ScannedAsync(api, "fashion-mnist", earlier: null)).Inspection!.Train[0]);
        }

        Assert.Equal(HttpStatusCode.NotFound, (await api.PostAsync(Uri(Routes.ScanDataset("image-folder")), null)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await api.PostAsync(Uri(Routes.ScanDataset("../etc")), null)).StatusCode);
    }

    [Fact]
    public async Task Other_places_names_in_use_and_folders_twice_are_refused_by_field()
    {
        using var api = await server.ScriptAsync();
        var pets = Path.Combine(images, "pets");
        await RegisterAsync(api, "Pets", pets);
        foreach (var (name, path, field) in new[]
        {
            ("Etc", "/etc", "path"), ("Up", $"{pets}/../../", "path"), ("Gone", $"{images}/gone", "path"), ("File", $"{pets}/1.png", "path"), ("Keys", Path.Combine(server.DataRoot, "keys"), "path"),
            ("Twice", pets, "path"), ("Pets", $"{images}/mute", "name"), (" ", pets, "name"), (new string('x', 81), pets, "name"),
        })
        {
            using var answer = await api.PostAsync(Routes.RegisteredDatasets, new DatasetRequest(name, path), ContractsJson.Default.DatasetRequest);
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            Assert.Contains(field, (await answer.ReadProblemAsync()).Errors!.Keys);
        }

        Assert.Single(await ListAsync(api));
    }

    [Fact]
    public async Task Only_administrators_allow_folders_and_never_the_servers_own()
    {
        using var researcher = await server.ScriptAsync(Roles.Researcher);
        using var api = await server.ScriptAsync();
        using var forbidden = await researcher.PostAsync(Routes.DatasetRoots, new DatasetRoots([], [images]), ContractsJson.Default.DatasetRoots);
        Assert.Equal(HttpStatusCode.Forbidden, forbidden.StatusCode);
        foreach (var path in new[] { "/", "relative", $"{images}/..", $"{images}/gone", server.DataRoot, Path.Combine(server.DataRoot, "keys"), Path.GetDirectoryName(server.DataRoot)! })
        {
            using var refused = await api.PostAsync(Routes.DatasetRoots, new DatasetRoots([], [path]), ContractsJson.Default.DatasetRoots);
            Assert.True(refused.StatusCode == HttpStatusCode.BadRequest, path);
        }

        var more = Directory.CreateDirectory(Path.Combine(images, "pets", "more")).FullName;
        using var allowed = await api.PostAsync(Routes.DatasetRoots, new DatasetRoots([], [more]), ContractsJson.Default.DatasetRoots);
        var roots = await allowed.ReadAsync(ContractsJson.Default.DatasetRoots);
        Assert.Equal([images, more], roots.All);
    }

    [Fact]
    public async Task A_set_names_the_runs_that_train_on_it()
    {
        using var api = await server.ScriptAsync();
        var path = Path.Combine(images, "pets");
        var set = await RegisterAsync(api, "Pets", path);
        var spec = ApiCalls.Script("points=1 every=1") with { Data = new() { Dataset = DataSpec.ImageFolder, Path = path } };
        using var answer = await api.PostAsync(Routes.Runs, spec, ContractsJson.Default.RunSpec);
        var run = await answer.ReadAsync(ContractsJson.Default.RunSummary);
        await api.LaunchAsync("points=1 every=1");
        Assert.Equal([run.Id], (await FindAsync(api, set.Id)).UsedBy.Select(user => user.Id));
    }

    private static async Task<RegisteredDataset> RegisterAsync(HttpClient api, string name, string path)
    {
        using var answer = await api.PostAsync(Routes.RegisteredDatasets, new DatasetRequest(name, path), ContractsJson.Default.DatasetRequest);
        return await answer.ReadAsync(ContractsJson.Default.RegisteredDataset);
    }

    private static async Task<RegisteredDataset> FindAsync(HttpClient api, string id) => await (await api.GetAsync(Uri(Routes.RegisteredDataset(id)))).ReadAsync(ContractsJson.Default.RegisteredDataset);

    private static async Task<IReadOnlyList<RegisteredDataset>> ListAsync(HttpClient api) => await (await api.GetAsync(Uri(Routes.RegisteredDatasets))).ReadAsync(ContractsJson.Default.IReadOnlyListRegisteredDataset);

    private static async Task<RegisteredDataset> ScannedAsync(HttpClient api, string id, DateTimeOffset? earlier)
    {
        for (var attempt = 0; attempt < 600; attempt++)
        {
            if (await FindAsync(api, id) is { IsScanning: false, ScannedAt: { } at } set && at != earlier)
            {
                return set;
            }

            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        throw new TimeoutException("The scan does not end.");
    }

    private static Uri Uri(string route) => new(route, UriKind.Relative);
}
