using System.Text.Json.Serialization;

namespace Cartwright.Carts;

/// <summary>How far the checkout got; ordered.</summary>
internal enum Stage { Cart, Contact, Address, Shipping, Payment, Placed }

internal enum CartStatus { Active, Abandoned, Ordered, Purchased, Cancelled, Emptied, Lost, Merged }

/// <summary>A product in a cart. <paramref name="Unit"/>: price of one, minor units of the cart's currency; null when no event told it. Categories: as <see cref="Cartwright.Categories"/> writes them.</summary>
internal sealed record Line(string ProductId, string? Variant, string? Sku, string? Name, int Quantity, long? Unit, string? Url, string? Image, string? Categories = null)
{
    [JsonIgnore] public string Key => Variant is null ? ProductId : ProductId + "\u001f" + Variant;
}

/// <summary>Something that went wrong for the shopper. Kind: script_error, api_error, payment_declined, out_of_stock, coupon_rejected, other.</summary>
internal sealed record Trouble(string Kind, long At, string? Text);

/// <summary>
/// What is known of a cart from its events alone: the same for any order and doubling of them (promise 2). Money in minor units.
/// </summary>
internal sealed record CartFacts
{
    /// <summary>Names the cart among its shopper's; with <see cref="Refs"/> it finds the same cart again when the log is folded anew.</summary>
    public required string Key { get; init; }

    /// <summary>The shop's own ids of it: <c>cart:…</c>, <c>checkout:…</c>, <c>order:…</c>.</summary>
    public IReadOnlyList<string> Refs { get; init; } = [];

    /// <summary>Anonymous ids of the devices whose browser events may change this cart: the one that filled it, and those that came by its link.</summary>
    public IReadOnlyList<string> Devices { get; init; } = [];
    public IReadOnlyList<Line> Lines { get; init; } = [];
    public required string Currency { get; init; }
    public long? Shipping { get; init; }
    public long? Tax { get; init; }
    public long? Discount { get; init; }

    /// <summary>The total the shop told, null when it told none.</summary>
    public long? Told { get; init; }

    /// <summary>The shop's platform tells of the whole cart at each change: what a page says of single lines is in it.</summary>
    public bool IsToldWhole { get; init; }
    public Stage Stage { get; init; }
    public string? ShippingMethod { get; init; }
    public string? PaymentMethod { get; init; }
    public string? Coupon { get; init; }

    /// <summary>The page of the furthest stage, on a host of the store.</summary>
    public string? PageUrl { get; init; }

    /// <summary>Where the shop's platform itself brings this cart back, on whatever host.</summary>
    public string? ReturnUrl { get; init; }
    public IReadOnlyList<Trouble> Troubles { get; init; } = [];
    public string? Device { get; init; }

    /// <summary>The first campaign that brought the shopper while this cart was open: source / medium / name.</summary>
    public string? Campaign { get; init; }

    /// <summary>The last sign of life was read from a file of the past: nobody has been seen on this cart since, and it enters no journey.</summary>
    public bool Imported { get; init; }

    public long StartedAt { get; init; }

    /// <summary>The shopper's own last sign of life, a visible page included.</summary>
    public long LastActivityAt { get; init; }

    /// <summary>The last event that was this cart's, of any kind: from <see cref="StartedAt"/> to here the log must be read to fold it again.</summary>
    public long TouchedAt { get; init; }
    public string? OrderId { get; init; }
    public long? OrderedAt { get; init; }
    public long? PaidAt { get; init; }
    public long? CancelledAt { get; init; }

    /// <summary>What was typed into the checkout, by canonical field name. Kept sealed, apart from the rest.</summary>
    [JsonIgnore] public IReadOnlyDictionary<string, string> Details { get; init; } = NoDetails;

    [JsonIgnore] public bool IsOpen => OrderedAt is null && CancelledAt is null;
    [JsonIgnore] public long Items => Lines.Sum(l => (l.Unit ?? 0) * l.Quantity);
    [JsonIgnore] public long Total => Told ?? Items + (Shipping ?? 0) + (Tax ?? 0) - (Discount ?? 0);

    /// <summary>By how much (minor units) the total that was told differs from its parts; 0 also when the tax is inside the prices, or a price is not known.</summary>
    [JsonIgnore]
    public long Difference
    {
        get
        {
            if (Told is not { } told || Lines.Any(l => l.Unit is null)) return 0;
            var beside = told - Items - (Shipping ?? 0) + (Discount ?? 0);
            return beside == 0 || beside == Tax ? 0 : beside - (Tax ?? 0);
        }
    }

    public static readonly IReadOnlyDictionary<string, string> NoDetails = new Dictionary<string, string>();
}

/// <summary>A cart: its facts, and what was decided on them. What was decided stays decided when more facts arrive.</summary>
internal sealed record Cart
{
    public required Guid Id { get; init; }
    public required CartFacts Facts { get; init; }

    /// <summary>Folded into another cart of the shopper by a late event.</summary>
    public bool Merged { get; init; }

    /// <summary>When it was found abandoned; null again after the shopper came back.</summary>
    public long? AbandonedAt { get; init; }

    /// <summary>How much was known when journeys were asked (<see cref="Journeys.Occasion.Known"/>).</summary>
    public int Asked { get; init; }
    public bool Lost { get; init; }

    /// <summary>Let go because its shopper has too many (<see cref="CartDecider.MaxCarts"/>): listed, and no longer part of what turns decide on.</summary>
    public bool LetGo { get; init; }

    /// <summary>The first device that opened the link, and when: the one other device that gets what was typed (R2).</summary>
    public string? ClaimedBy { get; init; }
    public long? ClaimedAt { get; init; }

    /// <summary>recovered or self_returned, once ordered after it had been abandoned.</summary>
    public string Outcome { get; init; } = CartOutcome.None;

    [JsonIgnore]
    public CartStatus Status =>
        Merged ? CartStatus.Merged
        : Facts.CancelledAt is not null ? CartStatus.Cancelled
        : Facts.PaidAt is not null ? CartStatus.Purchased
        : Facts.OrderedAt is not null ? CartStatus.Ordered
        : Facts.Lines.Count == 0 ? CartStatus.Emptied
        : Lost ? CartStatus.Lost
        : AbandonedAt is not null ? CartStatus.Abandoned
        : CartStatus.Active;
}

internal static class CartOutcome
{
    public const string None = "none", Recovered = "recovered", SelfReturned = "self_returned";
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(Cart))]
internal sealed partial class CartJson : JsonSerializerContext;
