using AutoProg.Contracts.Specification;
using AutoProg.Training.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace AutoProg.Training.Models;

/// <summary>A vision transformer of the DeiT family (arXiv 2012.12877) at the depth of one growth stage; parameter names are timm's.</summary>
public sealed class Vit : VisionModel, IUnfreezable
{
    private const double ClassTokenDeviation = 1e-6;

    private readonly Parameter cls_token, pos_embed;
    private readonly Parameter? dist_token;
    private readonly Module<Tensor, Tensor> patch_embed;
    private readonly ModuleList<Block> blocks;
    private readonly LayerNorm norm;
    private readonly Linear head;
    private readonly Linear? head_dist;
    private readonly PositionGrid grid;
    private int frozenPrefix;

    /// <summary>Fresh weights from torch's global generator, fp32 on the CPU.</summary>
    /// <param name="spec">The full-size model; its resolution decides the grid of the position embedding.</param>
    /// <param name="channels">Channels of the images.</param>
    /// <param name="classes">Logits per image.</param>
    /// <param name="depth">Blocks of this growth stage, 1 to the depth of the specification.</param>
    public Vit(ModelSpec spec, int channels, int classes, int depth) : base(nameof(Vit), spec, depth)
    {
        patch_embed = spec.Stem == Stem.Convolution ? new ConvolutionStem(spec, channels) : new PatchEmbed(spec, channels);
        cls_token = new Parameter(empty(1, 1, spec.Width));
        pos_embed = new Parameter(empty(1, spec.TokensAt(spec.Resolution) + spec.PrefixTokens, spec.Width));
        blocks = new ModuleList<Block>([.. Enumerable.Range(0, depth).Select(index => new Block(spec, index))]);
        norm = LayerNorm(spec.Width, spec.NormEpsilon());
        head = Linear(spec.Width, classes);
        if (spec.Distilled)
        {
            dist_token = new Parameter(empty(1, 1, spec.Width));
            head_dist = Linear(spec.Width, classes);
        }

        grid = new PositionGrid(spec.Resolution / spec.TokenStride, GridResampling.Antialiased);
        Groups = [.. Enumerable.Range(0, depth).Select(block => new UnfreezingGroup($"blocks.{block}", $"blocks.{block}."))];
        RegisterComponents();
        InitialWeights.Apply(this, ClassTokenDeviation);
    }

    /// <inheritdoc/>
    public IReadOnlyList<UnfreezingGroup> Groups { get; }

    /// <inheritdoc/>
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

    /// <summary>Logits (N, classes) in fp32, the mean of both heads in a distilled model, of images (N, C, H, W) whose sides are multiples of the patch size.</summary>
    public override Tensor forward(Tensor images)
    {
        using var scope = NewDisposeScope();
        var (ofClass, ofTeacher) = Heads(images);
        return (ofTeacher is null ? ofClass : (ofClass + ofTeacher) / 2).MoveToOuterDisposeScope(); // (N, classes)
    }

    /// <summary>Logits (N, classes) in fp32 by the class token and, in a distilled model, by the distillation token, which learns from a teacher.</summary>
    public (Tensor OfClass, Tensor? OfTeacher) Heads(Tensor images)
    {
        using var scope = NewDisposeScope();
        var n = images.shape[0];
        var used = Used(0, blocks).ToArray();
        var tokens = Recorded(0, () => Embed(images));                                  // (N·(T+P), D)
        foreach (var (index, block) in used[..^1].Index())
        {
            tokens = Recorded(index, () => block.call(tokens, n));
        }

        var first = Recorded(used.Length - 1, () => used[^1].First(tokens, n, Spec.PrefixTokens));
        var prefix = norm.call(first);                                                  // (N·P, D)
        var read = prefix.view(n, -1, Spec.Width);                                      // (N, P, D)
        var ofClass = Classify(read.select(1, 0)).MoveToOuterDisposeScope();
        var ofTeacher = head_dist?.call(read.select(1, 1)).to(float32).MoveToOuterDisposeScope();
        return (ofClass, ofTeacher);                                                    // (N, classes) each
    }

    /// <summary>Logits (N, classes) in fp32 of class tokens (N, D) after the final norm.</summary>
    public Tensor Classify(Tensor classTokens)
    {
        using var scope = NewDisposeScope();
        return head.call(classTokens.to(cls_token.dtype)).to(float32).MoveToOuterDisposeScope();
    }

    /// <summary>All tokens after the final norm, (N, P+T, D), the P prefix tokens first.</summary>
    public Tensor Tokens(Tensor images)
    {
        using var scope = NewDisposeScope();
        var n = images.shape[0];
        var tokens = Embed(images);                                                     // (N·(P+T), D)
        foreach (var block in blocks)
        {
            tokens = block.call(tokens, n);
        }

        return norm.call(tokens).view(n, -1, Spec.Width).MoveToOuterDisposeScope();     // (N, P+T, D)
    }

    /// <summary>The position embedding for images of that many pixels, (1, P+T, D): the rows of the prefix tokens, then the resampled grid.</summary>
    public Tensor PositionEmbedding(long height, long width)
    {
        using var scope = NewDisposeScope();
        var (rows, columns) = (height / Spec.PatchSize, width / Spec.PatchSize);
        var positions = pos_embed[0];                                                   // (P+G·G, D)
        var prefix = positions.narrow(0, 0, Spec.PrefixTokens);                         // (P, D)
        var points = grid.Resample(positions.narrow(0, Spec.PrefixTokens, positions.shape[0] - Spec.PrefixTokens), rows, columns);
        return cat([prefix, points]).unsqueeze(0).MoveToOuterDisposeScope();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            grid.Dispose();
        }

        base.Dispose(disposing);
    }

    // What lies below the lowest block that trains keeps nothing for a backward pass.
    private Tensor Recorded(int block, Func<Tensor> part)
    {
        using var frozen = block < FrozenPrefix ? no_grad() : null;
        return part();
    }

    private Tensor Embed(Tensor images)                                                 // (N, C, H, W)
    {
        using var scope = NewDisposeScope();
        var n = images.shape[0];
        var patches = patch_embed.call(images.to(cls_token.dtype)).view(n, -1, Spec.Width); // (N, T, D)
        var prefix = dist_token is null ? cls_token : cat([cls_token, dist_token], 1);  // (1, P, D)
        var tokens = cat([prefix.expand(n, -1, -1), patches], 1);                       // (N, P+T, D)
        var placed = tokens + PositionEmbedding(images.shape[2], images.shape[3]);      // (N, P+T, D)
        return placed.view(-1, Spec.Width).MoveToOuterDisposeScope();                   // (N·(P+T), D)
    }
}
