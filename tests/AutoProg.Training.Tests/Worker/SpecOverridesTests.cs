using AutoProg.Contracts.Specification;
using AutoProg.Training.Worker;

namespace AutoProg.Training.Tests.Worker;

public sealed class SpecOverridesTests
{
    [Fact]
    public void Fields_of_every_kind_are_set_by_their_paths()
    {
        var spec = SpecOverrides.Apply(new RunSpec(),
        [
            "seed=7", "model.width=32", "optimization.learningRate=1e-4", "optimization.precision=bf16", "model.stem=patch",
            "data.horizontalFlip=true", "data.path=some/folder", "Schedule.Kind = none",
        ]);

        Assert.Equal((7, 32, 1e-4, Precision.Bf16, Stem.Patch), (spec.Seed, spec.Model.Width, spec.Optimization.LearningRate, spec.Optimization.Precision, spec.Model.Stem));
        Assert.Equal((true, "some/folder", ScheduleKind.None), (spec.Data.HorizontalFlip, spec.Data.Path, spec.Schedule.Kind));
    }

    [Fact]
    public void Everything_else_stays()
    {
        var preset = Presets.Find(Presets.Demo)!.Spec;
        Assert.Equivalent(preset with { Seed = 1 }, SpecOverrides.Apply(preset, ["seed=1"]), strict: true);
        Assert.Equivalent(preset, SpecOverrides.Apply(preset, []), strict: true);
    }

    [Theory]
    [InlineData("name=2024", "2024")]
    [InlineData("name=true", "true")]
    [InlineData("name=a=b", "a=b")]
    [InlineData("name=", "")]
    public void Text_needs_no_quotes(string assignment, string name) => Assert.Equal(name, SpecOverrides.Apply(new RunSpec(), [assignment]).Name);

    [Fact]
    public void Null_takes_a_value_away() =>
        Assert.Null(SpecOverrides.Apply(new RunSpec { Model = new() { Weights = "deit" } }, ["model.weights=null"]).Model.Weights);

    [Fact]
    public void A_list_of_stages_is_written_as_json()
    {
        var spec = SpecOverrides.Apply(new RunSpec(), ["""schedule.stages=[{"startFraction":0,"resolution":16,"depth":2},{"startFraction":0.5,"resolution":28,"depth":6}]"""]);
        Assert.Equal([new GrowthStage(0, 16, 2), new GrowthStage(0.5, 28, 6)], spec.Schedule.Stages);
    }

    [Theory]
    [InlineData("optimizer.epochs=2", "'optimizer.epochs': unknown field 'optimizer'. Known: name, preset, seed, model,")]
    [InlineData("optimization.epoch=2", "'optimization.epoch': unknown field 'epoch'. Known: epochs,")]
    [InlineData("seed.low=2", "'seed.low': 'seed' has no fields.")]
    [InlineData("seed", "'seed' is no assignment; write field=value.")]
    [InlineData("optimization.epochs=2.5", "optimization.epochs:")]
    [InlineData("schedule.kind=fast", "schedule.kind:")]
    [InlineData("model=null", "model:")]
    [InlineData("""schedule.stages=[{"startFraction":0,"resolution":"big","depth":2}]""", "schedule.stages[0].resolution:")]
    public void A_wrong_assignment_is_named(string assignment, string beginning)
    {
        var wrong = Assert.Throws<FormatException>(() => SpecOverrides.Apply(new RunSpec(), [assignment]));
        Assert.StartsWith(beginning, wrong.Message);
        Assert.DoesNotContain("LineNumber", wrong.Message);
    }

    [Fact]
    public void An_unknown_field_of_a_file_is_named()
    {
        var wrong = Assert.Throws<FormatException>(() => SpecOverrides.Read("""{"model":{"widht":3}}"""));
        Assert.Contains("widht", wrong.Message);
    }
}
