using Cartwright.Storage;
using Cartwright.Stores;
using Dapper;

namespace Cartwright.Messages;

/// <summary>A message this node holds a lease on.</summary>
internal sealed class Claim
{
    public Guid StoreId { get; init; }
    public Guid MessageId { get; init; }
    public Guid ShopperId { get; init; }
    public string Channel { get; init; } = "";
    public long Attempt { get; init; }
    public long QueuedAt { get; init; }

    /// <summary>When it was first tried (ms); null: it was not yet.</summary>
    public long? TriedSince { get; set; }
}

/// <summary>
/// Leases on messages. Times of leases are real time, since a lease is about machines. A lease need not outlive the machine's power: before anything leaves,
/// that it does is written and on the disk, and the lease before it.
/// </summary>
internal sealed class DeliveryStore(Database database)
{
    // The words of the index message_due: SQLite takes a partial index only where the query repeats them.
    private const string Indexed = "status in ('queued', 'claimed', 'sending')";

    // From store to store through the index, not through all that waits: it is asked after each delivery, and a backlog of thousands made each one cost as many rows.
    internal const string StoresWithDue = $"""
        with recursive pending(store_id) as (
          select (select store_id from message where {Indexed} order by store_id limit 1)
          union all
          select (select m.store_id from message m where {Indexed} and m.store_id > pending.store_id order by m.store_id limit 1) from pending where pending.store_id is not null)
        select pending.store_id from pending where pending.store_id is not null
        and exists (select 1 from message m where m.store_id = pending.store_id and {Indexed} and m.due_at <= @now and status <> 'sending')
        """;

    internal const string ClaimDue = $"""
        update message set status = 'claimed', attempt = attempt + 1, claimed_until = @leaseUntil
        where store_id = @store and (status = 'queued' or status = 'claimed' and claimed_until < @realNow) and message_id in (
          select message_id from message where store_id = @store and due_at <= @now and {Indexed}
          and (status = 'queued' or status = 'claimed' and claimed_until < @realNow) order by due_at limit @share)
        returning store_id, message_id, shopper_id, channel, attempt, queued_at
        """;

    /// <summary>Claims up to <paramref name="limit"/> messages whose time has come, each store getting its share; with the config version they are to be sent by.</summary>
    public Task<(List<Claim> Claims, long ConfigVersion)> ClaimAsync(long now, long realNow, long leaseUntil, int limit) => database.WriteAheadAsync(async session =>
    {
        var stores = (await session.LookUpAsync<Guid>(StoresWithDue, new { now })).ToList();
        var claims = new List<Claim>();
        for (var i = 0; i < stores.Count && claims.Count < limit; i++)
        {
            var share = Math.Max(1, (limit - claims.Count) / (stores.Count - i));
            claims.AddRange(await session.LookUpAsync<Claim>(ClaimDue, new { store = stores[i], now, realNow, leaseUntil, share }));
        }
        return (claims, claims.Count == 0 ? 0 : await StoreStore.VersionAsync(session.Connection, session.Transaction));
    });

    /// <summary>Messages that were leaving when their sender died: nobody can know. All of them when no one else can be sending, else those whose lease is long over.</summary>
    public Task<List<Claim>> OrphansAsync(long? leaseOverBefore) => database.ReadAsync(async c =>
        (await c.QueryAsync<Claim>($"select store_id, message_id, shopper_id, channel, attempt, queued_at from message where {Indexed} and status = 'sending' and (@all = 1 or claimed_until < @before)",
            new { all = leaseOverBefore is null ? 1L : 0L, before = leaseOverBefore ?? 0 })).ToList());

    /// <summary>After a restart of the only process its old leases are void.</summary>
    public Task ReleaseAllAsync() => database.WriteAsync(s => s.ExecuteAsync($"update message set claimed_until = 0 where {Indexed} and status = 'claimed'"));
}
