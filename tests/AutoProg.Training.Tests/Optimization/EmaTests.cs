using AutoProg.Training.Optimization;
using static TorchSharp.torch;

namespace AutoProg.Training.Tests.Optimization;

public sealed class EmaTests
{
    [Theory]
    [InlineData(0, 3)]
    [InlineData(0.5, 2)]
    [InlineData(1, 1)]
    public void Decay_runs_from_copying_to_keeping(double decay, double expected)
    {
        using var scope = NewDisposeScope();
        var weight = ones(2);
        using var average = new Ema(new Dictionary<string, Tensor> { ["w"] = weight });
        weight.fill_(3);

        average.Update(decay);

        Assert.Equal(expected, average.Shadow["w"][0].item<float>(), 1e-6);
    }

    [Fact]
    public void Saved_averages_go_on()
    {
        using var scope = NewDisposeScope();
        var source = new Dictionary<string, Tensor> { ["w"] = ones(2) };
        using var average = new Ema(source, new Dictionary<string, Tensor> { ["w"] = full(2, 5.0f) });

        average.Update(0.75);

        Assert.Equal(4, average.Shadow["w"][0].item<float>(), 1e-6);
    }

    [Fact]
    public void Half_of_a_long_past_is_forgotten_in_a_half_life()
    {
        Assert.Equal(0.5, Math.Pow(EmaDecay.At(1_000_000, halfLifeSteps: 40), 40), 1e-9);
        Assert.Equal(0.1, EmaDecay.At(0, halfLifeSteps: 40), 1e-12);
        Assert.Equal(0.4, EmaDecay.At(5, halfLifeSteps: 40), 1e-12);
        Assert.Equal(0, EmaDecay.At(1_000_000, halfLifeSteps: 0));
    }
}
