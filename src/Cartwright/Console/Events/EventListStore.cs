using System.Text.Json;
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

    /// <param name="of">An identifier of a shopper (anonymous id, user id, e-mail, phone, cart token, order number), or a message id; null: everybody's.</param>
    public Task<List<ListedEvent>> ListAsync(Guid store, string? of, EventCursor? before, int limit, CancellationToken ct = default) => database.ReadAsync(async c =>
    {
        var family = of is null ? null : await FamilyAsync(store, of, c);
        var narrowed = of is null ? "" : family!.Count > 0 ? $"and shopper_id in {database.Dialect.IdList}" : "and message_id = @of";
        var rows = (await c.QueryAsync<Row>($"""
            select shopper_id, at, message_id, received_at, body from event where store_id = @store {narrowed}
            and (@all = 1 or received_at < @receivedAt or received_at = @receivedAt and message_id < @messageId)
            order by received_at desc, message_id desc limit @limit
            """, new { store, of, ids = family is null ? "[]" : JsonSerializer.Serialize(family.Select(f => f.ToString())), all = before is null ? 1L : 0L, receivedAt = before?.ReceivedAt ?? 0, messageId = before?.MessageId ?? "", limit })).ToList();
        var owners = await shoppers.LoadAsync(c, null, database.Dialect, [.. rows.Select(r => (store, r.ShopperId)).Distinct()]);
        var logs = new Dictionary<Guid, List<StorefrontEvent>?>();
        foreach (var owner in owners.Values.DistinctBy(o => o.Id))
            logs[owner.Id] = await shoppers.LogAsync(c, null, database.Dialect, owner, 0, LongestLog + 1) is var log && log.Count > LongestLog ? null : log;
        return rows.Select(r =>
        {
            var owner = owners.GetValueOrDefault((store, r.ShopperId));
            return new ListedEvent(new EventRow { At = r.At, MessageId = r.MessageId, ReceivedAt = r.ReceivedAt, Body = r.Body }.Read(store, secrets), owner, owner is null ? null : logs[owner.Id]);
        }).ToList();
    }, ct);

    private async Task<List<Guid>> FamilyAsync(Guid store, string of, System.Data.Common.DbConnection c)
    {
        var ids = new List<Identifier> { new(IdentityPolicy.Anon, of), new(IdentityPolicy.User, of), new(IdentityPolicy.Cart, of), new(IdentityPolicy.Order, of) };
        if (Address.Email(of) is { } email) ids.Add(new(IdentityPolicy.Email, secrets.Hash(store, IdentityPolicy.Email, email)));
        if (Address.Phone(of) is { } phone) ids.Add(new(IdentityPolicy.Phone, secrets.Hash(store, IdentityPolicy.Phone, phone)));
        var aliases = await ShopperStore.AliasesAsync(c, null, database.Dialect, [.. ids.Select(i => (store, i))]);
        var found = await shoppers.LoadAsync(c, null, database.Dialect, [.. aliases.Values.Distinct().Select(s => (store, s))]);
        return [.. found.Values.SelectMany(s => s.Traits.Merged.Append(s.Id)).Distinct()];
    }

    private sealed class Row
    {
        public Guid ShopperId { get; init; }
        public long At { get; init; }
        public string MessageId { get; init; } = "";
        public long ReceivedAt { get; init; }
        public string Body { get; init; } = "";
    }
}
