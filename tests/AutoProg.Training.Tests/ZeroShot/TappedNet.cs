using AutoProg.Training.Models;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace AutoProg.Training.Tests.ZeroShot;

/// <summary>A small fp64 network with a layer of every kind that has a tap, and a weight that no tap sees: images (N, 3, 8, 8) to (N, 5).</summary>
internal sealed class TappedNet : Module<Tensor, Tensor>
{
    private const int Width = 6, Classes = 4;

    private readonly Conv2d stem;
    private readonly GroupNorm norm;
    private readonly Embedding table;
    private readonly ModuleList<Linear> blocks;
    private readonly LayerNorm last;
    private readonly Linear head;
    private readonly Parameter mixing_weight, pos_embed;

    public TappedNet(int seed) : base(nameof(TappedNet))
    {
        random.manual_seed(seed);
        stem = Conv2d(3, Width, kernel_size: 3, stride: 2, padding: 1);
        norm = GroupNorm(2, Width);
        table = Embedding(Classes, Width);
        blocks = new ModuleList<Linear>(Linear(Width, Width), Linear(Width, Width));
        last = LayerNorm(Width);
        head = Linear(Width, 5);
        mixing_weight = new Parameter(empty(Width, Width));
        pos_embed = new Parameter(empty(1, 16, Width));
        RegisterComponents();
        using var gradients = no_grad();
        foreach (var (_, parameter) in named_parameters())
        {
            init.normal_(parameter, 0, 0.5); // GroupNorm's own weights are uninitialised.
        }

        this.to(float64);
    }

    public static UnfreezingUnits Units { get; } = UnitsOf.Blocks(2);

    /// <summary>(N).</summary>
    public Tensor Labels { get; set; } = tensor(new long[] { 0, 1, 1, 3, 0 });

    /// <summary>The first block runs once more after the second.</summary>
    public bool Repeats { get; set; }

    /// <summary>The weight of the second block is used beside its layer too.</summary>
    public bool UsesTwice { get; set; }

    public override Tensor forward(Tensor images)                                           // (N, 3, 8, 8)
    {
        using var scope = NewDisposeScope();
        var n = images.shape[0];
        var grid = norm.call(stem.call(images));                                            // (N, D, 4, 4)
        var tokens = (grid.flatten(2).transpose(1, 2) + pos_embed).reshape(-1, Width);      // (N·T, D)
        tokens = tokens + blocks[0].call(tokens).tanh();
        tokens = tokens + blocks[1].call(tokens).sin();
        tokens = UsesTwice ? tokens + functional.linear(tokens, blocks[1].weight).tanh() : tokens;
        tokens = Repeats ? tokens + blocks[0].call(tokens).sin() : tokens;
        var labelled = last.call(tokens).view(n, -1, Width) + table.call(Labels).unsqueeze(1);
        var mixed = functional.linear(labelled, mixing_weight).tanh().mean([1]);            // (N, D)
        return head.call(mixed).MoveToOuterDisposeScope();                                  // (N, 5)
    }
}
