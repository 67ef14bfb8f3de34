using System.Text.Json;
using Cartwright.Console.Carts;
using Cartwright.Hosting;
using Cartwright.Messages;
using Cartwright.Shoppers;
using Cartwright.Storage;
using Dapper;

namespace Cartwright.Console.Messages;

internal sealed record MessageListRow(
    Guid Id, Guid JourneyId, int Step, string Template, string Channel, string Status, string? SkipReason, long At, string? To, string? Subject, bool Clicked, bool Sandbox);

internal sealed record MessageList(IReadOnlyList<MessageListRow> Rows, bool HasMore);

/// <summary>One message with who it was for, and who asked for its links.</summary>
internal sealed record MessageDetail(Message Message, Guid ShopperId, string? To, long Opens, long MachineOpens, long Clicks, long MachineClicks, IReadOnlyList<VisitRow> Visits);

/// <summary>The list of messages, newest first, and one of them.</summary>
internal sealed class MessageListStore(Database database, Secrets secrets)
{
    public const int PageSize = 50;

    /// <summary>How far back a filtered list looks: states have no index, so it reads rows.</summary>
    public const int SearchDays = 60;
    private const long DayLength = 86_400_000;

    public Task<MessageList> ListAsync(Guid store, string? status, Guid? journey, Guid? after, long now, CancellationToken ct = default) => database.ReadAsync(async c =>
    {
        var parameters = new DynamicParameters(new { store, limit = PageSize + 1 });
        var where = new List<string> { "m.store_id = @store" };
        void And(string condition, string name, object value) { where.Add(condition); parameters.Add(name, value); }

        if (status == "waiting") where.Add("m.status in ('queued', 'claimed', 'sending', 'held')");
        else if (status == "not_sent") where.Add("m.status in ('skipped', 'withdrawn')");
        else if (status == "trouble") where.Add("m.status in ('failed', 'bounced', 'complained', 'unknown')");
        else if (status == "held") where.Add("m.status = 'held'");
        else if (status is not null) And("m.status = @status", "status", status);
        if (journey is { } j) And("m.journey_id = @journey", "journey", j);
        if (after is { } a) And("m.message_id < @after", "after", a);
        if (status is not (null or "held") || journey is not null) And("m.message_id >= @since", "since", IdRange.From(now - SearchDays * DayLength));
        var rows = (await c.QueryAsync<Row>($"""
            select m.message_id, m.cart_id, m.journey_id, m.step, m.template, m.channel, m.status, m.skip_reason, m.queued_at, m.sent_at, m.clicks, m.sandbox, c.sealed, p.data_key, p.sealed as person
            from message m left join message_content c on c.store_id = m.store_id and c.message_id = m.message_id left join shopper_personal p on p.store_id = m.store_id and p.shopper_id = coalesce(c.shopper_id, m.shopper_id)
            where {string.Join(" and ", where)} order by m.message_id desc limit @limit
            """, parameters)).ToList();
        return new MessageList([.. rows.Take(PageSize).Select(r => r.Read(store, secrets))], rows.Count > PageSize);
    }, ct);

    /// <summary>Null when the store has no such message.</summary>
    public Task<MessageDetail?> FindAsync(Guid store, Guid id, CancellationToken ct = default) => database.ReadAsync<MessageDetail?>(async c =>
    {
        var row = await c.QuerySingleOrDefaultAsync<MessageRow>("select m.*, c.shopper_id as sealed_by, c.sealed from message m left join message_content c on c.store_id = m.store_id and c.message_id = m.message_id where m.store_id = @store and m.message_id = @id", new { store, id });
        if (row is null) return null;
        var person = await c.QuerySingleOrDefaultAsync<Row>("select data_key, sealed as person from shopper_personal where store_id = @store and shopper_id = @shopper", new { store, shopper = row.SealedBy ?? row.ShopperId });
        var visits = await c.QueryAsync<Visit>("select message_id, kind, who, at, client from link_visit where store_id = @store and message_id = @id order by at", new { store, id });
        var message = row.Read(person?.DataKey is null ? null : secrets.Unwrap(store, person.DataKey));
        return new MessageDetail(message, row.ShopperId, message.Content?.To ?? PersonReading.Of(message.Channel, PersonReading.Open(secrets, store, person?.DataKey, person?.Person), message.CartId),
            row.Opens, row.MachineOpens, row.Clicks, row.MachineClicks, [.. visits.Select(v => new VisitRow(v.MessageId, v.Kind, v.Who, v.At, v.Client))]);
    }, ct);

    private sealed class Row
    {
        public Guid MessageId { get; init; }
        public Guid CartId { get; init; }
        public Guid JourneyId { get; init; }
        public long Step { get; init; }
        public string Template { get; init; } = "";
        public string Channel { get; init; } = "";
        public string Status { get; init; } = "";
        public string? SkipReason { get; init; }
        public long QueuedAt { get; init; }
        public long? SentAt { get; init; }
        public long Clicks { get; init; }
        public long Sandbox { get; init; }
        public byte[]? Sealed { get; init; }
        public byte[]? DataKey { get; init; }
        public byte[]? Person { get; init; }

        public MessageListRow Read(Guid store, Secrets secrets)
        {
            var content = Sealed is null || DataKey is null ? null : JsonSerializer.Deserialize(Secrets.Open(secrets.Unwrap(store, DataKey), Sealed), ContentJson.Default.SentContent);
            return new MessageListRow(MessageId, JourneyId, (int)Step, Template, Channel, Status, SkipReason, SentAt ?? QueuedAt,
                content?.To ?? PersonReading.Of(Channel, PersonReading.Open(secrets, store, DataKey, Person), CartId), content?.Subject, Clicks > 0, Sandbox != 0);
        }
    }

    private sealed class Visit
    {
        public Guid MessageId { get; init; }
        public string Kind { get; init; } = "";
        public string Who { get; init; } = "";
        public long At { get; init; }
        public string Client { get; init; } = "";
    }
}
