using Cartwright.Shoppers;
using Cartwright.Storage;
using Dapper;

namespace Cartwright.Journeys;

/// <summary>A journey was asked about a cart and did not begin, as it was recorded then. Journey: its name at that time. Reason: a <see cref="SkipReason"/>.</summary>
internal sealed record Refusal(Guid CartId, string Journey, string Reason);

/// <summary>Reads why journeys were not entered, from the stories of carts.</summary>
internal sealed class RefusalStore(Database database)
{
    /// <summary>Of all of the shopper's carts, oldest first.</summary>
    public Task<List<Refusal>> OfAsync(ShopperState shopper, CancellationToken ct) => shopper.Carts.Count == 0 ? Task.FromResult<List<Refusal>>([]) : database.ReadAsync(async c =>
    {
        var rows = await c.QueryAsync<Row>($"select cart_id, detail from story where store_id = @store and kind = 'not_entered' and cart_id in {database.Dialect.IdList} order by at, story_id",
            new { store = shopper.StoreId, ids = ShopperStore.Json([shopper.Carts.Select(cart => cart.Id.ToString()).ToArray()])[1..^1] });
        // A name may have a bar in it, a reason has none.
        return rows.Select(r => (r.CartId, r.Detail, Bar: r.Detail.LastIndexOf('|'))).Where(r => r.Bar >= 0).Select(r => new Refusal(r.CartId, r.Detail[..r.Bar], r.Detail[(r.Bar + 1)..])).ToList();
    }, ct);

    private sealed class Row { public Guid CartId { get; init; } public string Detail { get; init; } = ""; }
}
