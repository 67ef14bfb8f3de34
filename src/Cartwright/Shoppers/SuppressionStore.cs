using Cartwright.Storage;
using Dapper;

namespace Cartwright.Shoppers;

internal sealed class Suppression
{
    public string Channel { get; init; } = "";
    public string AddressHash { get; init; } = "";
    public string Reason { get; init; } = "";
    public string Hint { get; init; } = "";
    public long At { get; init; }
}

/// <summary>Reads the list of addresses nothing is sent to. It is written by turns alone.</summary>
internal sealed class SuppressionStore(Database database)
{
    /// <summary>In the order of channel and hash, after the ones given.</summary>
    public Task<List<Suppression>> ListAsync(Guid store, string? afterChannel, string? afterHash, int limit, CancellationToken ct) => database.ReadAsync(async c =>
        (await c.QueryAsync<Suppression>("""
            select channel, address_hash, reason, hint, at from suppression where store_id = @store and (channel, address_hash) > (@channel, @hash)
            order by channel, address_hash limit @limit
            """, new { store, channel = afterChannel ?? "", hash = afterHash ?? "", limit })).ToList(), ct);

    public Task<Suppression?> FindAsync(Guid store, string channel, string hash, CancellationToken ct) => database.ReadAsync(c =>
        c.QuerySingleOrDefaultAsync<Suppression>("select channel, address_hash, reason, hint, at from suppression where store_id = @store and channel = @channel and address_hash = @hash", new { store, channel, hash }), ct);
}
