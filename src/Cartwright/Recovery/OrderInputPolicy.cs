using System.Text.Json;
using Cartwright.Products;
using Cartwright.Shoppers;
using Cartwright.Tracking;

namespace Cartwright.Recovery;

/// <summary>An order told over the API as the event of a trusted server.</summary>
internal static class OrderInputPolicy
{
    public const int MaxLines = 500, MaxQuantity = 100_000;

    /// <param name="messageId">Stands for the content when the caller gave no messageId.</param>
    /// <param name="referred">Message and shopper of a valid ref.</param>
    /// <param name="now">Receipt, ms; an order cannot be later.</param>
    /// <param name="isKnown">The order was told before: what it comes to need not be said again.</param>
    public static (StorefrontEvent? Event, IReadOnlyList<(string Field, string Error)> Errors) Read(
        OrderInput input, Guid store, string storeCurrency, string messageId, (Guid Message, Guid Shopper)? referred, long now, bool isKnown = false)
    {
        var errors = new List<(string, string)>();
        EventKind? kind = input.Status switch
        {
            "placed" => EventKind.OrderPlaced, "paid" => EventKind.OrderPaid, "updated" => EventKind.OrderUpdated, "cancelled" => EventKind.OrderCancelled, "refunded" => EventKind.OrderRefunded, _ => null,
        };
        if (kind is null) errors.Add(("status", "Use placed, paid, updated, cancelled or refunded."));
        foreach (var (field, value, required) in ((string, string?, bool)[])[("orderId", input.OrderId, true), ("userId", input.UserId, false), ("anonymousId", input.AnonymousId, false), ("cartId", input.CartId, false), ("checkoutId", input.CheckoutId, false), ("messageId", input.MessageId, false)])
            if (value is null ? required : value.Trim().Length is 0 or > 200 || value.Contains('\0')) errors.Add((field, "Use 1 to 200 characters."));
        if (input.Coupon?.Length is 0 or > 200 || input.Coupon?.Contains('\0') == true) errors.Add(("coupon", "Use 1 to 200 characters."));
        if (input.MessageId?.Length > 100) errors.Add(("messageId", "Use at most 100 characters."));
        var email = Address.Email(input.Email);
        if (input.Email is not null && email is null) errors.Add(("email", "It is not an e-mail address."));
        var phone = Address.Phone(input.Phone);
        if (input.Phone is not null && phone is null) errors.Add(("phone", "Give it with its country code, such as +491711234567."));
        if (input.Ref is not null && referred is null) errors.Add(("ref", "It is not a reference of this store, or no longer valid."));
        if (Currencies.Normalize(input.Currency ?? storeCurrency) is not { } currency)
        {
            errors.Add(("currency", $"'{input.Currency}' is not an ISO 4217 code such as EUR."));
            return (null, errors);
        }
        long? Minor(string field, JsonElement? value)
        {
            if (value is not { } given || given.ValueKind == JsonValueKind.Null) return null;
            if (ProductPolicy.TryMoney(given, currency, out var money, out _) && money.Minor is >= 0 and <= Tracking.Segment.JsonReading.MaxMinor) return money.Minor;
            errors.Add((field, "Use an amount of 0 or more in major units, such as 19.90 or \"19.90\"."));
            return null;
        }
        var (total, shipping, tax, discount) = (Minor("total", input.Total), Minor("shipping", input.Shipping), Minor("tax", input.Tax), Minor("discount", input.Discount));
        if (!isKnown && total is null && input.Lines is null && input.Status is "placed" or "paid" && input.CartId is null && input.CheckoutId is null) errors.Add(("total", "Give the total, the lines, or the cart it came from."));
        var lines = input.Lines is null ? null : new List<EventLine>();
        if (input.Lines?.Count > MaxLines) errors.Add(("lines", $"At most {MaxLines} lines are allowed."));
        for (var i = 0; i < Math.Min(MaxLines, input.Lines?.Count ?? 0); i++)
        {
            var line = input.Lines![i];
            if (line?.ProductId?.Trim() is not { Length: > 0 and <= 200 } product) { errors.Add(($"lines[{i}].productId", "Use 1 to 200 characters.")); continue; }
            if ((line.Quantity ?? 1) is < 1 or > MaxQuantity) { errors.Add(($"lines[{i}].quantity", $"Use 1 to {MaxQuantity}.")); continue; }
            lines!.Add(new EventLine(product, line.Variant, line.Sku, line.Name, line.Quantity ?? 1, Minor($"lines[{i}].price", line.Price), null, null));
        }
        if (input.ClosesAt is not null && input.Status is not ("placed" or "updated" or "paid")) errors.Add(("closesAt", "Only an order that is not paid closes: use it with placed or updated."));
        if (input.Number?.Trim().Length is 0 or > 40 || input.Number?.Any(char.IsControl) == true) errors.Add(("number", "Use 1 to 40 characters."));
        foreach (var (field, url) in ((string, string?)[])[("url", input.Url), ("payUrl", input.PayUrl)])
            if (url is not null && Tracking.Segment.JsonReading.Page(url) is null) errors.Add((field, "Use the address of a page, https://…, of at most 1000 characters."));
        if (errors.Count > 0) return (null, errors);
        return (new StorefrontEvent
        {
            StoreId = store, MessageId = input.MessageId ?? messageId, Kind = kind!.Value, Trust = Trust.Server, Name = "Order " + input.Status, ReceivedAt = now,
            At = EventStamp.Believable(input.At?.ToUnixTimeMilliseconds() ?? now, now),
            OrderId = input.OrderId!.Trim(), UserId = input.UserId?.Trim(), AnonymousId = input.AnonymousId?.Trim(), CartId = input.CartId?.Trim(), CheckoutId = input.CheckoutId?.Trim(),
            Currency = currency, Total = total, Shipping = shipping, Tax = tax, Discount = discount, Lines = lines, Coupon = input.Coupon, ClosesAt = input.ClosesAt?.ToUnixTimeMilliseconds(),
            OrderNumber = input.Number?.Trim(), OrderUrl = input.Url, PayUrl = input.PayUrl,
            Personal = email is null && phone is null ? null : new Personal { Email = email, Phone = phone },
            RefMessage = referred?.Message, RefShopper = referred?.Shopper,
        }, []);
    }
}
