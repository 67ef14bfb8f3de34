using Cartwright.Stores;

namespace Cartwright.Tracking.Platforms;

/// <summary>Has the shops looked at when it is time; what was looked at when stands in the database, so that several nodes do it once.</summary>
internal sealed partial class ShopInspectionLoop(ShopInspector inspector, CartMailers mailers, StoreDirectory stores, Hosting.ProductClock clock, ILogger<ShopInspectionLoop> logger) : BackgroundService
{
    public Task CheckAsync(CancellationToken ct) => Parallel.ForEachAsync(stores.Snapshot.ById.Values,
        new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = ct }, async (entry, stop) =>
        {
            await inspector.CheckDueAsync(entry.Store, stop);
            await mailers.LookDueAsync(entry.Store, stop);
        });

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMinutes(1), clock.RealTime);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try { await CheckAsync(stoppingToken); }
            catch (Exception error) when (error is not OperationCanceledException) { Failed(logger, error); }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The shops could not be looked at; it is tried again in a minute")]
    private static partial void Failed(ILogger logger, Exception error);
}
