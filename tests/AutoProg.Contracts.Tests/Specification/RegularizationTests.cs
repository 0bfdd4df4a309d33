using System.Text.Json;
using AutoProg.Contracts.Specification;

namespace AutoProg.Contracts.Tests.Specification;

public class RegularizationTests
{
    private static readonly RunSpec Paper = new()
    {
        Model = new() { DropPath = 0.1 },
        Regularization = new()
        {
            RandAugment = 9, RandomErasing = 0.25, SmallestRandAugment = 0.5, SmallestRandomErasing = 0, SmallestDropPath = 0,
        },
    };

    [Fact]
    public void The_stages_of_the_paper_come_out_as_published()
    {
        var stages = Enumerable.Range(0, 4).Select(stage => RegularizationStrength.At(Paper, stage, 4)).ToArray();
        Assert.Equal([4, 6, 7, 9], stages.Select(stage => stage.RandAugment));
        Assert.Equal([0, 0.033, 0.067, 0.1], stages.Select(stage => Math.Round(stage.DropPath, 3)));
        Assert.Equal([0, 0.083, 0.167, 0.25], stages.Select(stage => Math.Round(stage.RandomErasing, 3)));
    }

    [Fact]
    public void A_run_of_one_stage_has_full_strength() =>
        Assert.Equal(new RegularizationStrength(9, 0.25, 0.1), RegularizationStrength.At(Paper, 0, 1));

    [Fact]
    public void By_default_nothing_is_on_and_drop_path_is_constant()
    {
        var spec = new RunSpec { Model = new() { DropPath = 0.3 } };
        Assert.All(Enumerable.Range(0, 3), stage => Assert.Equal(new RegularizationStrength(0, 0, 0.3), RegularizationStrength.At(spec, stage, 3)));
        Assert.False(spec.Regularization.Mixes);
        Assert.Equal(1, spec.Regularization.RepeatedAugmentation);
    }

    [Theory]
    [InlineData("""{"name":"old"}""")]
    [InlineData("""{"name":"old","regularization":{}}""")]
    public void A_specification_written_before_keeps_its_meaning(string json) =>
        Assert.Equal(new RegularizationSpec(), JsonSerializer.Deserialize(json, ContractsJson.Default.RunSpec)!.Regularization);
}
