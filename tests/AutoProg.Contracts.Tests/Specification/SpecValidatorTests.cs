using AutoProg.Contracts.Specification;

namespace AutoProg.Contracts.Tests.Specification;

public class SpecValidatorTests
{
    private static readonly ModelSpec Volo = ModelCatalog.Find("volo_h12_l18")! with { Name = ModelSpec.Custom };

    private static readonly ModelSpec Dit = ModelCatalog.Find("DiT-S/2")! with { Name = ModelSpec.Custom };

    public static TheoryData<string, RunSpec> Wrong => new()
    {
        { "model.heads", new() { Model = new() { Width = 64, Heads = 5 } } },
        { "model.resolution", new() { Model = new() { Resolution = 30, PatchSize = 4 } } },
        { "model.patchSize", new() { Model = new() { Resolution = 27, PatchSize = 3, Stem = Stem.Convolution } } },
        { "model.name", new() { Model = new() { Name = "ViT-S/14" } } },
        { "model.name", new() { Model = ModelCatalog.Find("DeiT-S")! with { Width = 192 } } },
        { "model.dropPath", new() { Model = new() { DropPath = double.NaN } } },
        { "model.resolution", new() { Model = Volo with { Resolution = 232 } } },
        { "model.patchSize", new() { Model = Volo with { PatchSize = 7 } } },
        { "model.depth", new() { Model = Volo with { Depth = 1 } } },
        { "model.distilled", new() { Model = Volo with { Distilled = true } } },
        { "model.volo.stemWidth", new() { Model = Volo with { Volo = Volo.Volo with { StemWidth = 0 } } } },
        { "model.volo.outlookHeads", new() { Model = Volo with { Volo = Volo.Volo with { OutlookHeads = 5 } } } },
        { "model.volo.blocks", new() { Model = Volo with { Volo = Volo.Volo with { Blocks = [4, 15] } } } },
        { "model.volo.blocks", new() { Model = Volo with { Volo = Volo.Volo with { Blocks = [18] } } } },
        { "model.volo.blocks", new() { Model = Volo with { Volo = Volo.Volo with { Blocks = [0, 18] } } } },
        { "model.name", new() { Model = ModelCatalog.Find("VOLO-D1")! with { Volo = Volo.Volo with { Blocks = [4, 8, 4, 2] } } } },
        { "model.resolution", new() { Model = Dit with { Resolution = 248 } } },
        { "model.width", new() { Model = Dit with { Width = 90 } } },
        { "model.distilled", new() { Model = Dit with { Distilled = true } } },
        { "model.dropPath", new() { Model = Dit with { DropPath = 0.1 } } },
        { "model.dit.latentFactor", new() { Model = Dit with { Dit = new() { LatentFactor = 0 } } } },
        { "model.dit.channels", new() { Model = Dit with { Dit = new() { Channels = 0 } } } },
        { "model.dit.channels", new() { Model = Dit with { Dit = new() { LatentFactor = 1 } } } },
        { "model.dit.conditionDropout", new() { Model = Dit with { Dit = new() { ConditionDropout = 1 } } } },
        { "model.dit.stages", new() { Model = Dit with { Dit = new() { Stages = -1 } } } },
        { "model.dit.stageDeviation", new() { Model = Dit with { Dit = new() { StageDeviation = double.NaN } } } },
        { "model.name", new() { Model = ModelCatalog.Find("DiT-S/2")! with { Dit = new() { Channels = 16 } } } },
        { "model.weights", new() { Model = new() { Weights = " " } } },
        { "data.dataset", new() { Data = new() { Dataset = "cifar" } } },
        { "data.path", new() { Data = new() { Dataset = DataSpec.ImageFolder } } },
        { "optimization.epochs", new() { Optimization = new() { Epochs = 0 } } },
        { "optimization.learningRate", new() { Optimization = new() { LearningRate = -1 } } },
        { "optimization.learningRate", new() { Optimization = new() { LearningRate = double.PositiveInfinity } } },
        { "optimization.warmupEpochs", new() { Optimization = new() { Epochs = 4, WarmupEpochs = 5 } } },
        { "optimization.batchSize", new() { Optimization = new() { BatchSize = 1 }, Regularization = new() { Mixup = 0.8 } } },
        { "regularization.randAugment", new() { Regularization = new() { RandAugment = 11 } } },
        { "regularization.randAugmentOperations", new() { Regularization = new() { RandAugmentOperations = 0 } } },
        { "regularization.randAugmentDeviation", new() { Regularization = new() { RandAugmentDeviation = double.NaN } } },
        { "regularization.randomErasing", new() { Regularization = new() { RandomErasing = 1.1 } } },
        { "regularization.mixup", new() { Regularization = new() { Mixup = -0.1 } } },
        { "regularization.cutmix", new() { Regularization = new() { Cutmix = double.PositiveInfinity } } },
        { "regularization.mixProbability", new() { Regularization = new() { MixProbability = 2 } } },
        { "regularization.switchProbability", new() { Regularization = new() { SwitchProbability = -1 } } },
        { "regularization.repeatedAugmentation", new() { Regularization = new() { RepeatedAugmentation = 0 } } },
        { "regularization.repeatedAugmentation", new() { Regularization = new() { RepeatedAugmentation = 65 } } },
        { "regularization.smallestRandAugment", new() { Regularization = new() { SmallestRandAugment = 1.5 } } },
        { "regularization.smallestRandomErasing", new() { Regularization = new() { SmallestRandomErasing = double.NaN } } },
        { "regularization.smallestDropPath", new() { Regularization = new() { SmallestDropPath = -11 } } },
        { "resources.device", new() { Resources = new() { Device = "tpu" } } },
        { "resources.device", new() { Resources = new() { Device = "cuda:00" } } },
        { "schedule.stageCount", new() { Schedule = new() { StageCount = 1 } } },
        { "schedule.stageCount", new() { Schedule = new() { StageCount = 4 }, Optimization = new() { Epochs = 2 } } },
        { "schedule.stages", new() { Schedule = new() { Stages = [new(0, 16, 3)] } } },
        { "schedule.stages[1]", new() { Schedule = new() { Stages = [new(0, 16, 3), null!] } } },
        { "schedule.stages[0].startFraction", new() { Schedule = new() { Stages = [new(0.1, 28, 6)] } } },
        { "schedule.stages[1].depth", new() { Schedule = new() { Stages = [new(0, 16, 5), new(0.2, 20, 3), new(0.5, 28, 6)] } } },
        { "schedule.stages[0].resolution", new() { Schedule = new() { Stages = [new(0, 18, 3), new(0.5, 28, 6)] } } },
        { "schedule.stages", new() { Schedule = new() { Kind = ScheduleKind.Replay } } },
        { "schedule.smallestDepth", new() { Schedule = new() { Kind = ScheduleKind.AutoprogOne, SmallestDepth = 0.3 } } },
        { "search.epochs", new() { Schedule = new() { Kind = ScheduleKind.AutoprogOne }, Search = new() { Epochs = 4 } } },
        { "schedule.stageCount", new() { Schedule = new() { Kind = ScheduleKind.AutoprogOne, StageCount = 0, Stages = [new(0, 16, 3), new(0.5, 28, 6)] } } },
        { "search.epochs", new() { Schedule = new() { Kind = ScheduleKind.AutoprogOne, Stages = [new(0, 16, 3), new(0.39, 20, 4), new(0.6, 28, 6)] }, Search = new() { Epochs = 2 }, Optimization = new() { Epochs = 10, MaxSteps = 11 } } },
        { "search.readings", new() { Schedule = new() { Kind = ScheduleKind.AutoprogOne }, Search = new() { Readings = 1 } } },
        { "schedule.stages[0].resolution", new() { Model = Volo, Schedule = new() { Stages = [new(0, 120, 9), new(0.5, 224, 18)] } } },
        { "schedule.stages[0].depth", new() { Model = Volo, Schedule = new() { Stages = [new(0, 112, 1), new(0.5, 224, 18)] } } },
        { "schedule.stages[1].depth", new() { Model = Volo, Schedule = new() { Stages = [new(0, 112, 9), new(0.2, 112, 10), new(0.5, 224, 18)] } } },
        { "schedule.smallestDepth", new() { Model = ModelCatalog.Find("VOLO-D1")!, Schedule = new() { SmallestDepth = 0.1 } } },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_wrong_field_is_named(string field, RunSpec spec) => Assert.Contains(field, spec.Validate().Keys);

    [Fact]
    public void A_named_model_may_start_from_weights() =>
        Assert.Empty(new RunSpec { Model = ModelCatalog.Find("DeiT-S")! with { Weights = "deit_small" } }.Validate());

    [Fact]
    public void A_dit_in_pixel_space_has_the_channels_of_the_images() => Assert.Empty(new RunSpec
    {
        Model = Dit with { Resolution = 28, Dit = new() { LatentFactor = 1, Channels = 1 } },
    }.Validate());

    [Fact]
    public void A_search_takes_only_the_starts_of_listed_stages() => Assert.Empty(new RunSpec
    {
        Model = new() { Depth = 8 },
        Schedule = new() { Kind = ScheduleKind.AutoprogOne, Stages = [new(0, 16, 3), new(0.5, 28, 6)] },
    }.Validate());

    [Fact]
    public void Every_preset_is_valid() => Assert.All(Presets.All, preset => Assert.Empty(preset.Spec.Validate()));

    [Fact]
    public void Every_model_of_the_catalogue_is_valid_and_grows() =>
        Assert.All(ModelCatalog.All, row => Assert.Empty(new RunSpec { Model = row with { Autoencoder = row.Family == ModelFamily.Dit ? "vae" : null } }.Validate()));

    [Fact]
    public void Every_message_ends_as_a_sentence() =>
        Assert.All(Wrong, row => Assert.All(row.Data.Item2.Validate().Values.SelectMany(messages => messages), message => Assert.EndsWith(".", message)));
}
