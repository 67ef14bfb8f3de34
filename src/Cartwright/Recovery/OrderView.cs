using System.Text.Json;
using System.Text.Json.Serialization;
using Cartwright.Hosting;

namespace Cartwright.Recovery;

/// <summary>An order as the API shows it, in minor units. Net: what is left after refunds and cancellation. Credit: click, cart or none. ClosesAt: when the shop closes it unless it is paid. Number: as the shopper knows it. Url, payUrl: the shop's pages of it and of its payment.</summary>
internal sealed record OrderView(
    Guid Id, string OrderId, Guid Shopper, Guid? Cart, string Status, bool Confirmed, string Currency, long Total, long Refunded, long Net,
    string Credit, Guid? CreditedMessage, DateTime PlacedAt, DateTime? PaidAt, DateTime? CancelledAt, DateTime? ClosesAt, string? Number, string? Url, string? PayUrl)
{
    public static OrderView Of(Order o, Guid shopper) => new(
        o.Id, o.ExternalId, shopper, o.CartId, o.Status, o.Confirmed, o.Currency, o.Total, Math.Min(o.Refunded, Math.Max(o.Total, 0)), o.Net,
        o.Credit.Kind, o.Credit.MessageId, ApiInput.Time(o.PlacedAt), ApiInput.Time(o.PaidAt), ApiInput.Time(o.CancelledAt), o.Status == "placed" ? ApiInput.Time(o.ClosesAt) : null, o.Number, o.Url, o.PayUrl);
}

/// <summary>
/// An order as the shop's server tells it. Status: placed, paid, updated, cancelled, refunded. Amounts: major units as number or
/// text. One of email, phone, userId, anonymousId, ref or an orderId told before says whose it is. Ref: the snippet's reference of
/// the message that brought the shopper. Coupon: the codes it was made with, with commas between. Number: as the shopper knows it. Url, payUrl: pages of the shop (https). MessageId: sent again with the same one, it counts once; without one the same content does.
/// </summary>
internal sealed record OrderInput(
    string? OrderId, string? Status, string? Currency, JsonElement? Total, JsonElement? Shipping, JsonElement? Tax, JsonElement? Discount, IReadOnlyList<OrderLineInput>? Lines,
    string? Email, string? Phone, string? UserId, string? AnonymousId, string? CartId, string? CheckoutId, string? Ref, string? MessageId, DateTimeOffset? At,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Coupon = null, // what was told before there were these fields keeps its content
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? ClosesAt = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Number = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Url = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? PayUrl = null);

internal sealed record OrderLineInput(string? ProductId, string? Variant, string? Sku, string? Name, int? Quantity, JsonElement? Price);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(ApiList<OrderView>))]
[JsonSerializable(typeof(OrderInput))]
internal sealed partial class OrderJson : JsonSerializerContext;
