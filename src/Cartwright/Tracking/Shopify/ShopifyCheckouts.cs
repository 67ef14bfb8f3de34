using System.Text.Json;
using Cartwright.Shoppers;
using Cartwright.Tracking.Segment;
using Cartwright.Tracking.Webhooks;

namespace Cartwright.Tracking.Shopify;

/// <summary>Carts of the online store and the checkouts made of them. The cart's token joins the two, and the order to both.</summary>
internal static class ShopifyCheckouts
{
    /// <summary>carts/create, carts/update: all lines; no address, no customer, and no currency but in the <c>*_set</c> of the lines.</summary>
    public static PlatformDelivery Cart(ShopifyDelivery delivery, JsonElement cart)
    {
        var token = cart.Token("token"u8, "token") ?? cart.Token("id"u8, "id") ?? throw new BadFieldException("token is missing: it names the cart");
        var currency = CurrencyOfLines(cart);
        var lines = cart.Lines(Same(currency ?? delivery.Store.Currency)) ?? throw new BadFieldException("line_items is missing: it must be the list of the cart's lines");
        return new PlatformDelivery { Events = [delivery.Event(1, EventKind.CartSnapshot, cart.UpdatedAt()) with { CartId = token, Currency = currency ?? (lines.Count > 0 ? delivery.Store.Currency : null), Lines = lines }] };
    }

    /// <summary>checkouts/create, checkouts/update: the lines and sums, who it is, and how far they got.</summary>
    public static PlatformDelivery Checkout(ShopifyDelivery delivery, JsonElement checkout)
    {
        var token = checkout.Token("token"u8, "token") ?? checkout.Token("id"u8, "id") ?? throw new BadFieldException("token is missing: it names the checkout");
        var money = Same(checkout.Currency("presentment_currency"u8, "presentment_currency") ?? checkout.Currency("currency"u8, "currency") ?? CurrencyOfLines(checkout) ?? delivery.Store.Currency);
        var updated = checkout.UpdatedAt();
        var shipping = checkout.Objects("shipping_lines"u8);
        var started = delivery.Event(1, EventKind.CheckoutStarted, updated) with
        {
            // A checkout without a cart (buy now, a draft order) is its own: what lies in the shopper's cart is not touched.
            CartId = checkout.Token("cart_token"u8, "cart_token") ?? token,
            CheckoutId = token,
            UserId = checkout.CustomerId(),
            Personal = checkout.Person(whole: true),
            Country = checkout.Country("shipping_address"u8),
            Locale = checkout.GetText("customer_locale"u8, 35),
        };
        if (checkout.Get("completed_at"u8) is not null) return Bought(started, checkout);

        var stage = StageOf(checkout, shipping);
        started = started with
        {
            Currency = money.Currency,
            Lines = checkout.Lines(money),
            Shipping = shipping.Count == 0 ? null : ShippingOf(shipping, money),
            Tax = checkout.Amount("total_tax"u8, "total_tax_set"u8, money, "total_tax"),
            Discount = checkout.Amount("total_discounts"u8, "total_discounts_set"u8, money, "total_discounts"),
            Total = checkout.Amount("total_price"u8, "total_price_set"u8, money, "total_price"),
            Coupon = checkout.Objects("discount_codes"u8) is [var code, ..] ? code.GetText("code"u8, 100) : null,
            Stage = "contact",
            ReturnUrl = ((JsonElement?)checkout).HttpsUrl("abandoned_checkout_url"u8),
            Consents = Consents(checkout),
        };
        if (stage == "contact") return new PlatformDelivery { Events = [started] };
        return new PlatformDelivery
        {
            Events =
            [
                started,
                delivery.Event(2, EventKind.StepCompleted, updated) with
                {
                    CartId = started.CartId, CheckoutId = token, UserId = started.UserId, Stage = stage, ReturnUrl = started.ReturnUrl,
                    Personal = started.Personal is { } who ? who with { Fields = null } : null,
                    ShippingMethod = shipping is [var chosen, ..] ? chosen.GetText("title"u8, 200) : null,
                    PaymentMethod = checkout.GetText("gateway"u8, 200),
                },
            ],
        };
    }

    // Bought. Its order is told by orders/create under its own id; an order under the checkout's id would be counted beside it. So the
    // cart is emptied, as Shopify does: that stops the reminders at once, and the order, whenever it comes, fills and closes it.
    private static PlatformDelivery Bought(StorefrontEvent started, JsonElement checkout) => new()
    {
        Events =
        [
            checkout.GetId("order_id"u8, "order_id", ShopifyReading.MaxId) is { } order
                ? started with { Kind = EventKind.OrderPlaced, OrderId = order, At = Earliest(started.At, checkout), CartId = checkout.Token("cart_token"u8, "cart_token") }
                : started with { Kind = EventKind.CartSnapshot, Lines = [], At = Earliest(started.At, checkout) },
        ],
    };

    private static long Earliest(long at, JsonElement checkout) => checkout.GetTime("completed_at"u8) is { } completed && EventStamp.Believable(completed, at) == completed ? completed : at;

    /// <summary>The furthest step that is filled in; a checkout that was opened stands at the contact.</summary>
    private static string StageOf(JsonElement checkout, IReadOnlyList<JsonElement> shipping) =>
        checkout.GetText("gateway"u8) is not null ? "payment"
        : shipping.Count > 0 ? "shipping"
        : checkout.Object("shipping_address"u8) is { } to && (to.GetText("address1"u8) ?? to.GetText("city"u8) ?? to.GetText("zip"u8)) is not null ? "address"
        : "contact";

    private static long? ShippingOf(IReadOnlyList<JsonElement> lines, ShopifyMoney money)
    {
        long? sum = null;
        for (var i = 0; i < Math.Min(lines.Count, 100); i++)
            if (lines[i].Amount("price"u8, "price_set"u8, money, $"shipping_lines[{i}].price") is { } price) sum = (sum ?? 0) + price;
        return sum;
    }

    // A box that was ticked is a yes. One that was not says nothing: it is no refusal of what was allowed before.
    private static List<ConsentGiven>? Consents(JsonElement checkout)
    {
        var given = new List<ConsentGiven>(2);
        if (checkout.GetBool("buyer_accepts_marketing"u8) == true) given.Add(new(Channels.Email, true, null));
        if (checkout.GetBool("buyer_accepts_sms_marketing"u8) == true && Address.Phone(checkout.GetText("sms_marketing_phone"u8, 40)) is not null) given.Add(new(Channels.Sms, true, null));
        return given.Count == 0 ? null : given;
    }

    private static string? CurrencyOfLines(JsonElement o)
    {
        foreach (var line in o.Objects("line_items"u8))
            if ((line.CurrencyOfSet("price_set"u8) ?? line.CurrencyOfSet("line_price_set"u8) ?? line.CurrencyOfSet("discounted_price_set"u8)) is { } found) return found;
        return null;
    }

    private static ShopifyMoney Same(string currency) => new(currency, currency);
}
