using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Cartwright.Tracking.Segment;
using Cartwright.Tracking.Webhooks;

namespace Cartwright.Tracking.Shopify;

/// <summary>
/// Orders and refunds. Whatever topic brings an order tells the same facts of it, each at its own time: placed when it was created,
/// paid, changed, cancelled, refunded. So it does not matter which comes first, and an old order that is touched again (sent, tagged)
/// says nothing new of the cart the shopper has now.
/// </summary>
internal static class ShopifyOrders
{
    public static PlatformDelivery Order(ShopifyDelivery delivery, JsonElement order)
    {
        if (order.GetBool("test"u8) == true) return PlatformDelivery.Nothing("a test order is no order");
        var id = order.GetId("id"u8, "id", ShopifyReading.MaxId) ?? throw new BadFieldException("id is missing: it names the order");
        var money = MoneyOf(order, delivery.Store.Currency);
        var updated = order.UpdatedAt();
        var told = delivery.Event(1, EventKind.OrderPlaced, order.GetTime("created_at"u8) ?? order.GetTime("processed_at"u8) ?? updated) with
        {
            OrderId = id,
            CartId = order.Token("cart_token"u8, "cart_token"),
            CheckoutId = order.Token("checkout_token"u8, "checkout_token") ?? order.Token("checkout_id"u8, "checkout_id"),
            UserId = order.CustomerId(),
            Personal = order.Person(whole: false),
            Country = order.Country("shipping_address"u8),
            Locale = order.GetText("customer_locale"u8, 35),
            Currency = money.Currency,
            OrderNumber = order.GetText("name"u8, 40),
            OrderUrl = JsonReading.Page(order.GetText("order_status_url"u8, 1000)),
        };
        // The total before refunds, which are taken off one by one (current_total_price has them taken off already).
        var placed = told with
        {
            Lines = order.Lines(money),
            Shipping = order.Amount("total_shipping_price"u8, "total_shipping_price_set"u8, money, "total_shipping_price"),
            Tax = order.Amount("total_tax"u8, "total_tax_set"u8, money, "total_tax"),
            Discount = order.Amount("total_discounts"u8, "total_discounts_set"u8, money, "total_discounts"),
            Total = order.Amount("total_price"u8, "total_price_set"u8, money, "total_price"),
            Coupon = string.Join(", ", order.Objects("discount_codes"u8).Take(10).Select(c => c.GetText("code"u8, 100)).OfType<string>()) is { Length: > 0 } codes ? codes : null,
        };
        placed = placed with { MessageId = $"shopify:order:{id}:placed:{Digest(placed)}" };
        var events = new List<StorefrontEvent> { placed };
        if (IsPaid(delivery.Topic, order)) events.Add(told with { Kind = EventKind.OrderPaid, MessageId = $"shopify:order:{id}:paid", At = At(delivery, order.GetTime("processed_at"u8) ?? updated) });
        // The latest word on the total; orders/create is the first.
        if (delivery.Topic != "orders/create" && placed.Total is not null) events.Add(delivery.Event(2, EventKind.OrderUpdated, updated) with { OrderId = id, CartId = told.CartId, CheckoutId = told.CheckoutId, UserId = told.UserId, Currency = placed.Currency, Total = placed.Total });
        foreach (var refund in order.Objects("refunds"u8).Take(200))
            if (Refunded(delivery, refund, id, money.Currency) is { } back) events.Add(back with { UserId = told.UserId });
        if (order.Get("cancelled_at"u8) is not null || delivery.Topic == "orders/cancelled")
            events.Add(told with { Kind = EventKind.OrderCancelled, MessageId = $"shopify:order:{id}:cancelled", At = At(delivery, order.GetTime("cancelled_at"u8) ?? updated), Text = order.GetText("cancel_reason"u8, 100) });
        return new PlatformDelivery { Events = events };
    }

    /// <summary>Shopify lets only cancelled and archived orders go, and those that no payment service knows: what is deleted earns nothing.</summary>
    public static PlatformDelivery Deleted(ShopifyDelivery delivery, JsonElement body)
    {
        var id = body.GetId("id"u8, "id", ShopifyReading.MaxId) ?? throw new BadFieldException("id is missing: it names the order");
        return new PlatformDelivery { Events = [delivery.Event($"shopify:order:{id}:cancelled", EventKind.OrderCancelled, body.GetTime("deleted_at"u8)) with { OrderId = id }] };
    }

    public static PlatformDelivery Refund(ShopifyDelivery delivery, JsonElement refund)
    {
        var order = refund.GetId("order_id"u8, "order_id", ShopifyReading.MaxId) ?? throw new BadFieldException("order_id is missing: it names the order");
        return Refunded(delivery, refund, order, null) is { } back ? new PlatformDelivery { Events = [back] } : PlatformDelivery.Nothing("no money of the refund went back");
    }

    // The money that went back, which may be more or less than the goods that came back. orders/updated tells the refund again: one id.
    private static StorefrontEvent? Refunded(ShopifyDelivery delivery, JsonElement refund, string order, string? orderCurrency)
    {
        var id = refund.GetId("id"u8, "refund.id", ShopifyReading.MaxId) ?? throw new BadFieldException("the id of the refund is missing: without it the refund could be counted twice");
        string? currency = null;
        long sum = 0;
        var i = 0;
        foreach (var transaction in refund.Objects("transactions"u8).Take(200))
        {
            var path = $"transactions[{i++}]";
            if (transaction.GetText("kind"u8) != "refund" || transaction.GetText("status"u8) != "success" || transaction.GetBool("test"u8) == true) continue;
            var own = transaction.Currency("currency"u8, path + ".currency") ?? CurrencyOfGoods(refund) ?? orderCurrency ?? delivery.Store.Currency;
            currency ??= own;
            if (own == currency) sum += transaction.GetMinor("amount"u8, own, path + ".amount") ?? 0;
        }
        if (sum == 0) return null;
        if (sum > JsonReading.MaxMinor) throw new BadFieldException($"the refund is out of range: {sum.ToString(CultureInfo.InvariantCulture)} minor units");
        return delivery.Event($"shopify:refund:{id}", EventKind.OrderRefunded, refund.GetTime("processed_at"u8) ?? refund.GetTime("created_at"u8)) with { OrderId = order, Currency = currency, Total = sum };
    }

    private static string? CurrencyOfGoods(JsonElement refund) => refund.Objects("refund_line_items"u8) is [var first, ..] ? first.CurrencyOfSet("subtotal_set"u8) : null;

    // Paid is what was paid in full, also when it went back later. Money that is only reserved (authorized) or a part of it
    // (partially_paid) may never come: such an order stops the reminders, but is no income yet.
    private static bool IsPaid(string topic, JsonElement order) => order.GetText("financial_status"u8)?.ToLowerInvariant() switch
    {
        "paid" or "partially_refunded" or "refunded" => true,
        null => topic == "orders/paid",
        _ => false,
    };

    // What the shopper paid in: carts, checkouts and payments are told in it, too.
    private static ShopifyMoney MoneyOf(JsonElement order, string store)
    {
        var shop = order.Currency("currency"u8, "currency") ?? store;
        return new ShopifyMoney(order.CurrencyOfSet("total_price_set"u8) ?? shop, shop);
    }

    private static long At(ShopifyDelivery delivery, long? at) => delivery.Event(0, EventKind.Other, at).At;

    // The same order told again is the same event; one that was edited is another at the same time, whichever of them comes first.
    private static string Digest(StorefrontEvent e)
    {
        var text = new StringBuilder();
        foreach (var line in e.Lines ?? []) text.Append(CultureInfo.InvariantCulture, $"{line.Key}\u001f{line.Quantity}\u001f{line.Unit}\n");
        text.Append(CultureInfo.InvariantCulture, $"{e.At} {e.Currency} {e.Total} {e.Shipping} {e.Tax} {e.Discount} {e.CartId} {e.CheckoutId} {e.UserId} {e.Personal?.Email}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(0, 8));
    }
}
