using AutoProg.Contracts.Specification;
using AutoProg.Training.Data;
using AutoProg.Training.Data.Augmenting;
using static TorchSharp.torch;

namespace AutoProg.Training.Loop;

/// <summary>
/// What one growth stage trains on: augmented images and their targets, as strongly regularised as the place of the stage in
/// the schedule asks for (arXiv 2203.14509).
/// </summary>
internal sealed class StageRegularization
{
    private readonly Augmentation augmentation;
    private readonly RandAugment? randAugment;
    private readonly RandomErasing? erasing;
    private readonly BatchMixing? mixing;
    private readonly int classes;
    private readonly double smoothing;

    /// <param name="augmentation">Shifts, mirrors, resizes and normalises.</param>
    /// <param name="stage">0 for the first.</param>
    /// <param name="stages">Stages of the schedule.</param>
    public StageRegularization(RunSpec spec, ImageDataset data, Augmentation augmentation, int stage, int stages)
    {
        var strength = RegularizationStrength.At(spec, stage, stages);
        (this.augmentation, classes, smoothing, DropPath) = (augmentation, data.Classes.Count, spec.Optimization.LabelSmoothing, strength.DropPath);
        randAugment = strength.RandAugment > 0 ? new(spec.Seed, spec.Regularization, strength.RandAugment, data.Mean) : null;
        erasing = strength.RandomErasing > 0 ? new(spec.Seed, strength.RandomErasing) : null;
        mixing = spec.Regularization.Mixes ? new(spec.Seed, spec.Regularization) : null;
    }

    /// <summary>Rate of the last block at full depth.</summary>
    public double DropPath { get; }

    /// <summary>What the loss still has to smooth: nothing where mixing makes the targets soft.</summary>
    public double LabelSmoothing => mixing is null ? smoothing : 0;

    /// <summary>The batch to train a step on, in the caller's dispose scope.</summary>
    /// <param name="step">Steps finished before this one; torch's generator is seeded for it.</param>
    /// <param name="resolution">Pixels of the stage.</param>
    /// <returns>Images float32 (N, C, R, R); targets int64 (N), or float32 (N, classes) where mixing is on.</returns>
    public (Tensor Images, Tensor Targets) Prepare(ImageBatch batch, Device device, int step, int resolution)
    {
        var images = augmentation.Train(batch.Images.to(device), batch.Margin, step, resolution, randAugment);
        var labels = batch.Labels.to(device);
        images = erasing?.Apply(images, step) ?? images;
        if (mixing is null)
        {
            return (images, labels);
        }

        var (mixed, kept) = mixing.Apply(images, step);
        return (mixed, SoftTargets.Of(labels, classes, kept, smoothing));
    }
}
