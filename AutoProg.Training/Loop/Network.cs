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
    private readonly RunSpec spec;
    private readonly int channels;
    private readonly int classes;
    private readonly Device device;
    private readonly AdamW optimizer;
    private readonly Ema ema;

    private Network(RunSpec spec, int channels, int classes, GrowthStage stage, Device device, Func<string, Tensor?> weights, Func<string, Tensor?> momentum, Func<string, Tensor?> optimizerState)
    {
        (this.spec, this.channels, this.classes, this.device, Stage) = (spec, channels, classes, device, stage);
        Model = Build();
        Load(Model, weights);
        Momentum = Build();
        Load(Momentum, name => momentum(name) ?? weights(name) ?? Model.get_parameter(name));
        optimizer = new AdamW(Model.named_parameters(), spec.Optimization, optimizerState);
        ema = new Ema(optimizer.MasterWeights, Momentum.named_parameters());
    }

    /// <summary>Trained by gradients; drop path on.</summary>
    public Vit Model { get; }

    /// <summary>The exponential moving average of the online weights, the network that is evaluated and kept.</summary>
    public Vit Momentum { get; }

    public GrowthStage Stage { get; }

    public long MomentumUpdates { get; private set; }

    /// <summary>In steps; 0 copies the online weights.</summary>
    public double MomentumHalfLife { get; set; }

    public long ParameterCount => Model.parameters().Sum(parameter => parameter.numel());

    /// <summary>A freshly initialised network of a stage.</summary>
    public static Network Create(RunSpec spec, int channels, int classes, GrowthStage stage, Device device) =>
        new(spec, channels, classes, stage, device, _ => null, _ => null, _ => null);

    /// <summary>The network of a checkpoint.</summary>
    public static Network Restore(RunSpec spec, int channels, int classes, Snapshot snapshot, Device device) =>
        new(spec, channels, classes, snapshot.Position.Stage, device,
            name => snapshot.Model[name], name => snapshot.Momentum[name], name => snapshot.Optimizer.GetValueOrDefault(name))
        {
            MomentumUpdates = snapshot.Position.MomentumUpdates,
        };

    /// <summary>
    /// The network of a later stage. Weights, momentum network and optimizer moments all take the same blocks of this one.
    /// </summary>
    public Network GrowTo(GrowthStage stage, IGrowthOperator growth)
    {
        using var here = Capture(new TrainingPosition(0, Stage, MomentumUpdates, 0, 0, [], null, 0, ""));
        string Source(string name) => BlockMap.SourceName(name, Stage.Depth, stage.Depth, growth);
        var online = growth.FromMomentum ? here.Momentum : here.Model;
        return new Network(spec, channels, classes, stage, device,
            name => online[Source(name)],
            name => here.Momentum[Source(name)],
            name => here.Optimizer.GetValueOrDefault(Source(name)))
        {
            MomentumUpdates = MomentumUpdates,
        };
    }

    /// <summary>One optimizer step from the gradients at hand, which are dropped, and one of the momentum network.</summary>
    public void Update(double learningRate, double clipNorm)
    {
        optimizer.Step(learningRate, clipNorm);
        optimizer.ZeroGrad();
        MomentumUpdates++;
        ema.Update(Ema.Decay(MomentumHalfLife, MomentumUpdates));
    }

    /// <summary>Copies of all tensors on the CPU; the caller disposes them.</summary>
    public Snapshot Capture(TrainingPosition position) => new(position, Copies(optimizer.MasterWeights), Copies(Momentum.named_parameters()), Copies(optimizer.State));

    public void Dispose()
    {
        optimizer.Dispose();
        ema.Dispose();
        Model.Dispose();
        Momentum.Dispose();
    }
}
