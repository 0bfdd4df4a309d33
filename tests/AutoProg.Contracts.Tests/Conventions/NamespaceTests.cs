namespace AutoProg.Contracts.Tests.Conventions;

public sealed class NamespaceTests
{
    private const string Keyword = "namespace ";

    [Fact]
    public void A_namespace_is_its_folder() =>
        Repository.Files("", ".cs").SelectMany(Misplaced).AssertNone("The namespace of a file is the path of its folder.");

    [Fact]
    public void A_misplaced_file_is_reported_with_its_line() => Assert.Equal(
        ["AutoProg.Server/Runs/RunQueue.cs:3: AutoProg.Server.Feed, not AutoProg.Server.Runs"],
        Misplaced(new("AutoProg.Server/Runs/RunQueue.cs", ["using System;", "", "namespace AutoProg.Server.Feed;"])));

    // Folders above the project, such as tests/, are no part of the name.
    private static IEnumerable<string> Misplaced(SourceFile file)
    {
        var folders = file.Path.Split('/')[..^1].SkipWhile(folder => !folder.StartsWith("AutoProg.", StringComparison.Ordinal));
        var expected = string.Join('.', folders);
        return from line in file.Lines.Index()
               where line.Item.StartsWith(Keyword, StringComparison.Ordinal)
               let actual = line.Item[Keyword.Length..].TrimEnd(';', ' ', '{')
               where actual != expected
               select $"{file.Path}:{line.Index + 1}: {actual}, not {expected}";
    }
}
