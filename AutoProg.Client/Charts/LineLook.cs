namespace AutoProg.Client.Charts;

/// <summary>How a line is told from others: by colour, and for those who do not see colours by dashes and marks.</summary>
/// <param name="Dash"><c>solid</c> or <c>dashed</c>.</param>
/// <param name="Symbol"><c>circle</c> or <c>diamond</c>.</param>
public sealed record LineLook(string Colour, string Dash = "solid", string Symbol = "circle");

/// <summary>The lines of compared runs: six colours, solid and then dashed.</summary>
public static class RunLines
{
    // Each has 3:1 contrast on its ground and differs from the others for eyes of every kind: RunLinesTests measures it.
    private static readonly string[] Light = ["#0072B2", "#D55E00", "#009E73", "#7A1E7A", "#1C2430", "#8A4A4A"];
    private static readonly string[] Dark = ["#4FA8F0", "#F08030", "#2F8A78", "#9A5CF0", "#F2F4F8", "#F0E442"];

    /// <summary>So many runs can be told apart.</summary>
    public static int Count => 2 * Light.Length;

    public static IReadOnlyList<string> Colours(bool dark) => dark ? Dark : Light;

    /// <param name="slot">0 to <see cref="Count"/> - 1; the same colour family in both themes.</param>
    public static LineLook Of(int slot, bool dark)
    {
        var colour = Colours(dark)[slot % Light.Length];
        return slot < Light.Length ? new LineLook(colour) : new LineLook(colour, "dashed", "diamond");
    }
}

/// <summary>Gives each run a line that it keeps while others come and go.</summary>
public sealed class RunSlots
{
    private readonly Dictionary<string, int> slots = [];

    public int Of(string id) => slots[id];

    /// <summary>Frees the lines of all other runs and gives the first free ones to those that are new.</summary>
    public void Assign(IReadOnlyList<string> ids)
    {
        foreach (var gone in slots.Keys.Except(ids).ToArray())
        {
            slots.Remove(gone);
        }

        foreach (var id in ids.Where(id => !slots.ContainsKey(id)))
        {
            slots[id] = Enumerable.Range(0, RunLines.Count).First(slot => !slots.ContainsValue(slot));
        }
    }
}
