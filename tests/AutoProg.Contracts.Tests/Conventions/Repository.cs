using System.Text.RegularExpressions;

namespace AutoProg.Contracts.Tests.Conventions;

/// <summary>The source files this test was built from.</summary>
internal static partial class Repository
{
    public static string Root { get; } = FindRoot(new DirectoryInfo(AppContext.BaseDirectory));

    private static readonly string[] NotSource = ["bin", "obj", "data", "artifacts", "TestResults", "node_modules"];

    private static readonly EnumerationOptions IncludingHidden = new() { AttributesToSkip = FileAttributes.ReparsePoint };

    /// <summary>Files below a folder of the repository with one of these endings, build outputs left out.</summary>
    public static IEnumerable<SourceFile> Files(string folder, params string[] endings) =>
        Below(new DirectoryInfo(Path.Combine(Root, folder)))
            .Where(file => endings.Any(ending => file.Name.EndsWith(ending, StringComparison.Ordinal)))
            .Select(file => new SourceFile(Path.GetRelativePath(Root, file.FullName).Replace('\\', '/'), File.ReadAllLines(file.FullName)));

    /// <summary>Where a pattern occurs, as <c>path:line: text</c>.</summary>
    public static IEnumerable<string> Find(this IEnumerable<SourceFile> files, Regex pattern) =>
        from file in files
        from line in file.Lines.Index()
        where pattern.IsMatch(Comment().Replace(line.Item, ""))
        select $"{file.Path}:{line.Index + 1}: {line.Item.Trim()}";

    /// <summary>Fails with every finding on a line of its own.</summary>
    public static void AssertNone(this IEnumerable<string> findings, string rule)
    {
        var all = findings.ToList();
        Assert.True(all.Count == 0, $"{rule}\n{string.Join('\n', all)}");
    }

    private static IEnumerable<FileInfo> Below(DirectoryInfo folder) => folder.EnumerateFiles("*", IncludingHidden).Concat(
        folder.EnumerateDirectories("*", IncludingHidden).Where(child => !NotSource.Contains(child.Name) && child.Name != ".git").SelectMany(Below));

    private static string FindRoot(DirectoryInfo? folder)
    {
        for (; folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "AutoProg.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException("AutoProg.sln lies in no folder above the test.");
    }

    // What a comment says is no call; the slashes of an address are no comment.
    [GeneratedRegex("(?<!:)//.*$")]
    private static partial Regex Comment();
}

/// <param name="Path">From the root of the repository, with forward slashes.</param>
internal sealed record SourceFile(string Path, string[] Lines);
