using System.Diagnostics.Metrics;
using Cartwright.Hosting;
using Cartwright.Stores;

namespace Cartwright.Tracking.Webhooks;

/// <summary>Looks after the platforms' deliveries: one that has fallen silent in a busy shop is told, and the shop's reminders wait.</summary>
internal sealed partial class OrderFeedLoop(OrderFeedStore feeds, StoreDirectory stores, AuditStore audit, ProductClock clock, ILogger<OrderFeedLoop> logger) : BackgroundService
{
    private static readonly Counter<long> FellSilent = new Meter("Cartwright").CreateCounter<long>("cartwright_order_feeds_silent", description: "Order feeds of shop platforms that fell silent");

    public async Task CheckAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        foreach (var feed in await feeds.ListAsync(ct))
        {
            if (feed.SilentSince is not null || !OrderFeedPolicy.IsSilent(feed, now)) continue;
            await feeds.SilentAsync(feed);
            await stores.RefreshAsync(ct);
            var slug = stores.Find(feed.StoreId)?.Store.Slug ?? feed.StoreId.ToString();
            Silent(logger, feed.Source, slug, (now - feed.LastAt) / 60_000, feed.CartsSince, feed.OrdersSince);
            await audit.AddAsync(feed.StoreId, feed.Source, "order_feed_silent", "store:" + slug, $"{feed.CartsSince} carts and {feed.OrdersSince} orders since its last delivery; reminders wait until it is heard again");
            FellSilent.Add(1, new KeyValuePair<string, object?>("source", feed.Source));
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(30), clock.RealTime);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try { await CheckAsync(stoppingToken); }
            catch (Exception error) when (error is not OperationCanceledException) { Failed(logger, error); }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Source} has not been heard of for store {Store} for {Minutes} minutes, in which {Carts} carts and {Orders} orders were begun: its reminders wait. Is its webhook switched on?")]
    private static partial void Silent(ILogger logger, string source, string store, long minutes, long carts, long orders);

    [LoggerMessage(Level = LogLevel.Error, Message = "The order feeds could not be looked at; it is tried again in half a minute")]
    private static partial void Failed(ILogger logger, Exception error);
}
