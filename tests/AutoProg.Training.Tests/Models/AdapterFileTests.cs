using System.Text.Json;
using AutoProg.Contracts.Specification;
using AutoProg.Training.Loop;
using AutoProg.Training.Models;
using AutoProg.Training.Storage;
using AutoProg.Training.Tests.Data;
using AutoProg.Training.Tests.Loop;
using static TorchSharp.torch;

namespace AutoProg.Training.Tests.Models;

public sealed class AdapterFileTests : IDisposable
{
    private readonly TempFolder folder = new();

    [Fact]
    public void What_lora_learned_is_written_by_the_names_of_peft()
    {
        using var scope = NewDisposeScope();
        var spec = TinyRun.Spec with { Model = TinyRun.Spec.Model with { Weights = "w" } };
        spec = spec.By(FineTuningMethod.Lora);
        using var network = Network.Create(new NetworkShape(spec, 1, 10, CPU), new GrowthStage(0, 28, 4));
        var weights = network.Model.named_parameters().ToDictionary(pair => pair.name, pair => (Tensor)pair.parameter);

        AdapterFile.Write(folder["adapter"], weights, spec.FineTuning);

        using var file = SafetensorsFile.Read(folder["adapter", "adapter_model.safetensors"]);
        Assert.Equal(4 * 4 * 2 + 2, file.Tensors.Count); // Four matrices of four blocks, two factors each, and the classifier.
        Assert.Equal([2, 16], file.Tensors["base_model.model.blocks.0.attn.qkv.lora_A.weight"].shape);
        Assert.Equal([48, 2], file.Tensors["base_model.model.blocks.0.attn.qkv.lora_B.weight"].shape);
        Assert.Equal([16, 2], file.Tensors["base_model.model.blocks.3.mlp.fc2.lora_B.weight"].shape);
        Assert.True(file.Tensors["base_model.model.head.weight"].Equals(weights["head.weight"]));
        using var config = JsonDocument.Parse(File.ReadAllText(folder["adapter", "adapter_config.json"]));
        Assert.Equal(("LORA", 2, 4.0), (config.RootElement.GetProperty("peft_type").GetString(), config.RootElement.GetProperty("r").GetInt32(), config.RootElement.GetProperty("lora_alpha").GetDouble()));
        Assert.Equal(["fc1", "fc2", "proj", "qkv"], config.RootElement.GetProperty("target_modules").EnumerateArray().Select(name => name.GetString()));
        Assert.Equal(["head"], config.RootElement.GetProperty("modules_to_save").EnumerateArray().Select(name => name.GetString()));
    }

    [Fact]
    public void Another_method_has_no_such_file() =>
        Assert.Contains("--adapters", Assert.Throws<FormatException>(() => AdapterFile.Write(folder["x"], new Dictionary<string, Tensor>(), new() { Method = FineTuningMethod.Diffit })).Message);

    public void Dispose() => folder.Dispose();
}
