namespace AutoProg.Training.Models;

/// <summary>A model of blocks of which only some may train.</summary>
public interface IUnfreezable
{
    /// <summary>The units that unfreezing chooses from, in forward order; every other parameter always trains.</summary>
    IReadOnlyList<UnfreezingGroup> Groups { get; }

    /// <summary>
    /// So many of the first <see cref="Groups"/> run without a record for the backward pass, which ends above them: they keep
    /// no activations, and neither they nor what embeds their input get gradients. 0 trains through all.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 0 or above the number of groups.</exception>
    int FrozenPrefix { get; set; }
}
