using System.Diagnostics;
using AutoProg.Runs;
using AutoProg.Server.Artifacts;

namespace AutoProg.Server.Tests.Artifacts;

public sealed class SafePathTests : IDisposable
{
    private readonly string home = Directory.CreateTempSubdirectory("autoprog-path-").FullName;

    public SafePathTests()
    {
        Directory.CreateDirectory(Path.Combine(Root, "set", "cat"));
        Directory.CreateDirectory(Path.Combine(home, "root-too"));
        Directory.CreateDirectory(Path.Combine(home, "outside"));
        File.WriteAllText(Path.Combine(Root, "file"), "");
    }

    private string Root => Path.Combine(home, "root");

    public void Dispose() => Directory.Delete(home, recursive: true);

    [Fact]
    public void Folders_below_the_root_are_opened_and_so_is_the_root()
    {
        Assert.Equal(Path.Combine(Root, "set", "cat"), Open(Path.Combine(Root, "set", "cat") + "/"));
        Assert.Equal(Root, Open(Root));
        Assert.Equal(Path.Combine(Root, "file"), SafePath.Below([Root], Path.Combine(Root, "file"), PathKind.File));
    }

    [Fact]
    public void What_is_not_below_it_is_not()
    {
        foreach (var path in new[]
        {
            "", "set", "./set", "../root/set", $"{Root}/../outside", $"{Root}/set/../../outside", $"{Root}/./set", $"{home}/root-too", $"{home}/outside", "/etc", "/",
            $"{Root}/set\0", $"{Root}/set\n", $"{Root}/%2e%2e/outside", $"{Root}/%252e%252e/outside", $"{Root}/..;/outside", $"{Root}/..\\outside", $"{Root}/gone", $"{Root}/file", $"{Root}/file/x",
            Root + "/" + new string('a', 5_000),
        })
        {
            Assert.Throws<UnsafePathException>(() => Open(path));
        }

        Assert.Throws<UnsafePathException>(() => SafePath.Below([], Root, PathKind.Folder));
        Assert.Throws<UnsafePathException>(() => SafePath.Below([Root], Path.Combine(Root, "set"), PathKind.File));
    }

    [Fact]
    public void Random_paths_never_leave_the_root()
    {
        string[] pieces = ["..", ".", "set", "cat", "/", "//", "\\", "%2e%2e", "%2f", "\0", "outside", "root-too", " ", "~", "file", "..;", "é", "\u202e", "CON"];
        var random = new Random(7);
        var opened = 0;
        for (var k = 0; k < 100_000; k++)
        {
            var path = (random.Next(2) == 0 ? Root + "/" : home + "/") + string.Concat(Enumerable.Range(0, random.Next(1, 6)).Select(_ => pieces[random.Next(pieces.Length)] + (random.Next(2) == 0 ? "/" : "")));
            try
            {
                var reached = Open(path);
                opened++;
                Assert.True(reached == Root || reached.StartsWith(Root + "/", StringComparison.Ordinal), $"{path} became {reached}");
            }
            catch (UnsafePathException)
            {
                // What most of them are.
            }
        }

        Assert.InRange(opened, 100, 99_000);
    }

    [Fact]
    public void Links_and_pipes_are_refused_and_waited_for_by_nobody()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Skip("Links need a privilege on Windows, and pipes do not exist.");
        }

        Directory.CreateSymbolicLink(Path.Combine(Root, "link"), Path.Combine(home, "outside"));
        Directory.CreateSymbolicLink(Path.Combine(Root, "loop"), Path.Combine(Root, "loop"));
        Directory.CreateDirectory(Path.Combine(home, "outside", "inner"));
        using (var pipe = Process.Start("mkfifo", [Path.Combine(Root, "pipe")]))
        {
            pipe.WaitForExit();
        }

        foreach (var name in new[] { "link", "link/inner", "loop", "loop/loop", "pipe" })
        {
            var refusal = Assert.Throws<UnsafePathException>(() => SafePath.Below([Root], $"{Root}/{name}", PathKind.Folder, PathKind.File));
            Assert.Contains(name.StartsWith("pipe", StringComparison.Ordinal) ? "neither" : "link", refusal.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("vit-small_1.0 b", true)]
    [InlineData("a", true)]
    [InlineData("", false)]
    [InlineData(".hidden", false)]
    [InlineData("..", false)]
    [InlineData("a/b", false)]
    [InlineData("a\\b", false)]
    [InlineData("a.", false)]
    [InlineData("a ", false)]
    [InlineData("CON", false)]
    [InlineData("nul.safetensors", false)]
    [InlineData("com1", false)]
    [InlineData("a\n", false)]
    [InlineData("a%2e", false)]
    [InlineData("ünïcode", false)]
    public void Names_mean_the_same_on_every_system(string name, bool isName) => Assert.Equal(isName, SafePath.IsName(name));

    [Fact]
    public void Long_names_are_none() => Assert.Equal((true, false), (SafePath.IsName(new string('a', 64)), SafePath.IsName(new string('a', 65))));

    private string Open(string path) => SafePath.Below([Root], path, PathKind.Folder);
}
