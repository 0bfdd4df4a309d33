namespace AutoProg.Server.Hosting;

/// <summary>The web application's builder with this program's arguments and defaults.</summary>
public static class ServerBuilder
{
    private const string LocalHosts = "localhost;127.0.0.1;[::1]";

    public static WebApplicationBuilder Create(string[] arguments)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = [.. arguments.Select(argument => argument == "--demo" ? "--AutoProg:Demo=true" : argument)],
            ContentRootPath = ContentRoot(arguments),
        });
        builder.WebHost.UseStaticWebAssets();
        builder.Configuration["AllowedHosts"] ??= LocalHosts;
        if (builder.Configuration[WebHostDefaults.ServerUrlsKey] is null)
        {
            builder.WebHost.UseUrls(builder.Configuration.GetSection(ServerOptions.Section).Get<ServerOptions>()?.Address ?? new ServerOptions().Address);
        }

        return builder;
    }

    // `dotnet run` starts in the solution's folder; a published server may be started from anywhere.
    private static string? ContentRoot(string[] arguments)
    {
        var chosen = arguments.Any(argument => argument.Contains(WebHostDefaults.ContentRootKey, StringComparison.OrdinalIgnoreCase));
        return chosen || File.Exists("appsettings.json") ? null : AppContext.BaseDirectory;
    }
}
