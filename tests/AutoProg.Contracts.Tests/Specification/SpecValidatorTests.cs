using AutoProg.Contracts.Specification;

namespace AutoProg.Contracts.Tests.Specification;

public class SpecValidatorTests
{
    public static TheoryData<string, RunSpec> Wrong => new()
    {
        { "model.heads", new() { Model = new() { Width = 64, Heads = 5 } } },
        { "model.resolution", new() { Model = new() { Resolution = 30, PatchSize = 4 } } },
        { "model.patchSize", new() { Model = new() { Resolution = 27, PatchSize = 3, Stem = Stem.Convolution } } },
        { "model.name", new() { Model = new() { Name = "ViT-S/14" } } },
        { "model.name", new() { Model = ModelCatalog.Find("DeiT-S")! with { Width = 192 } } },
        { "model.dropPath", new() { Model = new() { DropPath = double.NaN } } },
        { "model.weights", new() { Model = new() { Weights = " " } } },
        { "data.dataset", new() { Data = new() { Dataset = "cifar" } } },
        { "data.path", new() { Data = new() { Dataset = DataSpec.ImageFolder } } },
        { "optimization.epochs", new() { Optimization = new() { Epochs = 0 } } },
        { "optimization.learningRate", new() { Optimization = new() { LearningRate = -1 } } },
        { "optimization.learningRate", new() { Optimization = new() { LearningRate = double.PositiveInfinity } } },
        { "optimization.warmupEpochs", new() { Optimization = new() { Epochs = 4, WarmupEpochs = 5 } } },
        { "resources.device", new() { Resources = new() { Device = "tpu" } } },
        { "schedule.stageCount", new() { Schedule = new() { StageCount = 1 } } },
        { "schedule.stageCount", new() { Schedule = new() { StageCount = 4 }, Optimization = new() { Epochs = 2 } } },
        { "schedule.stages", new() { Schedule = new() { Stages = [new(0, 16, 3)] } } },
        { "schedule.stages[1]", new() { Schedule = new() { Stages = [new(0, 16, 3), null!] } } },
        { "schedule.stages[0].startFraction", new() { Schedule = new() { Stages = [new(0.1, 28, 6)] } } },
        { "schedule.stages[1].depth", new() { Schedule = new() { Stages = [new(0, 16, 5), new(0.2, 20, 3), new(0.5, 28, 6)] } } },
        { "schedule.stages[0].resolution", new() { Schedule = new() { Stages = [new(0, 18, 3), new(0.5, 28, 6)] } } },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_wrong_field_is_named(string field, RunSpec spec) => Assert.Contains(field, spec.Validate().Keys);

    [Fact]
    public void A_named_model_may_start_from_weights() =>
        Assert.Empty(new RunSpec { Model = ModelCatalog.Find("DeiT-S")! with { Weights = "deit_small" } }.Validate());

    [Fact]
    public void Every_preset_is_valid() => Assert.All(Presets.All, preset => Assert.Empty(preset.Spec.Validate()));

    [Fact]
    public void Every_message_ends_as_a_sentence() =>
        Assert.All(Wrong, row => Assert.All(row.Data.Item2.Validate().Values.SelectMany(messages => messages), message => Assert.EndsWith(".", message)));
}
