using System.Security.Cryptography;

namespace AutoProg.Training.Native;

/// <summary>Where changed copies of native libraries lie: in a folder of this user, named by their content.</summary>
public static class PrivateCopy
{
    /// <summary>The path of a file of this name and content, written first where it is missing or differs.</summary>
    /// <exception cref="IOException">No folder can be written to.</exception>
    public static string Of(byte[] content, string name)
    {
        var problems = new List<string>();
        foreach (var folder in Folders())
        {
            try
            {
                return Place(content, Path.Combine(folder, Convert.ToHexStringLower(SHA256.HashData(content))[..16], name));
            }
            catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
            {
                problems.Add(problem.Message);
            }
        }

        throw new IOException($"A private copy of {name} cannot be written: {string.Join(" ", problems)} Point XDG_CACHE_HOME at a folder that can be written to.");
    }

    private static IEnumerable<string> Folders()
    {
        if (Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache)
        {
            yield return Path.Combine(cache, "autoprog");
        }
        else if (Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) is { Length: > 0 } home)
        {
            yield return Path.Combine(home, ".cache", "autoprog");
        }

        yield return Path.Combine(AppContext.BaseDirectory, "cache");
    }

    private static string Place(byte[] content, string path)
    {
        if (File.Exists(path) && File.ReadAllBytes(path).AsSpan().SequenceEqual(content))
        {
            return path;
        }

        var folder = Path.GetDirectoryName(path)!;
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        // Several workers may start at once: each renames a whole file, and all files are equal.
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            File.WriteAllBytes(temporary, content);
            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }

        return path;
    }
}
