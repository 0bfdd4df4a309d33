using AutoProg.Contracts.Specification;
using AutoProg.Training.Models;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace AutoProg.Training.Tests.Parity;

[Trait("Category", "Parity")]
public sealed class VitDeitParity : IDisposable
{
    private readonly Fixture fixture = Fixture.Open("vit-deit.safetensors");
    private readonly Vit model;

    public VitDeitParity()
    {
        var config = fixture.Config;
        int Of(string key) => config.GetProperty(key).GetInt32();
        var spec = new ModelSpec
        {
            Resolution = Of("img_size"),
            PatchSize = Of("patch_size"),
            Stem = Stem.Patch,
            Width = Of("embed_dim"),
            Depth = Of("depth"),
            Heads = Of("num_heads"),
            MlpRatio = config.GetProperty("mlp_ratio").GetDouble(),
        };
        model = new Vit(spec, Of("in_chans"), Of("num_classes"), spec.Depth);
        model.CopyWeights(fixture.Below("weights/"));
        model.eval();
    }

    private IEnumerable<string> OtherSizes =>
        fixture.Below("in/image_").Keys.Order(StringComparer.Ordinal);

    [Fact(DisplayName = "vit-deit: logits")]
    public void vit_deit_logits_match()
    {
        using var scope = NewDisposeScope();
        fixture.AssertMatches("out/logits", model.call(fixture["in/image"]));
    }

    [Fact(DisplayName = "vit-deit: tokens after the final norm")]
    public void vit_deit_tokens_match()
    {
        using var scope = NewDisposeScope();
        fixture.AssertMatches("out/tokens", model.Tokens(fixture["in/image"]));
    }

    [Fact(DisplayName = "vit-deit: loss and gradients")]
    public void vit_deit_loss_and_gradients_match()
    {
        using var scope = NewDisposeScope();
        var loss = functional.cross_entropy(model.call(fixture["in/image"]), fixture["in/labels"]);
        loss.backward();

        fixture.AssertMatches("out/loss", loss);
        var parameters = model.named_parameters().ToDictionary(pair => pair.name, pair => pair.parameter);
        var gradients = fixture.Below("grad/").Keys;
        Assert.NotEmpty(gradients);
        Assert.All(gradients, name => fixture.AssertMatches($"grad/{name}", parameters[name].grad!));
    }

    [Fact(DisplayName = "vit-deit: position embedding and logits at other sizes")]
    public void vit_deit_other_sizes_match()
    {
        using var scope = NewDisposeScope();
        Assert.NotEmpty(OtherSizes);
        Assert.All(OtherSizes, size =>
        {
            var images = fixture[$"in/image_{size}"];
            fixture.AssertMatches($"out/pos_embed_{size}", model.PositionEmbedding(images.shape[2], images.shape[3]));
            fixture.AssertMatches($"out/logits_{size}", model.call(images));
        });
    }

    public void Dispose()
    {
        model.Dispose();
        fixture.Dispose();
    }
}
