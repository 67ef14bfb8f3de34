using System.Text.Json;
using Cartwright.Carts;
using Cartwright.Hosting;
using Cartwright.Storage;
using Dapper;

namespace Cartwright.Links;

/// <summary>What a link leads to, and who asked for it.</summary>
internal sealed class LinkStore(Database database, Ids ids, ProductClock clock)
{
    /// <summary>Whether the message is (still) on record.</summary>
    public Task<bool> IsKnownAsync(Guid store, Guid message, CancellationToken ct) => database.ReadAsync(async c =>
        await c.ExecuteScalarAsync<long>("select count(*) from message where store_id = @store and message_id = @message", new { store, message }) > 0, ct);

    /// <summary>The cart a message was about; null when either is gone.</summary>
    public Task<Cart?> CartAsync(Guid store, Guid message, CancellationToken ct) => database.ReadAsync(async c =>
    {
        var state = await c.ExecuteScalarAsync<string?>(
            "select c.state from message m join cart c on c.store_id = m.store_id and c.cart_id = m.cart_id where m.store_id = @store and m.message_id = @message", new { store, message });
        return state is null ? null : JsonSerializer.Deserialize(state, CartJson.Default.Cart);
    }, ct);

    /// <summary>The code of a message's short link, made when there is none; a repeated attempt has the same one.</summary>
    public Task<string> ShortenAsync(Guid store, Guid shopper, Guid message, DateTimeOffset expiresAt, bool isTest) => database.WriteAsync(async session => (await session.SingleOrDefaultAsync<string>("""
        insert into short_link (code, store_id, message_id, is_test, shopper_id, expires_at) values (@code, @store, @message, @test, @shopper, @expires)
        on conflict (store_id, message_id, is_test) do update set expires_at = excluded.expires_at returning code
        """, new { code = ShortCode.Make(ids.Chance(ShortCode.ChanceBytes)), store, message, test = isTest ? 1L : 0L, shopper, expires = expiresAt.ToUnixTimeMilliseconds() }))!);

    /// <summary>What a code stands for; null when it is not known, or no longer good.</summary>
    public Task<LinkToken?> FindShortAsync(string code, DateTimeOffset now, CancellationToken ct) => database.ReadAsync(async c =>
    {
        var row = await c.QuerySingleOrDefaultAsync<ShortRow>("select store_id, message_id, is_test, shopper_id, expires_at from short_link where code = @code and expires_at > @now", new { code, now = now.ToUnixTimeMilliseconds() });
        return row is null ? null : new LinkToken(LinkPurpose.Restore, row.StoreId, row.ShopperId, row.MessageId, DateTimeOffset.FromUnixTimeMilliseconds(row.ExpiresAt), IsTest: row.IsTest != 0);
    }, ct);

    /// <summary>Codes that are no longer good.</summary>
    public Task ForgetShortAsync() => database.WriteAsync(s => s.ExecuteAsync("delete from short_link where expires_at <= @now", new { now = clock.GetUtcNow().ToUnixTimeMilliseconds() }));

    private sealed class ShortRow
    {
        public Guid StoreId { get; init; }
        public Guid MessageId { get; init; }
        public long IsTest { get; init; }
        public Guid ShopperId { get; init; }
        public long ExpiresAt { get; init; }
    }

    /// <summary>When the message was accepted (ms), and when another kind of its links was last asked for; null: not, or not known.</summary>
    public Task<(long? SentAt, long? OtherAt)> BeforeAsync(Guid store, Guid message, string kind, CancellationToken ct) => database.ReadAsync(async c =>
    {
        var sent = await c.ExecuteScalarAsync<long?>("select sent_at from message where store_id = @store and message_id = @message", new { store, message });
        // A picture is loaded with the mail: that is no link somebody followed.
        var other = await c.ExecuteScalarAsync<long?>("select max(at) from link_visit where store_id = @store and message_id = @message and kind <> @kind and kind <> 'open'", new { store, message, kind });
        return (sent, other);
    }, ct);

    /// <summary>How far (ms) what we and what a provider saw of one act may lie apart: whole seconds, two clocks, the way from its redirect to ours.</summary>
    private const long SameAct = 10_000;

    /// <summary>
    /// Whether an opening, or a link followed, was seen here at about that time (ms). A provider's picture loads beside ours, and its links lead on
    /// to ours, the way out among them: what it tells of them later is the same act.
    /// </summary>
    public Task<bool> IsSeenAsync(Guid store, Guid message, bool isOpen, long at, CancellationToken ct) => database.ReadAsync(async c =>
        await c.ExecuteScalarAsync<long>("select count(*) from link_visit where store_id = @store and message_id = @message and at between @from and @to and (kind = 'open') = (@open = 1)",
            new { store, message, from = at - SameAct, to = at + SameAct, open = isOpen ? 1L : 0L }) > 0, ct);

    /// <summary>The links of a message that were followed since (ms) were followed by a machine after all: more of them came at once than a person follows.</summary>
    public Task TakeBackAsync(Guid store, Guid message, long since) => database.WriteAsync(async session =>
    {
        var taken = await session.ExecuteAsync("update link_visit set who = 'machine' where store_id = @store and message_id = @message and kind = 'click' and who = 'person' and at >= @since", new { store, message, since });
        if (taken > 0) await session.ExecuteAsync("update message set clicks = clicks - @taken, machine_clicks = machine_clicks + @taken where store_id = @store and message_id = @message", new { store, message, taken = (long)taken });
    });

    /// <summary>Notes an observation. Kind: click, open or page (of the way out); the first two count in the message's figures, and nowhere else.</summary>
    /// <param name="once">What is the same when a provider tells it twice.</param>
    /// <param name="at">When it happened (ms), of what is told later; null: now.</param>
    public Task NoteAsync(Guid store, Guid message, string kind, bool machine, string client, string? once = null, long? at = null) => database.WriteAsync(async session =>
    {
        if (once is not null && await session.ExecuteAsync("insert into event_seen (store_id, message_id, received_at) values (@store, @once, @now) on conflict do nothing", new { store, once, now = clock.GetUtcNow().ToUnixTimeMilliseconds() }) == 0) return;
        var counter = (kind, machine) switch { ("click", false) => "clicks", ("click", true) => "machine_clicks", ("open", false) => "opens", ("open", true) => "machine_opens", _ => null };
        var rows = counter is null ? 1 : await session.ExecuteAsync($"update message set {counter} = {counter} + 1 where store_id = @store and message_id = @message", new { store, message });
        if (rows > 0)
            await session.ExecuteAsync("insert into link_visit (store_id, visit_id, message_id, kind, who, at, client) values (@store, @id, @message, @kind, @who, @at, @client)",
                new { store, id = ids.Next(), message, kind, who = machine ? "machine" : "person", at = at ?? clock.GetUtcNow().ToUnixTimeMilliseconds(), client = client.Length > 200 ? client[..200] : client });
    });

    /// <summary>Why the address is suppressed now; null: it is not.</summary>
    public Task<string?> SuppressedForAsync(Guid store, string channel, string addressHash, CancellationToken ct) => database.ReadAsync(c =>
        c.ExecuteScalarAsync<string?>("select reason from suppression where store_id = @store and channel = @channel and address_hash = @addressHash", new { store, channel, addressHash }), ct);
}
