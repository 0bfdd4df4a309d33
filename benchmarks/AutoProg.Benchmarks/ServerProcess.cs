using System.Diagnostics;
using System.Net.Http.Headers;
using System.Reflection;
using AutoProg.Contracts.Runs;

namespace AutoProg.Benchmarks;

/// <summary>The built server as a process, with a data root of its own that is deleted with it.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private readonly DirectoryInfo root;
    private Process? server;

    public ServerProcess() => root = Directory.CreateTempSubdirectory("autoprog-bench-");

    public Uri Address { get; private set; } = null!;

    public string Token { get; private set; } = "";

    public HttpClient Api { get; } = new();

    public RunFolder FolderOf(string id) => new(Path.Combine(root.FullName, "runs", id));

    public async Task StartAsync()
    {
        using (var command = Start("token", "create", "--name", "benchmark"))
        {
            Token = (await command.StandardOutput.ReadToEndAsync()).Trim().Split('\n')[^1].Trim();
            await command.WaitForExitAsync();
        }

        Address = new Uri($"http://127.0.0.1:{FreePort()}/");
        server = Start("--urls", Address.ToString());
        _ = server.StandardOutput.ReadToEndAsync();
        Api.BaseAddress = Address;
        Api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        for (var patience = 120; ; patience--)
        {
            try
            {
                (await Api.GetAsync(new Uri(Routes.Health, UriKind.Relative))).EnsureSuccessStatusCode();
                return;
            }
            catch (HttpRequestException) when (patience > 0)
            {
                await Task.Delay(500);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        Api.Dispose();
        if (server is not null)
        {
            server.Kill(entireProcessTree: true);
            await server.WaitForExitAsync();
            server.Dispose();
        }

        root.Delete(recursive: true);
    }

    private Process Start(params string[] arguments)
    {
        var path = Assembly.GetExecutingAssembly().GetCustomAttributes<AssemblyMetadataAttribute>().First(data => data.Key == "ServerPath").Value!;
        var start = new ProcessStartInfo("dotnet", [path, .. arguments]) { RedirectStandardOutput = true, WorkingDirectory = root.FullName };
        start.Environment["AutoProg__DataRoot"] = root.FullName;
        start.Environment["Logging__LogLevel__Default"] = "Warning";
        return Process.Start(start)!;
    }

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }
}
