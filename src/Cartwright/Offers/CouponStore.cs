using System.Text.Json;
using Cartwright.Shoppers;
using Cartwright.Storage;
using Dapper;
using static Cartwright.Storage.Column;

namespace Cartwright.Offers;

#pragma warning disable CA1812 // made by Dapper
internal sealed class CouponRow
{
    public Guid StoreId { get; init; }
    public Guid ShopperId { get; init; }
    public string State { get; init; } = "";

    public Coupon Read() => JsonSerializer.Deserialize(State, CouponJson.Default.Coupon)!;
}

/// <summary>Reads codes for lists, and finds whose a code is. The turn loop is the only one that writes them.</summary>
internal sealed class CouponStore(Database database)
{
    public const string ByKey = "select store_id, shopper_id, state from coupon where store_id = @store and code = @key";

    /// <summary>What a turn writes. The code stands in the form it is found by.</summary>
    public static readonly BatchStatement Save = new("coupon", 2, BatchStatement.Overwrite("store_id, coupon_id", "shopper_id", "status", "expires_at", "state"),
        Id("store_id"), Id("coupon_id"), Id("shopper_id"), Text("code"), Text("offer"), Text("status"), Number("issued_at"), Number("expires_at"), Text("state"));

    public static object?[] Row(Guid store, Guid shopper, Coupon c) =>
        [store, c.Id, shopper, c.Key, c.Offer, c.Status.Name(), c.IssuedAt, c.ExpiresAt, JsonSerializer.SerializeToUtf8Bytes(c, CouponJson.Default.Coupon)];

    /// <summary>Whose the code is; null when the store has none like it.</summary>
    public Task<Guid?> OwnerAsync(Guid store, string key, CancellationToken ct) => database.ReadAsync(async c =>
        (await c.QuerySingleOrDefaultAsync<CouponRow>(ByKey, new { store, key }))?.ShopperId, ct);

    /// <summary>Whose the shop's cart or checkout is, by its token. Null: nobody's that is known by an address or an account, or its id is none that tells.</summary>
    public Task<Guid?> CartOwnerAsync(Guid store, string cart, CancellationToken ct) => database.ReadAsync<Guid?>(async c =>
    {
        if (!IdentityPolicy.IsToken(cart)) return null;
        if (await c.QuerySingleOrDefaultAsync<Guid?>("select shopper_id from shopper_alias where store_id = @store and kind = @kind and value = @cart", new { store, kind = IdentityPolicy.Cart, cart }) is not { } named) return null;
        var owner = (await ShopperListStore.SurvivorsAsync(c, database.Dialect, store, [named])).GetValueOrDefault(named, named);
        foreach (var id in await ShopperListStore.FamilyAsync(c, database.Dialect, store, owner))
            if (await c.QueryFirstOrDefaultAsync<long?>("select 1 from shopper_alias where store_id = @store and shopper_id = @id and kind in (@email, @user)", new { store, id, email = IdentityPolicy.Email, user = IdentityPolicy.User }) is not null) return owner;
        return null;
    }, ct);

    /// <summary>Newest first, from <paramref name="before"/> on (exclusive); of a shopper (the id of one that was merged finds whom they are now), of a status.</summary>
    public Task<List<(Coupon Coupon, Guid Shopper)>> ListAsync(Guid store, Guid? shopper, string? status, Guid? before, int limit, CancellationToken ct) => database.ReadAsync(async c =>
    {
        var owner = shopper is { } asked ? (await ShopperListStore.SurvivorsAsync(c, database.Dialect, store, [asked])).GetValueOrDefault(asked, asked) : Guid.Empty;
        var rows = await c.QueryAsync<CouponRow>($"""
            select store_id, shopper_id, state from coupon where store_id = @store{(shopper is null ? "" : " and shopper_id = @owner")}{(status is null ? "" : " and status = @status")}{(before is null ? "" : " and coupon_id < @before")}
            order by coupon_id desc limit @limit
            """, new { store, owner, status, before = before ?? Guid.Empty, limit });
        return rows.Select(r => (r.Read(), r.ShopperId)).ToList();
    }, ct);
}
