using System.CommandLine;
using System.Text.Json;
using AutoProg.Contracts;
using AutoProg.Contracts.Runs;
using AutoProg.Runs;
using AutoProg.Training.Native;
using AutoProg.Training.Storage;
using static TorchSharp.torch;

namespace AutoProg.Training.Worker.Inspecting;

/// <summary><c>autoprog compare-checkpoints</c>: how far each tensor of the momentum network moved between two checkpoints.</summary>
public static class CompareCheckpointsCommand
{
    public static Command Create()
    {
        var before = new Argument<string>("before") { Description = "The folder of a checkpoint." };
        var after = new Argument<string>("after") { Description = "The folder of a later one." };
        var json = new Option<bool>("--json") { Description = "Print the result as JSON on the last line." };
        var command = new Command("compare-checkpoints", "Tell the relative change of every tensor of the momentum network between two checkpoints.") { before, after, json };
        command.SetAction(parse =>
        {
            try
            {
                NativeLibraries.Prepare(Console.WriteLine);
                var changes = Compare(parse.GetRequiredValue(before), parse.GetRequiredValue(after));
                foreach (var change in changes)
                {
                    Console.WriteLine($"{(change.Change is { } moved ? $"{moved:G4}" : "new"),-12} {change.Name}");
                }

                if (parse.GetValue(json))
                {
                    Console.WriteLine(JsonSerializer.Serialize(changes, ContractsJson.Default.IReadOnlyListTensorChange));
                }

                return ExitCodes.Done;
            }
            catch (Exception wrong) when (wrong is InvalidDataException or IOException or UnauthorizedAccessException)
            {
                Console.Error.WriteLine(wrong.Message);
                return ExitCodes.Failed;
            }
        });
        return command;
    }

    private static IReadOnlyList<TensorChange> Compare(string before, string after)
    {
        using var old = Read(before);
        using var now = Read(after);
        return [.. now.Tensors.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => new TensorChange(pair.Key, pair.Value.shape, Change(old.Tensors.GetValueOrDefault(pair.Key), pair.Value)))];
    }

    private static SafetensorsFile Read(string folder) => CheckpointFiles.Damage(folder) is { } damage
        ? throw new InvalidDataException($"Checkpoint {Path.GetFileName(folder)} is damaged: {damage}.")
        : SafetensorsFile.Read(Path.Combine(folder, CheckpointFiles.Momentum));

    private static double? Change(Tensor? before, Tensor after)
    {
        if (before is null || !before.shape.SequenceEqual(after.shape))
        {
            return null;
        }

        using var scope = NewDisposeScope();
        var (old, now) = (before.to(float64), after.to(float64));
        var (moved, norm) = ((now - old).norm().item<double>(), old.norm().item<double>());
        return moved == 0 ? 0 : norm == 0 ? null : moved / norm;
    }
}
