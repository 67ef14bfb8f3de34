using System.Text.Json;
using Cartwright.Carts;
using Cartwright.Hosting;
using Cartwright.Storage;
using Dapper;

namespace Cartwright.Links;

/// <summary>What a link leads to, and who asked for it.</summary>
internal sealed class LinkStore(Database database, Ids ids, ProductClock clock)
{
    /// <summary>The cart a message was about; null when either is gone.</summary>
    public Task<Cart?> CartAsync(Guid store, Guid message, CancellationToken ct) => database.ReadAsync(async c =>
    {
        var state = await c.ExecuteScalarAsync<string?>(
            "select c.state from message m join cart c on c.store_id = m.store_id and c.cart_id = m.cart_id where m.store_id = @store and m.message_id = @message", new { store, message });
        return state is null ? null : JsonSerializer.Deserialize(state, CartJson.Default.Cart);
    }, ct);

    /// <summary>Notes an observation. Kind: click or open; it counts in the message's figures and nowhere else.</summary>
    public Task NoteAsync(Guid store, Guid message, string kind, bool machine, string client) => database.WriteAsync(async session =>
    {
        var counter = (kind, machine) switch { ("click", false) => "clicks", ("click", true) => "machine_clicks", (_, false) => "opens", _ => "machine_opens" };
        var rows = await session.ExecuteAsync($"update message set {counter} = {counter} + 1 where store_id = @store and message_id = @message", new { store, message });
        if (rows > 0)
            await session.ExecuteAsync("insert into link_visit (store_id, visit_id, message_id, kind, who, at, client) values (@store, @id, @message, @kind, @who, @at, @client)",
                new { store, id = ids.Next(), message, kind, who = machine ? "machine" : "person", at = clock.GetUtcNow().ToUnixTimeMilliseconds(), client = client.Length > 200 ? client[..200] : client });
    });

    /// <summary>Whether the address of an unsubscribe link is suppressed now.</summary>
    public Task<bool> IsSuppressedAsync(Guid store, string channel, string addressHash, CancellationToken ct) => database.ReadAsync(async c =>
        await c.ExecuteScalarAsync<long>("select count(*) from suppression where store_id = @store and channel = @channel and address_hash = @addressHash", new { store, channel, addressHash }) > 0, ct);
}
