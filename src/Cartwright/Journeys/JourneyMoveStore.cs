using Cartwright.Hosting;
using Cartwright.Storage;
using Cartwright.Turns;
using Dapper;

namespace Cartwright.Journeys;

/// <summary>Running enrollments on their way to a version of their journey. Times in ms.</summary>
internal sealed class JourneyMove
{
    public Guid StoreId { get; init; }
    public Guid JourneyId { get; init; }
    public long Version { get; init; }
    public string ByWhom { get; init; } = "";
    public long StartedAt { get; init; }
    public long? DoneAt { get; init; }

    /// <summary>Everybody up to this shopper was looked at.</summary>
    public Guid AfterShopper { get; init; }
}

/// <summary>Which journeys' runs are to be moved, and how far that came. The moving itself is done by turns.</summary>
internal sealed class JourneyMoveStore(Database database, Ids ids, ProductClock clock)
{
    internal const string Standing = "select distinct shopper_id from enrollment where store_id = @store and journey_id = @journey and shopper_id > @after and status = 'running' and journey_version < @version order by shopper_id limit @limit";

    /// <summary>Begins a move, or begins it again for a newer version.</summary>
    public Task BeginAsync(Journey journey, string by, CancellationToken ct = default) => database.WriteAsync(async session =>
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        await session.ExecuteAsync("""
            insert into journey_move (store_id, journey_id, version, by_whom, started_at, after_shopper, claimed_until) values (@StoreId, @Id, @Version, @by, @now, @none, 0)
            on conflict (store_id, journey_id) do update set version = excluded.version, by_whom = excluded.by_whom, started_at = excluded.started_at, done_at = null, after_shopper = excluded.after_shopper, claimed_until = 0
            """, new { journey.StoreId, journey.Id, journey.Version, by, now, none = Guid.Empty });
        await session.RunAsync(TurnStore.Audit, [[journey.StoreId, ids.Next(), now, by, "journey_moved", $"journey:{journey.Slug}", $"running ones to version {journey.Version}"]]);
    }, ct);

    /// <summary>The last move of the journey, and how many of its running ones stand in versions before the present one.</summary>
    public Task<(JourneyMove? Last, long Older)> FindAsync(Journey journey, CancellationToken ct = default) => database.ReadAsync(async c => (
        await c.QuerySingleOrDefaultAsync<JourneyMove>("select * from journey_move where store_id = @StoreId and journey_id = @Id", new { journey.StoreId, journey.Id }),
        await c.ExecuteScalarAsync<long>("select count(*) from enrollment where store_id = @StoreId and journey_id = @Id and status = 'running' and journey_version < @Version", new { journey.StoreId, journey.Id, journey.Version })), ct);

    /// <summary>Moves that nobody is at work on, taken until then (ms of real time).</summary>
    public Task<List<JourneyMove>> ClaimAsync(long realNow, long until) => database.WriteAsync(async session =>
        (await session.QueryAsync<JourneyMove>("update journey_move set claimed_until = @until where done_at is null and claimed_until <= @realNow returning *", new { realNow, until })).ToList());

    public Task<bool> AnyOpenAsync(CancellationToken ct) => database.ReadAsync(async c => await c.ExecuteScalarAsync<long>("select count(*) from journey_move where done_at is null") > 0, ct);

    /// <summary>The next shoppers who run through an older version.</summary>
    public Task<List<Guid>> StandingAsync(JourneyMove move, Guid after, int limit, CancellationToken ct) => database.ReadAsync(async c =>
        (await c.QueryAsync<Guid>(Standing, new { store = move.StoreId, journey = move.JourneyId, after, version = move.Version, limit })).ToList(), ct);

    /// <summary>Notes how far it came. False: it was begun again meanwhile, or is over.</summary>
    public Task<bool> AdvanceAsync(JourneyMove move, Guid after, long until) => database.WriteAsync(async session => await session.ExecuteAsync("""
        update journey_move set after_shopper = @after, claimed_until = @until where store_id = @StoreId and journey_id = @JourneyId and version = @Version and started_at = @StartedAt and done_at is null
        """, new { move.StoreId, move.JourneyId, move.Version, move.StartedAt, after, until }) > 0);

    public Task DoneAsync(JourneyMove move) => database.WriteAsync(session => session.ExecuteAsync("""
        update journey_move set done_at = @now where store_id = @StoreId and journey_id = @JourneyId and version = @Version and started_at = @StartedAt
        """, new { move.StoreId, move.JourneyId, move.Version, move.StartedAt, now = clock.GetUtcNow().ToUnixTimeMilliseconds() }));
}
