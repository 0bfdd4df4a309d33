using AutoProg.Contracts.Specification;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace AutoProg.Training.Layers;

/// <summary>Timesteps (N) to vectors (N, D): waves of falling frequency, then an MLP.</summary>
internal sealed class TimestepEmbedder : Module<Tensor, Tensor>
{
    private const double LongestPeriod = 10_000;

    private readonly Sequential mlp;

    public TimestepEmbedder(int width) : base(nameof(TimestepEmbedder))
    {
        mlp = Sequential(Linear(DitSpec.TimestepChannels, width), SiLU(), Linear(width, width));
        RegisterComponents();
    }

    /// <summary>Cosines, then sines, of timesteps that may be fractions: (N) to (N, channels) in fp32; an odd last channel is 0.</summary>
    public static Tensor Waves(Tensor timesteps, int channels)
    {
        using var scope = NewDisposeScope();
        var half = channels / 2;
        var frequencies = (arange(half, float32, timesteps.device) * -Math.Log(LongestPeriod) / half).exp();    // (C/2)
        var angles = timesteps.to(float32).unsqueeze(1) * frequencies;                                          // (N, C/2)
        var waves = cat([angles.cos(), angles.sin()], 1);                                                       // (N, C)
        return (int.IsEvenInteger(channels) ? waves : functional.pad(waves, (0, 1))).MoveToOuterDisposeScope();
    }

    // bf16 could not tell neighbouring timesteps apart, so that only their waves are rounded.
    public override Tensor forward(Tensor timesteps)                                                            // (N)
    {
        using var scope = NewDisposeScope();
        var waves = Waves(timesteps, DitSpec.TimestepChannels).to(((Linear)mlp[0]).weight.dtype);               // (N, 256)
        return mlp.call(waves).MoveToOuterDisposeScope();                                                       // (N, D)
    }
}
