using AutoProg.Training.Data;
using AutoProg.Training.Search;
using static TorchSharp.torch;

namespace AutoProg.Training.Loop;

/// <summary>What a run learns: how a batch becomes a loss, and what is measured of a network. The loop itself is the same for all.</summary>
internal interface ILearningTask : IDisposable
{
    /// <summary>The margin to stream training images of a stage with, in its pixels.</summary>
    int MarginAt(int resolution);

    /// <summary>Puts other weights in place of a network's fresh ones; null where a run starts from scratch.</summary>
    /// <param name="report">Told what was done, and what a person should know before it starts.</param>
    Action<nn.Module>? StartingPoint(Action<string> report);

    /// <summary>Prepares for the steps of a segment.</summary>
    /// <param name="model">The online network.</param>
    void Enter(Segment segment, nn.Module model);

    /// <summary>The mean loss of one training step, in the caller's dispose scope; torch's generator is seeded for the step.</summary>
    /// <param name="step">Steps finished before this one.</param>
    /// <param name="resolution">Pixels per side to train at.</param>
    Tensor Loss(nn.Module model, ImageBatch batch, int step, int resolution);

    /// <summary>What the network computes of the images of a training step, (N, …), as <see cref="Loss"/> would have them.</summary>
    Tensor Outputs(nn.Module model, ImageBatch batch, int step, int resolution);

    /// <summary>Mean loss on the first few test images: enough to see the shock of a growth.</summary>
    /// <param name="beforeBatch">Called before every batch: a sign of life, or the place to give up.</param>
    double QuickTestLoss(nn.Module network, int resolution, Action beforeBatch);

    /// <summary>Mean loss on batches of training images.</summary>
    double HeldOutLoss(nn.Module network, int resolution, IEnumerable<long[]> batches, Action beforeBatch);

    /// <summary>Everything the run is judged by, on all test images.</summary>
    /// <param name="step">Steps finished.</param>
    /// <param name="isLast">True at the end of the run, where everything is measured.</param>
    Scores Measure(nn.Module network, int resolution, int step, bool isLast, Action beforeBatch);
}
