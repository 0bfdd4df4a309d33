using System.Xml.Linq;

namespace AutoProg.Contracts.Tests.Conventions;

public sealed class ReferenceTests
{
    [Theory]
    [InlineData("AutoProg.Contracts")]
    [InlineData("AutoProg.Figures", "AutoProg.Contracts")]
    [InlineData("AutoProg.Runs", "AutoProg.Contracts")]
    [InlineData("AutoProg.Training", "AutoProg.Contracts", "AutoProg.Figures", "AutoProg.Runs")]
    [InlineData("AutoProg.Client", "AutoProg.Contracts")]
    [InlineData("AutoProg.Server", "AutoProg.Contracts", "AutoProg.Figures", "AutoProg.Runs", "AutoProg.Client")]
    public void A_project_references_only_what_the_architecture_allows(string project, params string[] allowed) =>
        References(project, "ProjectReference")
            .Where(reference => reference.Element.Attribute("ReferenceOutputAssembly")?.Value != "false")
            .Where(reference => !allowed.Contains(Path.GetFileNameWithoutExtension(reference.Name.Replace('\\', '/'))))
            .Select(reference => reference.Place)
            .AssertNone($"{project} may reference only: {string.Join(", ", allowed)}.");

    [Theory]
    [InlineData("AutoProg.Contracts", "")]
    [InlineData("AutoProg.Runs", "TorchSharp", "libtorch", "Microsoft.AspNetCore", "Microsoft.EntityFrameworkCore")]
    [InlineData("AutoProg.Server", "TorchSharp", "libtorch")]
    [InlineData("AutoProg.Client", "TorchSharp", "libtorch", "ScottPlot", "Microsoft.EntityFrameworkCore")]
    [InlineData("AutoProg.Training", "Microsoft.AspNetCore", "Microsoft.EntityFrameworkCore")]
    [InlineData("AutoProg.Figures", "TorchSharp", "libtorch", "Microsoft.")]
    public void A_project_keeps_out_foreign_packages(string project, params string[] banned) =>
        References(project, "PackageReference").Concat(References(project, "FrameworkReference"))
            .Where(reference => banned.Any(prefix => reference.Name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)))
            .Select(reference => reference.Place)
            .AssertNone($"{project} must not use packages that start with: {string.Join(", ", banned)}.");

    [Fact]
    public void The_server_builds_the_worker_but_never_loads_it()
    {
        var worker = References("AutoProg.Server", "ProjectReference").Single(reference => reference.Name.Contains("AutoProg.Training", StringComparison.Ordinal));
        Assert.Equal("false", worker.Element.Attribute("ReferenceOutputAssembly")?.Value);
        Assert.Equal("false", worker.Element.Attribute("Private")?.Value);
    }

    private static IEnumerable<(string Name, XElement Element, string Place)> References(string project, string kind)
    {
        var path = $"{project}/{project}.csproj";
        return XDocument.Load(Path.Combine(Repository.Root, path), LoadOptions.SetLineInfo).Descendants(kind)
            .Select(element => (element.Attribute("Include")!.Value, element, $"{path}:{((System.Xml.IXmlLineInfo)element).LineNumber}: {element}"));
    }
}
