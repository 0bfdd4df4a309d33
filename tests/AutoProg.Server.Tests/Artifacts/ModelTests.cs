using System.Net;
using AutoProg.Contracts;
using AutoProg.Contracts.Runs;

namespace AutoProg.Server.Tests.Artifacts;

public sealed class ModelTests : IDisposable
{
    private readonly string files = Directory.CreateTempSubdirectory("autoprog-files-").FullName;
    private readonly ServerUnderTest server;

    public ModelTests() => server = ServerUnderTest.Start(Checkpointed.NewDataRoot(), ("AutoProg:DatasetRoots:0", files));

    private string Models => Path.Combine(server.DataRoot, "models");

    public void Dispose()
    {
        server.Dispose();
        Directory.Delete(server.DataRoot, recursive: true);
        Directory.Delete(files, recursive: true);
    }

    [Fact]
    public async Task An_uploaded_file_becomes_a_model_that_is_inspected_and_deleted()
    {
        using var api = await server.ScriptAsync();
        using var answer = await UploadAsync(api, "tiny", "tiny.pt", "weights");
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var model = (await ListAsync(api)).Single();
        Assert.Equal(("tiny", "DeiT-Ti", 10, 224, 123, "tiny.pt"), (model.Name, model.Architecture, model.Classes, model.Resolution, model.Parameters, model.Source));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(server.DataRoot, "incoming")));

        var detail = await (await api.GetAsync(Uri(Routes.Model("tiny")))).ReadAsync(ContractsJson.Default.ModelDetail);
        Assert.Equal("norm.weight", detail.Report.Tensors.Single().Name);

        Assert.Equal(HttpStatusCode.NoContent, (await api.DeleteAsync(Uri(Routes.Model("tiny")))).StatusCode);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Models));
    }

    [Fact]
    public async Task What_the_worker_refuses_registers_nothing_and_says_why()
    {
        using var api = await server.ScriptAsync();
        using var answer = await UploadAsync(api, "evil", "evil.pt", "cos\nsystem");
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("os.system", (await answer.ReadProblemAsync()).Errors!["file"].Single(), StringComparison.Ordinal);
        Assert.Empty(await ListAsync(api));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Models));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(server.DataRoot, "incoming")));
    }

    [Fact]
    public async Task A_file_of_an_allowed_folder_is_imported_if_its_checksum_is_right()
    {
        var path = Path.Combine(files, "a.pt");
        File.WriteAllText(path, "weights");
        using var api = await server.ScriptAsync();
        using var wrong = await ImportAsync(api, new ModelRequest("a", path, new string('0', 64)));
        Assert.Contains("SHA-256", (await wrong.ReadProblemAsync()).Errors!["path"].Single(), StringComparison.Ordinal);
        Assert.Empty(await ListAsync(api));

        var right = Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path)));
        using var imported = await ImportAsync(api, new ModelRequest("a", path, right));
        Assert.Equal(HttpStatusCode.Created, imported.StatusCode);
        using var twice = await ImportAsync(api, new ModelRequest("a", path));
        Assert.Contains("name", (await twice.ReadProblemAsync()).Errors!.Keys);
    }

    [Fact]
    public async Task Names_and_paths_that_lead_elsewhere_are_refused()
    {
        using var api = await server.ScriptAsync();
        foreach (var name in new[] { "../x", "..", "CON", "a/b", "", ".x" })
        {
            using var answer = await UploadAsync(api, name, "x.pt", "weights");
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        }

        foreach (var file in new[] { "../x.pt", "x.exe", "x", "a/x.pt", ".pt" })
        {
            using var answer = await UploadAsync(api, "x", file, "weights");
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        }

        foreach (var path in new[] { "/etc/passwd", Path.Combine(server.DataRoot, "autoprog.db"), $"{files}/../x" })
        {
            using var answer = await ImportAsync(api, new ModelRequest("x", path));
            Assert.Contains("path", (await answer.ReadProblemAsync()).Errors!.Keys);
        }

        Assert.Equal(HttpStatusCode.NotFound, (await api.DeleteAsync(Uri(Routes.Model("..%2fautoprog")))).StatusCode);
        Assert.Empty(await ListAsync(api));
    }

    [Fact]
    public async Task A_model_that_a_run_started_from_stays()
    {
        using var api = await server.ScriptAsync();
        using (await UploadAsync(api, "base", "base.safetensors", "weights"))
        {
            var spec = ApiCalls.Script("points=1 every=1");
            using var answer = await api.PostAsync(Routes.Runs, spec with { Model = spec.Model with { Weights = "base" } }, ContractsJson.Default.RunSpec);
            var run = await answer.ReadAsync(ContractsJson.Default.RunSummary);
            Assert.Equal([run.Id], (await ListAsync(api)).Single().UsedBy.Select(user => user.Id));
            using var refused = await api.DeleteAsync(Uri(Routes.Model("base")));
            Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        }
    }

    [Fact]
    public async Task The_weights_of_a_run_are_exported()
    {
        using var api = await server.ScriptAsync();
        using var answer = await api.PostAsync(Uri(Routes.ExportModel(Checkpointed.Id, "final")), null);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Equal("final", (await ListAsync(api)).Single().Name);
        using var gone = await api.PostAsync(Uri(Routes.ExportModel("nothing", "other")), null);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
    }

    private static Task<HttpResponseMessage> UploadAsync(HttpClient api, string name, string file, string content) => api.PostAsync(Uri(Routes.UploadModel(name, file)), new StringContent(content));

    private static Task<HttpResponseMessage> ImportAsync(HttpClient api, ModelRequest request) => api.PostAsync(Routes.Models, request, ContractsJson.Default.ModelRequest);

    private static async Task<IReadOnlyList<ModelSummary>> ListAsync(HttpClient api) => await (await api.GetAsync(Uri(Routes.Models))).ReadAsync(ContractsJson.Default.IReadOnlyListModelSummary);

    private static Uri Uri(string route) => new(route, UriKind.Relative);
}
