using System.Text.Json;
using Cartwright.Shoppers;
using Cartwright.Storage;
using Cartwright.Tracking;
using Dapper;

namespace Cartwright.Carts;

/// <summary>A cart as kept, with the person it belongs to now and whether the shop's server or platform told its order.</summary>
internal sealed record StoredCart(Cart Cart, Guid Shopper, bool OrderConfirmed);

/// <summary>Reads carts for lists. The turn loop is the only one that writes them.</summary>
internal sealed class CartStore(Database database)
{
    private const int MostEvents = 300;
    private const string Columns = """
        c.state, c.shopper_id, case when exists (select 1 from purchase o where o.store_id = c.store_id and o.cart_id = c.cart_id and o.confirmed = 1) then 1 else 0 end as confirmed
        """;

    /// <summary>Newest first, from <paramref name="before"/> on (exclusive).</summary>
    public Task<List<StoredCart>> ListAsync(Guid store, string? status, string? stage, Guid? before, int limit, CancellationToken ct) => database.ReadAsync(async c =>
    {
        var rows = (await c.QueryAsync<Row>($"""
            select {Columns} from cart c where c.store_id = @store{(status is null ? "" : " and c.status = @status")}{(stage is null ? "" : " and c.stage = @stage")}{(before is null ? "" : " and c.cart_id < @before")}
            order by c.cart_id desc limit @limit
            """, new { store, status, stage, before = before ?? Guid.Empty, limit })).ToList();
        var owners = await ShopperListStore.SurvivorsAsync(c, database.Dialect, store, rows.Select(r => r.ShopperId));
        return rows.Select(r => r.Read(owners)).ToList();
    }, ct);

    public Task<StoredCart?> FindAsync(Guid store, Guid id, CancellationToken ct) => database.ReadAsync(async c =>
    {
        var row = await c.QuerySingleOrDefaultAsync<Row>($"select {Columns} from cart c where c.store_id = @store and c.cart_id = @id", new { store, id });
        return row?.Read(await ShopperListStore.SurvivorsAsync(c, database.Dialect, store, [row.ShopperId]));
    }, ct);

    /// <summary>
    /// Everything told of a cart, oldest first: what the shopper did (the last 300 events of the cart's time), what was decided,
    /// sent and visited, and the order.
    /// </summary>
    public Task<List<TimelineRow>> TimelineAsync(Guid store, StoredCart stored, CancellationToken ct) => database.ReadAsync(async c =>
    {
        var id = stored.Cart.Id;
        var told = await c.QueryAsync<TimelineRow>("""
            select at, kind, detail, null as message_id, null as order_id from story where store_id = @store and cart_id = @id
            union all select queued_at, 'message_queued', template, message_id, null from message where store_id = @store and cart_id = @id
            union all select coalesce(sent_at, sending_at, due_at), 'message_' || case when sandbox = 1 then 'test_' else '' end || status, coalesce(skip_reason, reply), message_id, null from message
                where store_id = @store and cart_id = @id and status not in ('queued', 'claimed')
            union all select v.at, v.kind, v.who, v.message_id, null from message m join link_visit v on v.store_id = m.store_id and v.message_id = m.message_id
                where m.store_id = @store and m.cart_id = @id
            union all select entered_at, 'journey_entered', null, null, null from enrollment where store_id = @store and cart_id = @id
            union all select ended_at, 'journey_ended', exit_reason, null, null from enrollment where store_id = @store and cart_id = @id and ended_at is not null
            union all select placed_at, 'order_known', trust, null, external_id from purchase where store_id = @store and cart_id = @id
            """, new { store, id });
        var events = await c.QueryAsync<EventText>($"""
            select e.at, e.body from {database.Dialect.ShopperKeys} event e on e.store_id = k.store_id and e.shopper_id = k.shopper_id
            where e.at >= @from and e.at <= @to order by e.at desc limit @most
            """, new
        {
            keys = ShopperStore.Json((await ShopperListStore.FamilyAsync(c, database.Dialect, store, stored.Shopper)).Select(s => (string[])[store.ToString(), s.ToString()])),
            from = stored.Cart.Facts.StartedAt, to = Math.Max(stored.Cart.Facts.LastActivityAt, stored.Cart.Facts.OrderedAt ?? 0), most = MostEvents,
        });
        return told.Concat(events.Select(e => e.Read()).OfType<TimelineRow>()).OrderBy(r => r.At).ToList();
    }, ct);

    private sealed class Row
    {
        public string State { get; init; } = "";
        public Guid ShopperId { get; init; }
        public long Confirmed { get; init; }

        public StoredCart Read(IReadOnlyDictionary<Guid, Guid> owners) =>
            new(JsonSerializer.Deserialize(State, CartJson.Default.Cart)!, owners.GetValueOrDefault(ShopperId, ShopperId), Confirmed == 1);
    }

    private sealed class EventText
    {
        public long At { get; init; }
        public string Body { get; init; } = "";

        public TimelineRow? Read() => TimelinePolicy.Sentence(JsonSerializer.Deserialize(Body, TrackingJson.Default.StorefrontEvent)!) is { } told
            ? new TimelineRow { At = At, Kind = told.Kind, Detail = told.Detail } : null;
    }
}

internal sealed class TimelineRow
{
    public long At { get; init; }
    public string Kind { get; init; } = "";
    public string? Detail { get; init; }
    public Guid? MessageId { get; init; }
    public string? OrderId { get; init; }
}
