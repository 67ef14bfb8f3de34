using Cartwright.Hosting;
using Cartwright.Stores;
using Cartwright.Turns;

namespace Cartwright.Products;

/// <summary>Tells the turns of shoppers who left a cart with goods of which there is news. A row is taken away only when all were told: after a crash some are told twice, and enter once.</summary>
internal sealed partial class ProductNewsLoop(ProductNewsStore news, StoreDirectory stores, TurnLoop turns, ProductClock clock, ILogger<ProductNewsLoop> logger) : BackgroundService
{
    private const int Page = 500;

    /// <returns>How many shoppers were told.</returns>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        var told = 0;
        foreach (var row in await news.ListAsync(100, ct))
        {
            // Without a live journey that would start there is nobody to tell.
            if (stores.Find(row.StoreId)?.Journeys.Any(j => j.Status == "live" && j.Definition.Trigger.Type == row.Kind) == true)
            {
                var before = Guid.AllBitsSet; // of several carts of a shopper the newest is told
                while (await news.WaitingAsync(row.StoreId, row.ProductId, before, Page, ct) is { Count: > 0 } waiting)
                {
                    await turns.SubmitAsync([.. waiting.Select(w => new ProductSignal(row.StoreId, w.ShopperId, w.CartId, row.ProductId, row.Kind, row.Variant))]);
                    told += waiting.Count;
                    before = waiting[^1].CartId;
                }
            }
            await news.DoneAsync(row);
        }
        return told;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(2), clock.RealTime);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try { await RunAsync(stoppingToken); }
            catch (Exception error) when (error is not OperationCanceledException) { Failed(logger, error); }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "News of products could not be told; it is tried again")]
    private static partial void Failed(ILogger logger, Exception error);
}
