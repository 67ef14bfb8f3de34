using System.Text.Json;
using Cartwright.Carts;
using Cartwright.Hosting;
using Cartwright.Journeys;
using Cartwright.Recovery;
using Cartwright.Shoppers;
using Cartwright.Storage;
using Cartwright.Tracking;
using static Cartwright.Storage.Column;

namespace Cartwright.Turns;

/// <summary>What a turn writes, statement by statement. All in the one transaction of the turn loop.</summary>
internal static class TurnStore
{
    public static readonly BatchStatement Seen = new("event_seen", 2, "on conflict do nothing", Id("store_id"), Text("message_id"), Number("received_at"));

    public static readonly BatchStatement Alias = new("shopper_alias", 3, "on conflict do nothing", Id("store_id"), Text("kind"), Text("value"), Id("shopper_id"), Number("created_at"));

    public static readonly BatchStatement AliasMove = new("shopper_alias", 3, BatchStatement.Overwrite("store_id, kind, value", "shopper_id"), Id("store_id"), Text("kind"), Text("value"), Id("shopper_id"), Number("created_at"));

    /// <summary>The guard: it takes effect only for the one who saw the version before.</summary>
    public static readonly BatchStatement Shopper = new("shopper", 2,
        """
        on conflict (store_id, shopper_id) do update set version = excluded.version, merged_into = excluded.merged_into,
        first_seen_at = excluded.first_seen_at, last_seen_at = excluded.last_seen_at, state = excluded.state where shopper.version = excluded.version - 1
        """,
        Id("store_id"), Id("shopper_id"), Number("version"), Id("merged_into"), Number("first_seen_at"), Number("last_seen_at"), Text("state"));

    public static readonly BatchStatement Personal = new("shopper_personal", 2, BatchStatement.Overwrite("store_id, shopper_id", "data_key", "sealed"),
        Id("store_id"), Id("shopper_id"), Bytes("data_key"), Bytes("sealed"));

    public static readonly BatchStatement Event = new("event", 4, "on conflict do nothing",
        Id("store_id"), Id("shopper_id"), Number("at"), Text("message_id"), Number("received_at"), Number("schema_version"), Text("body"), Bytes("personal"));

    public static readonly BatchStatement Cart = new("cart", 2,
        BatchStatement.Overwrite("store_id, cart_id", "status", "stage", "outcome", "currency", "total", "line_count", "contactable", "started_at", "last_activity_at", "abandoned_at", "ordered_at", "first_line", "state"),
        Id("store_id"), Id("cart_id"), Id("shopper_id"), Text("status"), Text("stage"), Text("outcome"), Text("currency"), Number("total"), Number("line_count"), Number("contactable"),
        Number("started_at"), Number("last_activity_at"), Number("abandoned_at"), Number("ordered_at"), Text("first_line"), Text("state"));

    public static readonly BatchStatement Timer = new("timer", 2, BatchStatement.Overwrite("store_id, shopper_id", "wake_at"), Id("store_id"), Id("shopper_id"), Number("wake_at"));

    public static readonly BatchStatement Enrollment = new("enrollment", 2,
        BatchStatement.Overwrite("store_id, enrollment_id", "journey_version", "status", "position", "next_at", "ended_at", "exit_reason", "memo"),
        Id("store_id"), Id("enrollment_id"), Id("shopper_id"), Id("cart_id"), Id("journey_id"), Number("journey_version"), Number("entry"), Text("status"), Number("position"),
        Number("next_at"), Number("entered_at"), Number("ended_at"), Text("exit_reason"), Id("order_id"), Text("subject"), Text("memo"));

    public static readonly BatchStatement Message = new("message", 2,
        BatchStatement.Overwrite("store_id, message_id", "status", "skip_reason", "decision", "attempt", "due_at", "sending_at", "sent_at", "reply", "sandbox", "approval", "approval_round", "delivered_at", "bounce"),
        Id("store_id"), Id("message_id"), Id("shopper_id"), Id("enrollment_id"), Id("journey_id"), Number("step"), Id("cart_id"), Text("channel"), Text("template"),
        Text("status"), Text("skip_reason"), Text("decision"), Number("attempt"), Number("queued_at"), Number("due_at"), Number("sending_at"), Number("sent_at"), Text("reply"),
        Number("opens"), Number("machine_opens"), Number("clicks"), Number("machine_clicks"),
        Number("sandbox"), Text("approval"), Number("approval_round"), Number("journey_version"), Number("delivered_at"), Text("bounce"));

    /// <summary>What was sent, sealed under the shopper's key.</summary>
    public static readonly BatchStatement MessageContent = new("message_content", 2, BatchStatement.Overwrite("store_id, message_id", "shopper_id", "sealed"),
        Id("store_id"), Id("message_id"), Id("shopper_id"), Bytes("sealed"));

    public static readonly BatchStatement Purchase = new("purchase", 2,
        BatchStatement.Overwrite("store_id, order_id", "cart_id", "status", "trust", "confirmed", "currency", "total", "refunded", "placed_at", "paid_at", "cancelled_at", "credit", "credited_message", "credited_journey", "state"),
        Id("store_id"), Id("order_id"), Text("external_id"), Id("shopper_id"), Id("cart_id"), Text("status"), Text("trust"), Number("confirmed"), Text("currency"), Number("total"), Number("refunded"),
        Number("placed_at"), Number("paid_at"), Number("cancelled_at"), Text("credit"), Id("credited_message"), Id("credited_journey"), Text("state"));

    public static readonly BatchStatement Consent = new("consent", 3, BatchStatement.Overwrite("store_id, channel, address_hash", "granted", "at", "source", "wording", "confirmed"),
        Id("store_id"), Text("channel"), Text("address_hash"), Number("granted"), Number("at"), Text("source"), Text("wording"), Number("confirmed"));

    public static readonly BatchStatement ConsentLog = new("consent_log", 2, "on conflict do nothing",
        Id("store_id"), Id("entry_id"), Id("shopper_id"), Text("channel"), Text("address_hash"), Number("granted"), Number("at"), Text("source"), Text("wording"), Number("confirmed"));

    public static readonly BatchStatement Suppression = new("suppression", 3, "on conflict do nothing",
        Id("store_id"), Text("channel"), Text("address_hash"), Text("reason"), Text("hint"), Number("at"));

    /// <summary>Carts that were left, by the goods in them.</summary>
    public static readonly BatchStatement WaitingLine = new("waiting_line", 3, BatchStatement.Overwrite("store_id, product_id, cart_id", "at"), Id("store_id"), Text("product_id"), Id("cart_id"), Id("shopper_id"), Number("at"));

    public static readonly BatchStatement Stories = new("story", 2, "on conflict do nothing",
        Id("store_id"), Id("story_id"), Id("shopper_id"), Id("cart_id"), Number("at"), Text("kind"), Text("detail"));

    public static readonly BatchStatement Reply = new("reply", 2, "on conflict do nothing",
        Id("store_id"), Id("reply_id"), Id("shopper_id"), Id("cart_id"), Id("message_id"), Text("channel"), Number("at"), Bytes("sealed"), Number("attempts"));

    public static readonly BatchStatement Dirty = new("report_dirty", 2, BatchStatement.Overwrite("store_id, day", "marked_at"), Id("store_id"), Text("day"), Number("marked_at"));

    /// <summary>Adds to what left on a day.</summary>
    public static readonly BatchStatement DailySends = new("daily_send", 2, "on conflict (store_id, day) do update set sent = daily_send.sent + excluded.sent", Id("store_id"), Text("day"), Number("sent"));

    public static readonly BatchStatement RejectedEvents = new("rejected_event", 2, "on conflict do nothing",
        Id("store_id"), Id("rejected_id"), Number("received_at"), Text("reason"), Text("sample"));

    public static readonly BatchStatement Audit = new("audit", 2, "on conflict do nothing",
        Id("store_id"), Id("audit_id"), Number("at"), Text("who"), Text("action"), Text("target"), Text("reason"));

    /// <summary>How many messages left on the day. <paramref name="hold"/>: nobody else counts one until this transaction is over.</summary>
    public static Task<long> SentOnAsync(Session session, Guid store, string day, bool hold) => session.SingleOrDefaultAsync<long>(hold
        ? "insert into daily_send (store_id, day, sent) values (@store, @day, 0) on conflict (store_id, day) do update set sent = daily_send.sent returning sent"
        : "select sent from daily_send where store_id = @store and day = @day", new { store, day });

    public static Task LiftAsync(Session session, LiftSignal lift) =>
        session.ExecuteAsync("delete from suppression where store_id = @StoreId and channel = @Channel and address_hash = @AddressHash", new { lift.StoreId, lift.Channel, lift.AddressHash });

    /// <summary>The claims on messages as they stand: the delivery loop makes them beside the turns.</summary>
    public static Task<IEnumerable<ClaimRow>> ClaimsAsync(Session session, Guid store, IEnumerable<Guid> messages) => session.LookUpAsync<ClaimRow>(
        $"select message_id, shopper_id, status, attempt from message where store_id = @store and message_id in {session.Dialect.IdList}",
        new { store, ids = ShopperStore.Json([[.. messages.Select(m => m.ToString())]])[1..^1] });

    /// <param name="shopper">As they were.</param>
    /// <param name="permissions">That are left of them.</param>
    /// <param name="now">ms.</param>
    public static async Task EraseAsync(Session session, ShopperState shopper, IReadOnlyList<Permission> permissions, long now)
    {
        // What was on the list for another reason is there as erased from now on; what was not is added with the rest of the turn.
        foreach (var p in permissions.Where(p => p.SuppressedFor == SuppressionReason.Erased))
            await session.ExecuteAsync("update suppression set reason = @reason, at = @now where store_id = @store and channel = @channel and address_hash = @hash and reason <> @reason",
                new { reason = SuppressionReason.Erased, now, store = shopper.StoreId, channel = p.Channel, hash = p.AddressHash });
        foreach (var id in shopper.Traits.Merged.Append(shopper.Id))
        {
            await session.ExecuteAsync("delete from shopper_personal where store_id = @store and shopper_id = @id", new { store = shopper.StoreId, id });
            // Nobody can read it any more; and whoever comes back by an old link gets a new key, which does not fit.
            await session.ExecuteAsync("update event set personal = null where store_id = @store and shopper_id = @id and personal is not null", new { store = shopper.StoreId, id });
            await session.ExecuteAsync("delete from message_content where store_id = @store and message_id in (select message_id from message where store_id = @store and shopper_id = @id)", new { store = shopper.StoreId, id });
            // The shop's numbers of orders stay: a refund told later is that order's, and not a new one of somebody new.
            await session.ExecuteAsync("delete from shopper_alias where store_id = @store and shopper_id = @id and kind <> 'order'", new { store = shopper.StoreId, id });
        }
    }

    /// <summary>The log says no more of what was typed until then.</summary>
    public static async Task ForgetTypedAsync(Session session, ShopperState shopper)
    {
        foreach (var id in shopper.Traits.Merged.Append(shopper.Id))
            await session.ExecuteAsync("update event set personal = null where store_id = @store and shopper_id = @id and at <= @until and personal is not null", new { store = shopper.StoreId, id, until = shopper.Traits.ForgottenUntil });
    }

    /// <summary>Takes back what a loser of the guard had already written in this transaction.</summary>
    public static Task ForgetSeenAsync(Session session, Guid store, string messageId) =>
        session.ExecuteAsync("delete from event_seen where store_id = @store and message_id = @messageId", new { store, messageId });

    public static Task ForgetAliasAsync(Session session, Guid store, Identifier id, Guid shopper) =>
        session.ExecuteAsync("delete from shopper_alias where store_id = @store and kind = @Kind and value = @Value and shopper_id = @shopper", new { store, id.Kind, id.Value, shopper });

    public static Task DeleteTimersAsync(Session session, Guid store, IEnumerable<Guid> shoppers) => session.ExecuteAsync(
        $"delete from timer where store_id = @store and shopper_id in {session.Dialect.IdList}", new { store, ids = ShopperStore.Json([[.. shoppers.Select(s => s.ToString())]])[1..^1] });

    public static object?[] ShopperRow(ShopperState s, Guid? mergedInto = null) =>
        [s.StoreId, s.Id, s.Version, mergedInto, s.FirstSeenAt, s.LastSeenAt, JsonSerializer.SerializeToUtf8Bytes(s.Traits, ShopperJson.Default.ShopperTraits)];

    public static object?[] EventRow(ShopperState owner, StorefrontEvent e, byte[]? body) =>
        [owner.StoreId, owner.Id, e.At, e.MessageId, e.ReceivedAt, (long)StorefrontEvent.SchemaVersion, body ?? JsonSerializer.SerializeToUtf8Bytes(e, TrackingJson.Default.StorefrontEvent),
            e.Personal is null || owner.DataKey is null ? null : Secrets.Seal(owner.DataKey, JsonSerializer.SerializeToUtf8Bytes(e.Personal, TrackingJson.Default.Personal))];

    public static object?[] CartRow(ShopperState owner, Cart cart) =>
        [owner.StoreId, cart.Id, owner.Id, cart.Status.Name(), cart.Facts.Stage.Name(), cart.Outcome, cart.Facts.Currency, cart.Facts.Total, (long)cart.Facts.Lines.Count,
            SendGatePolicy.AddressOf(owner, cart, Channels.Email) is null ? 0L : 1L, cart.Facts.StartedAt, cart.Facts.LastActivityAt, cart.AbandonedAt, cart.Facts.OrderedAt,
            cart.Facts.Lines.Count == 0 ? null : cart.Facts.Lines[0].Name ?? cart.Facts.Lines[0].ProductId, JsonSerializer.SerializeToUtf8Bytes(cart, CartJson.Default.Cart)];

    public static object?[] EnrollmentRow(ShopperState owner, Enrollment e) =>
        [owner.StoreId, e.Id, owner.Id, e.CartId, e.JourneyId, e.JourneyVersion, e.Entry, Lower(e.Status), (long)e.Position, e.NextAt, e.EnteredAt, e.EndedAt, e.ExitReason, e.OrderId, e.Subject,
            e.Memo == EnrollmentMemo.None ? null : JsonSerializer.SerializeToUtf8Bytes(e.Memo, JourneyJson.Default.EnrollmentMemo)];

    public static object?[] MessageRow(ShopperState owner, Messages.Message m) =>
        [owner.StoreId, m.Id, owner.Id, m.EnrollmentId, m.JourneyId, (long)m.Step, m.CartId, m.Channel, m.Template, Lower(m.Status), m.SkipReason,
            m.Decision is null ? null : JsonSerializer.SerializeToUtf8Bytes(m.Decision, GateJson.Default.GateAnswer), m.Attempt, m.QueuedAt, m.DueAt, m.SendingAt, m.SentAt, m.Reply,
            0L, 0L, 0L, 0L, m.Sandbox ? 1L : 0L, m.Approval, m.ApprovalRound, m.JourneyVersion, m.DeliveredAt, m.Bounce];

    public static object?[] ContentRow(ShopperState owner, Guid message, Messages.SentContent content) =>
        [owner.StoreId, message, owner.Id, Secrets.Seal(owner.DataKey!, JsonSerializer.SerializeToUtf8Bytes(content, ContentJson.Default.SentContent))];

    public static object?[] ReplyRow(ShopperState owner, Messages.Reply r) =>
        [owner.StoreId, r.Id, owner.Id, r.CartId, r.MessageId, r.Channel, r.At, Secrets.Seal(owner.DataKey!, JsonSerializer.SerializeToUtf8Bytes(r.Content, Messages.ReplyJson.Default.ReplyContent)), 0L];

    public static object?[] OrderRow(ShopperState owner, Order o) =>
        [owner.StoreId, o.Id, o.ExternalId, owner.Id, o.CartId, o.Status, o.Trust.Name(), o.Confirmed ? 1L : 0L, o.Currency, o.Total, Math.Min(o.Refunded, Math.Max(o.Total, 0)), o.PlacedAt, o.PaidAt, o.CancelledAt,
            o.Credit.Kind, o.Credit.MessageId, o.Credit.JourneyId, JsonSerializer.SerializeToUtf8Bytes(o, RecoveryJson.Default.Order)];

    private static string Lower<T>(T status) where T : struct, Enum => Enum.GetName(status)!.ToLowerInvariant();
}

internal sealed class ClaimRow
{
    public Guid MessageId { get; init; }
    public Guid ShopperId { get; init; }
    public string Status { get; init; } = "";
    public long Attempt { get; init; }
    public Messages.MessageStatus State => Enum.Parse<Messages.MessageStatus>(Status, ignoreCase: true);
}
