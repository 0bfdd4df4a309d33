using System.Text.Json;
using System.Text.RegularExpressions;
using AutoProg.Contracts.Specification;

namespace AutoProg.Training.Tests.Parity;

/// <summary>The constructor arguments of the reference VOLO as a specification.</summary>
internal static partial class VoloConfig
{
    public static int Channels(JsonElement config) => Of(config, "in_chans");

    public static int Classes(JsonElement config) => Of(config, "num_classes");

    public static ModelSpec Spec(JsonElement config)
    {
        var (widths, heads, layers) = (Each(config, "embed_dims"), Each(config, "num_heads"), Each(config, "layers"));
        return new ModelSpec
        {
            Family = ModelFamily.Volo,
            Resolution = Of(config, "img_size"),
            PatchSize = Of(config, "patch_size"),
            Width = widths[^1],
            Heads = heads[^1],
            Depth = layers.Sum(),
            MlpRatio = config.GetProperty("mlp_ratios")[0].GetDouble(),
            Volo = new()
            {
                StemWidth = Of(config, "stem_hidden_dim"),
                OutlookWidth = widths[0],
                OutlookHeads = heads[0],
                Blocks = [.. layers.Where(count => count > 0)],
                ClassBlocks = config.GetProperty("post_layers").GetArrayLength(),
            },
        };
    }

    /// <summary>Weights of the loss, as written in the reference's call: <c>(dense_weight=0.5, cls_weight=1.0)</c>.</summary>
    public static (double Dense, double Class) LossWeights(JsonElement config)
    {
        var found = Weights().Match(config.GetProperty("loss").GetString()!);
        Assert.True(found.Success);
        return (double.Parse(found.Groups[1].ValueSpan), double.Parse(found.Groups[2].ValueSpan));
    }

    private static int Of(JsonElement config, string key) => config.GetProperty(key).GetInt32();

    private static int[] Each(JsonElement config, string key) => [.. config.GetProperty(key).EnumerateArray().Select(value => value.GetInt32())];

    [GeneratedRegex(@"dense_weight=([\d.]+), cls_weight=([\d.]+)")]
    private static partial Regex Weights();
}
