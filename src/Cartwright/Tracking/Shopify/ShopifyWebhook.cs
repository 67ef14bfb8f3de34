using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Cartwright.Tracking.Segment;
using Cartwright.Tracking.Webhooks;

namespace Cartwright.Tracking.Shopify;

/// <summary>
/// A delivery of Shopify: its signature and what it says (shopify.dev, webhooks reference 2026-07). Pure. Deliveries come late, twice and
/// out of order, so each is put where the object's own times say, and what several topics tell (an order that is there, a refund) carries
/// a message id of the thing told: it counts once.
/// </summary>
internal static class ShopifyWebhook
{
    /// <summary>base64(HMAC-SHA256(secret, raw body)) in X-Shopify-Hmac-Sha256 (or without the X-).</summary>
    public static bool IsSigned(WebhookCall call, string secret) =>
        WebhookSignature.IsHmacSha256(call.Header("x-shopify-hmac-sha256") ?? call.Header("shopify-hmac-sha256"), call.Body.Span, secret);

    /// <exception cref="BadFieldException">The body is not what the topic promises.</exception>
    /// <exception cref="JsonException">The body is not JSON.</exception>
    public static PlatformDelivery Translate(WebhookCall call)
    {
        var topic = (call.Header("x-shopify-topic") ?? call.Header("shopify-topic"))?.Trim().ToLowerInvariant();
        if (string.IsNullOrEmpty(topic)) throw new BadFieldException("the header X-Shopify-Topic is missing: it says what the body is");
        if (topic.Length > 100) throw new BadFieldException("the header X-Shopify-Topic is longer than 100 characters");
        using var json = JsonDocument.Parse(call.Body);
        var body = json.RootElement;
        if (body.ValueKind != JsonValueKind.Object) throw new BadFieldException($"the body must be an object, not {JsonReading.Describe(body)}");
        var delivery = new ShopifyDelivery(call.Store, topic, IdOf(call, topic), DomainOf(call), call.ReceivedAt);
        return topic switch
        {
            "carts/create" or "carts/update" => ShopifyCheckouts.Cart(delivery, body),
            "checkouts/create" or "checkouts/update" => ShopifyCheckouts.Checkout(delivery, body),
            // It names a checkout and its totals, neither shopper nor cause: Shopify clears old checkouts, too. What is bought or emptied is told elsewhere.
            "checkouts/delete" => PlatformDelivery.Nothing("checkouts/delete says nothing of the shopper; the cart stays as the carts and checkouts topics told it"),
            "orders/create" or "orders/paid" or "orders/updated" or "orders/cancelled" or "orders/fulfilled" or "orders/partially_fulfilled" => ShopifyOrders.Order(delivery, body),
            "orders/edited" => PlatformDelivery.Nothing("orders/edited names lines by ids alone; orders/updated tells the new total"),
            "orders/delete" => ShopifyOrders.Deleted(delivery, body),
            "refunds/create" => ShopifyOrders.Refund(delivery, body),
            "products/create" or "products/update" => ShopifyProducts.Product(delivery, body),
            // Carts and mails that show it keep its name and picture; without variants there is no row to say it of.
            "products/delete" => PlatformDelivery.Nothing("products/delete changes nothing: carts that hold the product keep its name and picture"),
            // A variant alone has neither the product's name nor its address: saving it would overwrite them.
            "variants/in_stock" or "variants/out_of_stock" => PlatformDelivery.Nothing($"{topic} is not needed: products/update tells the stock with the whole product"),
            "inventory_levels/update" or "inventory_items/update" => PlatformDelivery.Nothing($"{topic} names an inventory item, no product; products/update tells the stock"),
            "customers/create" or "customers/update" => ShopifyCustomers.Customer(delivery, body),
            "customers_email_marketing_consent/update" or "customers_marketing_consent/update" => ShopifyCustomers.Consent(delivery, body),
            // Shopify deletes the record that was merged into another, too: only customers/redact is a wish to be forgotten.
            "customers/delete" => PlatformDelivery.Nothing("customers/delete is no request to be forgotten; customers/redact is"),
            "customers/data_request" => ShopifyCustomers.DataRequest(body),
            "customers/redact" => ShopifyCustomers.Redact(body),
            "shop/redact" => Gone("shop_redacted", delivery, "Shopify asks to delete what is kept of the shop. Sending is switched off; delete the store's data when nothing else uses it."),
            "app/uninstalled" => Gone("app_uninstalled", delivery, "The app was removed from the shop. Sending is switched off."),
            _ => PlatformDelivery.Nothing($"the topic {topic} is not used"),
        };
    }

    private static PlatformDelivery Gone(string action, ShopifyDelivery delivery, string text) =>
        new() { StopsSending = true, Notices = [new PlatformNotice(action, delivery.ShopDomain ?? delivery.Store.Slug, text)] };

    // The webhook id stays the same when a delivery is repeated. Without one, the same words are the same delivery.
    private static string IdOf(WebhookCall call, string topic)
    {
        var id = (call.Header("x-shopify-webhook-id") ?? call.Header("shopify-webhook-id"))?.Trim();
        if (id is { Length: > 0 and <= 80 } && id.All(c => c is > ' ' and < (char)127)) return id;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(topic + "\n"));
        hash.AppendData(call.Body.Span);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static string? DomainOf(WebhookCall call)
    {
        var domain = (call.Header("x-shopify-shop-domain") ?? call.Header("shopify-shop-domain"))?.Trim().ToLowerInvariant();
        return domain is { Length: > 3 and <= 253 } && domain.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-') ? domain : null;
    }
}

/// <summary>What a topic's translator is told besides the body. Id: of the delivery, the same when it is repeated.</summary>
internal sealed record ShopifyDelivery(Stores.Store Store, string Topic, string Id, string? ShopDomain, long ReceivedAt)
{
    /// <summary>Event <paramref name="n"/> of this delivery, at <paramref name="at"/> ms.</summary>
    public StorefrontEvent Event(int n, EventKind kind, long? at) => Event($"shopify:{Id}:{n}", kind, at);

    /// <summary>An event that other deliveries may tell as well, under the id of what it tells. These sort after all deliveries' own (hex digits): at the same second the order is the last word.</summary>
    public StorefrontEvent Event(string messageId, EventKind kind, long? at) => new()
    {
        StoreId = Store.Id, MessageId = messageId, Kind = kind, Trust = Trust.Platform, Name = Topic, ReceivedAt = ReceivedAt,
        At = EventStamp.Believable(at ?? ReceivedAt, ReceivedAt),
    };
}
