using System.Text.Json;
using AutoProg.Contracts.Specification;
using AutoProg.Training.Models;
using static TorchSharp.torch;

namespace AutoProg.Training.Tests.Parity;

[Trait("Category", "Parity")]
public sealed class PublicArchitecturesParity
{
    [Theory(DisplayName = "public-architectures: names and shapes")]
    [InlineData("DeiT-Ti", "timm/deit_tiny_patch16_224")]
    [InlineData("DeiT-S", "timm/deit_small_patch16_224")]
    [InlineData("DeiT-B", "timm/deit_base_patch16_224")]
    [InlineData("DeiT-Ti-distilled", "timm/deit_tiny_distilled_patch16_224")]
    [InlineData("DeiT-S-distilled", "timm/deit_small_distilled_patch16_224")]
    [InlineData("DeiT-B-distilled", "timm/deit_base_distilled_patch16_224")]
    [InlineData("VOLO-D1", "timm/volo_d1_224")]
    [InlineData("VOLO-D2", "timm/volo_d2_224")]
    [InlineData("VOLO-D3", "timm/volo_d3_224")]
    [InlineData("VOLO-D4", "timm/volo_d4_224")]
    [InlineData("VOLO-D5", "timm/volo_d5_224")]
    public void public_architectures_have_the_names_and_shapes_of(string row, string entry)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(Fixture.Folder, "public-architectures.json")));
        var expected = document.RootElement.GetProperty(entry).EnumerateObject()
            .ToDictionary(pair => pair.Name, pair => string.Join("x", pair.Value.EnumerateArray()));
        var spec = ModelCatalog.Find(row)!;

        var actual = Shapes(spec, classes: int.Parse(expected["head.bias"]));

        Assert.Equal(expected.OrderBy(pair => pair.Key, StringComparer.Ordinal), actual.OrderBy(pair => pair.Key, StringComparer.Ordinal));
    }

    // Tensors of the meta device have shapes and no memory; VOLO-D5 would take 1.2 GB.
    private static Dictionary<string, string> Shapes(ModelSpec spec, int classes)
    {
        var usual = get_default_device();
        set_default_device(META);
        try
        {
            using var model = VisionModel.Create(spec, channels: 3, classes, spec.Depth);
            return model.state_dict().ToDictionary(pair => pair.Key, pair => string.Join("x", pair.Value.shape));
        }
        finally
        {
            set_default_device(usual);
        }
    }
}
