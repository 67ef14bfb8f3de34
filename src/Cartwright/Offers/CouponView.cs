using System.Text.Json;
using System.Text.Json.Serialization;
using Cartwright.Hosting;

namespace Cartwright.Offers;

/// <summary>
/// A shopper's code as the API shows it. Value and minTotal as in <see cref="OfferView"/>, as they were promised. Status: live, reserved, redeemed, expired, revoked.
/// Order: the shop's number of the one that has reserved or redeemed it. RevokedFor: replaced, merged, erased, by_hand.
/// </summary>
internal sealed record CouponView(
    Guid Id, string Code, string Offer, string Kind, decimal? Value, string? Currency, long? MinTotal, string Status, DateTime IssuedAt, DateTime ExpiresAt, DateTime? ReservedUntil,
    Guid Shopper, Guid? Cart, string? Order, string? RevokedFor)
{
    public static CouponView Of(Coupon coupon, Guid shopper, long now)
    {
        var c = CouponPolicy.AsOf(coupon, now);
        return new(c.Id, c.Code, c.Offer, c.Kind, OfferView.ValueOf(c.Kind, c.Value), c.Currency, c.MinTotal, c.Status.Name(), ApiInput.Time(c.IssuedAt), ApiInput.Time(c.ExpiresAt), ApiInput.Time(c.ReservedUntil),
            shopper, c.CartId, c.HeldBy?.StartsWith("cart:", StringComparison.Ordinal) == true ? null : c.HeldBy, c.RevokedFor);
    }
}

/// <summary>
/// A code and what it is to be used for. Order and cart: the shop's own ids. Total: what the order is worth, in major units as number or text; currency: by default
/// the store's. Email: when it is told, it must not be another person's. What is left out is not checked.
/// </summary>
internal sealed record CouponInput(string? Code, string? OrderId, string? CartId, JsonElement? Total, string? Currency, string? Email);

/// <summary>Offer: its slug. Shopper and cart: ids of ours.</summary>
internal sealed record IssueInput(string? Offer, string? Shopper, string? Cart);

/// <summary>Reason: unknown_code, expired, used, reserved (for another order), revoked, below_minimum, wrong_currency, other_shopper, next_purchase (it is not for the purchase that earned it).</summary>
internal sealed record ValidatedView(bool Valid, string? Reason, CouponView Coupon);

internal sealed record CouponDoneView(bool Ok, CouponView Coupon);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(ApiList<CouponView>))]
[JsonSerializable(typeof(CouponInput))]
[JsonSerializable(typeof(IssueInput))]
[JsonSerializable(typeof(ValidatedView))]
[JsonSerializable(typeof(CouponDoneView))]
internal sealed partial class CouponViewJson : JsonSerializerContext;
