using System.Text.Json.Serialization;

namespace Cartwright.Tracking;

/// <summary>What an event says, whatever it was called by its sender.</summary>
internal enum EventKind
{
    Other, PageViewed, PageVisible, ProductViewed, Identified,
    ProductAdded, ProductRemoved, CartSnapshot, CheckoutStarted, StepViewed, StepCompleted, PaymentEntered, DetailsEntered,
    Trouble, CouponEntered, CouponDenied,
    OrderPlaced, OrderPaid, OrderUpdated, OrderCancelled, OrderRefunded,
    SurveyAnswered,

    /// <summary>Ours: a shopper came back by a link and the landing page confirmed it. Ref is the cart's key.</summary>
    Returned,
}

internal static class EventKinds
{
    /// <summary>An order was placed, or something became of it.</summary>
    public static bool IsOrder(EventKind kind) =>
        kind is EventKind.OrderPlaced or EventKind.OrderPaid or EventKind.OrderUpdated or EventKind.OrderCancelled or EventKind.OrderRefunded;
}

/// <summary>
/// One thing that happened, in canonical form: the only form that is stored and folded. Money is in minor units of
/// <see cref="Currency"/>. What is personal stands apart in <see cref="Personal"/> and is sealed at rest.
/// </summary>
internal sealed record StorefrontEvent
{
    /// <summary>Raised when the stored form changes; readers bring older ones up to date.</summary>
    public const int SchemaVersion = 1;

    [JsonIgnore] public Guid StoreId { get; init; }
    [JsonIgnore] public string MessageId { get; init; } = "";

    /// <summary>When it happened, ms since 1970 UTC by the server's clock (the sender's clock corrected).</summary>
    [JsonIgnore] public long At { get; init; }
    [JsonIgnore] public long ReceivedAt { get; init; }
    [JsonIgnore] public Personal? Personal { get; init; }

    public EventKind Kind { get; init; }
    public Trust Trust { get; init; }

    /// <summary>Read from a merchant's file of the past: history. It is kept and counted, starts no message and is credited to none.</summary>
    public bool Imported { get; init; }

    /// <summary>The sender's own name of it.</summary>
    public string? Name { get; init; }
    public string? AnonymousId { get; init; }
    public string? UserId { get; init; }

    public string? CartId { get; init; }
    public string? CheckoutId { get; init; }
    public string? OrderId { get; init; }
    public string? Currency { get; init; }

    /// <summary>The one line added or removed, or all lines of a snapshot; null when the event says nothing of lines.</summary>
    public IReadOnlyList<EventLine>? Lines { get; init; }
    public long? Shipping { get; init; }
    public long? Tax { get; init; }
    public long? Discount { get; init; }
    public long? Total { get; init; }

    public string? Stage { get; init; }
    public string? ShippingMethod { get; init; }
    public string? PaymentMethod { get; init; }
    public string? Coupon { get; init; }
    public string? Trouble { get; init; }
    public string? Text { get; init; }

    /// <summary>When the shop closes an order that is not paid by then (ms).</summary>
    public long? ClosesAt { get; init; }

    /// <summary>The order's number as the shopper knows it, the shop's page of it, and where it is paid; from the shop alone, since they are written into messages.</summary>
    public string? OrderNumber { get; init; }
    public string? OrderUrl { get; init; }
    public string? PayUrl { get; init; }

    /// <summary>The shop has taken the order though its money is still on the way: a bank transfer, cash on delivery.</summary>
    public bool IsAccepted { get; init; }

    public string? PageUrl { get; init; }

    /// <summary>Where the shop's platform itself brings this cart back; only from a signed delivery, so on any host.</summary>
    public string? ReturnUrl { get; init; }
    public string? Locale { get; init; }
    public string? TimeZone { get; init; }
    public string? Country { get; init; }
    public string? Device { get; init; }

    /// <summary>The campaign that brought the visit: source / medium / name.</summary>
    public string? Campaign { get; init; }

    /// <summary>The message by whose link this visit came, from a link token that was verified when the event came in.</summary>
    public Guid? RefMessage { get; init; }
    public Guid? RefShopper { get; init; }

    /// <summary>The key of the cart that was returned to (<see cref="EventKind.Returned"/>), or of the one that a person of the shop recorded the order of.</summary>
    public string? Ref { get; init; }

    public IReadOnlyList<ConsentGiven>? Consents { get; init; }
}

/// <summary>A product and how many of it. <paramref name="Unit"/> is the price of one in minor units; null: not told. Categories: as <see cref="Cartwright.Categories"/> writes them.</summary>
internal sealed record EventLine(string ProductId, string? Variant, string? Sku, string? Name, int Quantity, long? Unit, string? Url, string? Image, string? Categories = null)
{
    [JsonIgnore] public string Key => Variant is null ? ProductId : ProductId + "\u001f" + Variant;
}

/// <summary>A yes or no to messages on a channel, with the words the shopper saw. Confirmed: said a second time (double opt-in); the browser's word for that does not count.</summary>
internal sealed record ConsentGiven(string Channel, bool Granted, string? Wording, bool Confirmed = false);

/// <summary>What tells who someone is: the address, the number, and what was typed into the checkout (canonical field names).</summary>
internal sealed record Personal
{
    public string? Email { get; init; }
    public string? Phone { get; init; }
    public IReadOnlyDictionary<string, string>? Fields { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(StorefrontEvent))]
[JsonSerializable(typeof(Personal))]
internal sealed partial class TrackingJson : JsonSerializerContext;
