using Cartwright.Storage;
using Dapper;

namespace Cartwright.Hosting;

/// <summary>What waits in the database; each count reads only what waits.</summary>
internal sealed class WaitingStore(Database database)
{
    private static readonly string[] Open = ["queued", "claimed", "sending"];

    public Task<(long Timers, IReadOnlyList<(string Status, long Count)> Messages)> CountAsync(long now, CancellationToken ct) => database.ReadAsync(async c =>
    {
        var timers = await c.ExecuteScalarAsync<long>("select count(*) from timer where wake_at <= @now", new { now });
        var found = (await c.QueryAsync<(string Status, long Count)>("select status, count(*) from message where status in ('queued', 'claimed', 'sending') group by status")).ToDictionary(r => r.Status, r => r.Count);
        return (timers, (IReadOnlyList<(string, long)>)[.. Open.Select(s => (s, found.GetValueOrDefault(s)))]);
    }, ct);
}
