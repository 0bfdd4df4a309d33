using AutoProg.Contracts.Runs;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace AutoProg.Server.Accounts;

/// <summary>Prints where the server listens and the link that opens it.</summary>
public sealed class StartLinks(IServer server, IServiceScopeFactory scopes, SetupLink setup, LoginLink login, IHostApplicationLifetime lifetime) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource();
        await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
        var address = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? "";
        await using var scope = scopes.CreateAsyncScope();
        var first = await scope.ServiceProvider.GetRequiredService<People>().FirstAdministratorAsync();
        var link = first is null ? $"{Routes.Setup}?token={setup.Renew()}" : $"{Routes.Login}?token={login.Renew()}";
        var what = first is null ? "Create the first administrator" : $"Sign in as {first.UserName}";

        // Not logged: logs are kept, and the link opens the door.
        Console.WriteLine($"AutoProg: {address}");
        Console.WriteLine($"{what} (once, within 30 minutes): {address}{link}");
    }
}
