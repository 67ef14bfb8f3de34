using System.Text.Json.Serialization;
using Cartwright.Carts;
using Cartwright.Tracking;

namespace Cartwright.Recovery;

/// <summary>
/// An order as the events tell it: a fact, joined to a cart when one is known. Money in minor units. Only what the shop's server or
/// platform says is <see cref="Confirmed"/>; the browser's word stops messages but credits nothing for certain.
/// </summary>
internal sealed record Order
{
    public required Guid Id { get; init; }
    public required string ExternalId { get; init; }

    /// <summary>As the shopper knows it; null: the shop tells no other than its id.</summary>
    public string? Number { get; init; }

    /// <summary>The shop's page of the order, and where it is paid.</summary>
    public string? Url { get; init; }
    public string? PayUrl { get; init; }

    /// <summary>Of the event that told number and pages last.</summary>
    public string PagesStamp { get; init; } = "";
    public Guid? CartId { get; init; }

    /// <summary>What was ordered, where the shop's server or platform said so itself; else only a cart tells.</summary>
    public OrderedGoods? Goods { get; init; }

    /// <summary>Of the event that told the goods last.</summary>
    public string GoodsStamp { get; init; } = "";
    public Trust Trust { get; init; }
    public bool Confirmed { get; init; }
    public required string Currency { get; init; }
    public long Total { get; init; }

    /// <summary>The refunds told one by one, added up.</summary>
    [JsonPropertyName("refunded")] public long RefundsSum { get; init; }

    /// <summary>What a file of the past says was paid back in all; the same refunds may be told one by one as well.</summary>
    public long RefundsTold { get; init; }
    public long PlacedAt { get; init; }
    public long? PaidAt { get; init; }
    public long? CancelledAt { get; init; }

    /// <summary>When the shop last said that it takes the order, though its money is still on the way (ms).</summary>
    public long? AcceptedAt { get; init; }

    /// <summary>When a payment for it was last declined (ms), and the way to pay that was tried.</summary>
    public long? DeclinedAt { get; init; }
    public string? DeclinedMethod { get; init; }

    /// <summary>When the shop closes it if it is not paid by then (ms); null when it does not say.</summary>
    public long? ClosesAt { get; init; }

    /// <summary>Trust, time and message id of the event that told the total last: the latest of the highest trust counts.</summary>
    public string TotalStamp { get; init; } = "";

    /// <summary>Message ids of the refunds counted, so that one told twice counts once.</summary>
    public IReadOnlyList<string> Refunds { get; init; } = [];
    public Credit Credit { get; init; } = Credit.None;

    /// <summary>Journeys were asked about it: when it was known to be made, when it was known to be paid, and when it had waited too long for its money.</summary>
    public bool Announced { get; init; }
    public bool PaidAnnounced { get; init; }
    public bool UnpaidAsked { get; init; }

    /// <summary>The longest wait for its money (ms) about which journeys were asked; null: none was. <see cref="UnpaidAsked"/>, as it was written before: all were.</summary>
    public long? UnpaidAskedAfter { get; init; }

    /// <summary>Whether journeys that begin after so long a wait for its money (ms) were asked.</summary>
    public bool WasAskedUnpaid(long after) => UnpaidAsked || UnpaidAskedAfter >= after;

    /// <summary>When (ms) an order whose money is waited for so long counts as unpaid. The first to ask need not wait where the payment was declined: only until the shopper may have tried again.</summary>
    /// <param name="idle">How long nothing happens until somebody counts as gone (ms).</param>
    public long UnpaidAt(long after, long idle) => DeclinedAt is { } declined && UnpaidAskedAfter is null ? Math.Min(PlacedAt + after, Math.Max(declined, PlacedAt) + idle) : PlacedAt + after;

    /// <summary>The most days without an order after this one about which journeys were asked.</summary>
    public int SinceAsked { get; init; }

    [JsonIgnore] public long Refunded => Math.Max(RefundsSum, RefundsTold);

    [JsonIgnore] public string Status => CancelledAt is not null ? "cancelled" : IsRefunded ? "refunded" : PaidAt is not null ? "paid" : "placed";

    /// <summary>Cancelled, or paid back in full: no message goes on about it as if something had been bought.</summary>
    [JsonIgnore] public bool IsCalledOff => CancelledAt is not null || IsRefunded;

    private bool IsRefunded => Refunded >= Total && Refunded > 0;

    /// <summary>It waits for its payment, and the shop still takes it.</summary>
    public bool IsPayable(long now) => !IsCalledOff && PaidAt is null && !IsClosedUnpaid(now);

    /// <summary>Nobody paid it until the shop closed it: nothing was bought.</summary>
    public bool IsClosedUnpaid(long now) => PaidAt is null && ClosesAt <= now;

    /// <summary>What is left of it after refunds and cancellation: credit never exceeds this.</summary>
    [JsonIgnore] public long Net => CancelledAt is not null ? 0 : Math.Max(0, Total - Refunded);
}

/// <summary>The goods of an order and what came to their price, in minor units of its currency; what is null was not said.</summary>
internal sealed record OrderedGoods(IReadOnlyList<Line> Lines, long? Shipping, long? Discount, long? Tax);

/// <summary>Whom an order is owed to. Kind: click (a confirmed click on the message), cart (the cart had been reminded), none.</summary>
internal sealed record Credit(string Kind, Guid? MessageId, Guid? JourneyId)
{
    public static readonly Credit None = new("none", null, null);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(Order))]
internal sealed partial class RecoveryJson : JsonSerializerContext;
