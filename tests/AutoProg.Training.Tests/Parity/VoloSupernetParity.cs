using AutoProg.Contracts.Specification;
using AutoProg.Training.Models;
using static TorchSharp.torch;

namespace AutoProg.Training.Tests.Parity;

[Trait("Category", "Parity")]
public sealed class VoloSupernetParity : IDisposable
{
    private readonly Fixture fixture = Fixture.Open("volo-supernet.safetensors");
    private readonly ModelSpec spec;
    private readonly Volo model;

    public VoloSupernetParity()
    {
        var config = fixture.Config;
        var given = VoloConfig.Spec(config);
        spec = given with { Volo = given.Volo with { Blocks = [] } }; // The elastic family splits by its own rule.
        model = new Volo(spec, VoloConfig.Channels(config), VoloConfig.Classes(config), spec.Depth);
        model.CopyWeights(fixture.Below("weights/"));
        model.eval();
    }

    private int[] Depths => [.. fixture.Config.GetProperty("layer_nums").EnumerateArray().Select(depth => depth.GetInt32())];

    [Fact(DisplayName = "volo-supernet: logits of every sub-network")]
    public void volo_supernet_logits_match()
    {
        using var scope = NewDisposeScope();
        Assert.NotEmpty(Depths);
        Assert.All(Depths, depth =>
        {
            model.Active = Skipping($"out/skip_l{depth}");
            fixture.AssertMatches($"out/logits_l{depth}", model.call(fixture["in/image"]));
        });
    }

    [Fact(DisplayName = "volo-supernet: outlookers and transformers of every depth")]
    public void volo_supernet_split_matches() => Assert.All(Depths, depth =>
        Assert.Equal(fixture[$"in/split_l{depth}"].data<long>().ToArray(), DepthSplit.Of(spec, depth).Select(count => (long)count)));

    public void Dispose()
    {
        model.Dispose();
        fixture.Dispose();
    }

    private SubNetwork Skipping(string name)
    {
        var table = fixture[name];
        long[][] rows = table.NumberOfElements == 0 ? [] : [.. table.data<long>().ToArray().Chunk(2)]; // An empty tensor has no data to read.
        return new SubNetwork([.. Enumerable.Range(0, 2).Select(group => rows.Where(row => row[0] == group).Select(row => (int)row[1]).ToHashSet())]);
    }
}
