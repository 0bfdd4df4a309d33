using System.Text.Json;
using AutoProg.Contracts.Specification;

namespace AutoProg.Contracts.Tests.Specification;

public class ModelSpecTests
{
    [Fact]
    public void A_specification_from_before_there_were_families_means_what_it_meant()
    {
        var spec = new RunSpec { Model = ModelCatalog.Find("DeiT-S")! };
        var json = JsonSerializer.SerializeToNode(spec, ContractsJson.Default.RunSpec)!;
        Assert.All(["family", "distilled", "volo", "dit"], field => Assert.True(json["model"]!.AsObject().Remove(field)));

        var read = json.Deserialize(ContractsJson.Default.RunSpec)!;

        Assert.Equal(spec.Model, read.Model);
        Assert.Empty(read.Validate());
    }

    [Fact]
    public void A_volo_without_blocks_has_the_elastic_split()
    {
        const string Json = """{"model":{"family":"volo","volo":{"stemWidth":8}}}""";
        Assert.Empty(JsonSerializer.Deserialize(Json, ContractsJson.Default.RunSpec)!.Model.Volo.Blocks);
    }

    [Fact]
    public void Every_model_of_the_catalogue_survives_json() => Assert.All(ModelCatalog.All, row =>
    {
        var json = JsonSerializer.Serialize(new RunSpec { Model = row }, ContractsJson.Default.RunSpec);
        var read = JsonSerializer.Deserialize(json, ContractsJson.Default.RunSpec)!.Model;

        Assert.Equal(row, read);
        Assert.Equal(row.GetHashCode(), read.GetHashCode());
    });

    [Fact]
    public void Models_with_other_groups_differ()
    {
        var model = ModelCatalog.Find("VOLO-D1")!;
        Assert.NotEqual(model, model with { Volo = model.Volo with { Blocks = [4, 8, 4, 2] } });
        Assert.NotEqual(model, model with { Volo = model.Volo with { StemWidth = 32 } });
    }

    [Theory]
    [InlineData("DeiT-S", 16, 196)]
    [InlineData("VOLO-D1", 16, 196)]
    [InlineData("VOLO-D5", 16, 196)]
    [InlineData("DiT-XL/2", 16, 196)]
    [InlineData("DiT-XL/8", 64, 9)]
    public void The_token_stride_is_a_patch_pooled_or_of_latents(string name, int stride, int tokens)
    {
        var model = ModelCatalog.Find(name)!;
        Assert.Equal((stride, tokens), (model.TokenStride, model.TokensAt(224)));
    }

    [Fact]
    public void Resolutions_of_a_volo_grow_by_its_token_stride() => Assert.All(
        GrowthGrid.Stages(new RunSpec { Model = ModelCatalog.Find("VOLO-D2")! }),
        stage => Assert.Equal(0, stage.Resolution % 16));
}
