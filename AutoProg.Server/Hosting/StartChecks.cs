using System.Net;

namespace AutoProg.Server.Hosting;

/// <summary>Configurations that this program refuses to run with.</summary>
public static class StartChecks
{
    /// <summary>EX_CONFIG of sysexits.h.</summary>
    public const int ExitCode = 78;

    /// <summary>The reason not to start, with its remedy, or null.</summary>
    public static string? Refusal(IConfiguration configuration, bool hasAdministrator)
    {
        if ((configuration["AllowedHosts"] ?? "").Split(';').Any(host => host.Trim() is "*" or "0.0.0.0" or "[::]" or ""))
        {
            return "AllowedHosts has '*', '0.0.0.0', '[::]' or an empty entry, each of which stands for any host and opens the server to DNS rebinding. Name the hosts, for example 'localhost;127.0.0.1;[::1];lab.example.org'.";
        }

        var open = Addresses(configuration).FirstOrDefault(address => !IsLoopback(address));
        if (open?.StartsWith("https:", StringComparison.OrdinalIgnoreCase) == false)
        {
            return $"The address {open} can be reached from other machines without encryption. Listen on http://127.0.0.1:PORT behind a proxy or an SSH tunnel, or use an https address with a certificate (Kestrel:Certificates:Default).";
        }

        return open is null || hasAdministrator
            ? null
            : $"The address {open} can be reached from other machines before an administrator exists. Start once on http://127.0.0.1:5180, open the setup link, then start again.";
    }

    private static IEnumerable<string> Addresses(IConfiguration configuration) =>
        (configuration[WebHostDefaults.ServerUrlsKey] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Concat(configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(endpoint => endpoint["Url"]).OfType<string>());

    private static bool IsLoopback(string address)
    {
        // '*' and '+' are no host names to Uri.
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri))
        {
            return false;
        }

        return uri.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(uri.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));
    }
}
