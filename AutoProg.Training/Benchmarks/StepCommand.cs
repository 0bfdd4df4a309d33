using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using AutoProg.Contracts.Specification;
using AutoProg.Training.Loop;
using AutoProg.Training.Native;
using AutoProg.Training.Worker;
using TorchSharp;

namespace AutoProg.Training.Benchmarks;

/// <summary><c>autoprog bench step</c>: step time by model, batch and precision.</summary>
internal static class StepCommand
{
    private static readonly ModelSpec[] Classifiers = [.. ModelCatalog.All.Where(row => row.Family != ModelFamily.Dit)];

    public static Command Create()
    {
        var models = new Option<string>("--models") { Description = $"Comma-separated, of: {string.Join(", ", Classifiers.Select(row => row.Name))}.", DefaultValueFactory = _ => "DeiT-Ti" };
        var batches = new Option<string>("--batches") { Description = "Images per step, comma-separated.", DefaultValueFactory = _ => "16" };
        var precisions = new Option<string>("--precisions") { Description = "fp32, bf16, or both comma-separated.", DefaultValueFactory = _ => "fp32" };
        var resolution = new Option<int>("--resolution") { Description = "Pixels; 0 takes the model's own." };
        var steps = new Option<int>("--steps") { Description = "Timed steps.", DefaultValueFactory = _ => 10 };
        var device = new Option<string>("--device") { Description = "auto, cpu or cuda:N.", DefaultValueFactory = _ => "auto" };
        var json = new Option<bool>("--json") { Description = "Print the rows as JSON on the last line." };
        var command = new Command("step", "Time training steps on random images.") { models, batches, precisions, resolution, steps, device, json };
        command.SetAction(parse =>
        {
            try
            {
                NativeLibraries.Prepare(Console.WriteLine);
                Heap.KeepFreedMemory();
                var environment = WorkerEnvironment.Prepare(new ResourceSpec { Device = parse.GetValue(device)! });
                Console.WriteLine($"{environment.DeviceName}, {environment.Threads} threads, {environment.LibTorch}");
                ModelSpec[] chosen = [.. CommaList.Split(parse.GetValue(models)!).Select(Model)];
                Precision[] formats = [.. CommaList.Split(parse.GetValue(precisions)!).Select(PrecisionOf)];
                int[] sizes = [.. CommaList.Split(parse.GetValue(batches)!).Select(Batch)];
                var rows = new List<StepRow>();
                foreach (var (model, format, size) in chosen.SelectMany(model => formats.SelectMany(format => sizes.Select(size => (model, format, size)))))
                {
                    var pixels = parse.GetValue(resolution) is > 0 and var named ? named : model.Resolution;
                    rows.Add(Print(StepBench.Measure(model, pixels, size, format, Math.Max(1, parse.GetValue(steps)), torch.device(environment.Device))));
                }

                if (parse.GetValue(json))
                {
                    Console.WriteLine(JsonSerializer.Serialize(rows, StepJson.Default.IReadOnlyListStepRow));
                }

                return ExitCodes.Done;
            }
            catch (Exception wrong) when (wrong is FormatException or TrainingFailureException)
            {
                Console.Error.WriteLine(wrong.Message);
                return ExitCodes.Usage;
            }
        });
        return command;
    }

    private static StepRow Print(StepRow row)
    {
        Console.WriteLine($"{row.Model,-10} {row.Resolution,4} px  batch {row.Batch,4}  {row.Precision,-5} {row.Mode,-6} {row.MsPerStep,9:F1} ms/step  {row.ImagesPerS,9:F1} images/s  {row.TflopsPerS,7:F2} TFLOP/s");
        return row;
    }

    private static ModelSpec Model(string name) => Array.Find(Classifiers, row => row.Name == name)
        ?? throw new FormatException($"--models: unknown classifier '{name}'. Known: {string.Join(", ", Classifiers.Select(row => row.Name))}.");

    private static Precision PrecisionOf(string name) => Enum.TryParse<Precision>(name, ignoreCase: true, out var known)
        ? known
        : throw new FormatException($"--precisions: unknown precision '{name}'. Known: fp32, bf16.");

    private static int Batch(string number) => int.TryParse(number, CultureInfo.InvariantCulture, out var batch) && batch > 0
        ? batch
        : throw new FormatException($"--batches: '{number}' is no number of images; use 1 or more.");
}
