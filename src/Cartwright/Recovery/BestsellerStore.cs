using System.Text.Json;
using Cartwright.Carts;
using Cartwright.Storage;
using Dapper;

namespace Cartwright.Recovery;

/// <summary>What is bought most, counted from the orders themselves.</summary>
internal sealed class BestsellerStore(Database database)
{
    /// <summary>So many of the newest orders are counted: enough for a list of three, and read in a moment.</summary>
    private const int MostOrders = 2000;

    /// <summary>What one order holds is a chance.</summary>
    private const int LeastOrders = 2;

    /// <summary>Product ids by the number of orders since then (ms) that hold them, most first; cancelled orders and those only a browser told of do not count.</summary>
    public Task<List<string>> CountAsync(Guid store, long since, int most, CancellationToken ct = default) => database.ReadAsync(async c =>
        (await c.QueryAsync<string>("""
            select c.state from purchase p join cart c on c.store_id = p.store_id and c.cart_id = p.cart_id
            where p.store_id = @store and p.placed_at >= @since and p.cancelled_at is null and p.confirmed = 1 order by p.placed_at desc limit @limit
            """, new { store, since, limit = MostOrders }))
            .SelectMany(state => JsonSerializer.Deserialize(state, CartJson.Default.Cart)!.Facts.Lines.Select(l => l.ProductId).Distinct())
            .CountBy(id => id).Where(n => n.Value >= LeastOrders).OrderByDescending(n => n.Value).ThenBy(n => n.Key, StringComparer.Ordinal).Take(most).Select(n => n.Key).ToList(), ct);
}
