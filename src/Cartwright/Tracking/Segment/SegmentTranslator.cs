using System.Text.Json;
using Cartwright.Links;
using Cartwright.Shoppers;
using Cartwright.Stores;
using Cartwright.Tracking.WooCommerce;

namespace Cartwright.Tracking.Segment;

/// <summary>What holds for a whole request. SentAt: the sender's clock when it sent, for correcting the times (ms).</summary>
internal sealed record Envelope(Store Store, Trust Trust, long ReceivedAt, long? SentAt, JsonElement? Context, bool UseReceiptTime, Func<string, LinkToken?> Token, Func<string> NewMessageId, string? UserAgent = null);

/// <summary>The event was sent by a program that visits pages on its own.</summary>
internal sealed class CrawlerException(string name) : Exception("sent by " + name)
{
    public string Name { get; } = name;
}

/// <summary>
/// Segment's HTTP Tracking API (spec/common, spec/ecommerce/v2) into events. Pure. A field that is merely unknown is ignored; one that
/// would make the cart wrong is refused with the reason.
/// </summary>
internal static class SegmentTranslator
{
    /// <summary>Clocks that differ by less (ms) are not corrected.</summary>
    private const long NearlyRight = 10_000;
    public const int MaxQuantity = 100_000, MaxLines = 500;

    /// <exception cref="BadFieldException">The event cannot be taken; the message says why.</exception>
    public static StorefrontEvent Translate(JsonElement item, string? type, Envelope envelope)
    {
        if (item.ValueKind != JsonValueKind.Object) throw new BadFieldException($"an event must be an object, not {JsonReading.Describe(item)}");
        type = item.GetText("type"u8)?.ToLowerInvariant() ?? type ?? throw new BadFieldException("type is missing: use track, identify, page, screen, group or alias");
        if (type is not ("track" or "identify" or "page" or "screen" or "group" or "alias")) throw new BadFieldException($"type '{type}' is not known: use track, identify, page, screen, group or alias");

        var properties = item.GetObject("properties"u8, "properties");
        var traits = item.GetObject("traits"u8, "traits");
        var context = item.GetObject("context"u8, "context");
        var userAgent = context.GetText("userAgent"u8, 1000) ?? envelope.Context.GetText("userAgent"u8, 1000) ?? envelope.UserAgent;
        if (envelope.Trust == Trust.Browser && BotPolicy.NameOf(userAgent) is { } crawler) throw new CrawlerException(crawler);
        var contextTraits = context?.Get("traits"u8) ?? envelope.Context?.Get("traits"u8);
        var anonymousId = item.GetId("anonymousId"u8, "anonymousId");
        var userId = item.GetId("userId"u8, "userId");
        if (anonymousId is null && userId is null) throw new BadFieldException("userId or anonymousId is missing: one of them must say whose event this is");
        var messageId = item.GetId("messageId"u8, "messageId", 100) ?? envelope.NewMessageId();
        // Ids with a colon are the platforms' (shopify:order:…): who holds the public key must not use one up before them.
        if (envelope.Trust == Trust.Browser && messageId.Contains(':')) messageId = "page:" + messageId;
        var name = item.GetText("event"u8) ?? (item.Get("event"u8) is null ? null : throw new BadFieldException("event must be text"));
        if (type == "track" && name is null) throw new BadFieldException("event is missing: a track call names what happened");

        var kind = type switch { "track" => EventNames.Parse(name!), "page" or "screen" => EventKind.PageViewed, "identify" => EventKind.Identified, _ => EventKind.Other };
        var currency = Currency(properties, kind);
        var money = currency ?? envelope.Store.Currency;
        var p = properties ?? default;
        var page = context?.Get("page"u8) ?? envelope.Context?.Get("page"u8);
        var token = (context?.Get("cartwright"u8) ?? envelope.Context?.Get("cartwright"u8)).GetText("ref"u8, 400) is { } reference ? envelope.Token(reference) : null;
        var lines = Lines(kind, p, money, envelope);

        var told = new StorefrontEvent
        {
            StoreId = envelope.Store.Id,
            MessageId = messageId,
            Kind = kind,
            Trust = envelope.Trust,
            Name = name ?? type,
            At = Time(item, envelope),
            ReceivedAt = envelope.ReceivedAt,
            AnonymousId = anonymousId,
            UserId = userId is not null && Address.Email(userId) is not null ? null : userId,
            CartId = p.GetId("cart_id"u8, "properties.cart_id"),
            CheckoutId = p.GetId("checkout_id"u8, "properties.checkout_id"),
            OrderId = p.GetId("order_id"u8, "properties.order_id") ?? p.GetId("transaction_id"u8, "properties.transaction_id"),
            OrderNumber = envelope.Trust == Trust.Browser ? null : p.GetText("order_number"u8, 40),
            OrderUrl = envelope.Trust == Trust.Browser ? null : JsonReading.Page(p.GetText("order_url"u8, 1000)),
            PayUrl = envelope.Trust == Trust.Browser ? null : JsonReading.Page(p.GetText("payment_url"u8, 1000)),
            Currency = currency,
            Lines = lines,
            Shipping = Minor(p, "shipping"u8, money),
            Tax = Minor(p, "tax"u8, money),
            Discount = Minor(p, "discount"u8, money),
            Total = Total(kind, p, money),
            Stage = (p.GetText("stage"u8, 40) ?? p.GetText("step_name"u8, 40) ?? p.GetText("step"u8, 40) ?? (p.Get("shipping_tier"u8) is null ? null : "shipping"))?.ToLowerInvariant(),
            ShippingMethod = p.GetText("shipping_method"u8, 200) ?? p.GetText("shipping_tier"u8, 200),
            PaymentMethod = p.GetText("payment_method"u8, 200) ?? p.GetText("payment_type"u8, 200),
            Coupon = p.GetText("coupon_name"u8, 100) ?? p.GetText("coupon"u8, 100) ?? p.GetText("coupon_id"u8, 100),
            Trouble = kind == EventKind.Trouble ? TroubleKind(p.GetText("kind"u8, 40)) : null,
            Text = kind == EventKind.Trouble ? p.GetText("message"u8, 300) ?? p.GetText("code"u8, 100) : kind == EventKind.SurveyAnswered ? p.GetText("answer"u8, 300) : null,
            PageUrl = page.GetText("url"u8, 2048) is { } url && envelope.Store.Owns(url) ? url : null,
            Locale = (context.GetText("locale"u8, 35) ?? envelope.Context.GetText("locale"u8, 35)),
            Campaign = Campaign(context?.Get("campaign"u8) ?? envelope.Context?.Get("campaign"u8)),
            TimeZone = (context.GetText("timezone"u8, 60) ?? envelope.Context.GetText("timezone"u8, 60)) is { } zone && TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _) ? zone : null,
            Device = Device(context.GetText("userAgent"u8, 1000) ?? envelope.Context.GetText("userAgent"u8, 1000) ?? (envelope.Trust == Trust.Browser ? envelope.UserAgent : null)),
            RefMessage = token?.MessageId,
            RefShopper = token?.ShopperId,
            Personal = PersonalReading.Read(kind, userId, p, traits, contextTraits, out var country),
            Country = country,
            Consents = PersonalReading.Consents(p, traits),
        };
        return kind == EventKind.CartSnapshot && p.Get("woocommerce_cart"u8) is { } cart ? WooCommerceCart.Translate(cart, told, envelope.Store) : told;
    }

    /// <summary>When it happened (ms), by the server's clock.</summary>
    public static long Time(JsonElement item, Envelope envelope)
    {
        // With a scaled clock the sender's times mean nothing.
        if (envelope.UseReceiptTime && envelope.Trust == Trust.Browser) return envelope.ReceivedAt;
        var original = item.GetTime("originalTimestamp"u8) ?? item.GetTime("timestamp"u8);
        if (original is null) return envelope.ReceivedAt;
        var sent = envelope.SentAt ?? item.GetTime("sentAt"u8);
        var behind = envelope.ReceivedAt - sent;
        // A clock that is nearly right is believed: what the way takes differs from request to request, and would put events of one
        // page in another order.
        var at = behind is null or (> -NearlyRight and < NearlyRight) ? original.Value : original.Value + behind.Value;
        return EventStamp.Believable(at, envelope.ReceivedAt);
    }

    private static string? Currency(JsonElement? properties, EventKind kind)
    {
        if ((properties.GetText("currency"u8, 10) ?? First(properties).GetText("currency"u8, 10)) is not { } text) return null;
        if (Currencies.Normalize(text) is { } code) return code;
        // A wrong currency matters only where there is money in the event.
        return kind is EventKind.Other or EventKind.PageViewed or EventKind.ProductViewed ? null : throw new BadFieldException($"properties.currency '{text}' is not an ISO 4217 code such as EUR");
    }

    private static List<EventLine>? Lines(EventKind kind, JsonElement p, string currency, Envelope envelope)
    {
        // Which product was looked at, without its price: a look is no reason to refuse an event.
        if (kind is EventKind.ProductViewed) return (ViewedId(p) ?? (First(p) is { } first ? ViewedId(first) : null)) is { } viewed ? [new EventLine(viewed, null, null, null, 1, null, null, null)] : null;
        var isOne = kind is EventKind.ProductAdded or EventKind.ProductRemoved;
        if (isOne && Line(p, "properties", currency, envelope) is { } only) return [only];
        if (!isOne && !EventKinds.IsOrder(kind) && kind is not (EventKind.CartSnapshot or EventKind.CheckoutStarted or EventKind.StepCompleted or EventKind.StepViewed or EventKind.PaymentEntered)) return null;
        if ((p.Get("products"u8) ?? p.Get("items"u8)) is not { } products) return isOne ? throw new BadFieldException("properties.product_id is missing: it names the product") : null;
        var list = new List<EventLine>();
        if (products.ValueKind == JsonValueKind.Object) return Line(products, "properties.products", currency, envelope) is { } one ? [one] : [];
        if (products.ValueKind != JsonValueKind.Array) throw new BadFieldException($"properties.products must be a list, not {JsonReading.Describe(products)}");
        if (products.GetArrayLength() > MaxLines) throw new BadFieldException($"properties.products has {products.GetArrayLength()} entries; at most {MaxLines} are allowed");
        var i = 0;
        foreach (var product in products.EnumerateArray())
        {
            var path = $"properties.products[{i++}]";
            if (product.ValueKind != JsonValueKind.Object) throw new BadFieldException($"{path} must be an object, not {JsonReading.Describe(product)}");
            if (Line(product, path, currency, envelope) is { Quantity: > 0 } line) list.Add(line);
        }
        return list;
    }

    private static string? ViewedId(JsonElement p) => SharedText.Of(p.GetText("product_id"u8, 200) ?? p.GetText("item_id"u8, 200) ?? p.GetText("id"u8, 200) ?? p.GetText("sku"u8, 200));

    private static EventLine? Line(JsonElement p, string path, string currency, Envelope envelope)
    {
        var sku = p.GetId("sku"u8, path + ".sku");
        if ((p.GetId("product_id"u8, path + ".product_id") ?? p.GetId("item_id"u8, path + ".item_id") ?? p.GetId("id"u8, path + ".id") ?? sku) is not { } id) return null;
        var quantity = p.GetDecimal("quantity"u8, path + ".quantity") ?? 1;
        if (quantity != decimal.Truncate(quantity) || quantity < 0 || quantity > MaxQuantity) throw new BadFieldException($"{path}.quantity must be a whole number from 0 to {MaxQuantity}, not {quantity}");
        var unit = Minor(p, "price"u8, currency, path + ".price");
        // The write key is public: links and pictures come only from the store's own hosts.
        var url = p.GetText("url"u8, 2048);
        var image = p.GetText("image_url"u8, 2048) ?? p.GetText("imageUrl"u8, 2048);
        var trusted = envelope.Trust > Trust.Browser;
        return new EventLine(SharedText.Of(id)!, SharedText.Of(p.GetText("variant"u8, 200) ?? p.GetText("item_variant"u8, 200)), SharedText.Of(sku), SharedText.Of(p.GetText("name"u8, 300) ?? p.GetText("item_name"u8, 300)), (int)quantity, unit,
            url is not null && (envelope.Store.Owns(url) || trusted && JsonReading.Web(url) is not null) ? SharedText.Of(url) : null,
            image is not null && (envelope.Store.Owns(image) || trusted && JsonReading.Web(image) is not null) ? SharedText.Of(image) : null,
            SharedText.Of(Categories(p)));
    }

    // Segment's category, text or a list; GA4's, from the widest to the narrowest.
    private static string? Categories(JsonElement p) => Cartwright.Categories.Join(
    [
        .. p.Get("category"u8) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray().Take(20).Where(c => c.ValueKind == JsonValueKind.String).Select(JsonReading.Text) : [p.GetText("category"u8)],
        p.GetText("item_category"u8), p.GetText("item_category2"u8), p.GetText("item_category3"u8), p.GetText("item_category4"u8), p.GetText("item_category5"u8),
    ]);

    private static JsonElement? First(JsonElement? properties) =>
        (properties?.Get("products"u8) ?? properties?.Get("items"u8)) is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() > 0 ? list[0] : null;

    // GA4's value is the sum of the items (of an order: the revenue as the merchant's analytics has it), not what the shopper pays for a cart.
    private static long? Total(EventKind kind, JsonElement p, string currency) => kind switch
    {
        EventKind.OrderRefunded or EventKind.OrderCancelled => Minor(p, "total"u8, currency) ?? Minor(p, "revenue"u8, currency) ?? Minor(p, "value"u8, currency),
        not (EventKind.OrderPlaced or EventKind.OrderPaid or EventKind.OrderUpdated) when p.Get("items"u8) is not null => null,
        EventKind.CartSnapshot or EventKind.CheckoutStarted or EventKind.OrderPlaced or EventKind.OrderPaid or EventKind.OrderUpdated or EventKind.StepViewed or EventKind.StepCompleted
            => Minor(p, "total"u8, currency) ?? Minor(p, "value"u8, currency) ?? Minor(p, "revenue"u8, currency),
        _ => null,
    };

    private static long? Minor(JsonElement p, ReadOnlySpan<byte> name, string currency, string? path = null) =>
        p.Get(name) is null ? null : p.GetMinor(name, currency, path ?? "properties." + System.Text.Encoding.UTF8.GetString(name));

    /// <summary>"source / medium / name" of the campaign that brought the shopper, as far as told.</summary>
    private static string? Campaign(JsonElement? campaign) => Campaign(campaign.GetText("source"u8, 60), campaign.GetText("medium"u8, 60), campaign.GetText("name"u8, 60));

    public static string? Campaign(params IEnumerable<string?> parts) => string.Join(" / ", parts.OfType<string>()) is { Length: > 0 } told ? told : null;

    private static string TroubleKind(string? kind) => kind is "script_error" or "api_error" or "payment_declined" or "out_of_stock" or "coupon_rejected" ? kind : "other";

    /// <summary>phone, tablet or desktop.</summary>
    public static string? Device(string? userAgent) => userAgent is null ? null
        : userAgent.Contains("iPad", StringComparison.Ordinal) || userAgent.Contains("Tablet", StringComparison.Ordinal) ? "tablet"
        : userAgent.Contains("Mobi", StringComparison.Ordinal) || userAgent.Contains("Android", StringComparison.Ordinal) || userAgent.Contains("iPhone", StringComparison.Ordinal) ? "phone"
        : "desktop";
}
