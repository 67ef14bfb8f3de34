using Cartwright.Hosting;
using Cartwright.Shoppers;
using Cartwright.Storage;
using Cartwright.Tracking;
using Dapper;

namespace Cartwright.Console.Events;

/// <summary>A stored event with whose it is. Log: the shopper's whole log, null when it is too long to be read for a list.</summary>
internal sealed record ListedEvent(StorefrontEvent Event, ShopperState? Shopper, IReadOnlyList<StorefrontEvent>? Log);

/// <summary>Where a page of the list begins: behind this event.</summary>
internal sealed record EventCursor(long ReceivedAt, string MessageId);

/// <summary>Events in the order in which they came, newest first.</summary>
internal sealed class EventListStore(Database database, ShopperStore shoppers, Secrets secrets)
{
    private const int LongestLog = 2000;

    /// <summary>The event of a message id: found by way of its de-duplication, which says when it came.</summary>
    public const string ByMessageId = "event_seen s join event e on e.store_id = s.store_id and e.received_at = s.received_at and e.message_id = s.message_id";

    /// <param name="of">An identifier of a shopper (anonymous id, user id, e-mail, phone, cart token, order number), or a message id; null: everybody's.</param>
    public Task<List<ListedEvent>> ListAsync(Guid store, string? of, EventCursor? before, int limit, CancellationToken ct = default) => database.ReadAsync(async c =>
    {
        var family = of is null ? [] : await FamilyAsync(store, of, c);
        var (from, narrowed) = of is null ? ("event e", "e.store_id = @store") : family.Count > 0
            ? ($"{database.Dialect.ShopperKeys} event e on e.store_id = k.store_id and e.shopper_id = k.shopper_id", "true")
            : (ByMessageId, "s.store_id = @store and s.message_id = @of");
        var rows = (await c.QueryAsync<EventRow>($"""
            select e.shopper_id, e.at, e.message_id, e.received_at, e.body from {from} where {narrowed}
            and (@all = 1 or e.received_at < @receivedAt or e.received_at = @receivedAt and e.message_id < @messageId)
            order by e.received_at desc, e.message_id desc limit @limit
            """, new { store, of, keys = ShopperStore.Json(family.Select(f => (string[])[store.ToString(), f.ToString()])), all = before is null ? 1L : 0L, receivedAt = before?.ReceivedAt ?? 0, messageId = before?.MessageId ?? "", limit })).ToList();
        var owners = await shoppers.LoadAsync(new Reading(c, database.Dialect), [.. rows.Select(r => (store, r.ShopperId)).Distinct()]);
        var logs = new Dictionary<Guid, List<StorefrontEvent>?>();
        foreach (var owner in owners.Values.DistinctBy(o => o.Id))
            logs[owner.Id] = await shoppers.LogAsync(new Reading(c, database.Dialect), owner, 0, LongestLog + 1) is var log && log.Count > LongestLog ? null : log;
        return rows.Select(r =>
        {
            var owner = owners.GetValueOrDefault((store, r.ShopperId));
            return new ListedEvent(r.Read(store, secrets), owner, owner is null ? null : logs[owner.Id]);
        }).ToList();
    }, ct);

    private async Task<List<Guid>> FamilyAsync(Guid store, string of, System.Data.Common.DbConnection c)
    {
        var ids = new List<Identifier> { new(IdentityPolicy.Anon, of), new(IdentityPolicy.User, of), new(IdentityPolicy.Cart, of), new(IdentityPolicy.Order, of) };
        if (Address.Email(of) is { } email) ids.Add(new(IdentityPolicy.Email, secrets.Hash(store, IdentityPolicy.Email, email)));
        if (Address.Phone(of) is { } phone) ids.Add(new(IdentityPolicy.Phone, secrets.Hash(store, IdentityPolicy.Phone, phone)));
        var aliases = await ShopperStore.AliasesAsync(new Reading(c, database.Dialect), [.. ids.Select(i => (store, i))]);
        var found = await shoppers.LoadAsync(new Reading(c, database.Dialect), [.. aliases.Values.Distinct().Select(s => (store, s))]);
        return [.. found.Values.SelectMany(s => s.Traits.Merged.Append(s.Id)).Distinct()];
    }
}
