using Cartwright.Storage;
using Dapper;

namespace Cartwright.Turns;

internal sealed class TimerRow { public Guid StoreId { get; init; } public Guid ShopperId { get; init; } public long WakeAt { get; init; } }

internal sealed class TimerStore(Database database)
{
    /// <summary>When the next timer is due (ms), or null.</summary>
    public Task<long?> NextAsync(CancellationToken ct) => database.ReadAsync(c => c.ExecuteScalarAsync<long?>("select min(wake_at) from timer"), ct);

    public Task<List<TimerRow>> DueAsync(long now, int limit, CancellationToken ct) => database.ReadAsync(async c =>
        (await c.QueryAsync<TimerRow>("select store_id, shopper_id, wake_at from timer where wake_at <= @now order by wake_at limit @limit", new { now, limit })).ToList(), ct);
}
