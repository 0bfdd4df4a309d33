using System.Threading.RateLimiting;

namespace AutoProg.Server.Accounts;

/// <summary>Password guesses per account name, known or not, so that the answer does not tell which names exist.</summary>
public sealed class LoginThrottle : IDisposable
{
    public const string PerAddress = "login-per-address";

    private readonly PartitionedRateLimiter<string> perAccount = PartitionedRateLimiter.Create<string, string>(name =>
        RateLimitPartition.GetFixedWindowLimiter(name, _ => new FixedWindowRateLimiterOptions { PermitLimit = 5, Window = TimeSpan.FromMinutes(1) }));

    public bool MayTry(string name)
    {
        using var lease = perAccount.AttemptAcquire(name.ToUpperInvariant());
        return lease.IsAcquired;
    }

    public void Dispose() => perAccount.Dispose();
}
