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
    [InlineData("DiT-S/2", "DiT-S/2")]
    [InlineData("DiT-S/8", "DiT-S/8")]
    [InlineData("DiT-B/2", "DiT-B/2")]
    [InlineData("DiT-L/2", "DiT-L/2")]
    [InlineData("DiT-XL/2", "DiT-XL/2")]
    public void public_architectures_have_the_names_and_shapes_of(string row, string entry)
    {
        var expected = Public(entry);
        var (spec, classes) = (ModelCatalog.Find(row)!, ClassesOf(expected));

        var actual = Shapes(() => spec.Family == ModelFamily.Dit ? new Dit(spec, classes) : VisionModel.Create(spec, channels: 3, classes, spec.Depth));

        AssertSame(expected, actual);
    }

    [Fact(DisplayName = "public-architectures: names and shapes of Stable Diffusion's VAE")]
    public void public_architectures_have_the_names_and_shapes_of_the_vae() =>
        AssertSame(Public("stable-diffusion-v1-5/vae"), Shapes(() => new AutoencoderKl(new AutoencoderSpec())));

    private static void AssertSame(Dictionary<string, string> expected, Dictionary<string, string> actual) =>
        Assert.Equal(expected.OrderBy(pair => pair.Key, StringComparer.Ordinal), actual.OrderBy(pair => pair.Key, StringComparer.Ordinal));

    private static Dictionary<string, string> Public(string entry)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(Fixture.Folder, "public-architectures.json")));
        return document.RootElement.GetProperty(entry).EnumerateObject()
            .ToDictionary(pair => pair.Name, pair => string.Join("x", pair.Value.EnumerateArray()));
    }

    // The label table of a DiT has one row more than there are classes.
    private static int ClassesOf(Dictionary<string, string> shapes) => shapes.TryGetValue("head.bias", out var head)
        ? int.Parse(head)
        : int.Parse(shapes["y_embedder.embedding_table.weight"].Split('x')[0]) - 1;

    // Tensors of the meta device have shapes and no memory; VOLO-D5 would take 1.2 GB.
    private static Dictionary<string, string> Shapes(Func<nn.Module> build)
    {
        var usual = get_default_device();
        set_default_device(META);
        try
        {
            using var model = build();
            return model.state_dict().ToDictionary(pair => pair.Key, pair => string.Join("x", pair.Value.shape));
        }
        finally
        {
            set_default_device(usual);
        }
    }
}
