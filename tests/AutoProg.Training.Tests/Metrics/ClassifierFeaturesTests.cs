using AutoProg.Contracts.Specification;
using AutoProg.Training.Data;
using AutoProg.Training.Metrics;
using AutoProg.Training.Models;
using static TorchSharp.torch;

namespace AutoProg.Training.Tests.Metrics;

public sealed class ClassifierFeaturesTests
{
    private static readonly ModelSpec Tiny = new() { Resolution = 16, PatchSize = 4, Width = 16, Depth = 3, Heads = 2, DropPath = 0.9 };

    [Theory]
    [InlineData(16)]
    [InlineData(28)]
    public void Features_are_the_class_token_that_the_classifier_reads(int side)
    {
        using var scope = NewDisposeScope();
        var model = new Vit(Tiny, channels: 1, classes: 3, Tiny.Depth);
        using var preparation = new Augmentation(new RunSpec { Model = Tiny }, [0.3f], [0.2f]);
        using var extractor = new ClassifierFeatures("tiny", model, preparation, CPU);
        var images = randint(0, 256, [5, 1, side, side], uint8);

        var features = extractor.Features(images);
        var logits = extractor.Logits(features);

        Assert.Equal([5, extractor.Width], features.shape);
        Assert.False(features.requires_grad || logits.requires_grad);
        Assert.True(allclose(features, model.Tokens(preparation.Evaluate(images, 16)).select(1, 0), atol: 1e-6));
        Assert.True(allclose(logits, model.call(preparation.Evaluate(images, 16)), atol: 1e-5));
        Assert.Equal(features.data<float>().ToArray(), extractor.Features(images).data<float>().ToArray());
    }
}
