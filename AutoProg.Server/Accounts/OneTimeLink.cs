using System.Security.Cryptography;
using System.Text;

namespace AutoProg.Server.Accounts;

/// <summary>A link that opens one door once: valid for 30 minutes, kept as a hash, gone with the process.</summary>
public class OneTimeLink(TimeProvider time)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(30);
    private readonly Lock gate = new();
    private string? hash;
    private DateTimeOffset expiresAt;

    /// <summary>Makes a new secret; an earlier one no longer works.</summary>
    public string Renew()
    {
        var secret = Secret.Create();
        lock (gate)
        {
            hash = Secret.HashOf(secret);
            expiresAt = time.GetUtcNow() + Lifetime;
        }

        return secret;
    }

    public bool IsValid(string secret)
    {
        lock (gate)
        {
            return hash is not null && time.GetUtcNow() < expiresAt
                && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(hash), Encoding.ASCII.GetBytes(Secret.HashOf(secret)));
        }
    }

    /// <summary>True for the first caller with the right secret, and never again.</summary>
    public bool TryUse(string secret)
    {
        lock (gate)
        {
            var valid = IsValid(secret);
            hash = valid ? null : hash;
            return valid;
        }
    }
}

/// <summary>Creates the first administrator.</summary>
public sealed class SetupLink(TimeProvider time) : OneTimeLink(time), IDisposable
{
    private readonly SemaphoreSlim turn = new(1, 1);

    /// <summary>One set-up at a time: two at once would make two first administrators.</summary>
    public async Task<T> InTurnAsync<T>(Func<Task<T>> setUp)
    {
        await turn.WaitAsync();
        try
        {
            return await setUp();
        }
        finally
        {
            turn.Release();
        }
    }

    public void Dispose() => turn.Dispose();
}

/// <summary>Signs in the first administrator from this machine.</summary>
public sealed class LoginLink(TimeProvider time) : OneTimeLink(time);
