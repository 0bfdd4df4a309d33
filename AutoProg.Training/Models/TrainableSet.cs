using static TorchSharp.torch;

namespace AutoProg.Training.Models;

/// <summary>What an unfreezing stage trains: some units, and everything outside the units.</summary>
/// <param name="Trained">Indices of the units that train.</param>
/// <param name="Truncated">True where the backward pass ends at the lowest of them; what lies before it then learns nothing.</param>
public sealed record TrainableSet(UnfreezingUnits Units, IReadOnlySet<int> Trained, bool Truncated = false)
{
    /// <summary>The unit at which the backward pass ends: 0 where it goes through all of them, their number where it reaches none.</summary>
    public int Lowest => Truncated ? Trained.DefaultIfEmpty(Units.Count).Min() : 0;

    /// <summary>True for the name of a parameter that trains.</summary>
    public bool Contains(string parameter) => Units.UnitOf(parameter) is not { } unit || Trained.Contains(unit);

    /// <summary>Makes a model train this set: frozen units lose their gradients and their part of the backward pass; parameters outside the units stay as they are.</summary>
    public void ApplyTo(nn.Module model)
    {
        ((IUnfreezable)model).FrozenPrefix = Lowest;
        foreach (var (name, parameter) in model.named_parameters().Where(pair => Units.UnitOf(pair.name) is not null))
        {
            parameter.requires_grad = Contains(name);
            if (!parameter.requires_grad)
            {
                parameter.grad = null;
            }
        }
    }
}
