namespace AutoProg.Contracts.Specification;

/// <summary>The named models; any other size is <see cref="ModelSpec.Custom"/> with explicit dimensions.</summary>
public static class ModelCatalog
{
    public static IReadOnlyList<ModelSpec> All { get; } =
    [
        Deit("DeiT-Ti", width: 192, heads: 3),
        Deit("DeiT-S", width: 384, heads: 6),
        Deit("DeiT-B", width: 768, heads: 12),
    ];

    /// <summary>The row of that name, or null.</summary>
    public static ModelSpec? Find(string name) => All.FirstOrDefault(row => row.Name == name);

    private static ModelSpec Deit(string name, int width, int heads) => new()
    {
        Name = name,
        Resolution = 224,
        PatchSize = 16,
        Stem = Stem.Patch,
        Width = width,
        Depth = 12,
        Heads = heads,
        MlpRatio = 4,
        DropPath = 0.1,
    };
}
