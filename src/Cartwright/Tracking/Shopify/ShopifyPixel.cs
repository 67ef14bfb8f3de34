using System.Globalization;
using System.Text.Json;
using System.Web;
using Cartwright.Shoppers;
using Cartwright.Stores;
using Cartwright.Tracking.Segment;

namespace Cartwright.Tracking.Shopify;

/// <summary>
/// Shopify's customer events as a custom pixel gets them (shopify.dev, web pixels API, standard events), with <c>cart</c> (the cart
/// cookie) and <c>sentAt</c> put beside them. Pure. The pixel carries the public key, so whatever it says has trust browser: decision 0021.
/// </summary>
internal static class ShopifyPixel
{
    /// <summary>Bytes of one event. Larger than Segment's: a browser sends no more than this with keepalive, and each line takes a kilobyte.</summary>
    public const int MaxEvent = 64 * 1024;

    /// <summary>The events that say something here. The rest (<c>collection_viewed</c>, <c>search_submitted</c>, …) come beside a page view that tells the visit already.</summary>
    public static readonly IReadOnlyList<string> Names =
    [
        "page_viewed", "product_viewed", "product_added_to_cart", "product_removed_from_cart", "cart_viewed", "checkout_started", "checkout_contact_info_submitted", "checkout_address_info_submitted",
        "checkout_shipping_info_submitted", "payment_info_submitted", "checkout_completed", "alert_displayed", "ui_extension_errored",
    ];

    /// <summary>What a merchant pastes at Shopify: Settings → Customer events → Add custom pixel.</summary>
    public static string Code(string origin, string writeKey) => $$"""
        const send = async (event) => {
          const cart = await browser.cookie.get('cart').catch(() => null);
          fetch('{{origin}}/v1/shopify-pixel?writeKey={{writeKey}}', {
            method: 'POST', keepalive: true, body: JSON.stringify({ ...event, cart, sentAt: new Date() }),
          });
        };
        [
          {{string.Join(",\n  ", Names.Chunk(2).Select(pair => string.Join(", ", pair.Select(name => $"'{name}'"))))}},
        ].forEach((name) => analytics.subscribe(name, send));
        """;

    /// <summary>The events of a pixel's event; none when it carries nothing for us.</summary>
    /// <exception cref="BadFieldException">It is not what Shopify documents; the message says what is wrong.</exception>
    /// <exception cref="CrawlerException">A program that visits pages on its own sent it.</exception>
    public static IReadOnlyList<StorefrontEvent> Translate(JsonElement item, Envelope envelope)
    {
        var name = item.GetText("name"u8, 100) ?? throw new BadFieldException("name is missing: it says which customer event this is");
        var context = item.Object("context"u8);
        var userAgent = (context?.Object("navigator"u8)).GetText("userAgent"u8, 1000) ?? envelope.UserAgent;
        if (BotPolicy.NameOf(userAgent) is { } crawler) throw new CrawlerException(crawler);
        if (!Names.Contains(name)) return [];
        var device = item.GetId("clientId"u8, "clientId") ?? throw new BadFieldException("clientId is missing: it says whose event this is");
        envelope = envelope with { Trust = Trust.Browser }; // also with a key that would be believed more: pages are written by anybody
        var page = (context?.Object("document"u8)?.Object("location"u8)).GetText("href"u8, 2048);
        var told = new StorefrontEvent
        {
            StoreId = envelope.Store.Id,
            // Recorded samples have two events under one id. The word in front keeps the ids of pages apart from those of signed deliveries.
            MessageId = item.GetId("id"u8, "id", ShopifyReading.MaxId) is { } id ? $"pixel:{id}:{name}" : envelope.NewMessageId(),
            Trust = envelope.Trust,
            Name = name,
            At = SegmentTranslator.Time(item, envelope),
            ReceivedAt = envelope.ReceivedAt,
            AnonymousId = device,
            CartId = item.Token("cart"u8, "cart"),
            PageUrl = envelope.Store.Owns(page) ? page : null,
            Campaign = CampaignOf(page),
            Device = SegmentTranslator.Device(userAgent),
            Locale = (context?.Object("navigator"u8)).GetText("language"u8, 35),
        };
        var data = item.GetObject("data"u8, "data") ?? default;
        return name switch
        {
            "page_viewed" => [told with { Kind = EventKind.PageViewed }],
            "product_viewed" => [told with { Kind = EventKind.ProductViewed, Lines = data.Object("productVariant"u8)?.Object("product"u8)?.Token("id"u8, "data.productVariant.product.id") is { } viewed ? [new EventLine(viewed, null, null, null, 1, null, null, null)] : null }],
            "product_added_to_cart" => Changed(told with { Kind = EventKind.ProductAdded }, data, envelope.Store),
            "product_removed_from_cart" => Changed(told with { Kind = EventKind.ProductRemoved }, data, envelope.Store),
            "cart_viewed" => Cart(told, data, envelope.Store),
            "alert_displayed" => Alert(told, data.Object("alert"u8)),
            "ui_extension_errored" => [told with { Kind = EventKind.Trouble, Trouble = "script_error", Text = Words(data.Object("error"u8).GetText("extensionName"u8, 100), data.Object("error"u8).GetText("message"u8, 200)) }],
            _ => Checkout(told, name, data.GetObject("checkout"u8, "data.checkout") ?? throw new BadFieldException("data.checkout is missing: it is the checkout this event is about"), envelope.Store),
        };
    }

    private static IReadOnlyList<StorefrontEvent> Changed(StorefrontEvent told, JsonElement data, Store store)
    {
        if (data.GetObject("cartLine"u8, "data.cartLine") is not { } line) throw new BadFieldException("data.cartLine is missing: it is the line that was added or removed");
        var currency = CurrencyOf(line.Object("merchandise"u8)?.Object("price"u8)) ?? store.Currency;
        return [told with { Currency = currency, Lines = [Line(line, line.Object("merchandise"u8), "data.cartLine", currency, store)] }];
    }

    private static IReadOnlyList<StorefrontEvent> Cart(StorefrontEvent told, JsonElement data, Store store)
    {
        if (data.Object("cart"u8) is not { } cart) return []; // the page had none to show
        var cost = cart.Object("cost"u8)?.Object("totalAmount"u8);
        var currency = CurrencyOf(cost) ?? store.Currency;
        var lines = cart.Lines("lines"u8, "data.cart.lines", (line, path) => Line(line, line.Object("merchandise"u8), path, currency, store));
        return [told with { Kind = EventKind.CartSnapshot, CartId = cart.Token("id"u8, "data.cart.id") ?? told.CartId, Currency = currency, Lines = lines, Total = Amount(cost, currency, "data.cart.cost.totalAmount") }];
    }

    private static IReadOnlyList<StorefrontEvent> Checkout(StorefrontEvent told, string name, JsonElement checkout, Store store)
    {
        var total = checkout.Object("totalPrice"u8);
        var currency = checkout.Currency("currencyCode"u8, "data.checkout.currencyCode") ?? CurrencyOf(total) ?? store.Currency;
        var delivery = checkout.Object("delivery"u8);
        var options = delivery?.Objects("selectedDeliveryOptions"u8) ?? [];
        var lines = checkout.Lines("lineItems"u8, "data.checkout.lineItems", (line, path) => Line(line, line.Object("variant"u8), path, currency, store));
        told = told with
        {
            // The cookie's cart may be another one (buy now) or the next (after the order): the checkout's own token names it.
            CartId = null,
            CheckoutId = checkout.Token("token"u8, "data.checkout.token"),
            Currency = currency,
            Lines = lines,
            // Before a way of delivery is chosen, Shopify tells 0 for it.
            Shipping = delivery is null || options.Count > 0 ? Amount(checkout.Object("shippingLine"u8)?.Object("price"u8), currency, "data.checkout.shippingLine.price") : null,
            Tax = Amount(checkout.Object("totalTax"u8), currency, "data.checkout.totalTax"),
            Discount = Amount(checkout.Object("discountsAmount"u8), currency, "data.checkout.discountsAmount"),
            Total = Amount(total, currency, "data.checkout.totalPrice"),
            PageUrl = Permalink(told.PageUrl, lines),
            Locale = (checkout.Object("localization"u8)?.Object("language"u8)).GetText("isoCode"u8, 35) ?? told.Locale,
            Country = checkout.Object("shippingAddress"u8) is { } to && IsTyped(to) ? ShopifyReading.CountryCode(to.GetText("countryCode"u8, 10)) : null,
        };
        if (name == "checkout_completed") return [Bought(told, checkout)];

        var stage = name switch { "checkout_address_info_submitted" => "address", "checkout_shipping_info_submitted" => "shipping", "payment_info_submitted" => "payment", _ => "contact" };
        var step = told with
        {
            Kind = name switch { "checkout_started" => EventKind.CheckoutStarted, "payment_info_submitted" => EventKind.PaymentEntered, _ => EventKind.StepCompleted },
            Stage = stage,
            ShippingMethod = options is [var chosen, ..] ? chosen.GetText("title"u8, 200) : null,
            PaymentMethod = checkout.Objects("transactions"u8) is [var payment, ..] ? (payment.Object("paymentMethod"u8)).GetText("name"u8, 200) ?? payment.GetText("gateway"u8, 200) : null,
        };
        return Person(checkout) is not { } person ? [step]
            :
            [
                step,
                // Apart, as what was typed: an address from a page is weak, whoever's it is.
                new StorefrontEvent
                {
                    StoreId = step.StoreId, MessageId = step.MessageId + "+", Kind = EventKind.DetailsEntered, Trust = step.Trust, Name = name, At = step.At, ReceivedAt = step.ReceivedAt,
                    AnonymousId = step.AnonymousId, CheckoutId = step.CheckoutId, Stage = stage, Personal = person, Consents = name == "checkout_started" ? null : Consents(checkout, person),
                },
            ];
    }

    // Whether it is paid is for the shop to say. Without the number of the order, it would be counted beside the one the shop tells: then
    // the cart is emptied, as Shopify does, which stops its reminders (as for a checkout that is told as bought).
    private static StorefrontEvent Bought(StorefrontEvent told, JsonElement checkout) =>
        checkout.Object("order"u8)?.Token("id"u8, "data.checkout.order.id") is { Length: <= ShopifyReading.MaxId } order
            ? told with { Kind = EventKind.OrderPlaced, OrderId = order }
            : told with { Kind = EventKind.CartSnapshot, Lines = [], Total = null };

    private static EventLine Line(JsonElement line, JsonElement? variant, string path, string currency, Store store)
    {
        var product = variant?.Object("product"u8);
        var sku = variant.GetText("sku"u8, 200);
        var title = line.GetText("title"u8, 300) ?? product.GetText("title"u8, 300);
        // As for the deliveries: a line typed in by the merchant has no product.
        var id = product?.Token("id"u8, path + ".product.id") ?? sku ?? (title is null ? null : JsonReading.Cut(title, 200)) ?? throw new BadFieldException($"{path} names no product");
        return new EventLine(id, variant?.Token("id"u8, path + ".variant.id"), sku, ShopifyReading.Named(title, variant.GetText("title"u8, 200)), line.Quantity(path + ".quantity"),
            Amount(variant?.Object("price"u8), currency, path + ".price"), Own(product.GetText("url"u8, 2048), store), Own((variant?.Object("image"u8)).GetText("src"u8, 2048), store), Categories.Join([product.GetText("type"u8)]));
    }

    // Paths are the shop's own; pictures often lie at Shopify's, which the merchant may add to the store's hosts.
    private static string? Own(string? url, Store store) =>
        url is not null && Uri.TryCreate(store.Url, UriKind.Absolute, out var shop) && Uri.TryCreate(shop, url, out var absolute) && store.Owns(absolute.AbsoluteUri) ? absolute.AbsoluteUri : null;

    /// <summary>A checkout's page opens in the browser that made it and nowhere else; Shopify's address of these goods (<c>/cart/VARIANT:QUANTITY,…</c>) does anywhere.</summary>
    private static string? Permalink(string? page, IReadOnlyList<EventLine>? lines)
    {
        if (page is null || lines is not { Count: > 0 and <= 50 } || !lines.All(l => l.Variant is { } v && v.All(char.IsAsciiDigit))) return null;
        return new Uri(page).GetLeftPart(UriPartial.Authority) + "/cart/" + string.Join(',', lines.Select(l => string.Create(CultureInfo.InvariantCulture, $"{l.Variant}:{l.Quantity}")));
    }

    private static Personal? Person(JsonElement checkout)
    {
        var to = checkout.Object("shippingAddress"u8) is { } address && IsTyped(address) ? address : (JsonElement?)null;
        var email = Address.Email(checkout.GetText("email"u8, 254));
        var typed = checkout.GetText("phone"u8, 40) ?? checkout.GetText("smsMarketingPhone"u8, 40) ?? to.GetText("phone"u8, 40);
        var phone = Address.Phone(checkout.GetText("smsMarketingPhone"u8, 40)) ?? Address.Phone(checkout.GetText("phone"u8, 40)) ?? Address.Phone(to.GetText("phone"u8, 40));
        (string Field, string? Value)[] told =
        [
            ("first_name", to.GetText("firstName"u8, 200)), ("last_name", to.GetText("lastName"u8, 200)), ("company", to.GetText("company"u8, 200)), ("address1", to.GetText("address1"u8, 200)),
            ("address2", to.GetText("address2"u8, 200)), ("city", to.GetText("city"u8, 200)), ("region", to.GetText("province"u8, 200)), ("postal_code", to.GetText("zip"u8, 200)),
            ("country", to.GetText("countryCode"u8, 200) ?? to.GetText("country"u8, 200)), ("email", email), ("phone", phone ?? typed),
        ];
        var fields = told.Where(f => f.Value is not null).ToDictionary(f => f.Field, f => f.Value!);
        return fields.Count == 0 ? null : new Personal { Email = email, Phone = phone, Fields = fields };
    }

    // The country alone is Shopify's guess, not the shopper's word.
    private static bool IsTyped(JsonElement address) =>
        (address.GetText("address1"u8) ?? address.GetText("city"u8) ?? address.GetText("zip"u8) ?? address.GetText("firstName"u8) ?? address.GetText("lastName"u8)) is not null;

    // A yes to the very address that is told with it, once that step is done: before, the box stands as the shop set it. An empty box says nothing.
    private static List<ConsentGiven>? Consents(JsonElement checkout, Personal person)
    {
        var given = new List<ConsentGiven>(2);
        if (person.Email is not null && checkout.GetBool("buyerAcceptsEmailMarketing"u8) == true) given.Add(new(Channels.Email, true, null));
        if (person.Phone is not null && checkout.GetBool("buyerAcceptsSmsMarketing"u8) == true && Address.Phone(checkout.GetText("smsMarketingPhone"u8, 40)) == person.Phone) given.Add(new(Channels.Sms, true, null));
        return given.Count == 0 ? null : given;
    }

    // A field that is empty or mistyped is no trouble of the shop's, and its value is nobody's business.
    private static IReadOnlyList<StorefrontEvent> Alert(StorefrontEvent told, JsonElement? alert)
    {
        var words = alert.GetText("message"u8, 300);
        return alert.GetText("type"u8, 40) switch
        {
            "DISCOUNT_ERROR" => [told with { Kind = EventKind.CouponDenied, Coupon = alert.GetText("value"u8, 100), Text = words }],
            "PAYMENT_ERROR" => [told with { Kind = EventKind.Trouble, Trouble = "payment_declined", Text = words }],
            "INVENTORY_ERROR" => [told with { Kind = EventKind.Trouble, Trouble = "out_of_stock", Text = words }],
            "CHECKOUT_ERROR" or "DELIVERY_ERROR" or "MERCHANDISE_ERROR" => [told with { Kind = EventKind.Trouble, Trouble = "other", Text = words }],
            _ => [],
        };
    }

    private static string? Words(string? who, string? what) => who is null || what is null ? what ?? who : $"{who}: {what}";

    private static string? CurrencyOf(JsonElement? money) => money?.Currency("currencyCode"u8, "currencyCode");

    /// <summary>Minor units of <c>{amount, currencyCode}</c>; null when it is told in another currency.</summary>
    private static long? Amount(JsonElement? money, string currency, string path) => (CurrencyOf(money) ?? currency) == currency ? money?.GetMinor("amount"u8, currency, path + ".amount") : null;

    private static string? CampaignOf(string? page)
    {
        if (!Uri.TryCreate(page, UriKind.Absolute, out var url) || !url.Query.Contains("utm_", StringComparison.Ordinal)) return null;
        var query = HttpUtility.ParseQueryString(url.Query);
        return SegmentTranslator.Campaign(((string[])["utm_source", "utm_medium", "utm_campaign"]).Select(part => query[part]?.Replace("\0", "").Trim() is { Length: > 0 } value ? JsonReading.Cut(value, 60) : null));
    }
}
