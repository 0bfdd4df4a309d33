namespace AutoProg.Server.Store;

public sealed class ApiToken
{
    public int Id { get; set; }

    public required string Name { get; set; }

    /// <summary>SHA-256 of the token, lower-case hexadecimal; the token itself is nowhere.</summary>
    public required string Hash { get; set; }

    public required string OwnerId { get; set; }

    public Person Owner { get; set; } = null!;

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset? LastUsedAt { get; set; }
}
