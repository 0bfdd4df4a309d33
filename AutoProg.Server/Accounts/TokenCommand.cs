using AutoProg.Server.Hosting;
using AutoProg.Server.Store;

namespace AutoProg.Server.Accounts;

/// <summary><c>token create --name NAME</c>: for whoever can read the data root, also before any account exists.</summary>
public static class TokenCommand
{
    private const string Usage = "Usage: token create --name NAME   (makes an API token and prints it on the last line)";

    public static async Task<int> RunAsync(string[] arguments)
    {
        if (arguments is not ["create", "--name", { Length: > 0 and <= 80 } name, .. var rest])
        {
            await Console.Error.WriteLineAsync(Usage);
            return 64;
        }

        var builder = ServerBuilder.Create(rest);
        builder.Logging.ClearProviders();
        builder.AddStore().AddAccounts();
        await using var app = builder.Build();
        await app.Services.OpenStoreAsync();
        await using var scope = app.Services.CreateAsyncScope();
        var owner = await scope.ServiceProvider.GetRequiredService<People>().LocalAdministratorAsync();
        var created = await scope.ServiceProvider.GetRequiredService<ApiTokens>().CreateAsync(owner, name);
        Console.WriteLine(created.Token);
        return 0;
    }
}
