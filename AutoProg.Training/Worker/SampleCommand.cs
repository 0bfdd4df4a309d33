using System.CommandLine;
using System.Globalization;
using AutoProg.Contracts;
using AutoProg.Contracts.Runs;
using AutoProg.Contracts.Specification;
using AutoProg.Runs;
using AutoProg.Training.Checkpoints;
using AutoProg.Training.Data;
using AutoProg.Training.Diffusion;
using AutoProg.Training.Latents;
using AutoProg.Training.Loop;
using AutoProg.Training.Models;
using AutoProg.Training.Native;
using AutoProg.Training.Samples;
using AutoProg.Training.Storage;
using TorchSharp;
using static TorchSharp.torch;

namespace AutoProg.Training.Worker;

/// <summary><c>autoprog sample</c>: images from the momentum network of a diffusion run.</summary>
public static class SampleCommand
{
    private const int Batch = 100;

    public static Command Create()
    {
        var run = new Option<string>("--run") { Description = "The run folder; its newest checkpoint is sampled.", Required = true };
        run.Aliases.Add("--checkpoint");
        var output = new Option<string>("--out") { Description = "A .png for a grid, or a .npz for tools that compute FID.", Required = true };
        var classes = new Option<string?>("--classes") { Description = "Labels, comma-separated; each gets as many samples. Without it, all of them." };
        var count = new Option<int>("--n") { Description = "Samples.", DefaultValueFactory = _ => 64 };
        var seed = new Option<int>("--seed") { Description = "Of the noise.", DefaultValueFactory = _ => 0 };
        var stage = new Option<int?>("--stage") { Description = "The growth stage that the model is told it is in, from 1 (default: the last one trained)." };
        var guidance = new Option<double?>("--guidance") { Description = "Scale of classifier-free guidance (default: the run's)." };
        var steps = new Option<int?>("--steps") { Description = "Sampling steps (default: the run's)." };
        var sampler = new Option<SamplerKind?>("--sampler") { Description = "ddim, ddpm, dpmsolver or euler (default: the run's)." };
        var command = new Command("sample", "Draw images from a diffusion run.") { run, output, classes, count, seed, stage, guidance, steps, sampler };
        command.SetAction(parse =>
        {
            try
            {
                var source = Source.Open(Path.GetFullPath(parse.GetValue(run)!));
                var diffusion = source.Spec.Diffusion with
                {
                    GuidanceScale = parse.GetValue(guidance) ?? source.Spec.Diffusion.GuidanceScale,
                    SamplingSteps = parse.GetValue(steps) ?? source.Spec.Diffusion.SamplingSteps,
                    Sampler = parse.GetValue(sampler) ?? source.Spec.Diffusion.Sampler,
                };
                Draw(source with { Spec = source.Spec with { Diffusion = diffusion } }, parse.GetValue(output)!, parse.GetValue(classes), parse.GetValue(count), parse.GetValue(seed), parse.GetValue(stage));
                return ExitCodes.Done;
            }
            catch (Exception wrong) when (wrong is FormatException or InvalidDatasetException or InvalidWeightsException or IOException or UnauthorizedAccessException)
            {
                Console.Error.WriteLine(wrong.Message);
                return ExitCodes.Usage;
            }
        });
        return command;
    }

    private static void Draw(Source source, string path, string? classes, int count, int seed, int? stage)
    {
        var spec = source.Spec;
        if (spec.Validate() is { Count: > 0 } errors)
        {
            throw new FormatException($"{errors.First().Key}: {errors.First().Value[0]}");
        }

        var ending = Path.GetExtension(path);
        Require(count is >= 1 and <= 1_000_000, $"--n: {count} is out of range; use 1 to 1000000.");
        Require(ending is ".png" or ".npz", $"--out: '{path}' ends in neither .png nor .npz.");
        NativeLibraries.Prepare(Console.WriteLine);
        using var data = ImageDataset.Open(spec, new DatasetLocator(DataRoot.Find()));
        using var snapshot = source.Load();
        var (labels, at) = (LabelsOf(classes, count, data.Classes.Count), snapshot.Position);
        var stages = GrowthGrid.Stages(spec).Count;
        Require(stage is null || (stage >= 1 && stage <= stages), $"--stage: {stage} is out of range; the run has {stages} stages.");
        var device = DeviceOf(spec);
        using var model = new Dit(spec.ModelToTrain(), data.Classes.Count);
        using (NewDisposeScope())
        {
            Restore(model, Adapters.Merged(snapshot.Momentum, spec.FineTuning));
        }

        model.to(device);
        var schedule = NoiseSchedule.Of(spec.Diffusion.NoiseSchedule, spec.Diffusion.DiffusionSteps);
        using var space = ImageSpaces.Open(spec, data, new ModelFolder(DataRoot.Find()), latents: null, device);
        using var drawing = new SampleDrawing(spec, schedule, seed, space, device);
        var told = stage - 1 ?? RunPlan.For(spec, data.Train.Count, data.Classes.Count).StageAt(at.Step - 1).Index;
        var batches = labels.Chunk(Batch).Select((part, i) => drawing.Draw(model, at.Stage.Resolution, told, i * Batch, part));
        if (ending == ".npz")
        {
            SampleArchive.Write(path, labels.Length, batches);
        }
        else
        {
            using var scope = NewDisposeScope();
            SampleGrid.Write(path, cat(batches.ToArray()));
        }

        Console.WriteLine($"{path}: {labels.Length} samples of {at.Stage.Resolution} px from step {at.Step}.");
    }

    private static Device DeviceOf(RunSpec spec) => device(WorkerEnvironment.Prepare(spec.Resources).Device);

    private static void Restore(Dit model, IReadOnlyDictionary<string, Tensor> weights)
    {
        using var gradients = no_grad();
        foreach (var (name, parameter) in model.named_parameters())
        {
            parameter.copy_(weights[name]);
        }
    }

    private static long[] LabelsOf(string? classes, int count, int known)
    {
        long[] chosen = classes is null ? [.. Enumerable.Range(0, known).Select(label => (long)label)] : Array.ConvertAll(CommaList.Split(classes), Label);
        Require(chosen.Length > 0, "--classes: name one label or more.");
        return [.. Enumerable.Range(0, count).Select(sample => chosen[sample % chosen.Length])];

        long Label(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var label) && label < known
            ? label
            : throw new FormatException($"--classes: '{text}' is no label; use 0 to {known - 1}.");
    }

    private static void Require(bool holds, string problem)
    {
        if (!holds)
        {
            throw new FormatException(problem);
        }
    }

    /// <summary>A run that can be sampled.</summary>
    /// <param name="Checkpoint">One of its checkpoints; null takes the newest.</param>
    private sealed record Source(RunSpec Spec, RunFolder Folder, string? Checkpoint)
    {
        public static Source Open(string path)
        {
            var checkpoint = File.Exists(Path.Combine(path, CheckpointFiles.ManifestName)) ? path : null;
            var folder = new RunFolder(checkpoint is null ? path : Path.GetFullPath(Path.Combine(path, "..", "..")));
            var spec = JsonFile.Read(folder.Record, ContractsJson.Default.RunRecord)?.Spec
                ?? throw new FormatException($"--run: '{folder.Root}' is no run folder: it holds no run.json.");
            return spec.Task == LearningTask.Denoising
                ? new Source(spec, folder, checkpoint)
                : throw new FormatException($"--run: '{folder.Root}' trained a classifier; only diffusion runs draw images.");
        }

        public Snapshot Load()
        {
            if (Checkpoint is not null)
            {
                return CheckpointFiles.Damage(Checkpoint) is { } damage
                    ? throw new FormatException($"--checkpoint: '{Checkpoint}' is damaged: {damage}.")
                    : CheckpointFolder.Read(Checkpoint);
            }

            return new CheckpointStore(Folder.Checkpoints).LoadNewest(Console.WriteLine)
                ?? throw new FormatException($"--run: '{Folder.Root}' has no checkpoint yet.");
        }
    }
}
