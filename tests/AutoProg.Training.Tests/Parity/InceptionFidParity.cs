using System.Text.Json;
using AutoProg.Training.Metrics;
using AutoProg.Training.Metrics.Inception;
using AutoProg.Training.Storage;
using AutoProg.Training.Tests.Data;
using static TorchSharp.torch;

namespace AutoProg.Training.Tests.Parity;

[Trait("Category", "Parity")]
public sealed class InceptionFidParity : IDisposable
{
    private readonly Fixture fixture = Fixture.Open("inception-fid.safetensors");

    [Fact(DisplayName = "inception-fid: features and block means, with weights read from a file")]
    public void inception_fid_features_match()
    {
        using var scope = NewDisposeScope();
        using var temp = new TempFolder();
        var weights = Weights();
        fixture.AssertMatches("out/weight_probe", Probe(weights, values => values[0]));
        fixture.AssertMatches("out/weight_probe_last", Probe(weights, values => values[-1]));
        SafetensorsFile.Write(temp["inception.safetensors"], weights.ToDictionary());

        using var gradients = no_grad();
        using var network = InceptionV3.Load(temp["inception.safetensors"]);
        var images = fixture["in/image"];
        foreach (var name in fixture.Below("out/block").Keys) // As 0_mean.
        {
            fixture.AssertMatches($"out/block{name}", network.FeatureMaps(images, int.Parse(name.Split('_')[0])).mean([2, 3]));
        }

        fixture.AssertMatches("out/features", network.call(images));
        CheckExtractor(temp["inception.safetensors"], network, images);
    }

    [Fact(DisplayName = "inception-fid: means, covariances and Frechet distances")]
    public void inception_fid_distances_match()
    {
        using var scope = NewDisposeScope();
        using var a = FeatureStatistics.Of(fixture["in/features_a"]);
        using var b = FeatureStatistics.Of(fixture["in/features_b"]);
        using var few = FeatureStatistics.Of(fixture["in/features_small"]);

        fixture.AssertMatches("out/mu_a", a.Mean);
        fixture.AssertMatches("out/sigma_a", a.Covariance());
        fixture.AssertMatches("out/mu_b", b.Mean);
        fixture.AssertMatches("out/sigma_b", b.Covariance());
        fixture.AssertMatches("out/fid", tensor(FrechetDistance.Between(a, b)));
        fixture.AssertMatches("out/fid_same", tensor(FrechetDistance.Between(a, a)));
        fixture.AssertMatches("out/fid_small_b", tensor(FrechetDistance.Between(few, b)));
    }

    [Fact(DisplayName = "inception-fid: kernel inception distance")]
    public void inception_fid_kid_matches()
    {
        using var scope = NewDisposeScope();
        fixture.AssertMatches("out/kid", tensor(KernelInceptionDistance.Between(fixture["in/features_a"], fixture["in/features_b"])));
    }

    public void Dispose() => fixture.Dispose();

    // Bytes in, the network's features and logits out; grey images as three equal channels.
    private static void CheckExtractor(string path, InceptionV3 network, Tensor images)
    {
        using var extractor = new InceptionFeatures(path, CPU);
        var bytes = (images * 255).round().to(uint8);
        var features = extractor.Features(bytes);
        Assert.Equal([images.shape[0], extractor.Width], features.shape);
        Assert.True(allclose(network.call(bytes.to(float32) / 255), features, rtol: 1e-4, atol: 1e-4));
        Assert.True(allclose(network.Classify(features), extractor.Logits(features)));
        var grey = bytes.narrow(1, 0, 1);
        Assert.True(allclose(extractor.Features(grey.repeat(1, 3, 1, 1)), extractor.Features(grey), rtol: 1e-4, atol: 1e-4));
    }

    private static Tensor Probe(IEnumerable<KeyValuePair<string, Tensor>> weights, Func<Tensor, Tensor> read) =>
        stack([.. weights.Select(pair => read(pair.Value.flatten()))]);

    // The file does not hold the weights but a rule for them, in its metadata; in the order of the numbers k.
    private KeyValuePair<string, Tensor>[] Weights()
    {
        var seed = fixture.Config.GetProperty("seed").GetUInt32();
        return [.. fixture.Json("tensors").EnumerateArray().OrderBy(row => row.GetProperty("k").GetInt32()).Select(row => KeyValuePair.Create(row.GetProperty("name").GetString()!, Weight(row, seed)))];
    }

    private static Tensor Weight(JsonElement row, uint seed)
    {
        var shape = row.GetProperty("shape").EnumerateArray().Select(side => side.GetInt64()).ToArray();
        var count = shape.Aggregate(1L, (product, side) => product * side);
        var (centre, spread) = row.GetProperty("kind").GetString() switch
        {
            "weight" => (0, Math.Sqrt(6.0 / (count / shape[0]))),
            "bn.weight" => (1, 0.2),
            "bias" or "running_mean" => (0, 0.1),
            "running_var" => (1, 0.25),
            var kind => throw new InvalidDataException($"The rule for '{kind}' is unknown."),
        };
        var k = row.GetProperty("k").GetUInt32();
        var values = new float[count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (float)(centre + spread * Noise((uint)i, k, seed));
        }

        return tensor(values, shape);
    }

    /// <summary>-1 to 1, by a hash of a weight's place, its tensor's number and the seed.</summary>
    private static double Noise(uint i, uint k, uint seed)
    {
        unchecked
        {
            var hash = i * 0x9E3779B1 + k * 0x85EBCA77 + seed;
            hash = (hash ^ (hash >> 16)) * 0x7FEB352D;
            hash = (hash ^ (hash >> 15)) * 0x846CA68B;
            hash ^= hash >> 16;
            return hash / 4294967296.0 * 2 - 1;
        }
    }
}
