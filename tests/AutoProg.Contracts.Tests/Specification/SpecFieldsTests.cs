using System.Text.Json;
using AutoProg.Contracts.Specification;

namespace AutoProg.Contracts.Tests.Specification;

public class SpecFieldsTests
{
    private static IReadOnlyList<SpecField> Fields(string json)
    {
        using var document = JsonDocument.Parse(json);
        return SpecFields.Of(document.RootElement);
    }

    [Fact]
    public void Every_value_is_one_field_in_the_order_of_the_document() =>
        Assert.Equal(
            [("seed", "7"), ("model.weights", "–"), ("model.volo.blocks", "4; 8"), ("model.volo.flip", "yes"), ("model.name", "empty"), ("stages", "depth 3, start 0.5; depth 6, start 1"), ("none", "none")],
            Fields("""{"seed":7,"model":{"weights":null,"volo":{"blocks":[4,8],"flip":true},"name":""},"stages":[{"depth":3,"start":0.5},{"depth":6,"start":1}],"none":[]}""")
                .Select(field => (field.Path, field.Text)));

    [Fact]
    public void Only_numbers_are_numbers() =>
        Assert.Equal([0.5, null, null], Fields("""{"a":0.5,"b":"0.5","c":true}""").Select(field => field.Number));

    [Theory]
    [InlineData("seed", "run", "seed")]
    [InlineData("optimization.learningRate", "optimization", "learningRate")]
    [InlineData("model.volo.blocks", "model", "volo.blocks")]
    public void A_field_knows_its_section(string path, string section, string name)
    {
        var field = new SpecField(path, "");
        Assert.Equal((section, name), (field.Section, field.Name));
    }

    [Fact]
    public void Of_all_fields_of_two_specifications_only_those_that_were_changed_differ()
    {
        var demo = Presets.Find(Presets.Demo)!.Spec;
        var changed = demo with { Optimization = demo.Optimization with { LearningRate = 0.25 }, Schedule = demo.Schedule with { Stages = [new(0, 28, 6)] } };

        var fields = SpecFields.Compare([SpecFields.Of(demo), SpecFields.Of(changed), SpecFields.Of(demo)]);

        Assert.Equal(["schedule.stages", "optimization.learningRate"], fields.Where(field => field.Differs).Select(field => field.Path));
        Assert.Equal("0.25", fields.Single(field => field.Path == "optimization.learningRate").Values[1]!.Text);
        Assert.InRange(fields.Count, 60, 500);
    }

    [Fact]
    public void A_field_that_one_lacks_differs()
    {
        var fields = SpecFields.Compare([Fields("""{"a":1,"c":3}"""), Fields("""{"a":1,"b":null,"c":3}""")]);

        Assert.Equal(["a", "c", "b"], fields.Select(field => field.Path));
        var lacking = Assert.Single(fields, field => field.Differs);
        Assert.Equal((null, "–"), (lacking.Values[0], lacking.Values[1]!.Text));
    }

    [Fact]
    public void Nothing_and_an_empty_text_are_not_the_same() =>
        Assert.True(SpecFields.Compare([Fields("""{"path":null}"""), Fields("""{"path":""}""")]).Single().Differs);
}
