namespace AutoProg.Contracts.Specification;

/// <summary>The named models; any other size is <see cref="ModelSpec.Custom"/> with explicit dimensions.</summary>
public static class ModelCatalog
{
    private static readonly int[] DitPatches = [2, 4, 8];

    public static IReadOnlyList<ModelSpec> All { get; } =
    [
        Deit("DeiT-Ti", width: 192, heads: 3),
        Deit("DeiT-S", width: 384, heads: 6),
        Deit("DeiT-B", width: 768, heads: 12),
        Deit("DeiT-Ti-distilled", width: 192, heads: 3) with { Distilled = true },
        Deit("DeiT-S-distilled", width: 384, heads: 6) with { Distilled = true },
        Deit("DeiT-B-distilled", width: 768, heads: 12) with { Distilled = true },
        Volo("VOLO-D1", width: 384, heads: 12, dropPath: 0.1, outlookHeads: 6, blocks: [4, 4, 8, 2]),
        Volo("VOLO-D2", width: 512, heads: 16, dropPath: 0.2, outlookHeads: 8, blocks: [6, 4, 10, 4]),
        Volo("VOLO-D3", width: 512, heads: 16, dropPath: 0.5, outlookHeads: 8, blocks: [8, 8, 16, 4]),
        Volo("VOLO-D4", width: 768, heads: 16, dropPath: 0.5, outlookHeads: 12, blocks: [8, 8, 16, 4]),
        Volo("VOLO-D5", width: 768, heads: 16, dropPath: 0.75, outlookHeads: 12, blocks: [12, 12, 20, 4], mlpRatio: 4, stemWidth: 128),
        Volo("volo_h12_l18", width: 384, heads: 12, dropPath: 0.1, outlookHeads: 6, blocks: []) with { Depth = 18 },
        .. Dits("DiT-S", width: 384, heads: 6, depth: 12),
        .. Dits("DiT-B", width: 768, heads: 12, depth: 12),
        .. Dits("DiT-L", width: 1024, heads: 16, depth: 24),
        .. Dits("DiT-XL", width: 1152, heads: 16, depth: 28),
    ];

    /// <summary>What runs can train: a VOLO still lacks its token labelling there.</summary>
    public static bool IsTrainable(ModelSpec model) => model.Family is ModelFamily.Vit or ModelFamily.Dit;

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

    private static ModelSpec Volo(
        string name, int width, int heads, double dropPath, int outlookHeads, IReadOnlyList<int> blocks, double mlpRatio = 3, int stemWidth = 64) => new()
    {
        Name = name,
        Family = ModelFamily.Volo,
        Resolution = 224,
        PatchSize = 8,
        Width = width,
        Depth = blocks.Sum(),
        Heads = heads,
        MlpRatio = mlpRatio,
        DropPath = dropPath,
        Volo = new() { StemWidth = stemWidth, OutlookWidth = width / 2, OutlookHeads = outlookHeads, Blocks = blocks },
    };

    // On latents of 256 px images.
    private static IEnumerable<ModelSpec> Dits(string name, int width, int heads, int depth) => DitPatches.Select(patch => new ModelSpec
    {
        Name = $"{name}/{patch}",
        Family = ModelFamily.Dit,
        Resolution = 256,
        PatchSize = patch,
        Width = width,
        Depth = depth,
        Heads = heads,
        MlpRatio = 4,
    });
}
