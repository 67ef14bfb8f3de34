using System.Net;
using System.Threading.RateLimiting;

namespace Cartwright.Console.Accounts;

/// <summary>
/// How often a password may be tried: 10 times in 15 minutes for an address and an e-mail together, 60 for an address alone, so
/// that nobody can try one password on everyone, and nobody can lock another person out from elsewhere.
/// </summary>
internal sealed class SignInLimits : IDisposable
{
    public const int TriesPerPerson = 10, TriesPerAddress = 60;
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(15);

    private readonly PartitionedRateLimiter<(IPAddress? From, string Email)> _limiter = PartitionedRateLimiter.CreateChained(
        PartitionedRateLimiter.Create<(IPAddress? From, string Email), string>(who => Fixed($"{who.From} {who.Email}", TriesPerPerson)),
        PartitionedRateLimiter.Create<(IPAddress? From, string Email), string>(who => Fixed($"{who.From}", TriesPerAddress)));

    public bool TryTake(IPAddress? from, string email)
    {
        using var lease = _limiter.AttemptAcquire((from, email.Trim().ToLowerInvariant()));
        return lease.IsAcquired;
    }

    public void Dispose() => _limiter.Dispose();

    private static RateLimitPartition<string> Fixed(string key, int tries) => RateLimitPartition.GetFixedWindowLimiter(key,
        _ => new FixedWindowRateLimiterOptions { PermitLimit = tries, Window = Window, QueueLimit = 0 });
}
