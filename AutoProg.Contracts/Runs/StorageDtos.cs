namespace AutoProg.Contracts.Runs;

/// <summary>Which checkpoints of ended runs stay, and how long deleted runs do. What a person pinned always stays.</summary>
/// <param name="KeepNewest">So many of every run; 1 or more.</param>
/// <param name="KeepBest">The one with the best test score.</param>
/// <param name="KeepGrowthPoints">Growth points, decisions and the end.</param>
/// <param name="TrashDays">Days until a deleted run is gone for good; 0 keeps it until somebody empties the trash.</param>
public sealed record RetentionRules(int KeepNewest = 3, bool KeepBest = true, bool KeepGrowthPoints = true, int TrashDays = 0);

/// <summary>Bytes on disk below the data root.</summary>
/// <param name="Runs">Of all runs, their checkpoints among them.</param>
/// <param name="Free">Left on the disk.</param>
public sealed record DiskUse(long Runs, long Checkpoints, long Models, long Trash, long Free, IReadOnlyList<RunDiskUse> Largest);

public sealed record RunDiskUse(string Id, string Name, long Bytes, long Checkpoints);

/// <summary>A deleted run that can be restored.</summary>
public sealed record TrashedRun(string Id, string Name, string Author, DateTimeOffset DeletedAt, long Bytes);

/// <summary>What was removed, or would be.</summary>
public sealed record Freed(int Count, long Bytes);
