using System.Collections.Concurrent;
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
    public long Attempt { get; set; }
    public long QueuedAt { get; init; }

    /// <summary>When it was first tried (ms); null: it was not yet.</summary>
    public long? TriedSince { get; set; }
}

/// <summary>
/// Leases on messages. Times of leases are real time, since a lease is about machines. Where other nodes send too they are written; where this process is
/// the only one they are remembered and cost no row: what is lost with the process is a message that waits. Either way a turn decides who sends.
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

    internal const string Due = $"""
        select store_id, message_id, shopper_id, channel, attempt + 1 as attempt, queued_at from message
        where store_id = @store and due_at <= @now and {Indexed} and status <> 'sending' order by due_at limit @most
        """;

    private const long Forgotten = 30 * 60_000; // ms

    private readonly ConcurrentDictionary<Guid, (long Attempt, long Until)> _leases = new();

    /// <summary>Claims up to <paramref name="limit"/> messages whose time has come, each store getting its share; with the config version they are to be sent by.</summary>
    public Task<(List<Claim> Claims, long ConfigVersion)> ClaimAsync(long now, long realNow, long leaseUntil, int limit) => database.WriteAheadAsync(async session =>
    {
        // Of what broke off and left by another way; its number is kept until nobody can be at it any more.
        foreach (var lease in _leases.Where(l => l.Value.Until < realNow - Forgotten)) _leases.TryRemove(lease);
        var stores = (await session.LookUpAsync<Guid>(StoresWithDue, new { now })).ToList();
        var claims = new List<Claim>();
        for (var i = 0; i < stores.Count && claims.Count < limit; i++)
        {
            var share = Math.Max(1, (limit - claims.Count) / (stores.Count - i));
            claims.AddRange(database.IsShared
                ? await session.LookUpAsync<Claim>(ClaimDue, new { store = stores[i], now, realNow, leaseUntil, share })
                : (await session.LookUpAsync<Claim>(Due, new { store = stores[i], now, most = (long)share + _leases.Count })).Where(c => Take(c, realNow, leaseUntil)).Take(share));
        }
        return (claims, claims.Count == 0 ? 0 : await StoreStore.VersionAsync(session.Connection, session.Transaction));
    });

    /// <summary>The claim is carried out. One that is not given back is free again when its lease is over.</summary>
    public void Release(Claim claim)
    {
        if (_leases.TryGetValue(claim.MessageId, out var lease) && lease.Attempt == claim.Attempt) _leases.TryRemove(KeyValuePair.Create(claim.MessageId, lease));
    }

    // Under the writer's lock. What a turn has put off since has the claim's attempt, and is no longer held by it.
    private bool Take(Claim claim, long realNow, long leaseUntil)
    {
        if (_leases.TryGetValue(claim.MessageId, out var lease) && lease.Attempt >= claim.Attempt)
        {
            if (lease.Until >= realNow) return false;
            claim.Attempt = lease.Attempt + 1;
        }
        _leases[claim.MessageId] = (claim.Attempt, leaseUntil);
        return true;
    }

    /// <summary>Messages that were leaving when their sender died: nobody can know. All of them when no one else can be sending, else those whose lease is long over.</summary>
    public Task<List<Claim>> OrphansAsync(long? leaseOverBefore) => database.ReadAsync(async c =>
        (await c.QueryAsync<Claim>($"select store_id, message_id, shopper_id, channel, attempt, queued_at from message where {Indexed} and status = 'sending' and (@all = 1 or claimed_until < @before)",
            new { all = leaseOverBefore is null ? 1L : 0L, before = leaseOverBefore ?? 0 })).ToList());

    /// <summary>After a restart of the only process its old leases are void: those that were written, too, when it was not the only one.</summary>
    public Task ReleaseAllAsync() => database.WriteAsync(s => s.ExecuteAsync($"update message set status = 'queued' where {Indexed} and status = 'claimed'"));
}
