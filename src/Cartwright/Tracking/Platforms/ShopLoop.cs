using Cartwright.Hosting;
using Cartwright.Stores;

namespace Cartwright.Tracking.Platforms;

/// <summary>Fetches missed orders: at the start, every ten minutes, and every minute while the shop's webhooks are silent or it could not be asked.</summary>
internal sealed partial class ShopLoop(ShopAsker asker, StoreDirectory stores, ProductClock clock, ILogger<ShopLoop> logger) : BackgroundService
{
    private const long Often = 10 * 60_000, WhenSilent = 60_000;

    public Task CheckAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var due = stores.Snapshot.ById.Values.Select(e => e.Store).Where(s =>
        {
            if (!s.AsksShop) return false;
            var (askedAt, notBefore) = asker.Last(s.Id);
            return now >= notBefore && (askedAt is null || now - askedAt >= (s.OrderFeedSilentSince is null && notBefore <= askedAt ? Often : WhenSilent));
        });
        return Parallel.ForEachAsync(due, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = ct }, async (store, _) => await asker.FetchAsync(store));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(10), clock.RealTime);
        do
        {
            try { await CheckAsync(stoppingToken); }
            catch (Exception error) when (error is not OperationCanceledException) { Failed(logger, error); }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The shops could not be asked; it is tried again")]
    private static partial void Failed(ILogger logger, Exception error);
}
