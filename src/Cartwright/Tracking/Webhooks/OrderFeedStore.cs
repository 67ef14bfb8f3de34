using System.Collections.Concurrent;
using Cartwright.Storage;
using Cartwright.Stores;
using Dapper;

namespace Cartwright.Tracking.Webhooks;

/// <summary>When each platform was last heard, for knowing when one has fallen silent.</summary>
internal sealed class OrderFeedStore(Database database, TimeProvider clock)
{
    /// <summary>A delivery is written down at most so often (ms): the figure is for hours.</summary>
    private const long WriteAgain = 20_000;
    private readonly ConcurrentDictionary<(Guid, string), long> _written = new();

    /// <summary>A signed delivery came. One that was thought silent is alive again: what was held for it may leave.</summary>
    /// <returns>True when it had been silent.</returns>
    public async Task<bool> HeardAsync(Store store, string source)
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        if (store.OrderFeedSilentSince is null && _written.TryGetValue((store.Id, source), out var last) && now - last is >= 0 and < WriteAgain) return false;
        _written[(store.Id, source)] = now;
        return await database.WriteAsync(async session =>
        {
            var parameters = new { store = store.Id, source, now };
            await session.ExecuteAsync("""
                insert into order_feed (store_id, source, first_at, last_at, deliveries) values (@store, @source, @now, @now, 1)
                on conflict (store_id, source) do update set last_at = excluded.last_at, deliveries = order_feed.deliveries + 1
                """, parameters);
            if (await session.ExecuteAsync("update order_feed set silent_since = null where store_id = @store and source = @source and silent_since is not null", parameters) == 0) return false;
            await StoreStore.BumpAsync(session);
            return true;
        });
    }

    /// <summary>Whether a platform ever told of the store's orders.</summary>
    public Task<bool> IsHeardAsync(Guid store, string source, CancellationToken ct = default) => database.ReadAsync(async c =>
        await c.ExecuteScalarAsync<long>("select count(*) from order_feed where store_id = @store and source = @source", new { store, source }) > 0, ct);

    /// <summary>The platforms that were heard before, with what the shop did since.</summary>
    public Task<List<OrderFeed>> ListAsync(CancellationToken ct) => database.ReadAsync(async c =>
    {
        var feeds = new List<OrderFeed>();
        foreach (var row in (await c.QueryAsync<Row>("select store_id, source, last_at, silent_since from order_feed")).ToList())
        {
            var carts = await c.ExecuteScalarAsync<long>("select count(*) from (select 1 from cart where store_id = @StoreId and cart_id >= @from limit 1000) x", new { row.StoreId, from = IdRange.From(row.LastAt) });
            var (orders, oldest) = await c.QuerySingleAsync<(long, long?)>("select count(*), min(placed_at) from purchase where store_id = @StoreId and placed_at > @LastAt and confirmed = 0", new { row.StoreId, row.LastAt });
            feeds.Add(new OrderFeed(row.StoreId, row.Source, row.LastAt, row.SilentSince, carts, orders, oldest));
        }
        return feeds;
    }, ct);

    public Task SilentAsync(OrderFeed feed) => database.WriteAsync(async session =>
    {
        await session.ExecuteAsync("update order_feed set silent_since = @LastAt where store_id = @StoreId and source = @Source and last_at = @LastAt", new { feed.StoreId, feed.Source, feed.LastAt });
        await StoreStore.BumpAsync(session);
    });

    private sealed class Row
    {
        public Guid StoreId { get; init; }
        public string Source { get; init; } = "";
        public long LastAt { get; init; }
        public long? SilentSince { get; init; }
    }
}
