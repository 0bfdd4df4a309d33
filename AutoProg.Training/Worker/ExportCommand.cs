using System.CommandLine;
using AutoProg.Contracts;
using AutoProg.Contracts.Runs;
using AutoProg.Contracts.Specification;
using AutoProg.Runs;
using AutoProg.Training.Checkpoints;
using AutoProg.Training.Data;
using AutoProg.Training.Models;
using AutoProg.Training.Native;
using static TorchSharp.torch;

namespace AutoProg.Training.Worker;

/// <summary><c>autoprog export</c>: the momentum network of a run's newest checkpoint as one safetensors file.</summary>
public static class ExportCommand
{
    public static Command Create()
    {
        var run = new Argument<string>("run") { Description = "The run folder." };
        var output = new Option<string>("--out") { Description = "The safetensors file to write.", Required = true };
        var adapters = new Option<bool>("--adapters") { Description = "Write only what LoRA learned, into the folder --out, by peft's names." };
        var command = new Command("export", "Write the trained weights of a run as one safetensors file, under their public names.") { run, output, adapters };
        command.SetAction(parse =>
        {
            try
            {
                return Export(new RunFolder(Path.GetFullPath(parse.GetValue(run)!)), Path.GetFullPath(parse.GetValue(output)!), parse.GetValue(adapters));
            }
            catch (Exception wrong) when (wrong is FormatException or InvalidDatasetException or IOException or UnauthorizedAccessException)
            {
                Console.Error.WriteLine(wrong.Message);
                return ExitCodes.Usage;
            }
        });
        return command;
    }

    private static int Export(RunFolder folder, string path, bool adaptersOnly)
    {
        NativeLibraries.Prepare(Console.WriteLine);
        using var snapshot = new CheckpointStore(folder.Checkpoints).LoadNewest(Console.WriteLine);
        if (JsonFile.Read(folder.Record, ContractsJson.Default.RunRecord) is not { } record || snapshot is null)
        {
            Console.Error.WriteLine($"'{folder.Root}' holds no run with a checkpoint.");
            return ExitCodes.Usage;
        }

        var (spec, at) = (record.Spec, snapshot.Position);
        using var scope = NewDisposeScope();
        if (adaptersOnly)
        {
            AdapterFile.Write(path, snapshot.Momentum, spec.FineTuning);
            Console.WriteLine($"{path}: step {at.Step}, the changes by LoRA.");
            return ExitCodes.Done;
        }

        using var data = ImageDataset.Open(spec, new DatasetLocator(DataRoot.Find()));
        var model = spec.Unfreezes ? spec.ModelToTrain() : spec.Model with { Depth = at.Stage.Depth };
        var merged = Adapters.Merged(snapshot.Momentum, spec.FineTuning);
        using var whole = Whole(model, data, merged);
        new PortableModel(model, spec.Data.Dataset, data.Classes.Count, data.Mean, data.Std).Write(path, whole.state_dict());
        Console.WriteLine($"{path}: step {at.Step}, {merged.Values.Sum(tensor => tensor.NumberOfElements):N0} weights.");
        return ExitCodes.Done;
    }

    // Checkpoints hold what is trained; other programs want the fixed tables too.
    private static nn.Module Whole(ModelSpec spec, ImageDataset data, IReadOnlyDictionary<string, Tensor> trained)
    {
        using var gradients = no_grad();
        nn.Module model = spec.Family == ModelFamily.Dit ? new Dit(spec, data.Classes.Count) : VisionModel.Create(spec, data.Channels, data.Classes.Count, spec.Depth);
        foreach (var (name, tensor) in model.state_dict().Where(pair => trained.ContainsKey(pair.Key)))
        {
            tensor.copy_(trained[name]);
        }

        return model;
    }
}
