using AutoProg.Contracts.Specification;
using AutoProg.Training.Data;
using AutoProg.Training.Models;
using AutoProg.Training.Search;
using AutoProg.Training.Storage;
using static TorchSharp.torch;

namespace AutoProg.Training.Loop;

/// <summary>Images to classes by cross-entropy, regularised as strongly as the stage asks for.</summary>
internal sealed class ClassificationTask : ILearningTask
{
    private const int QuickImages = 500;

    private readonly RunSpec spec;
    private readonly ImageDataset data;
    private readonly int stages;
    private readonly Device device;
    private readonly ModelFolder models;
    private readonly Augmentation augmentation;
    private readonly Evaluator test, train;
    private StageRegularization regularization;

    public ClassificationTask(RunSpec spec, ImageDataset data, RunPlan plan, Device device, ModelFolder models)
    {
        (this.spec, this.data, stages, this.device, this.models) = (spec, data, plan.Stages.Count, device, models);
        augmentation = new Augmentation(spec, data.Mean, data.Std);
        test = new Evaluator(data.Test, augmentation, device);
        train = new Evaluator(data.Train, augmentation, device);
        regularization = RegularizationOf(0); // A search may ask for losses before the first stage.
    }

    public int MarginAt(int resolution) => augmentation.MarginAt(resolution);

    public Action<nn.Module>? StartingPoint(Action<string> report) =>
        PretrainedWeights.Of(spec, data.Channels, models) is { } weights ? model => report(weights.CopyTo((VisionModel)model)) : null;

    public void Enter(Segment segment, nn.Module model)
    {
        // The authors search with the regularisation of the last stage, and so do we.
        regularization = RegularizationOf(segment.Search is null ? segment.Stage.Index : stages - 1);
        ((VisionModel)model).SetDropPath(regularization.DropPath);
    }

    public Tensor Loss(nn.Module model, ImageBatch batch, int step, int resolution)
    {
        var (images, targets) = regularization.Prepare(batch, device, step, resolution); // (N, C, R, R), (N) or (N, classes)
        var logits = ((VisionModel)model).call(images);                                  // (N, classes)
        return nn.functional.cross_entropy(logits, targets, label_smoothing: regularization.LabelSmoothing);
    }

    public Tensor Outputs(nn.Module model, ImageBatch batch, int step, int resolution) =>
        ((VisionModel)model).call(augmentation.Train(batch.Images.to(device), batch.Margin, step, resolution)); // (N, classes)

    public double QuickTestLoss(nn.Module network, int resolution, Action beforeBatch) =>
        test.Measure((VisionModel)network, resolution, beforeBatch, QuickImages).Loss;

    public double HeldOutLoss(nn.Module network, int resolution, IEnumerable<long[]> batches, Action beforeBatch) =>
        train.Measure((VisionModel)network, resolution, beforeBatch, batches).Loss;

    public Scores Measure(nn.Module network, int resolution, int step, bool isLast, Action beforeBatch)
    {
        var scores = test.Measure((VisionModel)network, resolution, beforeBatch);
        return new Scores(scores.Loss, scores.Top1, scores.Top5);
    }

    public void Dispose() => augmentation.Dispose();

    private StageRegularization RegularizationOf(int stage) => new(spec, data, augmentation, stage, stages);
}
