using System.Text.Json;
using Cartwright.Shoppers;
using Cartwright.Storage;
using Dapper;

namespace Cartwright.Recovery;

/// <summary>Reads orders for lists.</summary>
internal sealed class OrderStore(Database database)
{
    /// <summary>Newest first, from <paramref name="before"/> on (exclusive).</summary>
    public Task<List<(Order Order, Guid Shopper)>> ListAsync(Guid store, Guid? before, int limit, CancellationToken ct) =>
        ReadAsync(store, $"select state, shopper_id from purchase where store_id = @store{(before is null ? "" : " and order_id < @before")} order by order_id desc limit @limit", new { store, before = before ?? Guid.Empty, limit }, ct);

    /// <summary>By the shop's own number; several when it was told by different people first.</summary>
    public Task<List<(Order Order, Guid Shopper)>> FindAsync(Guid store, string externalId, CancellationToken ct) =>
        ReadAsync(store, "select state, shopper_id from purchase where store_id = @store and external_id = @externalId order by confirmed desc, order_id limit 10", new { store, externalId }, ct);

    private Task<List<(Order, Guid)>> ReadAsync(Guid store, string sql, object parameters, CancellationToken ct) => database.ReadAsync(async c =>
    {
        var rows = (await c.QueryAsync<Row>(sql, parameters)).ToList();
        var owners = await ShopperListStore.SurvivorsAsync(c, database.Dialect, store, rows.Select(r => r.ShopperId));
        return rows.Select(r => (JsonSerializer.Deserialize(r.State, RecoveryJson.Default.Order)!, owners.GetValueOrDefault(r.ShopperId, r.ShopperId))).ToList();
    }, ct);

    private sealed class Row { public string State { get; init; } = ""; public Guid ShopperId { get; init; } }
}
