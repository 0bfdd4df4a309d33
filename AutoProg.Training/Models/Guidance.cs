using static TorchSharp.torch;

namespace AutoProg.Training.Models;

/// <summary>Classifier-free guidance (arXiv 2207.12598): away from the prediction without a condition, past the one with it.</summary>
/// <param name="Scale">0 takes the prediction without, 1 the one with the condition; above 1 it goes further.</param>
/// <param name="Channels">So many first channels are guided; the others are those of the prediction with the condition.</param>
public sealed record Guidance(double Scale, int Channels)
{
    /// <summary>What the public DiT guides of its 4 latent channels.</summary>
    public const int ReferenceChannels = 3;

    /// <summary>The guided prediction, (N, C, H, W) to (N, C or 2·C, H, W) in fp32, from one pass over both conditions.</summary>
    /// <param name="timesteps">Of the samples, (N) in int64.</param>
    /// <param name="without">The condition to go away from, as by <see cref="Denoiser.Drop"/>.</param>
    public Tensor Predict(Denoiser model, Tensor noised, Tensor timesteps, Condition condition, Condition without)
    {
        using var scope = NewDisposeScope();
        var both = model.Predict(cat([noised, noised]), cat([timesteps, timesteps]), condition.Then(without)).chunk(2); // 2 × (N, C', H, W)
        var (towards, away) = (both[0].narrow(1, 0, Channels), both[1].narrow(1, 0, Channels));
        var guided = away + Scale * (towards - away);
        var others = both[0].narrow(1, Channels, both[0].shape[1] - Channels);
        return cat([guided, others], 1).MoveToOuterDisposeScope();                                                      // (N, C', H, W)
    }
}
