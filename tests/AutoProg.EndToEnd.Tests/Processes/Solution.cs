using System.Reflection;

namespace AutoProg.EndToEnd.Tests.Processes;

/// <summary>Where the built programs and the tests' own output lie.</summary>
internal static class Solution
{
    public static string Root => Metadata("RepositoryRoot");

    public static string Configuration => Metadata("Configuration");

    public static string Server => Path.Combine(Root, "AutoProg.Server", "bin", Configuration, "net10.0", "AutoProg.Server.dll");

    public static string Screenshots => Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "screenshots")).FullName;

    private static string Metadata(string key) =>
        typeof(Solution).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == key).Value!;
}
