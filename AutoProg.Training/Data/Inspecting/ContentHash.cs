using System.Security.Cryptography;
using System.Text;

namespace AutoProg.Training.Data.Inspecting;

/// <summary>One hash for many files: of the lines <c>NAME TAB SHA-256</c>, in ordinal order of the names.</summary>
internal static class ContentHash
{
    public static string Of(IEnumerable<(string Name, string Sha256)> files)
    {
        var lines = files.OrderBy(file => file.Name, StringComparer.Ordinal).Select(file => $"{file.Name}\t{file.Sha256}\n");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(lines))));
    }

    /// <summary>Of one file.</summary>
    public static string Of(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}
