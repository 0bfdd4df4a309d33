using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using AutoProg.Contracts;
using AutoProg.Contracts.Runs;
using AutoProg.Contracts.Specification;
using AutoProg.Server.Accounts;
using AutoProg.Server.Store;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace AutoProg.Server.Tests;

/// <summary>The real host on Kestrel, with a data root of its own and the scripted worker.</summary>
public sealed class ServerUnderTest : WebApplicationFactory<Program>
{
    private readonly IReadOnlyDictionary<string, string> settings;

    private ServerUnderTest(string dataRoot, IReadOnlyDictionary<string, string> settings) => (DataRoot, this.settings) = (dataRoot, settings);

    public string DataRoot { get; }

    public Uri Address { get; private set; } = null!;

    public static string NewDataRoot() => Directory.CreateTempSubdirectory("autoprog-").FullName;

    public static string Worker => Path.Combine(AppContext.BaseDirectory, "AutoProg.ScriptedWorker.dll");

    public static ServerUnderTest Start(string? dataRoot = null, params (string Name, string Value)[] settings)
    {
        var server = new ServerUnderTest(dataRoot ?? NewDataRoot(), settings.ToDictionary(setting => setting.Name, setting => setting.Value));
        server.UseKestrel();
        server.StartServer();
        server.Address = new Uri(server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        return server;
    }

    /// <summary>Nobody's client: it follows no redirect and keeps cookies.</summary>
    public HttpClient Stranger()
    {
        var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = Address };
        return client;
    }

    /// <summary>A script of the local administrator, or of a person with that role.</summary>
    public async Task<HttpClient> ScriptAsync(string role = Roles.Admin)
    {
        var client = Stranger();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await TokenAsync(role));
        return client;
    }

    public async Task<string> TokenAsync(string role = Roles.Admin)
    {
        await using var scope = Services.CreateAsyncScope();
        var people = scope.ServiceProvider.GetRequiredService<People>();
        var owner = role == Roles.Admin ? await people.LocalAdministratorAsync() : await PersonAsync(people, scope.ServiceProvider, role);
        return (await scope.ServiceProvider.GetRequiredService<ApiTokens>().CreateAsync(owner, "test")).Token;
    }

    public string SetupToken() => Services.GetRequiredService<SetupLink>().Renew();

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment("Production");
        builder.UseSolutionRelativeContentRoot("");
        builder.UseSetting("urls", "http://127.0.0.1:0");
        builder.UseSetting("AutoProg:DataRoot", DataRoot);
        builder.UseSetting("AutoProg:WorkerPath", Worker);
        builder.UseSetting("Logging:LogLevel:Default", "Warning");
        foreach (var (name, value) in settings)
        {
            builder.UseSetting(name, value);
        }
    }

    private static async Task<Person> PersonAsync(People people, IServiceProvider services, string role)
    {
        await people.CreateAsync(role.ToLowerInvariant(), "a long password", role);
        var users = services.GetRequiredService<Microsoft.AspNetCore.Identity.UserManager<Person>>();
        return (await users.FindByNameAsync(role))!;
    }
}

/// <summary>The API in the words of the tests.</summary>
public static class ApiCalls
{
    public static RunSpec Script(string script, string device = "cpu") => new() { Name = script, Resources = new() { Device = device } };

    public static async Task<RunSummary> LaunchAsync(this HttpClient api, string script, string device = "cpu")
    {
        using var answer = await api.PostAsync(Routes.Runs, Script(script, device), ContractsJson.Default.RunSpec);
        Assert.Equal(System.Net.HttpStatusCode.Created, answer.StatusCode);
        return await answer.ReadAsync(ContractsJson.Default.RunSummary);
    }

    public static Task<HttpResponseMessage> PostAsync<T>(this HttpClient api, string route, T body, JsonTypeInfo<T> type) =>
        api.PostAsync(new Uri(route, UriKind.Relative), JsonContent.Create(body, type));

    public static async Task<RunSummary> GetRunAsync(this HttpClient api, string id) =>
        (await (await api.GetAsync(new Uri(Routes.Run(id), UriKind.Relative))).ReadAsync(ContractsJson.Default.RunDetail)).Summary;

    public static async Task<T> ReadAsync<T>(this HttpResponseMessage answer, JsonTypeInfo<T> type)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{(int)answer.StatusCode}: {text}");
        return JsonSerializer.Deserialize(text, type)!;
    }

    public static async Task<Problem> ReadProblemAsync(this HttpResponseMessage answer) =>
        (await answer.Content.ReadFromJsonAsync<Problem>())!;

    public static async Task<RunSummary> WaitAsync(this HttpClient api, string id, Func<RunSummary, bool> until, double seconds = 90)
    {
        var limit = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var run = await api.GetRunAsync(id);
            if (until(run))
            {
                return run;
            }

            Assert.True(TimeProvider.System.GetElapsedTime(limit).TotalSeconds < seconds, $"After {seconds} s the run is still {run}.");
            await Task.Delay(50);
        }
    }

    public static Task<RunSummary> WaitAsync(this HttpClient api, string id, RunState state, double seconds = 90) =>
        api.WaitAsync(id, run => run.State == state || (run.State.HasEnded() && state.HasEnded() && run.State != state ? throw new InvalidOperationException($"{run}") : false), seconds);
}
