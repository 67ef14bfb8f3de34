using Cartwright.Shoppers;
using Cartwright.Storage;
using Dapper;

namespace Cartwright.Journeys;

/// <summary>Reads enrollments for lists.</summary>
internal sealed class EnrollmentStore(Database database)
{
    /// <summary>Newest first, from <paramref name="before"/> on (exclusive); of a status (running, done, exited), of a cart, or of a shopper and all merged into them.</summary>
    public Task<List<EnrollmentRow>> ListAsync(Guid store, string? status, Guid? cart, Guid? shopper, Guid? before, int limit, CancellationToken ct) => database.ReadAsync(async c =>
    {
        var keys = "[]";
        if (shopper is { } asked)
        {
            var survivor = (await ShopperListStore.SurvivorsAsync(c, database.Dialect, store, [asked])).GetValueOrDefault(asked, asked);
            keys = ShopperStore.Json((await ShopperListStore.FamilyAsync(c, database.Dialect, store, survivor)).Select(s => (string[])[store.ToString(), s.ToString()]));
        }
        var from = shopper is null ? "enrollment e" : $"{database.Dialect.ShopperKeys} enrollment e on e.store_id = k.store_id and e.shopper_id = k.shopper_id";
        var rows = (await c.QueryAsync<EnrollmentRow>($"""
            select e.* from {from} where e.store_id = @store{(status is null ? "" : " and e.status = @status")}{(cart is null ? "" : " and e.cart_id = @cart")}{(before is null ? "" : " and e.enrollment_id < @before")}
            order by e.enrollment_id desc limit @limit
            """, new { store, status = status ?? "", cart = cart ?? Guid.Empty, before = before ?? Guid.Empty, keys, limit })).ToList();
        return rows;
    }, ct);
}
