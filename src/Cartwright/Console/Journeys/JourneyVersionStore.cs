using Cartwright.Storage;
using Dapper;

namespace Cartwright.Console.Journeys;

/// <summary>When each version of a journey was made.</summary>
internal sealed class JourneyVersionStore(Database database)
{
    public Task<IReadOnlyList<(long Version, long CreatedAt)>> ListAsync(Guid store, Guid journey, CancellationToken ct = default) => database.ReadAsync<IReadOnlyList<(long, long)>>(async c =>
        [.. await c.QueryAsync<(long, long)>("select version, created_at from journey_version where store_id = @store and journey_id = @journey order by version", new { store, journey })], ct);
}
