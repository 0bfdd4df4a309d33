namespace AutoProg.Server.Store;

/// <summary>A data set that somebody registered, or a named one that somebody had scanned.</summary>
public sealed class DatasetRow
{
    public required string Id { get; set; }

    public required string Name { get; set; }

    /// <summary>Its folder; empty for a named set.</summary>
    public required string Path { get; set; }

    public required string Author { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset? ScannedAt { get; set; }

    public string? ScanFailure { get; set; }

    /// <summary>The newest inspection as JSON.</summary>
    public string? Inspection { get; set; }
}
