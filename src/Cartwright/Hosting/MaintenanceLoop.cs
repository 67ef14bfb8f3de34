using Cartwright.Links;
using Cartwright.Products;
using Cartwright.Stores;
using Cartwright.Tracking;

namespace Cartwright.Hosting;

/// <summary>Once an hour: drops what has been kept long enough.</summary>
internal sealed partial class MaintenanceLoop(RejectedStore rejected, EventRetentionStore events, ProductNewsStore news, LinkStore links, StoreDirectory stores, ProductClock clock, ILogger<MaintenanceLoop> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromHours(1), clock.RealTime);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await rejected.ForgetOldAsync();
                await links.ForgetShortAsync();
                foreach (var (id, entry) in stores.Snapshot.ById)
                {
                    await news.ForgetAsync(id, clock.GetUtcNow().AddDays(-90).ToUnixTimeMilliseconds());
                    await events.ForgetAsync(id, clock.GetUtcNow().AddDays(-entry.Store.Settings.EventRetentionDays).ToUnixTimeMilliseconds(), stoppingToken);
                }
            }
            catch (Exception error) when (error is not OperationCanceledException) { Failed(logger, error); }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Maintenance failed; it is tried again in an hour")]
    private static partial void Failed(ILogger logger, Exception error);
}
