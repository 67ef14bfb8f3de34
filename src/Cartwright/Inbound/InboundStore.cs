using System.Text.Json;
using Cartwright.Hosting;
using Cartwright.Messages;
using Cartwright.Storage;
using Dapper;

namespace Cartwright.Inbound;

/// <summary>A message of ours that something came back of.</summary>
internal sealed record FoundMessage(Guid StoreId, Guid MessageId, Guid ShopperId, string Channel);

/// <summary>An answer as it is kept; Content null once the person was erased.</summary>
internal sealed record StoredReply(Guid StoreId, Guid Id, Guid ShopperId, Guid CartId, Guid? MessageId, string Channel, long At, ReplyContent? Content)
{
    /// <summary>How often the shop was to be told of it and was not.</summary>
    public long Attempts { get; init; }
}

/// <summary>Finds whose a message was, and reads what people answered.</summary>
internal sealed class InboundStore(Database database, Secrets secrets, TimeProvider clock)
{
    /// <summary>How often the shop is told of an answer before that is given up.</summary>
    public const int MostAttempts = 12;
    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    public Task<FoundMessage?> FindAsync(Guid store, Guid message, CancellationToken ct) => database.ReadAsync(async c =>
        await c.QuerySingleOrDefaultAsync<MessageOwner>("select shopper_id, channel from message where store_id = @store and message_id = @message", new { store, message }) is { } row
            ? new FoundMessage(store, message, row.ShopperId, row.Channel) : null, ct);

    /// <summary>The text message that left last for a number: to whose it is known to be, or to who agreed to texts with it.</summary>
    /// <param name="hash">Of the number.</param>
    /// <param name="known">Whose it is; null: nobody's.</param>
    public Task<FoundMessage?> LastTextAsync(Guid store, string hash, Guid? known, CancellationToken ct) => database.ReadAsync(async c =>
        await c.QueryFirstOrDefaultAsync<TextOwner>("""
            select shopper_id, message_id from message where store_id = @store and channel = 'sms' and sent_at is not null
            and shopper_id in (select @known union select shopper_id from consent_log where store_id = @store and channel = 'sms' and address_hash = @hash)
            order by sent_at desc limit 1
            """, new { store, hash, known = known ?? Guid.Empty }) is { } row ? new FoundMessage(store, row.MessageId, row.ShopperId, "sms") : null, ct);

    /// <summary>A delivery that is good only once was not there before.</summary>
    public Task<bool> IsNewAsync(Guid store, string key, CancellationToken ct) => database.ReadAsync(async c =>
        await c.ExecuteScalarAsync<long>("select count(*) from event_seen where store_id = @store and message_id = @key", new { store, key }) == 0, ct);

    public Task RememberAsync(Guid store, string key) => database.WriteAsync(s =>
        s.ExecuteAsync("insert into event_seen (store_id, message_id, received_at) values (@store, @key, @now) on conflict do nothing", new { store, key, now = Now }));

    /// <summary>The answers about a cart, oldest first.</summary>
    public Task<List<StoredReply>> OfCartAsync(Guid store, Guid cart, CancellationToken ct) => ReadAsync("r.store_id = @store and r.cart_id = @cart order by r.at, r.reply_id", new { store, cart }, ct);

    /// <summary>The answers of a shopper and of all merged into them, oldest first.</summary>
    public async Task<List<StoredReply>> OfShopperAsync(Guid store, IEnumerable<Guid> family, CancellationToken ct)
    {
        var all = new List<StoredReply>();
        foreach (var shopper in family) all.AddRange(await ReadAsync("r.store_id = @store and r.shopper_id = @shopper order by r.at, r.reply_id", new { store, shopper }, ct));
        return all;
    }

    /// <summary>Answers the shop was not told of yet, and whose next attempt is due: half a minute, two, … after they came.</summary>
    public Task<List<StoredReply>> WaitingAsync(int most, CancellationToken ct) =>
        ReadAsync("r.notified_at is null and r.attempts < @attempts and r.at + r.attempts * r.attempts * 30000 <= @now order by r.reply_id limit @most", new { now = Now, attempts = (long)MostAttempts, most }, ct);

    public Task NotifiedAsync(StoredReply reply) => database.WriteAsync(s => s.ExecuteAsync("update reply set notified_at = @now where store_id = @StoreId and reply_id = @Id", new { reply.StoreId, reply.Id, now = Now }));

    public Task NotToldAsync(StoredReply reply) => database.WriteAsync(s => s.ExecuteAsync("update reply set attempts = attempts + 1 where store_id = @StoreId and reply_id = @Id", new { reply.StoreId, reply.Id }));

    private Task<List<StoredReply>> ReadAsync(string where, object parameters, CancellationToken ct) => database.ReadAsync(async c =>
        (await c.QueryAsync<ReplyRow>($"select r.*, p.data_key from reply r left join shopper_personal p on p.store_id = r.store_id and p.shopper_id = r.shopper_id where {where}", parameters)).Select(Read).ToList(), ct);

    private StoredReply Read(ReplyRow r) => new(r.StoreId, r.ReplyId, r.ShopperId, r.CartId, r.MessageId, r.Channel, r.At,
        r.DataKey is null ? null : JsonSerializer.Deserialize(Secrets.Open(secrets.Unwrap(r.StoreId, r.DataKey), r.Sealed), ReplyJson.Default.ReplyContent)) { Attempts = r.Attempts };

    private sealed class MessageOwner
    {
        public Guid ShopperId { get; init; }
        public string Channel { get; init; } = "";
    }

    private sealed class TextOwner
    {
        public Guid ShopperId { get; init; }
        public Guid MessageId { get; init; }
    }

    private sealed class ReplyRow
    {
        public Guid StoreId { get; init; }
        public Guid ReplyId { get; init; }
        public Guid ShopperId { get; init; }
        public Guid CartId { get; init; }
        public Guid? MessageId { get; init; }
        public string Channel { get; init; } = "";
        public long At { get; init; }
        public long Attempts { get; init; }
        public byte[] Sealed { get; init; } = [];
        public byte[]? DataKey { get; init; }
    }
}
