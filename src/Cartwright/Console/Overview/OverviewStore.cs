using Cartwright.Storage;
using Dapper;

namespace Cartwright.Console.Overview;

/// <summary>An order credited to a message. Net: minor units, after refunds.</summary>
internal sealed record RecoveredOrder(Guid ShopperId, Guid? CartId, string ExternalId, string Currency, long Net, long PlacedAt, bool Confirmed);

/// <summary>What the overview shows beside the roll-ups.</summary>
internal sealed class OverviewStore(Database database)
{
    private const int Latest = 5;

    /// <param name="from">Earliest time of the order, ms.</param>
    public Task<List<RecoveredOrder>> LatestRecoveredAsync(Guid store, long from, CancellationToken ct = default) => database.ReadAsync(async c =>
        (await c.QueryAsync<Row>("""
            select p.shopper_id, p.cart_id, p.external_id, p.currency, p.total - p.refunded as net, p.placed_at, p.confirmed from purchase p
            where p.store_id = @store and p.placed_at >= @from and p.credit <> 'none' and p.cancelled_at is null
                and (p.confirmed = 1 or not exists (select 1 from purchase k where k.store_id = @store and k.external_id = p.external_id and k.confirmed = 1))
            order by p.placed_at desc limit @limit
            """, new { store, from, limit = Latest })).Select(r => new RecoveredOrder(r.ShopperId, r.CartId, r.ExternalId, r.Currency, r.Net, r.PlacedAt, r.Confirmed == 1)).ToList(), ct);

    /// <summary>Events refused since a time (ms), counted up to a limit: that there are some matters, not how many thousands.</summary>
    public Task<long> RejectedAsync(Guid store, long since, CancellationToken ct = default) => database.ReadAsync(c => c.ExecuteScalarAsync<long>(
        "select count(*) from (select 1 as one from rejected_event where store_id = @store and rejected_id >= @since limit 1000) r", new { store, since = IdRange.From(since) }), ct);

    private sealed class Row
    {
        public Guid ShopperId { get; init; }
        public Guid? CartId { get; init; }
        public string ExternalId { get; init; } = "";
        public string Currency { get; init; } = "";
        public long Net { get; init; }
        public long PlacedAt { get; init; }
        public long Confirmed { get; init; }
    }
}
