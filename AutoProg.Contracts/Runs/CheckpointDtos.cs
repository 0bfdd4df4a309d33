namespace AutoProg.Contracts.Runs;

/// <summary>What a checkpoint folder holds: each file's length and hash, written last.</summary>
/// <param name="Pinned">True keeps it when newer ones come: a growth point or the end.</param>
public sealed record CheckpointManifest(int Format, int Step, bool Pinned, IReadOnlyList<CheckpointFile> Files);

/// <param name="Sha256">Lower-case hexadecimal.</param>
public sealed record CheckpointFile(string Name, long Bytes, string Sha256);

/// <summary>A checkpoint of a run.</summary>
/// <param name="Name">Of its folder.</param>
/// <param name="Stage">Index of the stage that trained it; null while unknown.</param>
/// <param name="Bytes">Of all files.</param>
/// <param name="Sha256">Hash of its manifest; null where it has none.</param>
/// <param name="IsGrowthPoint">The network grew right after it.</param>
/// <param name="IsInSearch">It holds a supernet, which only an unchanged schedule can go on from.</param>
/// <param name="IsKept">The run itself keeps it: a growth point, a decision or the end.</param>
/// <param name="IsPinned">A person keeps it.</param>
/// <param name="IsBest">Of those left, the one with the best test score.</param>
/// <param name="Scores">The newest test scores at its step or before.</param>
/// <param name="Damage">Why it cannot be used, or null.</param>
/// <param name="VerifiedAt">When every byte of it was last compared with its hash.</param>
public sealed record CheckpointSummary(
    string Name,
    int Step,
    int? Stage,
    long Bytes,
    string? Sha256,
    DateTimeOffset SavedAt,
    bool IsGrowthPoint,
    bool IsInSearch,
    bool IsKept,
    bool IsPinned,
    bool IsBest,
    IReadOnlyList<CheckpointScore> Scores,
    string? Damage,
    DateTimeOffset? VerifiedAt,
    IReadOnlyList<CheckpointFile> Files);

/// <param name="Step">Where it was measured.</param>
public sealed record CheckpointScore(string Series, int Step, double Value);

/// <summary>The checkpoint that a run began from, with the rows up to it.</summary>
/// <param name="Run">Id of the parent, which may be gone by now.</param>
/// <param name="Name">Of the parent when it was forked.</param>
public sealed record ForkOrigin(string Run, string Name, int Step);

/// <summary>How a tensor of the momentum network differs between two checkpoints.</summary>
/// <param name="Change">Norm of the difference over the norm before; null where it is new or of another shape.</param>
public sealed record TensorChange(string Name, IReadOnlyList<long> Shape, double? Change);
