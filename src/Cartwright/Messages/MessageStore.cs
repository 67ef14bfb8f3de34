using System.Text.Json;
using Cartwright.Hosting;
using Cartwright.Shoppers;
using Cartwright.Storage;
using Dapper;

namespace Cartwright.Messages;

/// <summary>A message with what stands beside it: whose, the address known now, and what was seen of its links.</summary>
internal sealed record StoredMessage(Message Message, Guid Shopper, string? Address, long Opens, long MachineOpens, long Clicks, long MachineClicks);

/// <summary>Reads messages for lists.</summary>
internal sealed class MessageStore(Database database, Secrets secrets)
{
    private const string From = """
        select m.*, c.sealed, p.data_key, p.sealed as person from message m
        left join message_content c on c.store_id = m.store_id and c.message_id = m.message_id
        left join shopper_personal p on p.store_id = m.store_id and p.shopper_id = coalesce(c.shopper_id, m.shopper_id)
        """;

    /// <summary>Newest first, from <paramref name="before"/> on (exclusive).</summary>
    public Task<List<StoredMessage>> ListAsync(Guid store, string? status, Guid? cart, Guid? before, int limit, CancellationToken ct) => ReadAsync($"""
        {From} where m.store_id = @store{(status is null ? "" : " and m.status = @status")}{(cart is null ? "" : " and m.cart_id = @cart")}{(before is null ? "" : " and m.message_id < @before")}
        order by m.message_id desc limit @limit
        """, store, new { store, status, cart = cart ?? Guid.Empty, before = before ?? Guid.Empty, limit }, ct);

    public async Task<StoredMessage?> FindAsync(Guid store, Guid id, CancellationToken ct) =>
        (await ReadAsync($"{From} where m.store_id = @store and m.message_id = @id", store, new { store, id }, ct)).FirstOrDefault();

    private Task<List<StoredMessage>> ReadAsync(string sql, Guid store, object parameters, CancellationToken ct) => database.ReadAsync(async c =>
    {
        var rows = (await c.QueryAsync<MessageRow, PersonRow, (MessageRow Row, PersonRow? Person)>(sql, (row, person) => (row, person), parameters, splitOn: "data_key")).ToList();
        var owners = await ShopperListStore.SurvivorsAsync(c, database.Dialect, store, rows.Select(r => r.Row.ShopperId));
        return rows.Select(r => Read(store, r.Row, r.Person, owners)).ToList();
    }, ct);

    private StoredMessage Read(Guid store, MessageRow row, PersonRow? person, Dictionary<Guid, Guid> owners)
    {
        var key = person?.DataKey is { } wrapped ? secrets.Unwrap(store, wrapped) : null;
        var known = key is null || person?.Person is null ? null : JsonSerializer.Deserialize(Secrets.Open(key, person.Person), ShopperJson.Default.ShopperPersonal);
        return new StoredMessage(row.Read(key), owners.GetValueOrDefault(row.ShopperId, row.ShopperId), row.Channel switch { Channels.Email => known?.Email, Channels.Sms => known?.Phone, _ => null }, row.Opens, row.MachineOpens, row.Clicks, row.MachineClicks);
    }

    private sealed class PersonRow { public byte[]? DataKey { get; init; } public byte[]? Person { get; init; } }
}
