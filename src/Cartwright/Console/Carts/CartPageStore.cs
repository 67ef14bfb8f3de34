using Cartwright.Carts;
using Cartwright.Shoppers;
using Cartwright.Storage;
using Cartwright.Tracking;
using Dapper;

namespace Cartwright.Console.Carts;

/// <summary>A sentence's worth of what was decided (table story). Detail fills the sentence that Kind names.</summary>
internal sealed record StoryRow(long At, string Kind, string Detail);

/// <summary>Somebody, or a machine, asked for a link of a message.</summary>
internal sealed record VisitRow(Guid MessageId, string Kind, string Who, long At, string Client);

/// <summary>Everything a cart's page tells from: the shopper as a turn sees them, their log, and what was decided and observed.</summary>
internal sealed record CartPageData(ShopperState Shopper, Cart Cart, IReadOnlyList<StorefrontEvent> Log, IReadOnlyList<StoryRow> Stories, IReadOnlyList<VisitRow> Visits);

/// <summary>Loads one cart's page.</summary>
internal sealed class CartPageStore(Database database, ShopperStore shoppers)
{
    /// <summary>Null when the store has no such cart.</summary>
    public Task<CartPageData?> LoadAsync(Guid store, Guid cartId, CancellationToken ct = default) => database.ReadAsync<CartPageData?>(async c =>
    {
        var owner = (await c.QueryAsync<Guid>("select shopper_id from cart where store_id = @store and cart_id = @cartId", new { store, cartId })).ToList();
        if (owner.Count == 0) return null;
        var loaded = await shoppers.LoadAsync(new Reading(c, database.Dialect), [(store, owner[0])]);
        if (!loaded.TryGetValue((store, owner[0]), out var shopper) || shopper.Cart(cartId) is not { } cart) return null;

        var log = await shoppers.LogAsync(new Reading(c, database.Dialect), shopper);
        var stories = await c.QueryAsync<StoryData>("select at, kind, detail from story where store_id = @store and cart_id = @cartId order by at, story_id", new { store, cartId });
        var messages = shopper.Messages.Where(m => m.CartId == cartId).Select(m => m.Id.ToString()).ToArray();
        var visits = messages.Length == 0 ? [] : await c.QueryAsync<VisitData>(
            $"select message_id, kind, who, at, client from link_visit where store_id = @store and message_id in {database.Dialect.IdList} order by at, visit_id",
            new { store, ids = ShopperStore.Json([messages])[1..^1] });
        return new CartPageData(shopper, cart, log, [.. stories.Select(s => new StoryRow(s.At, s.Kind, s.Detail))],
            [.. visits.Select(v => new VisitRow(v.MessageId, v.Kind, v.Who, v.At, v.Client))]);
    }, ct);

    private sealed class StoryData { public long At { get; init; } public string Kind { get; init; } = ""; public string Detail { get; init; } = ""; }

    private sealed class VisitData
    {
        public Guid MessageId { get; init; }
        public string Kind { get; init; } = "";
        public string Who { get; init; } = "";
        public long At { get; init; }
        public string Client { get; init; } = "";
    }
}
