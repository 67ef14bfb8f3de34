using System.Threading.RateLimiting;

namespace Cartwright.Links;

/// <summary>How often one address may confirm a landing: enough for a household, too little for guessing.</summary>
internal sealed class ReturnLimits : IDisposable
{
    private readonly PartitionedRateLimiter<string> _limiter = PartitionedRateLimiter.Create<string, string>(address =>
        RateLimitPartition.GetTokenBucketLimiter(address, _ => new TokenBucketRateLimiterOptions { TokenLimit = 60, TokensPerPeriod = 20, ReplenishmentPeriod = TimeSpan.FromSeconds(10), AutoReplenishment = true }));

    public bool TryTake(HttpContext http)
    {
        using var lease = _limiter.AttemptAcquire(http.Connection.RemoteIpAddress?.ToString() ?? "local");
        return lease.IsAcquired;
    }

    public void Dispose() => _limiter.Dispose();
}
