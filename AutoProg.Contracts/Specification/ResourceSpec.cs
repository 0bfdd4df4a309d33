namespace AutoProg.Contracts.Specification;

/// <summary>Where a run trains.</summary>
public sealed record ResourceSpec
{
    /// <summary><c>auto</c> (a CUDA device where one works, else the CPU), <c>cpu</c>, or <c>cuda:N</c>.</summary>
    public string Device { get; set; } = "auto";

    /// <summary>CPU threads of the worker; 0 takes all cores.</summary>
    public int Threads { get; set; }
}
