using System.Text.Json;
using AutoProg.Contracts.Specification;
using AutoProg.Training.Models;

namespace AutoProg.Training.Tests.Parity;

[Trait("Category", "Parity")]
public sealed class PublicArchitecturesParity
{
    [Theory(DisplayName = "public-architectures: DeiT names and shapes")]
    [InlineData("DeiT-Ti", "timm/deit_tiny_patch16_224")]
    [InlineData("DeiT-S", "timm/deit_small_patch16_224")]
    [InlineData("DeiT-B", "timm/deit_base_patch16_224")]
    public void public_architectures_have_the_names_and_shapes_of(string row, string entry)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(Fixture.Folder, "public-architectures.json")));
        var expected = document.RootElement.GetProperty(entry).EnumerateObject()
            .ToDictionary(pair => pair.Name, pair => string.Join("x", pair.Value.EnumerateArray()));
        var spec = ModelCatalog.Find(row)!;
        using var model = new Vit(spec, channels: 3, classes: (int)long.Parse(expected["head.bias"]), spec.Depth);

        var actual = model.state_dict().ToDictionary(pair => pair.Key, pair => string.Join("x", pair.Value.shape));

        Assert.Equal(expected.OrderBy(pair => pair.Key, StringComparer.Ordinal), actual.OrderBy(pair => pair.Key, StringComparer.Ordinal));
    }
}
