using System.Security.Cryptography;
using System.Text.Json;
using AutoProg.Contracts.Events;
using AutoProg.Contracts.Runs;
using AutoProg.Contracts.Specification;
using AutoProg.Runs;
using AutoProg.Training.Models;
using AutoProg.Training.Storage;
using AutoProg.Training.Tests.Data;
using AutoProg.Training.Tests.Loop;
using AutoProg.Training.Tests.Storage.PyTorch;
using AutoProg.Training.Worker.Importing;
using static TorchSharp.torch;

namespace AutoProg.Training.Tests.Worker;

public sealed class ImportCommandTests : IDisposable
{
    private static readonly DateTimeOffset Today = new(2026, 11, 24, 0, 0, 0, TimeSpan.Zero);
    private static readonly AutoencoderSpec TinyAutoencoder = new() { BlockChannels = [8, 16], LayersPerBlock = 1, NormGroups = 4 };

    private const string TinyConfig = """
        {"_class_name":"AutoencoderKL","act_fn":"silu","in_channels":3,"out_channels":3,"latent_channels":4,
         "block_out_channels":[8,16],"layers_per_block":1,"norm_num_groups":4,"scaling_factor":0.5,"sample_size":32}
        """;

    private readonly TempFolder folder = new();

    [Fact]
    public async Task Imported_weights_start_a_run()
    {
        var model = TinyRun.Spec.Model;
        WriteTorch("tiny.pth.tar", model, channels: 1, classes: 10, prefix: "module.");
        var imported = await AutoProgProcess.RunAsync(folder, "import", "--from", "tiny.pth.tar", "--json");

        Assert.Equal("", imported.Error);
        Assert.Equal(0, imported.ExitCode);
        using var document = JsonDocument.Parse(imported.LastLine);
        var (report, origin) = (document.RootElement, document.RootElement.GetProperty("origin"));
        Assert.Equal(folder["data", "models", "tiny.safetensors"], report.GetProperty("file").GetString());
        Assert.Equal(("tiny.pth.tar", Sha256("tiny.pth.tar"), "state_dict"), (Text("source"), Text("source_sha256"), Text("key")));
        Assert.Equal(JsonValueKind.Null, origin.GetProperty("model").ValueKind);
        using var expected = VisionModel.Create(model, 1, 10, model.Depth);
        Assert.Equal(expected.parameters().Sum(parameter => parameter.NumberOfElements), origin.GetProperty("parameters").GetInt64());
        Assert.Contains("F32   48x16             blocks.0.attn.qkv.weight", imported.Output);
        Assert.Contains("They fit no model of the catalogue; name one by --model to see the differences.", imported.Output);
        Assert.True(JsonElement.DeepEquals(origin, JsonDocument.Parse(File.ReadAllText(folder["data", "models", "tiny.json"])).RootElement));

        var spec = TinyRun.Spec with { Model = model with { Weights = "tiny" }, Schedule = new() { Kind = ScheduleKind.None }, Optimization = TinyRun.Spec.Optimization with { MaxSteps = 2 } };
        var trained = await AutoProgProcess.RunAsync(folder, "train", "--config", AutoProgProcess.WriteConfig(folder, spec), "--out", "run");
        Assert.Equal(("", 0), (trained.Error, trained.ExitCode));
        using var reader = RunReader.Open(new RunFolder(folder["run"]))!;
        Assert.Equal($"Starts from the weights in '{folder["data", "models", "tiny.safetensors"]}'.", Assert.Single(reader.Events<Notice>()).Message);

        string? Text(string name) => origin.GetProperty(name).GetString();
    }

    [Theory]
    [InlineData(64, "--from")]
    [InlineData(64, "nothing.pt", "--from", "nothing.pt")]
    [InlineData(64, "--model: unknown model 'ViT-S'. Known: DeiT-Ti", "--from", "two.pt", "--key", "model", "--model", "ViT-S")]
    [InlineData(64, "--out: 'x.pt' does not end in .safetensors", "--from", "two.pt", "--out", "x.pt")]
    [InlineData(1, "name one by --key. There is: 'model' (1 tensors, 2 values), 'model_ema' (1 tensors, 2 values)", "--from", "two.pt")]
    [InlineData(1, "'posix.system'", "--from", "bad.pt")]
    [InlineData(1, "two.pt does not fit DeiT-Ti: 150 missing: blocks.0.attn.proj.bias, ", "--from", "two.pt", "--key", "model", "--model", "DeiT-Ti")]
    public async Task A_wrong_option_or_file_is_named(int exitCode, string named, params string[] options)
    {
        File.WriteAllBytes(folder["two.pt"], TorchSave.Bytes(new Dictionary<object, object?>
        {
            ["model"] = new StateDictionary(("a", SavedTensor.Vector(1, 2))),
            ["model_ema"] = new StateDictionary(("a", SavedTensor.Vector(3, 4))),
        }));
        File.WriteAllBytes(folder["bad.pt"], ZipWriter.Write(TorchSave.Items(new PickleWriter().Global("posix", "system").Stop())));

        var finished = await AutoProgProcess.RunAsync(folder, ["import", .. options]);

        Assert.Equal(exitCode, finished.ExitCode);
        Assert.Contains(named, finished.Error);
        Assert.False(Directory.Exists(folder["data", "models"]));
    }

    [Fact]
    public void A_model_of_the_catalogue_is_recognised_in_both_formats()
    {
        var model = ModelCatalog.Find("DeiT-Ti")!;
        WriteTorch("deit.pt", model, channels: 3, classes: 37, prefix: "");

        var torch = Import("deit.pt", "torch.safetensors");
        var again = Import("torch.safetensors", "again.safetensors", model: "DeiT-Ti");

        Assert.Equal(("DeiT-Ti", 37, 224), (torch.Origin.Model, torch.Origin.Classes, torch.Origin.Resolution));
        Assert.Equal(new ImportRecord("torch.safetensors", Sha256("torch.safetensors"), null, "DeiT-Ti", 37, 224, torch.Origin.Parameters, Today), again.Origin);
        Assert.Equal(torch.Tensors.Select(tensor => $"{tensor}"), again.Tensors.Select(tensor => $"{tensor}"));
        using var written = SafetensorsFile.Read(folder["again.safetensors"]);
        Assert.Equal("torch.safetensors", written.Metadata["source"]);
    }

    [Fact]
    public void An_autoencoder_of_diffusers_comes_with_its_sizes()
    {
        using var scope = NewDisposeScope();
        using var expected = new AutoencoderKl(TinyAutoencoder);
        WriteAutoencoder("vae", expected, TinyConfig, name => name
            .Replace("to_q", "query").Replace("to_k", "key").Replace("to_v", "value").Replace("to_out.0", "proj_attn"));

        var report = Import("vae", "vae.safetensors");

        using var loaded = AutoencoderFile.Load(folder["vae.safetensors"]);
        Assert.Equal(("autoencoder-kl", "vae/diffusion_pytorch_model.safetensors"), (report.Origin.Model, report.Origin.Source));
        Assert.Equal(expected.parameters().Sum(parameter => parameter.NumberOfElements), report.Origin.Parameters);
        Assert.Equal(0.5, loaded.Spec.ScalingFactor);
        Assert.All(expected.state_dict(), pair => Assert.True(pair.Value.Equals(loaded.state_dict()[pair.Key]), pair.Key));
    }

    [Theory]
    [InlineData("", "vae")]
    [InlineData("""{"_class_name":"UNet2DConditionModel"}""", "UNet2DConditionModel")]
    [InlineData("""{"_class_name":"AutoencoderKL"}""", "config.json is refused")]
    [InlineData("""{"_class_name":"AutoencoderKL","in_channels":3,"out_channels":3,"latent_channels":4,"block_out_channels":[8,1000000],"layers_per_block":1,"norm_num_groups":4}""", "1000000")]
    [InlineData("""{"_class_name":"AutoencoderKL","in_channels":3,"out_channels":3,"latent_channels":4,"block_out_channels":[8,16],"layers_per_block":2,"norm_num_groups":4}""", "encoder.down_blocks.0.resnets.1.")]
    public void An_autoencoder_that_is_none_is_refused(string config, string named)
    {
        using var scope = NewDisposeScope();
        using var model = new AutoencoderKl(TinyAutoencoder);
        WriteAutoencoder("vae", model, config, name => name);
        if (config.Length == 0)
        {
            File.Delete(folder["vae", "config.json"]);
        }

        Assert.Contains(named, Assert.Throws<InvalidWeightsException>(() => Import("vae", "vae.safetensors")).Message);
        Assert.False(File.Exists(folder["vae.safetensors"]));
    }

    [Fact]
    public void A_file_is_written_over_only_by_force_and_whole_or_not_at_all()
    {
        File.WriteAllBytes(folder["a.pt"], TorchSave.Bytes(new StateDictionary(("a", SavedTensor.Vector(1, 2)))));
        File.WriteAllBytes(folder["b.pt"], TorchSave.Bytes(new StateDictionary(("a", SavedTensor.Vector(3, 4)))));
        File.WriteAllBytes(folder["bad.pt"], [1, 2, 3, 4, 5]);
        Import("a.pt", "w.safetensors");

        Assert.Contains("--force", Assert.Throws<FormatException>(() => Import("b.pt", "w.safetensors")).Message);
        Assert.Throws<InvalidWeightsException>(() => Import("bad.pt", "w.safetensors", force: true));
        Assert.Equal([1, 2], Values());
        Import("b.pt", "w.safetensors", force: true);

        Assert.Equal([3, 4], Values());
        Assert.Equal(["w.json", "w.safetensors"], Directory.GetFiles(folder.Root, "w.*").Select(Path.GetFileName).Order());

        float[] Values()
        {
            using var file = SafetensorsFile.Read(folder["w.safetensors"]);
            return file.Tensors["a"].data<float>().ToArray();
        }
    }

    public void Dispose() => folder.Dispose();

    private ImportReport Import(string from, string to, string? model = null, bool force = false) =>
        new Importer(new Clock()).Import(folder[from], null, model, folder[to], force);

    private void WriteAutoencoder(string name, AutoencoderKl model, string config, Func<string, string> rename)
    {
        Directory.CreateDirectory(folder[name]);
        File.WriteAllText(folder[name, "config.json"], config);
        SafetensorsFile.Write(folder[name, "diffusion_pytorch_model.safetensors"], model.state_dict().ToDictionary(pair => rename(pair.Key), pair => pair.Value));
    }

    private string Sha256(string name) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(folder[name])));

    private void WriteTorch(string name, ModelSpec spec, int channels, int classes, string prefix)
    {
        using var scope = NewDisposeScope();
        using var model = VisionModel.Create(spec, channels, classes, spec.Depth);
        (string, object?)[] items = [.. model.state_dict().Select(pair => (prefix + pair.Key, (object?)Saved(pair.Value)))];
        File.WriteAllBytes(folder[name], TorchSave.Bytes(new Dictionary<object, object?> { ["state_dict"] = new StateDictionary(items), ["epoch"] = 3 }));
    }

    private static SavedTensor Saved(Tensor tensor)
    {
        var strides = new long[tensor.dim()];
        for (var (i, step) = (strides.Length - 1, 1L); i >= 0; step *= tensor.shape[i--])
        {
            strides[i] = step;
        }

        return new SavedTensor(new SavedStorage("FloatStorage", sizeof(float), tensor.bytes.ToArray()), 0, tensor.shape, strides, IsParameter: true);
    }

    private sealed class Clock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Today;
    }
}
