using System.Text.Json;
using Cartwright.Messages;
using Cartwright.Tracking;
using Cartwright.Tracking.Platforms;

namespace Cartwright.Turns;

/// <summary>Anything that can change a shopper's future. ShopperId null: found by the identifiers of the event or address.</summary>
internal abstract record Signal(Guid StoreId, Guid? ShopperId)
{
    /// <summary>True for what must not wait behind a flood of browsing: timers, orders, opt-outs, deliveries.</summary>
    public virtual bool IsUrgent => true;

    /// <summary>What makes this the same signal when it comes twice: the second one changes nothing.</summary>
    public virtual string? Once => null;

    /// <summary>True for what may be answered without anything being written: then no guard notices that what is remembered of the shopper is old, and they are loaded.</summary>
    public virtual bool NeedsFresh => false;
}

/// <summary>Something that happened in the shop. By: the person of the shop who told it in the console (kept in the audit); null: a program did.</summary>
internal sealed record EventSignal(StorefrontEvent Event, string? By = null) : Signal(Event.StoreId, null)
{
    /// <summary>The event as it is stored, made by whoever hands it in: the turns have one thread.</summary>
    public byte[] Body { get; } = JsonSerializer.SerializeToUtf8Bytes(Event, TrackingJson.Default.StorefrontEvent);

    public override string? Once => Event.MessageId;

    public override bool IsUrgent => !Event.Imported && EventKinds.IsOrder(Event.Kind);
}

/// <summary>The shopper's timer is due.</summary>
internal sealed record TimerSignal(Guid StoreId, Guid Shopper) : Signal(StoreId, Shopper);

/// <summary>No more messages to an address on a channel. Reason: a <see cref="Shoppers.SuppressionReason"/>.</summary>
internal sealed record OptOutSignal(Guid StoreId, Guid? Shopper, string Channel, string AddressHash, string Hint, string Reason) : Signal(StoreId, Shopper);

/// <summary>An address may be written to again: a suppression is taken back, by whom and why (kept in the audit).</summary>
internal sealed record LiftSignal(Guid StoreId, string Channel, string AddressHash, string By, string Reason) : Signal(StoreId, null);

/// <summary>The landing page confirmed that a device came by the link of a message.</summary>
internal sealed record ReturnSignal(Guid StoreId, Guid Shopper, Guid MessageId, string Device) : Signal(StoreId, Shopper);

/// <summary>Asks, just before the last byte, whether the message may leave; yes is committed as sending. Shop: what became of asking the shop; null: it cannot be asked.</summary>
internal sealed record BeginSendSignal(Guid StoreId, Guid Shopper, Guid MessageId, long Attempt, SentContent Content, ShopAnswer? Shop = null) : Signal(StoreId, Shopper)
{
    /// <summary>All of the goods it shows are sold out, by the catalogue as it is now.</summary>
    public bool IsSoldOut { get; init; }

    /// <summary>It speaks of a code, and there is none that lives: nothing could be made of it.</summary>
    public bool IsWithoutCode { get; init; }
}

/// <summary>How a delivery ended. RetryAt: nothing left and it may be tried again then (ms).</summary>
internal sealed record OutcomeSignal(Guid StoreId, Guid Shopper, Guid MessageId, long Attempt, MessageStatus Status, string Reply, long? RetryAt, bool Suppress) : Signal(StoreId, Shopper);

/// <summary>There is news of goods in a cart that was left: back_in_stock or price_drop. Variant: empty when the product has none.</summary>
internal sealed record ProductSignal(Guid StoreId, Guid Shopper, Guid CartId, string ProductId, string Kind, string Variant = "") : Signal(StoreId, Shopper)
{
    public override bool IsUrgent => false;
}

/// <summary>Forget everything personal of the shopper and stop everything.</summary>
internal sealed record EraseSignal(Guid StoreId, Guid Shopper) : Signal(StoreId, Shopper);

/// <summary>A person in the console stops a cart's journey.</summary>
internal sealed record StopSignal(Guid StoreId, Guid Shopper, Guid CartId, string By) : Signal(StoreId, Shopper);

/// <summary>A person approves or refuses a message that waits for it (kept in the audit).</summary>
internal sealed record ApprovalSignal(Guid StoreId, Guid Shopper, Guid MessageId, bool Approve, string By) : Signal(StoreId, Shopper);

/// <summary>What came of a signal, known once it is committed.</summary>
internal abstract record SignalResult
{
    public static readonly SignalResult Ok = new Done();
    public static readonly SignalResult Duplicate = new Done();

    private sealed record Done : SignalResult;
}

/// <summary>The signal could not be decided or written; it is on record as such. The others of its batch went on.</summary>
internal sealed record Rejected(string Reason) : SignalResult;

internal sealed record BeginSendResult(bool Go, string? Reason) : SignalResult;

/// <summary>Done: decided now. Already: the same was said before. NotWaiting: it does not wait for approval. NotThere: the shopper has no such message.</summary>
internal enum ApprovalAnswer { Done, Already, NotWaiting, NotThere }

internal sealed record ApprovalResult(ApprovalAnswer Answer) : SignalResult;

/// <summary>Personal: the device gets what was typed, too. Null cart: there is nothing to bring back.</summary>
internal sealed record ReturnResult(Carts.Cart? Cart, bool Personal) : SignalResult;
