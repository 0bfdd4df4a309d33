using System.Text.Json.Serialization;

namespace AutoProg.Contracts.Specification;

/// <summary>What a run learns.</summary>
public enum LearningTask
{
    /// <summary>Images to classes.</summary>
    Classification,

    /// <summary>Noised images, or their latents, to noise: a class-conditional diffusion model.</summary>
    Denoising,
}

/// <summary>Everything that decides a run: frozen in <c>run.json</c> when the run is queued.</summary>
/// <remarks>
/// Properties of a specification are settable, not init-only: where JSON leaves an init-only property out, the source
/// generator's reader sets it to null or 0 instead of its default.
/// </remarks>
public sealed record RunSpec
{
    /// <summary>The name people read; any text up to 80 characters.</summary>
    public string Name { get; set; } = "";

    /// <summary>The preset it was started from, or null for a specification written by hand.</summary>
    public string? Preset { get; set; }

    /// <summary>Equal specifications with equal seeds train equal weights on the same CPU build and thread count.</summary>
    public int Seed { get; set; }

    public ModelSpec Model { get; set; } = new();
    public DataSpec Data { get; set; } = new();
    public ScheduleSpec Schedule { get; set; } = new();
    public SearchSpec Search { get; set; } = new();
    public FineTuningSpec FineTuning { get; set; } = new();
    public DiffusionSpec Diffusion { get; set; } = new();
    public OptimizationSpec Optimization { get; set; } = new();
    public RegularizationSpec Regularization { get; set; } = new();
    public EvaluationSpec Evaluation { get; set; } = new();
    public ResourceSpec Resources { get; set; } = new();

    [JsonIgnore]
    public LearningTask Task => Model.Family == ModelFamily.Dit ? LearningTask.Denoising : LearningTask.Classification;

    /// <summary>True where stages have all blocks and differ in how many of them train; false where they differ in blocks.</summary>
    /// <remarks>A diffusion model, or a classifier that starts from weights.</remarks>
    [JsonIgnore]
    public bool Unfreezes => Task == LearningTask.Denoising || (Model.Family == ModelFamily.Vit && Model.Weights is not null);

    /// <summary>The model as this run builds it: a fine-tuned one tells the stages of its schedule apart, where it has several.</summary>
    public ModelSpec ModelToTrain()
    {
        var stages = FineTuning.StageIds ? GrowthGrid.Stages(this).Count : 0;
        return Task == LearningTask.Denoising ? Model with { Dit = Model.Dit with { Stages = stages > 1 ? stages : 0 } } : Model;
    }
}
