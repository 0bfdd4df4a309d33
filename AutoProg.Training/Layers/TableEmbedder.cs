using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace AutoProg.Training.Layers;

/// <summary>One learned vector for each label or stage: ids (N) in int64 to (N, D).</summary>
internal sealed class TableEmbedder : Module<Tensor, Tensor>
{
    private readonly LookupTable embedding_table;

    public TableEmbedder(int rows, int width) : base(nameof(TableEmbedder))
    {
        embedding_table = new LookupTable(rows, width);
        RegisterComponents();
    }

    public override Tensor forward(Tensor ids) => embedding_table.call(ids);

    // TorchSharp's own Embedding makes its weights on the CPU whatever the default device.
    private sealed class LookupTable : Module<Tensor, Tensor>
    {
        private readonly Parameter weight;

        public LookupTable(int rows, int width) : base(nameof(LookupTable))
        {
            weight = new Parameter(empty(rows, width));
            RegisterComponents();
        }

        public override Tensor forward(Tensor ids) => weight.index_select(0, ids);
    }
}
