using System.Text.RegularExpressions;

namespace AutoProg.Contracts.Tests.Conventions;

public sealed partial class PackageVersionTests
{
    [Fact]
    public void Versions_are_exact() =>
        Repository.Files("", ".props").Find(FloatingVersion()).AssertNone("A version names one release, without ranges and asterisks.");

    [Fact]
    public void Versions_stand_in_one_place() =>
        Repository.Files("", ".csproj").Find(LocalVersion()).AssertNone("Versions belong into Directory.Packages.props.");

    [GeneratedRegex("""<PackageVersion .*\bVersion="[^"]*[*\[\](),][^"]*"\s*/>""")]
    private static partial Regex FloatingVersion();

    [GeneratedRegex("""<PackageReference .*\bVersion(Override)?=""")]
    private static partial Regex LocalVersion();
}
