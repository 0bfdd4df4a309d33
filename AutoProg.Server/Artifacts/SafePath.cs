using System.Text.RegularExpressions;
using AutoProg.Runs;

namespace AutoProg.Server.Artifacts;

/// <summary>The one door through which paths and names that people type become files of this machine.</summary>
public static partial class SafePath
{
    private const int Longest = 4096;

    // Windows opens a device by these names in any folder and with any ending.
    private static readonly string[] Devices =
        ["con", "prn", "aux", "nul", .. Enumerable.Range(0, 10).SelectMany(number => new[] { $"com{number}", $"lpt{number}" })];

    /// <summary>True for a bare name that means the same on every system.</summary>
    public static bool IsName(string name) =>
        Name().IsMatch(name) && name[^1] is not ('.' or ' ') && !Devices.Contains(name.Split('.')[0].Trim(), StringComparer.OrdinalIgnoreCase);

    /// <summary>The full path of what lies below one of the roots and is reached from there without a link.</summary>
    /// <param name="kinds">What may lie there.</param>
    /// <exception cref="UnsafePathException">Anything else; the message says what, and what to do.</exception>
    public static string Below(IReadOnlyList<string> roots, string path, params PathKind[] kinds)
    {
        if (path.Length is 0 or > Longest || path.Any(char.IsControl) || !Path.IsPathFullyQualified(path))
        {
            throw new UnsafePathException("Name an absolute path on the server, without control characters.");
        }

        if (Parts(path).Any(part => part is "." or ".."))
        {
            throw new UnsafePathException("The path contains '.' or '..'; write it out.");
        }

        var root = roots.FirstOrDefault(allowed => Parts(path).Take(Parts(allowed).Length).SequenceEqual(Parts(allowed)))
            ?? throw new UnsafePathException(roots.Count == 0
                ? "No folder is allowed yet. An administrator allows some on this page, or in AutoProg:DatasetRoots."
                : $"The path lies below none of the allowed folders: {string.Join(", ", roots)}. Move it there, or ask an administrator to allow its folder.");
        return Walk(Path.TrimEndingDirectorySeparator(Path.GetFullPath(root)), Parts(path)[Parts(root).Length..], kinds);
    }

    private static string Walk(string root, string[] parts, PathKind[] kinds)
    {
        var reached = root;
        for (var k = 0; k <= parts.Length; k++)
        {
            reached = k == 0 ? root : Path.Combine(reached, parts[k - 1]);
            var kind = PathKinds.Of(reached);
            var isRightKind = k == parts.Length ? kinds.Contains(kind) : kind == PathKind.Folder;
            if (!isRightKind)
            {
                throw new UnsafePathException(kind switch
                {
                    PathKind.Missing => $"There is no {reached}.",
                    PathKind.Link => $"{reached} is a link; name the place it points to.",
                    PathKind.Other => $"{reached} is neither a file nor a folder.",
                    _ => $"{reached} is a {(kind == PathKind.File ? "file" : "folder")}; name a {(k < parts.Length || kinds.Contains(PathKind.Folder) ? "folder" : "file")}.",
                });
            }
        }

        return reached;
    }

    private static string[] Parts(string path) => path.Split([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries);

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9 ._-]{0,63}\z")]
    private static partial Regex Name();
}

/// <summary>A path or name that is not opened.</summary>
public sealed class UnsafePathException(string message) : Exception(message);
