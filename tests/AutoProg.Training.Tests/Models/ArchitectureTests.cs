using System.Text.Json;
using AutoProg.Contracts.Specification;
using AutoProg.Training.Models;
using AutoProg.Training.Tests.Parity;
using TorchSharp;
using static TorchSharp.torch;

namespace AutoProg.Training.Tests.Models;

public sealed class ArchitectureTests
{
    private static readonly ModelSpec Small = new() { Width = 16, Depth = 2, Heads = 2 };

    [Fact]
    public void Classifier_and_position_embedding_are_told_apart_by_their_shapes()
    {
        var architecture = Architecture.Of(Small, channels: 1, depth: 2);

        Assert.Equal(["head.bias", "head.weight"], architecture.Classifier.Order());
        Assert.Equal(["pos_embed"], architecture.Positions);
        using var after = zeros(1);
        Assert.Equal(DeviceType.CPU, after.device_type);
    }

    [Theory]
    [InlineData("DeiT-Ti", "timm/deit_tiny_patch16_224", 224)]
    [InlineData("DeiT-S", "timm/deit_small_patch16_224", 224)]
    [InlineData("DeiT-B", "timm/deit_base_patch16_224", 224)]
    [InlineData("DiT-S/2", "DiT-S/2", 256)]
    [InlineData("DiT-S/8", "DiT-S/8", 256)]
    public void A_public_checkpoint_fits_its_row_of_the_catalogue_and_no_other(string name, string entry, int resolution)
    {
        var shapes = Public(entry);

        var fitting = ModelCatalog.All.Where(row => MatchOf(row, shapes).Fits).Select(row => row.Name);

        Assert.Equal([name], fitting);
        Assert.Equal((1000, resolution), (MatchOf(ModelCatalog.Find(name)!, shapes).Classes, MatchOf(ModelCatalog.Find(name)!, shapes).Resolution));
    }

    [Fact]
    public void Classes_and_resolution_are_free()
    {
        var shapes = Public("timm/deit_tiny_patch16_224");
        shapes["pos_embed"] = [1, 577, 192];
        (shapes["head.weight"], shapes["head.bias"]) = ([10, 192], [10]);

        var match = MatchOf(ModelCatalog.Find("DeiT-Ti")!, shapes);

        Assert.Equal((true, 10, 384), (match.Fits, match.Classes, match.Resolution));
    }

    [Fact]
    public void Labels_and_resolution_of_a_dit_are_free()
    {
        var shapes = Public("DiT-S/2");
        shapes["pos_embed"] = [1, 1024, 384];
        shapes["y_embedder.embedding_table.weight"] = [11, 384];

        var match = MatchOf(ModelCatalog.Find("DiT-S/2")!, shapes);

        Assert.Equal((true, 10, 512), (match.Fits, match.Classes, match.Resolution));
    }

    [Fact]
    public void A_checkpoint_without_classifier_fits()
    {
        var shapes = Public("timm/deit_tiny_patch16_224");
        shapes.Remove("head.weight");
        Assert.Equal("1 missing: head.weight", MatchOf(ModelCatalog.Find("DeiT-Ti")!, shapes).Describe(5));
        shapes.Remove("head.bias");

        var match = MatchOf(ModelCatalog.Find("DeiT-Ti")!, shapes);

        Assert.Equal((true, 0), (match.Fits, match.Classes));
    }

    [Fact]
    public void What_does_not_fit_is_named()
    {
        var shapes = Public("timm/deit_tiny_patch16_224");
        shapes.Remove("norm.bias");
        shapes["fc_norm.weight"] = [192];
        shapes["pos_embed"] = [1, 198, 192];
        shapes["head.bias"] = [7];
        shapes["blocks.3.norm1.weight"] = [193];

        var match = MatchOf(ModelCatalog.Find("DeiT-Ti")!, shapes);

        Assert.False(match.Fits);
        Assert.Equal(["norm.bias"], match.Missing);
        Assert.Equal(["fc_norm.weight"], match.Unexpected);
        Assert.Equal(["blocks.3.norm1.weight", "head.bias", "pos_embed"], match.Reshaped.Select(reshaped => reshaped.Name));
        Assert.Equal(
            "1 missing: norm.bias; 1 unexpected: fc_norm.weight; 3 of another shape: blocks.3.norm1.weight [193] instead of [192], head.bias [7] instead of [1000], …",
            match.Describe(2));
    }

    private static ArchitectureMatch MatchOf(ModelSpec row, Dictionary<string, long[]> shapes) =>
        Architecture.Of(row, channels: 3, row.Depth).Compare(shapes);

    private static Dictionary<string, long[]> Public(string entry)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(Fixture.Folder, "public-architectures.json")));
        return document.RootElement.GetProperty(entry).EnumerateObject()
            .ToDictionary(pair => pair.Name, pair => pair.Value.EnumerateArray().Select(side => side.GetInt64()).ToArray());
    }
}
