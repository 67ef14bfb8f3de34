using System.Text.Json.Serialization;

namespace Cartwright.Offers;

/// <summary>Reserved: an order is being paid with it. Redeemed: an order was.</summary>
internal enum CouponStatus { Live, Reserved, Redeemed, Expired, Revoked }

/// <summary>
/// A code of one shopper, with what it promises as the offer was when it was made. A change of the offer does not change it. How it stands at
/// a moment is told by <see cref="CouponPolicy.AsOf"/>: leases and lifetimes run out without anybody writing it down.
/// </summary>
internal sealed record Coupon
{
    public required Guid Id { get; init; }

    /// <summary>As people read it.</summary>
    public required string Code { get; init; }

    /// <summary>Slug of the offer.</summary>
    public required string Offer { get; init; }

    /// <summary>Kind, value, currency and minimum as in <see cref="Offers.Offer"/>.</summary>
    public required string Kind { get; init; }
    public long Value { get; init; }
    public string? Currency { get; init; }
    public long? MinTotal { get; init; }

    /// <summary>The cart it was made for, if it was one.</summary>
    public Guid? CartId { get; init; }
    public CouponStatus Status { get; init; }
    public long IssuedAt { get; init; }
    public long ExpiresAt { get; init; }

    /// <summary>Who has reserved or redeemed it: the order's number in the shop, or <c>cart:…</c> before there is one.</summary>
    public string? HeldBy { get; init; }

    /// <summary>End of the reservation (ms). One that was revoked meanwhile is still good for its holder until then.</summary>
    public long? ReservedUntil { get; init; }

    /// <summary>When it was redeemed, revoked or ran out.</summary>
    public long? EndedAt { get; init; }

    /// <summary>Why it was revoked, a <see cref="CouponReason"/>; kept when an order made before that redeems it all the same.</summary>
    public string? RevokedFor { get; init; }

    /// <summary>The last order whose card was declined: it does not use the code up unless it is paid.</summary>
    public string? DeclinedOrder { get; init; }

    /// <summary>What it is found by (<see cref="CouponCode.Key"/>).</summary>
    [JsonIgnore] public string Key => CouponCode.Key(Code)!;

    /// <summary>Live or reserved; as it was written, see <see cref="CouponPolicy.AsOf"/>.</summary>
    [JsonIgnore] public bool IsAlive => Status is CouponStatus.Live or CouponStatus.Reserved;
}

internal enum CouponAction { Validate, Reserve, Release, Redeem, Revoke }

/// <summary>What a code is to be used for. Order and cart by the shop's own ids; total in minor units of the currency. What is not told is not checked.</summary>
internal sealed record CouponUse(string? OrderId = null, string? CartId = null, long? Total = null, string? Currency = null)
{
    /// <summary>The address told with it is another person's than the code's.</summary>
    public bool IsStrangers { get; init; }

    /// <summary>It is for the very purchase that earned the code.</summary>
    public bool IsEarning { get; init; }

    public string? Holder => OrderId ?? OfCart;

    public bool Holds(Coupon coupon) => coupon.HeldBy is { } holder && (holder == OrderId || holder == OfCart);

    private string? OfCart => CartId is null ? null : "cart:" + CartId;
}

/// <summary>Why a code is refused, or was revoked (replaced, merged, erased, by_hand).</summary>
internal static class CouponReason
{
    public const string Unknown = "unknown_code", Expired = "expired", Used = "used", Reserved = "reserved", Revoked = "revoked", BelowMinimum = "below_minimum", WrongCurrency = "wrong_currency",
        OtherShopper = "other_shopper", NextPurchase = "next_purchase", OfferPaused = "offer_paused", UnknownCart = "unknown_cart";

    public const string Replaced = "replaced", Merged = "merged", Erased = "erased", ByHand = "by_hand";
}

internal static class CouponNames
{
    public static IReadOnlyList<string> Statuses { get; } = [.. Enum.GetValues<CouponStatus>().Select(Name)];

    public static string Name(this CouponStatus status) => Enum.GetName(status)!.ToLowerInvariant();
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(Coupon))]
internal sealed partial class CouponJson : JsonSerializerContext;
