using AutoProg.Contracts.Specification;
using AutoProg.Training.Checkpoints;
using AutoProg.Training.Growth;
using AutoProg.Training.Models;
using AutoProg.Training.Optimization;
using TorchSharp;
using static TorchSharp.torch;

namespace AutoProg.Training.Loop;

/// <summary>What one growth stage trains: the online network, its momentum network and its optimizer.</summary>
public sealed class Network : IDisposable
{
    private readonly NetworkShape shape;
    private readonly AdamW optimizer;
    private readonly Ema ema;
    private readonly nn.Module momentum;

    private Network(NetworkShape shape, GrowthStage stage, NetworkWeights? initial, Action<nn.Module>? initialize = null)
    {
        (this.shape, Stage) = (shape, stage);
        Model = shape.Build(stage);
        initialize?.Invoke(Model);
        if (initial is not null)
        {
            Load(Model, initial.Online);
        }

        Dictionary<string, Tensor> exact = [];
        if (shape.Spec.Optimization.Precision == Precision.Bf16)
        {
            // bf16 rounds what was loaded; the optimizer's fp32 weights must not.
            exact = initialize is null ? [] : Copies(Model.named_parameters().ToDictionary(pair => pair.name, pair => (Tensor)pair.parameter));
            Adapters.Convert(Model, bfloat16);
            Model.to(bfloat16); // Before the optimizer, whose state is keyed by the parameters.
        }

        Unfreezing.Apply(Model, shape.Spec, stage);
        optimizer = new AdamW(Model.named_parameters(), shape.Spec.Optimization, initial?.Optimizer, initial?.Online ?? exact);
        Array.ForEach([.. exact.Values], tensor => tensor.Dispose());
        ema = new Ema(optimizer.Weights, initial?.Momentum, optimizer.Trained);
        momentum = shape.Build(stage);
    }

    /// <summary>Trained by gradients; drop path on.</summary>
    public nn.Module Model { get; }

    public GrowthStage Stage { get; }

    /// <summary>Updates of the momentum network so far.</summary>
    public int MomentumUpdates { get; private set; }

    /// <summary>Of the momentum network, in steps; 0 copies the online weights.</summary>
    public double MomentumHalfLife { get; set; }

    /// <summary>Parameters that this stage trains; frozen ones are not counted.</summary>
    public long ParameterCount => optimizer.Trained.Sum(name => optimizer.Weights[name].NumberOfElements);

    /// <summary>A freshly initialised network of a stage.</summary>
    /// <param name="initialize">Puts other weights in place of the fresh ones.</param>
    public static Network Create(NetworkShape shape, GrowthStage stage, Action<nn.Module>? initialize = null) => new(shape, stage, null, initialize);

    /// <summary>The network of a checkpoint.</summary>
    public static Network Restore(NetworkShape shape, Snapshot snapshot) =>
        new(shape, snapshot.Position.Stage, new(snapshot.Model, snapshot.Momentum, OptimizerStates.Read(snapshot.Optimizer)))
        {
            MomentumUpdates = snapshot.Position.MomentumUpdates,
        };

    /// <summary>The network of a later stage: weights, momentum network and optimizer moments all take the same blocks of this one.</summary>
    public Network GrowTo(GrowthStage stage, IGrowthOperator growth)
    {
        var (from, to) = (shape.BlocksOf(Stage), shape.BlocksOf(stage));
        var online = Map(growth.FromMomentum ? ema.Shadow : optimizer.Weights);
        var silent = growth.SilencesNewBlocks ? BlockMap.NewOutputs(online.Keys, from, to, growth) : [];
        var grown = Successor(stage, new(online, Map(ema.Shadow), Map(optimizer.State).Where(pair => !silent.Contains(pair.Key)).ToDictionary()));
        grown.Silence(silent);
        return grown;

        Dictionary<string, T> Map<T>(IReadOnlyDictionary<string, T> source) => BlockMap.Grow(source, from, to, growth);
    }

    /// <summary>The network of a sub-network of this supernet, with all that its blocks have learned.</summary>
    public Network Extract(GrowthStage stage, SubNetwork blocks)
    {
        var groups = shape.BlocksOf(Stage);
        return Successor(stage, new(Map(optimizer.Weights), Map(ema.Shadow), Map(optimizer.State)));

        Dictionary<string, T> Map<T>(IReadOnlyDictionary<string, T> source) => BlockMap.Extract(source, groups, blocks);
    }

    /// <summary>One optimizer step from the gradients at hand, which are dropped, and one of the momentum network.</summary>
    public void Update(double learningRate)
    {
        optimizer.Step(learningRate);
        optimizer.ZeroGrad();
        ema.Update(EmaDecay.At(MomentumUpdates++, MomentumHalfLife));
    }

    /// <summary>The momentum network as it stands now, in fp32; valid until the next call.</summary>
    public nn.Module Momentum() => Momentum(SubNetwork.Whole);

    /// <summary>A sub-network of the momentum network as it stands now; valid until the next call.</summary>
    public nn.Module Momentum(SubNetwork blocks)
    {
        Load(momentum, ema.Shadow);
        Activate(momentum, blocks);
        return momentum;
    }

    /// <summary>Trains a sub-network from now on.</summary>
    public void Activate(SubNetwork blocks) => Activate(Model, blocks);

    /// <summary>Copies of all tensors on the CPU; the caller disposes them.</summary>
    public Snapshot Capture(TrainingPosition position) =>
        new(position, Copies(optimizer.Weights), Copies(ema.Shadow), Copies(OptimizerStates.Flatten(optimizer.State)));

    public void Dispose()
    {
        ema.Dispose();
        optimizer.Dispose();
        momentum.Dispose();
        Model.Dispose();
    }

    // Only a supernet has parts, and only vision models are supernets.
    private static void Activate(nn.Module model, SubNetwork blocks)
    {
        if (model is VisionModel elastic)
        {
            elastic.Active = blocks;
        }
    }

    private static void Load(nn.Module target, IReadOnlyDictionary<string, Tensor> weights)
    {
        using var gradients = no_grad();
        using var scope = NewDisposeScope();
        var named = target.named_parameters().Where(pair => weights.ContainsKey(pair.name)).ToArray();
        ForeachKernels.Copy(
            Array.ConvertAll(named, pair => (Tensor)pair.parameter),
            Array.ConvertAll(named, pair => weights[pair.name].to(pair.parameter.device)));
    }

    private void Silence(IReadOnlyList<string> names)
    {
        using var gradients = no_grad();
        var parameters = Model.named_parameters().ToDictionary(pair => pair.name, pair => (Tensor)pair.parameter);
        foreach (var name in names)
        {
            parameters[name].zero_();
            optimizer.Weights[name].zero_();
            ema.Shadow[name].zero_();
        }
    }

    private Network Successor(GrowthStage stage, NetworkWeights weights) => new(shape, stage, weights) { MomentumUpdates = MomentumUpdates };

    private static Dictionary<string, Tensor> Copies(IReadOnlyDictionary<string, Tensor> tensors)
    {
        using var gradients = no_grad();
        using var scope = NewDisposeScope();
        return tensors.ToDictionary(pair => pair.Key, pair => pair.Value.detach().to(CPU, copy: true).DetachFromDisposeScope());
    }
}

/// <summary>What all stages of a run share.</summary>
/// <param name="Channels">Of the images.</param>
public sealed record NetworkShape(RunSpec Spec, int Channels, int Classes, Device Device)
{
    internal nn.Module Build(GrowthStage stage)
    {
        nn.Module model = Spec.Task == LearningTask.Denoising
            ? new Dit(Spec.ModelToTrain(), Classes)
            : VisionModel.Create(Spec.Model, Channels, Classes, Spec.Unfreezes ? Spec.Model.Depth : stage.Depth);
        model.to(Device);
        Adapters.AddTo(model, Spec.FineTuning);
        return model;
    }

    // What is fine-tuned has all of its blocks from the start.
    internal IReadOnlyList<BlockGroup> BlocksOf(GrowthStage stage) =>
        BlockGroup.Of(Spec.Model, Spec.Unfreezes ? Spec.Model.Depth : stage.Depth);
}

/// <summary>Weights to begin with, by parameter name; what is missing starts fresh.</summary>
internal sealed record NetworkWeights(
    IReadOnlyDictionary<string, Tensor> Online,
    IReadOnlyDictionary<string, Tensor> Momentum,
    IReadOnlyDictionary<string, AdamWState> Optimizer);
