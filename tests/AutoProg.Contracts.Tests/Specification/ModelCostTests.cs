using AutoProg.Contracts.Specification;

namespace AutoProg.Contracts.Tests.Specification;

public class ModelCostTests
{
    private static readonly ModelSpec SmallVit = new() { Resolution = 8, PatchSize = 4, Stem = Stem.Patch, Width = 2, Heads = 1, Depth = 2, MlpRatio = 4 };

    private static readonly ModelSpec SmallVolo = new()
    {
        Family = ModelFamily.Volo,
        Resolution = 16,
        PatchSize = 4,
        Width = 4,
        Heads = 1,
        Depth = 3,
        MlpRatio = 2,
        Volo = new() { StemWidth = 2, OutlookWidth = 2, OutlookHeads = 1, Blocks = [1, 2], ClassBlocks = 1 },
    };

    private static readonly ModelSpec SmallDit = new()
    {
        Family = ModelFamily.Dit,
        Resolution = 32,
        PatchSize = 2,
        Width = 4,
        Heads = 1,
        Depth = 3,
        MlpRatio = 2,
        Dit = new() { Channels = 3, LatentFactor = 8 },
    };

    [Fact]
    public void A_vit_counts_its_last_block_for_the_class_token_only()
    {
        // 4 patches of 16 pixels to 2 channels; then 5 tokens, 8 hidden channels.
        const int Patches = 4 * 16 * 2;
        const int Whole = 4 * 5 * 4 + 2 * 5 * 5 * 2 + 2 * 5 * 2 * 8; // qkv and projection; scores and their use; MLP.
        const int Last = 2 * 5 * 4 + 2 * 1 * 4 + 2 * 1 * 5 * 2 + 2 * 1 * 2 * 8; // Keys and values of all 5, the rest of one.
        const int Head = 2 * 5;

        Assert.Equal(2 * (Patches + Whole + Last + Head), ModelCost.ForwardFlops(SmallVit, channels: 1, classes: 5, resolution: 8, depth: 2));
        Assert.Equal(6 * (Patches + Last + Head), ModelCost.TrainFlops(SmallVit, channels: 1, classes: 5, resolution: 8, depth: 1));
    }

    [Fact]
    public void A_distilled_vit_reads_two_tokens_with_two_heads()
    {
        const int Patches = 4 * 16 * 2;
        const int Whole = 4 * 6 * 4 + 2 * 6 * 6 * 2 + 2 * 6 * 2 * 8;
        const int Last = 2 * 6 * 4 + 2 * 2 * 4 + 2 * 2 * 6 * 2 + 2 * 2 * 2 * 8;
        const int Heads = 2 * 2 * 5;

        Assert.Equal(2 * (Patches + Whole + Last + Heads), ModelCost.ForwardFlops(SmallVit with { Distilled = true }, 1, 5, 8, 2));
    }

    [Fact]
    public void A_volo_counts_every_part()
    {
        // 16 px: 8 x 8 in the stem, 4 x 4 tokens of 2 channels in the outlooker with 4 hidden ones, 2 x 2 of 4 with 8 in the transformers.
        const int Stem = 64 * 49 * 2 + 2 * 64 * 9 * 2 * 2 + 16 * 4 * 2 * 2;
        const int Outlooker = 2 * 16 * 2 * 2 + 4 * 2 * 81 + 4 * 81 * 2 + 2 * 16 * 2 * 4; // v and projection; weights; mixing; MLP.
        const int Downsample = 4 * 4 * 2 * 4;
        const int Transformer = 4 * 4 * 16 + 2 * 4 * 4 * 4 + 2 * 4 * 4 * 8;
        const int ClassBlock = 2 * 5 * 16 + 2 * 1 * 16 + 2 * 1 * 5 * 4 + 2 * 1 * 4 * 8;
        const int Heads = 5 * 4 * 3;

        Assert.Equal(2 * (Stem + Outlooker + Downsample + 2 * Transformer + ClassBlock + Heads), ModelCost.ForwardFlops(SmallVolo, 1, 3, 16, 3));
    }

    [Fact]
    public void Flops_of_a_deit_small_are_the_published_ones_less_what_nobody_reads()
    {
        // DeiT-S at 224 px: 4.6 G multiply-adds (timm reports 4.61 GMACs with attention), all 197 tokens to the end.
        const double Unread = 196 * (2.0 * 384 * 384 + 2 * 197 * 384 + 2 * 384 * 1536);
        var flops = ModelCost.ForwardFlops(ModelCatalog.Find("DeiT-S")!, 3, 1000, 224, 12);
        Assert.InRange((flops / 2 + Unread) / 1e9, 4.55, 4.65);
    }

    [Theory]
    [InlineData("VOLO-D1", 6.94)]
    [InlineData("VOLO-D2", 14.34)]
    [InlineData("VOLO-D3", 20.78)]
    [InlineData("VOLO-D4", 44.34)]
    [InlineData("VOLO-D5", 72.40)]
    public void Flops_of_a_volo_are_the_published_ones(string name, double published)
    {
        // timm's GMACs at 224 px, which count pooling and normalisation as well.
        var model = ModelCatalog.Find(name)!;
        var counted = ModelCost.ForwardFlops(model, 3, 1000, 224, model.Depth) / 2e9;
        Assert.InRange(counted / published, 0.995, 1);
    }

    [Fact]
    public void A_dit_counts_every_part()
    {
        // 32 px are 4 x 4 latents, 4 tokens of 4 channels, 8 hidden ones; the variance doubles the 3 channels of the output.
        const int Patches = 4 * 4 * 3 * 4;
        const int Timestep = 256 * 4 + 4 * 4;
        const int Block = 4 * 4 * 16 + 2 * 4 * 4 * 4 + 2 * 4 * 4 * 8 + 6 * 16;
        const int Final = 2 * 16 + 4 * 4 * 4 * 6;

        Assert.Equal(2 * (Patches + Timestep + 3 * Block + Final), ModelCost.ForwardFlops(SmallDit, 1, 10, 32, 3));
    }

    [Theory]
    [InlineData(new int[0], 0)]
    [InlineData(new[] { 2 }, 1)]
    [InlineData(new[] { 1 }, 2)]
    [InlineData(new[] { 0, 2 }, 3)]
    public void Frozen_blocks_of_a_dit_save_a_part_of_the_backward_pass(int[] trained, int reached)
    {
        const int Learned = 4 * 4 * 16 + 2 * 4 * 4 * 8 + 6 * 16, Mixing = 2 * 4 * 4 * 4, Patches = 4 * 4 * 3 * 4;
        var whole = ModelCost.TrainFlops(SmallDit, 1, 10, 32, 3);

        var frozen = 2 * (3 - trained.Length) * Learned;
        var unreached = 2 * (3 - reached) * (Learned + 2 * Mixing) + (reached < 3 ? 2 * 2 * Patches : 0);

        Assert.Equal(whole - frozen, ModelCost.FineTuneFlops(SmallDit, 32, trained, truncates: false));
        Assert.Equal(whole - frozen - unreached, ModelCost.FineTuneFlops(SmallDit, 32, trained, truncates: true));
    }

    [Fact]
    public void Only_blocks_that_are_there_are_trained_alone()
    {
        Assert.Throws<ArgumentException>(() => ModelCost.FineTuneFlops(SmallDit, 32, [3], truncates: false));
        Assert.Throws<ArgumentException>(() => ModelCost.FineTuneFlops(SmallVolo, 16, [0], truncates: false));
    }

    [Theory]
    [InlineData(new int[0], 0, false)]
    [InlineData(new[] { 1 }, 1, false)]
    [InlineData(new[] { 0, 1 }, 2, true)]
    public void Frozen_blocks_of_a_vit_save_a_part_of_the_backward_pass(int[] trained, int reached, bool reachesPatches)
    {
        const int Patches = 4 * 16 * 2, Head = 2 * 5;
        (int Learned, int Mixing)[] blocks = [(4 * 5 * 4 + 2 * 5 * 2 * 8, 2 * 5 * 5 * 2), (2 * 5 * 4 + 2 * 1 * 4 + 2 * 1 * 2 * 8, 2 * 1 * 5 * 2)];
        var forward = Patches + blocks.Sum(block => block.Learned + block.Mixing) + Head;

        var backward = blocks[^reached..].Sum(block => block.Learned + 2 * block.Mixing) + trained.Sum(block => blocks[block].Learned) + 2 * Head + (reachesPatches ? 2 * Patches : 0);

        Assert.Equal(2 * (forward + backward), ModelCost.FineTuneFlops(SmallVit, 8, trained, truncates: true, channels: 1, classes: 5));
    }

    [Theory]
    [InlineData("DiT-S/2", 6.06)]
    [InlineData("DiT-B/2", 23.01)]
    [InlineData("DiT-L/4", 19.70)]
    [InlineData("DiT-XL/2", 118.64)]
    [InlineData("DiT-XL/8", 7.39)]
    public void Flops_of_a_dit_are_the_published_ones(string name, double published)
    {
        // Table 4 of arXiv 2212.09748, whose Gflops are multiply-adds.
        var model = ModelCatalog.Find(name)!;
        Assert.Equal(published, ModelCost.ForwardFlops(model, 3, 1000, 256, model.Depth) / 2e9, tolerance: 0.006 * published);
    }
}
