using System.Globalization;
using AutoProg.Contracts.Specification;

namespace AutoProg.Client.Charts;

/// <summary>What grows with the stages of a run: only lanes that its specification has.</summary>
public static class TimelineLanes
{
    /// <summary>From bottom to top.</summary>
    public static IEnumerable<LaneModel> Of(IReadOnlyList<StageModel> stages, RunPlan? plan, RunSpec spec)
    {
        var count = plan?.Stages[^1].Index + 1 ?? 1;
        var full = RegularizationStrength.At(spec, count - 1, count);
        if (spec.Task == LearningTask.Classification && full is not { RandAugment: 0, RandomErasing: 0, DropPath: 0 })
        {
            yield return new LaneModel("augment", SeriesColours.Purple, [.. stages.Select(stage => Augmentation(RegularizationStrength.At(spec, stage.Index, count), full))]);
        }

        yield return spec.Unfreezes
            ? new LaneModel("unfrozen", SeriesColours.Green, [.. stages.Select(stage => new LaneCell((double)stage.Depth / spec.Model.Depth, $"{stage.Depth} of {spec.Model.Depth} blocks", Text(stage.Depth)))])
            : new LaneModel("depth", SeriesColours.Green, [.. stages.Select(stage => new LaneCell((double)stage.Depth / spec.Model.Depth, $"{stage.Depth} blocks", Text(stage.Depth)))]);
        yield return new LaneModel("pixels", SeriesColours.Blue, [.. stages.Select(stage => new LaneCell((double)stage.Resolution / spec.Model.Resolution, $"{stage.Resolution} px", Text(stage.Resolution)))]);
    }

    // The strongest of what is on stands for all: they ramp up together.
    private static LaneCell Augmentation(RegularizationStrength stage, RegularizationStrength full)
    {
        (double Value, double Full, string Name)[] parts = [(stage.RandAugment, full.RandAugment, "RandAugment"), (stage.RandomErasing, full.RandomErasing, "erasing"), (stage.DropPath, full.DropPath, "drop path")];
        var (value, most, name) = parts.First(part => part.Full > 0);
        return new LaneCell(Math.Clamp(value / most, 0, 1), $"{name} {Text(value)}", Text(value));
    }

    private static string Text(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
