using System.CommandLine;
using AutoProg.Training.Native;
using AutoProg.Training.Storage;

namespace AutoProg.Training.Worker.Importing;

/// <summary><c>autoprog import</c>: weights of other programs as safetensors that a run can start from.</summary>
public static class ImportCommand
{
    // Taken off a source's name one after the other, as of d1_224.pth.tar.
    private static readonly string[] Endings = [".tar", ".pth", ".pt", ".bin", ".ckpt", WeightsFile.Extension];

    public static Command Create()
    {
        var from = new Option<string>("--from") { Description = "A file of torch.save (.pt, .pth) or of safetensors, or the folder of an autoencoder as diffusers saves it (vae/).", Required = true };
        var key = new Option<string?>("--key") { Description = "Which dictionary of a PyTorch file to take, as model_ema; needed where it holds several." };
        var model = new Option<string?>("--model") { Description = "The model that the weights must fit (default: found by names and shapes)." };
        var to = new Option<string?>("--out") { Description = "The safetensors file to write (default: models/ under the data root, by the name of the source)." };
        var force = new Option<bool>("--force") { Description = "Write over an existing file." };
        var json = new Option<bool>("--json") { Description = "Print the result as one JSON object on the last line." };
        var command = new Command("import", "Turn PyTorch or safetensors weights into a model file that a run can start from. Nothing in the file is executed.")
        {
            from, key, model, to, force, json,
        };
        command.SetAction(parse =>
        {
            try
            {
                NativeLibraries.Prepare(Console.WriteLine);
                var source = parse.GetRequiredValue(from);
                var report = new Importer(TimeProvider.System).Import(
                    source, parse.GetValue(key), parse.GetValue(model), Target(parse.GetValue(to), source), parse.GetValue(force));
                Print(report, parse.GetValue(json));
                return ExitCodes.Done;
            }
            catch (InvalidWeightsException refused)
            {
                Console.Error.WriteLine(refused.Message);
                return ExitCodes.Failed;
            }
            catch (Exception wrong) when (wrong is FormatException or IOException or UnauthorizedAccessException)
            {
                Console.Error.WriteLine(wrong.Message);
                return ExitCodes.Usage;
            }
        });
        return command;
    }

    private static string Target(string? named, string source)
    {
        if (named is null)
        {
            return new ModelFolder(DataRoot.Find()).PathOf(Endings.Aggregate(
                Path.GetFileName(Path.TrimEndingDirectorySeparator(source)), (name, ending) => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase) ? name[..^ending.Length] : name));
        }

        return WeightsFile.IsSafetensors(named)
            ? named
            : throw new FormatException($"--out: '{named}' does not end in {WeightsFile.Extension}, which it will be.");
    }

    private static void Print(ImportReport report, bool asJson)
    {
        foreach (var tensor in report.Tensors)
        {
            Console.WriteLine(tensor);
        }

        foreach (var note in report.Notes)
        {
            Console.WriteLine(note);
        }

        var origin = report.Origin;
        Console.WriteLine($"{report.Tensors.Count} tensors, {origin.Parameters:N0} parameters.");
        Console.WriteLine(Fit(origin));
        var name = Path.GetFileNameWithoutExtension(report.File);
        var inFolder = report.File == Path.GetFullPath(new ModelFolder(DataRoot.Find()).PathOf(name));
        var start = origin.Model == Importer.Autoencoder ? "" : $" Start from it by --set model.weights={(inFolder ? name : report.File)}";
        Console.WriteLine($"Written: {report.File}.{start}");
        if (asJson)
        {
            Console.WriteLine(report.ToJson());
        }
    }

    private static string Fit(ImportRecord origin) => origin switch
    {
        { Model: null } => "They fit no model of the catalogue; name one by --model to see the differences.",
        { Model: Importer.Autoencoder } => "They are an autoencoder, which a diffusion model on latents needs.",
        { Classes: 0 } => $"They fit {origin.Model} at {origin.Resolution} px, with no classes: a run starts those fresh.",
        _ => $"They fit {origin.Model} at {origin.Resolution} px, for {origin.Classes} classes: a run on data of another class count starts those fresh.",
    };
}
