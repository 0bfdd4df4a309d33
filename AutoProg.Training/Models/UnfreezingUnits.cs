namespace AutoProg.Training.Models;

/// <summary>Tells which of a model's unfreezing groups a parameter belongs to.</summary>
public sealed class UnfreezingUnits
{
    private readonly IReadOnlyList<UnfreezingGroup> groups;

    /// <param name="groups">In forward order, as of <see cref="IUnfreezable.Groups"/>.</param>
    /// <exception cref="ArgumentException">A prefix without its dot, which would also name the units 10 to 19.</exception>
    public UnfreezingUnits(IReadOnlyList<UnfreezingGroup> groups)
    {
        var open = groups.FirstOrDefault(group => !group.Prefix.EndsWith('.'));
        this.groups = open is null
            ? groups
            : throw new ArgumentException($"The prefix '{open.Prefix}' of unfreezing group '{open.Name}' has no trailing dot; write '{open.Prefix}.'.", nameof(groups));
    }

    public int Count => groups.Count;

    /// <summary>The index of the group of a parameter; null for one outside all groups.</summary>
    public int? UnitOf(string parameter)
    {
        for (var unit = 0; unit < groups.Count; unit++)
        {
            if (parameter.StartsWith(groups[unit].Prefix, StringComparison.Ordinal))
            {
                return unit;
            }
        }

        return null;
    }
}
