using AutoProg.Training.Metrics;
using AutoProg.Training.Storage;
using AutoProg.Training.Tests.Data;
using static TorchSharp.torch;

namespace AutoProg.Training.Tests.Metrics;

public sealed class InceptionFeaturesTests
{
    [Fact]
    public void Weights_of_another_network_are_refused_by_name()
    {
        using var scope = NewDisposeScope();
        using var temp = new TempFolder();
        var path = temp["other.safetensors"];
        SafetensorsFile.Write(path, new Dictionary<string, Tensor> { ["head.weight"] = ones(2, 2) });

        var error = Assert.Throws<InvalidWeightsException>(() => new InceptionFeatures(path, CPU));

        Assert.Contains(path, error.Message);
        Assert.Contains("Conv2d_1a_3x3.conv.weight", error.Message);
    }
}
