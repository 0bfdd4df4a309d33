using AutoProg.Contracts.Specification;
using AutoProg.Training.Models;
using AutoProg.Training.Tests.ZeroShot;
using static TorchSharp.torch;

namespace AutoProg.Training.Tests.Models;

public sealed class TrainableSetTests
{
    [Theory]
    [InlineData(UnfreezingOrder.Interleaved, new[] { 0, 4 }, true)]
    [InlineData(UnfreezingOrder.Contiguous, new[] { 6, 7 }, false)]
    public void Only_trained_units_and_what_lies_outside_get_gradients(UnfreezingOrder order, int[] trained, bool reachesPatches)
    {
        using var scope = NewDisposeScope();
        using var model = new Dit(new ModelSpec { Family = ModelFamily.Dit, Resolution = 4, PatchSize = 2, Width = 16, Depth = 8, Heads = 2, Dit = new() { LatentFactor = 1 } }, classes: 3);
        Backward(model); // Gradients of what is frozen next must go.

        UnitsOf.Set(order, new UnfreezingUnits(model.Groups), 1, 4).ApplyTo(model);
        foreach (var parameter in model.parameters())
        {
            parameter.grad = parameter.requires_grad ? null : parameter.grad;
        }

        Backward(model);
        var learning = model.named_parameters().Where(pair => pair.parameter.grad is not null).Select(pair => pair.name).ToArray();

        Assert.Equal(trained.Select(block => $"blocks.{block}."), model.Groups.Select(group => group.Prefix).Where(prefix => learning.Any(name => name.StartsWith(prefix))));
        Assert.Contains("final_layer.linear.weight", learning);
        Assert.Contains("y_embedder.embedding_table.weight", learning);
        Assert.Equal(reachesPatches, learning.Contains("x_embedder.proj.weight"));
    }

    private static void Backward(Dit model) =>
        model.Predict(randn(2, 4, 4, 4), tensor(new long[] { 5, 900 }), new Condition(tensor(new long[] { 0, 2 }))).square().sum().backward();
}
