using System.Text.RegularExpressions;

namespace AutoProg.Contracts.Tests.Conventions;

public sealed partial class MachinePathTests
{
    private static readonly string[] Text = [".cs", ".razor", ".csproj", ".props", ".targets", ".sln", ".json", ".js", ".css", ".html", ".md", ".sh", ".ps1", ".yml", "run"];

    [Fact]
    public void No_file_names_a_folder_of_one_machine() =>
        Repository.Files("", Text).Find(MachinePath()).AssertNone("Such a path exists on one machine only.");

    [Theory]
    [InlineData("cd /home/" + "ada/AutoProg", true)]
    [InlineData("C:\\Users" + "\\ada", true)]
    [InlineData("https://example.org/home/page", false)]
    [InlineData("../tests/work.cs", false)]
    public void A_machine_path_is_recognized(string line, bool isMachinePath) => Assert.Equal(isMachinePath, MachinePath().IsMatch(line));

    // Where people and build machines keep their checkouts.
    [GeneratedRegex(@"(?<![\w.$}~-])/(home|root|mnt|work(space)?|Users)/\w|[A-Z]:\\Users\\\w")]
    private static partial Regex MachinePath();
}
