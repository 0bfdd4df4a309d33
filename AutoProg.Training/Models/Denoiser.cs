using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace AutoProg.Training.Models;

/// <summary>A model that predicts the noise in images or latents, elastic in resolution and in what of it trains.</summary>
public abstract class Denoiser : Module, IUnfreezable
{
    private int frozenPrefix;

    protected Denoiser(string name) : base(name)
    {
    }

    /// <inheritdoc/>
    public abstract IReadOnlyList<UnfreezingGroup> Groups { get; }

    /// <inheritdoc/>
    /// <remarks>Embedders of timestep, label and stage then learn through the upper groups only.</remarks>
    public int FrozenPrefix
    {
        get => frozenPrefix;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, Groups.Count);
            frozenPrefix = value;
        }
    }

    /// <summary>The noise, and behind it the raw variance where the model learns it: (N, C, H, W) to (N, C or 2·C, H, W) in fp32.</summary>
    /// <param name="timesteps">Of the samples, (N) in int64.</param>
    /// <exception cref="ArgumentException">The condition lacks what the model needs.</exception>
    public abstract Tensor Predict(Tensor noised, Tensor timesteps, Condition condition);

    /// <summary>The condition without all that it says of some samples, for classifier-free guidance.</summary>
    /// <param name="dropped">Which samples, (N) in bool, or in int64 where 0 keeps.</param>
    /// <exception cref="InvalidOperationException">The model has no vectors for that.</exception>
    public abstract Condition Drop(Condition condition, Tensor dropped);
}
