namespace AutoProg.Contracts.Specification;

/// <summary>Everything that decides a run: frozen in <c>run.json</c> when the run is queued.</summary>
public sealed record RunSpec
{
    /// <summary>The name people read; any text up to 80 characters.</summary>
    public string Name { get; init; } = "";

    /// <summary>The preset it was started from, or null for a specification written by hand.</summary>
    public string? Preset { get; init; }

    /// <summary>Equal specifications with equal seeds train equal weights on the same CPU build and thread count.</summary>
    public int Seed { get; init; }

    public ModelSpec Model { get; init; } = new();
    public DataSpec Data { get; init; } = new();
    public ScheduleSpec Schedule { get; init; } = new();
    public SearchSpec Search { get; init; } = new();
    public OptimizationSpec Optimization { get; init; } = new();

    /// <summary>Off in a specification that was written without it.</summary>
    public RegularizationSpec Regularization { get; init => field = value ?? new(); } = new();

    public EvaluationSpec Evaluation { get; init; } = new();
    public ResourceSpec Resources { get; init; } = new();
}
