namespace AutoProg.Contracts.Runs;

/// <summary>Who is signed in.</summary>
public sealed record Session(string Name, string Role);

public sealed record LoginRequest(string Name, string Password);

/// <summary>Creates the first administrator.</summary>
/// <param name="Token">From the setup link that the console printed.</param>
public sealed record SetupRequest(string Token, string Name, string Password);

/// <summary>Signs in by the one-time link that the console printed.</summary>
public sealed record LinkRequest(string Token);

public sealed record TokenRequest(string Name);

/// <summary>The only time the token itself is shown.</summary>
public sealed record TokenCreated(int Id, string Name, string Token);

public sealed record TokenSummary(int Id, string Name, string Owner, DateTimeOffset CreatedAt, DateTimeOffset? LastUsedAt);
