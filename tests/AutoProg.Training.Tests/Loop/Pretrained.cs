using AutoProg.Contracts.Specification;
using AutoProg.Training.Models;
using AutoProg.Training.Storage;
using AutoProg.Training.Tests.Data;
using static TorchSharp.torch;

namespace AutoProg.Training.Tests.Loop;

/// <summary>Tiny runs that start from weights of which none is zero, as a trained model's.</summary>
internal static class Pretrained
{
    public static RunSpec Denoiser(TempFolder folder) => Starting(folder, TinyRun.Denoising, () => new Dit(TinyRun.Denoising.Model, classes: 10));

    public static RunSpec Classifier(TempFolder folder, int classes = 10)
    {
        var model = TinyRun.Spec.Model;
        return Starting(folder, TinyRun.Spec, () => new Vit(model, channels: 1, classes, model.Depth));
    }

    public static RunSpec By(this RunSpec spec, FineTuningMethod method) => spec with
    {
        Schedule = new() { Kind = ScheduleKind.None },
        FineTuning = new() { Method = method, LoraRank = 2, LoraAlpha = 4 },
    };

    private static RunSpec Starting(TempFolder folder, RunSpec spec, Func<nn.Module> create)
    {
        using var gradients = no_grad();
        random.manual_seed(5);
        using var model = create();
        foreach (var parameter in model.parameters())
        {
            parameter.add_(randn_like(parameter) * 0.1);
        }

        var path = folder[$"{spec.Task}.safetensors"];
        SafetensorsFile.Write(path, model.state_dict());
        return spec with { Model = spec.Model with { Weights = path } };
    }
}
