using AutoProg.Contracts.Specification;

namespace AutoProg.Contracts.Tests.Specification;

public class FineTuningTests
{
    private static readonly RunSpec Classifier = new()
    {
        Model = new() { Weights = "vit" },
        Schedule = new() { Kind = ScheduleKind.None },
        Optimization = new() { BatchSize = 1, Epochs = 1 },
    };

    [Fact]
    public void A_classifier_is_fine_tuned_where_it_starts_from_weights()
    {
        Assert.True(Classifier.Unfreezes);
        Assert.False((Classifier with { Model = new() }).Unfreezes);
        Assert.Equal(Classifier.Model, Classifier.ModelToTrain());
        Assert.Empty((Classifier with { Schedule = new() { Kind = ScheduleKind.AutoprogZero }, Optimization = new() { Epochs = 8 } }).Validate());
        Assert.Contains("schedule.kind", (Classifier with { Schedule = new() { Kind = ScheduleKind.AutoprogOne } }).Validate().Keys);
    }

    [Fact]
    public void A_method_of_few_parameters_takes_weights_and_one_stage()
    {
        var lora = Classifier with { FineTuning = new() { Method = FineTuningMethod.Lora } };

        Assert.Empty(lora.Validate());
        Assert.Equal(["model.weights"], (lora with { Model = new() }).Validate().Keys);
        Assert.Equal(["fineTuning.method"], (lora with { Schedule = new(), Optimization = new() { Epochs = 8 } }).Validate().Keys);
        Assert.Equal(["fineTuning.loraRank"], (lora with { FineTuning = new() { LoraRank = 65 } }).Validate().Keys);
        Assert.Equal(["fineTuning.loraAlpha"], (lora with { FineTuning = new() { LoraAlpha = 0 } }).Validate().Keys);
    }

    [Fact]
    public void Methods_cost_what_their_products_do()
    {
        var model = Classifier.Model;
        var full = Flops(FineTuningMethod.Full);
        var frozen = ModelCost.FineTuneFlops(model, 28, [], truncates: false, channels: 1, classes: 10);
        var tokens = 7 * 7 + 1;
        var factors = 6 * tokens * 8 * ((64 + 192) + (64 + 64) + (64 + 256) + (256 + 64)); // Six blocks, rank 8.

        Assert.Equal(full, ModelCost.TrainFlops(model, 1, 10, 28, 6), 1.0);
        Assert.Equal(frozen, Flops(FineTuningMethod.Diffit));
        Assert.Equal(frozen + 2 * 3 * factors, Flops(FineTuningMethod.Lora));
        Assert.Equal(ModelCost.ForwardFlops(model, 1, 10, 28, 6) + 2 * 64 * 10, Flops(FineTuningMethod.LinearProbe));
        Assert.Equal(full, RunPlan.For(Classifier with { FineTuning = new() { Method = FineTuningMethod.Lora } }, 10, 10).FullFlopsPerStep);

        double Flops(FineTuningMethod method) => RunPlan.FlopsPerStep(Classifier with { FineTuning = new() { Method = method } }, 10)(28, 6);
    }

    [Fact]
    public void The_reference_of_the_zero_shot_search_decides_its_fields()
    {
        var spec = new RunSpec
        {
            Schedule = new() { Kind = ScheduleKind.AutoprogZero },
            Search = new() { Mode = SearchMode.Reference, NtkSamples = 99, Cost = SearchCost.Flops },
        };
        var resolved = spec.Resolved();

        Assert.Equal((16, 2, 6, SearchCost.Flops), (resolved.Search.NtkSamples, resolved.Search.ZicoBatches, resolved.Search.TimedSteps, resolved.Search.Cost));
        Assert.Equal((UnfreezingRule.RankVote, UnfreezingOrder.Interleaved), (resolved.FineTuning.Rule, resolved.FineTuning.Unfreezing));
        Assert.Equal(UnfreezingOrder.Released, (spec with { FineTuning = new() { Unfreezing = UnfreezingOrder.Released } }).Resolved().FineTuning.Unfreezing);
        Assert.Equal(resolved, resolved.Resolved());
        Assert.Same(spec with { Search = new() } is var ours ? ours : spec, ours.Resolved());
    }

    [Fact]
    public void The_reference_of_the_one_shot_search_plans_two_epochs()
    {
        var spec = new RunSpec
        {
            Schedule = new() { Kind = ScheduleKind.AutoprogOne, Operator = GrowthOperatorKind.Identity },
            Search = new() { Mode = SearchMode.Reference },
            Optimization = new() { Epochs = 20, BatchSize = 10 },
        };
        var plan = RunPlan.For(spec, 100, 10);

        Assert.Equal([20, 20, 20, 0], plan.Stages.Select(stage => stage.SearchSteps));
        Assert.Equal((GrowthOperatorKind.Mogrow, 5, 50), (spec.Resolved().Schedule.Operator, spec.Resolved().Search.Readings, spec.Resolved().Search.EvalBatches));
        Assert.Contains("search.epochs", (spec with { Optimization = spec.Optimization with { Epochs = 8 } }).Validate().Keys);
    }
}
