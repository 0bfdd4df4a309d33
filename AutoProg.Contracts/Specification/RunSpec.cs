namespace AutoProg.Contracts.Specification;

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
    public OptimizationSpec Optimization { get; set; } = new();
    public RegularizationSpec Regularization { get; set; } = new();
    public EvaluationSpec Evaluation { get; set; } = new();
    public ResourceSpec Resources { get; set; } = new();
}
