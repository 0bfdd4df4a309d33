using AutoProg.Contracts.Specification;
using AutoProg.Training.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace AutoProg.Training.Models;

/// <summary>
/// A diffusion transformer (arXiv 2212.09748), conditioned on timestep, label and, where the specification has stages, growth
/// stage (arXiv 2410.00350); parameter names are the public implementation's. Its positions are a fixed table, resampled to other sizes.
/// </summary>
public sealed class Dit : Denoiser
{
    private readonly Tensor pos_embed;
    private readonly PatchEmbed x_embedder;
    private readonly TimestepEmbedder t_embedder;
    private readonly TableEmbedder y_embedder;
    private readonly TableEmbedder? s_embedder;
    private readonly ModuleList<DitBlock> blocks;
    private readonly DitFinalLayer final_layer;
    private readonly PositionGrid grid;
    private readonly int classes;

    /// <summary>Fresh weights from torch's global generator, fp32 on the CPU; at first it predicts 0.</summary>
    /// <param name="spec">Its resolution decides the grid of the position table.</param>
    /// <param name="classes">Labels, "none" not counted.</param>
    public Dit(ModelSpec spec, int classes) : base(nameof(Dit))
    {
        (Spec, this.classes) = (spec, classes);
        var side = spec.Resolution / spec.TokenStride;
        x_embedder = new PatchEmbed(spec, spec.Dit.Channels);
        t_embedder = new TimestepEmbedder(spec.Width);
        y_embedder = new TableEmbedder(DropsConditions ? classes + 1 : classes, spec.Width);
        s_embedder = spec.Dit.Stages > 0 ? new TableEmbedder(spec.Dit.Stages + 1, spec.Width) : null;
        pos_embed = SinCosGrid.Of(side, spec.Width).DetachFromDisposeScope();
        blocks = new ModuleList<DitBlock>([.. Enumerable.Range(0, spec.Depth).Select(_ => new DitBlock(spec))]);
        final_layer = new DitFinalLayer(spec);
        grid = new PositionGrid(side, GridResampling.ByFactor);
        Groups = [.. Enumerable.Range(0, spec.Depth).Select(block => new UnfreezingGroup($"blocks.{block}", $"blocks.{block}."))];
        RegisterComponents();
        DitInitialWeights.Apply(this, spec.Dit.StageDeviation);
    }

    public ModelSpec Spec { get; }

    public override IReadOnlyList<UnfreezingGroup> Groups { get; }

    private bool DropsConditions => Spec.Dit.ConditionDropout > 0;

    public override Tensor Predict(Tensor noised, Tensor timesteps, Condition condition)                        // (N, C, H, W), (N)
    {
        using var scope = NewDisposeScope();
        var embedded = EmbedCondition(timesteps, condition);                                                    // (N, D)
        var tokens = FrozenPrefix > 0 ? Frozen(noised, embedded) : Embed(noised);                               // (N·T, D)
        tokens = Through(blocks.Skip(FrozenPrefix), tokens, embedded);                                          // (N·T, D)
        var patches = final_layer.call(tokens, embedded);                                                       // (N·T, P·P·C')
        return Assemble(patches, noised).to(float32).MoveToOuterDisposeScope();                                 // (N, C', H, W)
    }

    public override Condition Drop(Condition condition, Tensor dropped)
    {
        if (!DropsConditions)
        {
            throw new InvalidOperationException("model.dit.conditionDropout is 0, so the model has no vector for 'no label'; train it with a share above 0.");
        }

        using var scope = NewDisposeScope();
        var mask = dropped.to(@bool);                                                                           // (N)
        return new Condition(
            condition.Labels?.masked_fill(mask, classes).MoveToOuterDisposeScope(),                             // (N)
            condition.Stages?.masked_fill(mask, Spec.Dit.Stages).MoveToOuterDisposeScope());                    // (N)
    }

    /// <summary>The position vectors of a grid of tokens, (1, rows·columns, D).</summary>
    public Tensor PositionEmbedding(long rows, long columns)
    {
        using var scope = NewDisposeScope();
        return grid.Resample(pos_embed[0], rows, columns).unsqueeze(0).MoveToOuterDisposeScope();
    }

    /// <summary>What the MLP of the timesteps makes of them, (N) to (N, D).</summary>
    internal Tensor EmbedTimesteps(Tensor timesteps) => t_embedder.call(timesteps);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            grid.Dispose();
        }

        base.Dispose(disposing);
    }

    private static Tensor Through(IEnumerable<DitBlock> blocks, Tensor tokens, Tensor condition)
    {
        foreach (var block in blocks)
        {
            var before = tokens;
            tokens = block.call(before, condition);                                                             // (N·T, D)
            before.Dispose(); // Autograd holds what it needs.
        }

        return tokens;
    }

    private Tensor Frozen(Tensor noised, Tensor condition)
    {
        using var gradients = no_grad();
        using var scope = NewDisposeScope();
        return Through(blocks.Take(FrozenPrefix), Embed(noised), condition).MoveToOuterDisposeScope();          // (N·T, D)
    }

    private Tensor Embed(Tensor noised)
    {
        using var scope = NewDisposeScope();
        var (n, patch) = (noised.shape[0], Spec.PatchSize);
        var patches = x_embedder.call(noised.to(pos_embed.dtype)).view(n, -1, Spec.Width);                      // (N, T, D)
        var placed = patches + PositionEmbedding(noised.shape[2] / patch, noised.shape[3] / patch);             // (N, T, D)
        return placed.view(-1, Spec.Width).MoveToOuterDisposeScope();                                           // (N·T, D)
    }

    private Tensor EmbedCondition(Tensor timesteps, Condition condition)
    {
        using var scope = NewDisposeScope();
        var labels = condition.Labels ?? throw new ArgumentException("A DiT needs labels; give the class count for 'no label'.", nameof(condition));
        var embedded = t_embedder.call(timesteps) + y_embedder.call(labels);                                    // (N, D)
        if (s_embedder is not null)
        {
            var stages = condition.Stages ?? throw new ArgumentException("A DiT that tells stages apart needs them; give the stage count for 'no stage'.", nameof(condition));
            embedded += s_embedder.call(stages);
        }

        return embedded.MoveToOuterDisposeScope();
    }

    private Tensor Assemble(Tensor patches, Tensor noised)                                                      // (N·T, P·P·C')
    {
        var (n, p, c) = (noised.shape[0], Spec.PatchSize, Spec.Dit.OutputChannels);
        var (rows, columns) = (noised.shape[2] / p, noised.shape[3] / p);
        return patches.view(n, rows, columns, p, p, c).permute(0, 5, 1, 3, 2, 4)                                // (N, C', R, P, S, P)
            .reshape(n, c, rows * p, columns * p);                                                              // (N, C', H, W)
    }
}
