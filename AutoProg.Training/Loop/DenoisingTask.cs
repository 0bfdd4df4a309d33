using AutoProg.Contracts.Events;
using AutoProg.Contracts.Specification;
using AutoProg.Training.Data;
using AutoProg.Training.Diffusion;
using AutoProg.Training.Latents;
using AutoProg.Training.Metrics;
using AutoProg.Training.Models;
using AutoProg.Training.Search;
using AutoProg.Training.Storage;
using static TorchSharp.torch;

namespace AutoProg.Training.Loop;

/// <summary>Noised images to noise, told their class and growth stage (arXiv 2212.09748, 2410.00350), in pixel space or on latents.</summary>
internal sealed class DenoisingTask : ILearningTask
{
    private const int QuickImages = 500, Batch = 250;

    // Coprime to any usual number of diffusion steps: neighbouring images get far-apart steps, all of them equally often.
    private const long Stride = 7919;

    private readonly RunSpec spec;
    private readonly ImageDataset data;
    private readonly Device device;
    private readonly ModelFolder models;
    private readonly SampleFolder samples;
    private readonly IImageSpace space;
    private readonly GaussianDiffusion diffusion;
    private readonly DiffusionLoss loss;
    private readonly SampleDrawing drawing;
    private readonly SampleJudge? judge;
    private int stage;

    /// <param name="samples">Where drawn images go.</param>
    /// <param name="latents">Where moments of latents are kept; null keeps none.</param>
    public DenoisingTask(RunSpec spec, ImageDataset data, Device device, ModelFolder models, SampleFolder samples, string? latents)
    {
        (this.spec, this.data, this.device, this.models, this.samples) = (spec, data, device, models, samples);
        space = ImageSpaces.Open(spec, data, models, latents, device);
        var schedule = NoiseSchedule.Of(spec.Diffusion.NoiseSchedule, spec.Diffusion.DiffusionSteps);
        var variance = spec.Model.Dit.LearnSigma ? ReverseVariance.LearnedRange : ReverseVariance.FixedSmall;
        diffusion = new GaussianDiffusion(schedule, spec.Diffusion.Prediction, variance, device);
        loss = new DiffusionLoss(diffusion, spec.Diffusion.MinSnrGamma);
        drawing = new SampleDrawing(spec, schedule, spec.Seed, space, device);
        judge = spec.Diffusion.JudgedSamples > 0 && Features() is { } features ? new SampleJudge(features, data.Test, spec.Model.Resolution) : null;
    }

    public int MarginAt(int resolution) => space.MarginAt(resolution);

    public Action<nn.Module>? StartingPoint(Action<string> report)
    {
        if (spec.Diffusion.JudgedSamples > 0 && judge is null)
        {
            report($"No FID is measured: no classifier of '{spec.Data.Dataset}' comes with the program. Name weights of Inception-v3 in diffusion.featureWeights.");
        }

        return PretrainedWeights.Of(spec, data.Channels, models) is { } weights ? model => report(weights.CopyTo((Dit)model)) : null;
    }

    public void Enter(Segment segment, nn.Module model) => stage = segment.Stage.Index;

    public Tensor Loss(nn.Module model, ImageBatch batch, int step, int resolution)
    {
        var clean = space.Train(batch, step, resolution);                                               // (N, C, S, S)
        var (n, denoiser) = ((int)clean.shape[0], (Denoiser)model);
        var steps = randint(diffusion.Schedule.Steps, n, int64, device);                                 // (N)
        var condition = ConditionOf(batch.Labels);
        if (spec.Model.Dit.ConditionDropout > 0)
        {
            condition = denoiser.Drop(condition, ConditionDropout.Draw(spec.Seed, step, n, spec.Model.Dit.ConditionDropout, device));
        }

        return LossOf(denoiser, clean, condition, steps, randn_like(clean)).mean();
    }

    // The predicted noise alone: a learned variance says nothing of the images.
    public Tensor Outputs(nn.Module model, ImageBatch batch, int step, int resolution)
    {
        var clean = space.Train(batch, step, resolution);                                               // (N, C, S, S)
        var (noised, steps) = Probe(clean);
        var condition = ConditionOf(batch.Labels);
        var output = diffusion.Ask((images, timesteps) => ((Denoiser)model).Predict(images, timesteps, condition), noised, steps);
        return output.narrow(1, 0, space.Channels);                                                      // (N, C, S, S)
    }

    // Spread evenly over the diffusion steps; the authors give clean images at random ones.
    private (Tensor Noised, Tensor Steps) Probe(Tensor clean)
    {
        var (n, all) = (clean.shape[0], diffusion.Schedule.Steps);
        if (spec.Search.Mode == SearchMode.Reference)
        {
            return (clean, randint(all, n, int64, device));
        }

        var steps = ((arange(n, int64, device) * 2 + 1) * all / (2 * n)).to(int64);                      // (N), the middle of each N-th
        return (diffusion.Forward.Noised(clean, steps, randn_like(clean)), steps);
    }

    public double QuickTestLoss(nn.Module network, int resolution, Action beforeBatch) =>
        LossOn(data.Test, (Denoiser)network, resolution, EpochSampler.InOrder(Math.Min(QuickImages, data.Test.Count), Batch), beforeBatch);

    public double HeldOutLoss(nn.Module network, int resolution, IEnumerable<long[]> batches, Action beforeBatch) =>
        LossOn(data.Train, (Denoiser)network, resolution, batches, beforeBatch);

    public Scores Measure(nn.Module network, int resolution, int step, bool isLast, Action beforeBatch)
    {
        var denoiser = (Denoiser)network;
        var testLoss = LossOn(data.Test, denoiser, resolution, EpochSampler.InOrder(data.Test.Count, Batch), beforeBatch);
        var verdict = judge?.Judge(Drawn(denoiser, resolution, spec.Diffusion.JudgedSamples, beforeBatch), isLast, beforeBatch);
        Show(denoiser, resolution, step, beforeBatch);
        return new Scores(testLoss, Fid: verdict?.Fid, SampleAccuracy: verdict?.Accuracy, Quality: verdict?.Quality);
    }

    public void Dispose()
    {
        space.Dispose();
        loss.Dispose();
        diffusion.Dispose();
        drawing.Dispose();
        judge?.Dispose();
    }

    private IFeatureExtractor? Features() => spec.Diffusion.FeatureWeights is { } weights
        ? new InceptionFeatures(models.Locate(weights, "diffusion.featureWeights"), device)
        : BundledClassifier.Find(spec.Data.Dataset, device);

    /// <summary>The loss of each image, (N), in the caller's dispose scope.</summary>
    private Tensor LossOf(Denoiser denoiser, Tensor clean, Condition condition, Tensor steps, Tensor noise) =>
        loss.Of((noised, timesteps) => denoiser.Predict(noised, timesteps, condition), clean, steps, noise).Loss;

    private Condition ConditionOf(Tensor labels)
    {
        var classes = labels.to(device);
        return new Condition(classes, full_like(classes, stage));
    }

    // The same noise and diffusion steps at every call, so that losses of a run compare.
    private double LossOn(IImageSplit split, Denoiser denoiser, int resolution, IEnumerable<long[]> batches, Action beforeBatch)
    {
        using var noGradient = no_grad();
        denoiser.eval();
        var (sum, count) = (0.0, 0);
        foreach (var batch in split.Stream(batches, resolution))
        {
            using (batch)
            {
                beforeBatch();
                using var scope = NewDisposeScope();
                var clean = space.Evaluate(split, batch, resolution);                                    // (N, C, S, S)
                var n = (int)clean.shape[0];
                using var noise = new SampleNoise(spec.Seed, count, n, [.. clean.shape[1..]], device);
                var steps = (arange(count, count + n, int64, device) * Stride).remainder(diffusion.Schedule.Steps);
                sum += LossOf(denoiser, clean, ConditionOf(batch.Labels), steps, noise.Draw()).sum().item<float>();
                count += n;
            }
        }

        denoiser.train();
        return sum / count;
    }

    // Sample i is of class i modulo the number of classes: the first ones are a row of each.
    private IEnumerable<(Tensor Images, long[] Classes)> Drawn(Denoiser denoiser, int resolution, int count, Action beforeBatch)
    {
        for (var first = 0; first < count; first += Batch)
        {
            beforeBatch();
            long[] classes = [.. Enumerable.Range(first, Math.Min(Batch, count - first)).Select(sample => (long)(sample % data.Classes.Count))];
            using var images = drawing.Draw(denoiser, resolution, stage, first, classes);
            yield return (images, classes);
        }
    }

    private void Show(Denoiser denoiser, int resolution, int step, Action beforeBatch)
    {
        var columns = Math.Min(data.Classes.Count, SampleFolder.MostColumns);
        var rows = spec.Diffusion.ShownSamples / columns;
        if (rows == 0)
        {
            return;
        }

        beforeBatch();
        long[] classes = [.. Enumerable.Range(0, rows * columns).Select(sample => (long)(sample % columns))];
        using var images = drawing.Draw(denoiser, resolution, stage, 0, classes);
        samples.Save(images, step, resolution, [.. Enumerable.Range(0, columns)], rows);
    }
}
