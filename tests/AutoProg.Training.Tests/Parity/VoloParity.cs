using AutoProg.Training.Losses;
using AutoProg.Training.Models;
using static TorchSharp.torch;

namespace AutoProg.Training.Tests.Parity;

[Trait("Category", "Parity")]
public sealed class VoloParity : IDisposable
{
    private readonly Fixture fixture = Fixture.Open("volo.safetensors");
    private readonly TokenLabelCrossEntropy loss;
    private readonly TokenLabelGTCrossEntropy lossWithTruth;
    private readonly Volo model;

    public VoloParity()
    {
        var config = fixture.Config;
        var spec = VoloConfig.Spec(config);
        var (dense, ofClass) = VoloConfig.LossWeights(config);
        (loss, lossWithTruth) = (new(dense, ofClass), new(dense, ofClass));
        model = new Volo(spec, VoloConfig.Channels(config), VoloConfig.Classes(config), spec.Depth);
        model.CopyWeights(fixture.Below("weights/"));
        model.eval();
    }

    private TokenBox Box => fixture["in/bbox"].data<long>().ToArray() is [var top, var left, var bottom, var right]
        ? new TokenBox((int)top, (int)left, (int)bottom, (int)right)
        : throw new InvalidDataException("in/bbox has four numbers.");

    [Fact(DisplayName = "volo: logits")]
    public void volo_logits_match()
    {
        using var scope = NewDisposeScope();
        fixture.AssertMatches("out/logits", model.call(fixture["in/image"]));
    }

    [Fact(DisplayName = "volo: position embedding and logits at other sizes")]
    public void volo_other_sizes_match()
    {
        using var scope = NewDisposeScope();
        var sizes = fixture.Below("in/image_").Keys.Order(StringComparer.Ordinal).ToArray();
        Assert.NotEmpty(sizes);
        Assert.All(sizes, size =>
        {
            var grid = fixture[$"out/pos_embed_{size}"].shape;
            fixture.AssertMatches($"out/pos_embed_{size}", model.PositionEmbedding(grid[1], grid[2]));
            fixture.AssertMatches($"out/logits_{size}", model.call(fixture[$"in/image_{size}"]));
        });
    }

    [Fact(DisplayName = "volo: training outputs, losses and gradients, BatchNorm in eval")]
    public void volo_training_outputs_match()
    {
        using var scope = NewDisposeScope();
        var output = model.Outputs(fixture["in/image"]);
        var trained = AssertTraining("out/train", output, default);
        trained.backward();

        var parameters = model.named_parameters().ToDictionary(pair => pair.name, pair => pair.parameter);
        var gradients = fixture.Below("grad/").Keys;
        Assert.NotEmpty(gradients);
        Assert.All(gradients, name => fixture.AssertMatches($"grad/{name}", parameters[name].grad!));
    }

    [Fact(DisplayName = "volo: mix-token")]
    public void volo_mix_token_matches()
    {
        using var scope = NewDisposeScope();
        AssertTraining("out/mix", model.Outputs(fixture["in/image"], Box), Box);
    }

    [Fact(DisplayName = "volo: batch statistics")]
    public void volo_batch_statistics_match()
    {
        using var scope = NewDisposeScope();
        model.train();
        var output = model.Outputs(fixture["in/image"]);

        AssertOutput("out/bn_train", output);
        var buffers = model.named_buffers().ToDictionary(pair => pair.name, pair => pair.buffer);
        var after = fixture.Below("out/bn_train/after/").Keys;
        Assert.NotEmpty(after);
        Assert.All(after, name => fixture.AssertMatches($"out/bn_train/after/{name}", buffers[name]));
    }

    public void Dispose()
    {
        model.Dispose();
        fixture.Dispose();
    }

    private Tensor AssertTraining(string prefix, VoloOutput output, TokenBox box)
    {
        AssertOutput(prefix, output);
        var trained = loss.Of(output, fixture["in/target"], box);
        fixture.AssertMatches($"{prefix}/loss", trained);
        fixture.AssertMatches($"{prefix}/loss_dense", loss.Of(output, fixture["in/target_dense"], box));
        fixture.AssertMatches($"{prefix}/loss_dense_gt", lossWithTruth.Of(output, fixture["in/target_dense"], box));
        return trained;
    }

    private void AssertOutput(string prefix, VoloOutput output)
    {
        fixture.AssertMatches($"{prefix}/cls", output.OfClass);
        fixture.AssertMatches($"{prefix}/aux", output.OfTokens);
    }
}
