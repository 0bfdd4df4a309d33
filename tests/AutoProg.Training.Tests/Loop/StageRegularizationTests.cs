using AutoProg.Contracts.Specification;
using AutoProg.Training.Data;
using AutoProg.Training.Loop;
using TorchSharp;
using static TorchSharp.torch;

namespace AutoProg.Training.Tests.Loop;

public sealed class StageRegularizationTests : IDisposable
{
    private const int Stages = 3;
    private const int Resolution = 12;

    private static readonly RegularizationSpec Everything = new() { RandAugment = 9, RandomErasing = 0.5, Mixup = 0.8, Cutmix = 1 };

    private readonly DisposeScope scope = NewDisposeScope();

    [Fact]
    public void With_everything_off_a_batch_is_the_augmented_one_bit_for_bit()
    {
        var batch = Batch();
        using var augmentation = new Augmentation(Spec(new()), [0.3f], [0.2f]);
        manual_seed(5);
        var expected = augmentation.Train(batch.Images, batch.Margin, step: 5, Resolution);
        var nextNumber = rand(1).item<float>();

        var (images, targets) = Prepare(new(), stage: 0, step: 5);

        Assert.True(expected.Equals(images));
        Assert.True(batch.Labels.Equals(targets));
        Assert.Equal(nextNumber, rand(1).item<float>()); // Drop path draws what it drew before.
        Assert.Equal(0.1, Of(new(), stage: 0).LabelSmoothing);
    }

    [Fact]
    public void With_everything_on_a_batch_is_a_function_of_seed_and_step()
    {
        var (images, targets) = Prepare(Everything, stage: 2, step: 5);
        var (again, targetsAgain) = Prepare(Everything, stage: 2, step: 5);
        Assert.True(images.Equals(again));
        Assert.True(targets.Equals(targetsAgain));
        Assert.False(images.Equals(Prepare(Everything, stage: 2, step: 6).Images));
    }

    [Theory]
    [InlineData(nameof(RegularizationSpec.RandAugment))]
    [InlineData(nameof(RegularizationSpec.RandomErasing))]
    public void A_ramp_from_0_leaves_the_first_stage_alone(string what)
    {
        var spec = what == nameof(RegularizationSpec.RandAugment)
            ? new RegularizationSpec { RandAugment = 9, SmallestRandAugment = 0 }
            : new RegularizationSpec { RandomErasing = 1, SmallestRandomErasing = 0 };
        var plain = Prepare(new(), stage: 0, step: 5).Images;
        Assert.True(plain.Equals(Prepare(spec, stage: 0, step: 5).Images));
        Assert.False(plain.Equals(Prepare(spec, stage: 1, step: 5).Images));
        Assert.False(plain.Equals(Prepare(spec, stage: 2, step: 5).Images));
    }

    [Fact]
    public void A_stage_has_its_rate_of_drop_path()
    {
        var spec = new RegularizationSpec { SmallestDropPath = -1 };
        Assert.Equal([0, 0, 0.4], Enumerable.Range(0, Stages).Select(stage => Of(spec, stage).DropPath));
    }

    [Fact]
    public void Mixing_makes_targets_soft_and_smooths_them_once()
    {
        var spec = new RegularizationSpec { Mixup = 0.8 };
        var (_, targets) = Prepare(spec, stage: 0, step: 5);
        Assert.Equal([8L, 4], targets.shape);
        Assert.Equal(1, targets.sum(1).min().item<float>(), 1e-5f);
        Assert.Equal(0.1f / 4, targets.min().item<float>(), 1e-6f);
        Assert.Equal(0, Of(spec, stage: 0).LabelSmoothing);
    }

    [Fact]
    public void A_batch_that_chance_leaves_unmixed_has_the_loss_of_smoothed_labels()
    {
        var (_, targets) = Prepare(new() { Mixup = 0.8, MixProbability = 0 }, stage: 0, step: 5);
        var logits = randn(8, 4);
        Assert.Equal(
            nn.functional.cross_entropy(logits, Batch().Labels, label_smoothing: 0.1).item<float>(),
            nn.functional.cross_entropy(logits, targets).item<float>(),
            1e-5f);
    }

    [Fact]
    public void Erased_pixels_are_noise_of_normalised_images()
    {
        // White pixels are 3.5 after normalisation: a rectangle drawn before it would leave the noise far from deviation 1.
        var spec = Spec(new() { RandomErasing = 1 }) with { Data = new() };
        using var augmentation = new Augmentation(spec, [0.3f], [0.2f]);
        var regularization = new StageRegularization(spec, Data(), augmentation, 0, 1);
        manual_seed(1);
        using var white = new ImageBatch(full([400, 1, Resolution, Resolution], 255, dtype: uint8), zeros(400, int64));
        var images = regularization.Prepare(white, CPU, step: 0, Resolution).Images;
        var noise = images.masked_select((images - 3.5).abs().gt(1e-3));
        Assert.Equal(0, noise.mean().item<float>(), 0.05);
        Assert.Equal(1, noise.std().item<float>(), 0.05);
    }

    public void Dispose() => scope.Dispose();

    private static (Tensor Images, Tensor Targets) Prepare(RegularizationSpec regularization, int stage, int step)
    {
        using var augmentation = new Augmentation(Spec(regularization), [0.3f], [0.2f]);
        manual_seed(step);
        return new StageRegularization(Spec(regularization), Data(), augmentation, stage, Stages).Prepare(Batch(), CPU, step, Resolution);
    }

    private static StageRegularization Of(RegularizationSpec regularization, int stage)
    {
        using var augmentation = new Augmentation(Spec(regularization), [0.3f], [0.2f]);
        return new StageRegularization(Spec(regularization), Data(), augmentation, stage, Stages);
    }

    private static RunSpec Spec(RegularizationSpec regularization) => new()
    {
        Seed = 7,
        Model = new() { Resolution = Resolution, DropPath = 0.4 },
        Data = new() { CropPadding = 1, HorizontalFlip = true },
        Regularization = regularization,
    };

    private static ImageBatch Batch()
    {
        var pixels = arange(8 * Resolution * Resolution, int64).mul(37).remainder(256).to(uint8);
        return new ImageBatch(pixels.view(8, 1, Resolution, Resolution), tensor(new long[] { 0, 1, 2, 3, 3, 2, 0, 1 }));
    }

    // Its images are never asked for.
    private static ImageDataset Data() => new("", null!, null!, ["a", "b", "c", "d"], 1, [0.3f], [0.2f]);
}
