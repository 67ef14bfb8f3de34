using Cartwright.Storage;
using Dapper;

namespace Cartwright.Messages;

/// <summary>Messages that wait for a person.</summary>
internal sealed class ApprovalStore(Database database)
{
    internal const string StoresWithHeld = "select store_id from message where status = 'held' group by store_id";

    /// <summary>Counted up to a limit: that there are many matters, not how many.</summary>
    public const int MostCounted = 1000;

    public Task<List<Guid>> StoresAsync(CancellationToken ct = default) => database.ReadAsync(async c => (await c.QueryAsync<Guid>(StoresWithHeld)).ToList(), ct);

    /// <summary>Whose messages of a store wait, oldest first.</summary>
    public Task<List<Guid>> ShoppersAsync(Guid store, int limit, CancellationToken ct = default) => database.ReadAsync(async c =>
        (await c.QueryAsync<Guid>("select shopper_id from message where store_id = @store and status = 'held' order by message_id limit @limit", new { store, limit })).Distinct().ToList(), ct);

    public Task<long> CountAsync(Guid store, CancellationToken ct = default) => database.ReadAsync(c => c.ExecuteScalarAsync<long>(
        "select count(*) from (select 1 as one from message where store_id = @store and status = 'held' limit @limit) h", new { store, limit = MostCounted }), ct);
}
