using System.Text.Json;
using Cartwright.Stores;
using Cartwright.Tracking.Segment;

namespace Cartwright.Tracking.WooCommerce;

/// <summary>
/// The cart of the Store API (GET /wc/store/v1/cart) as a page hands it on with an event: all its lines and sums. Pure. Money there is
/// text in the smallest unit that the shop shows, which need not be the currency's.
/// </summary>
internal static class WooCommerceCart
{
    /// <param name="carrier">The event that carries the cart: whose, when, how far it is believed.</param>
    /// <exception cref="BadFieldException">It is not such a cart; the message says why.</exception>
    public static StorefrontEvent Translate(JsonElement cart, StorefrontEvent carrier, Store store)
    {
        if (cart.ValueKind != JsonValueKind.Object) throw new BadFieldException($"woocommerce_cart must be an object, not {JsonReading.Describe(cart)}");
        if (cart.Get("items"u8) is null) throw new BadFieldException("woocommerce_cart.items is missing");
        if (cart.Object("totals"u8) is not { } totals) throw new BadFieldException("woocommerce_cart.totals is missing");
        var currency = WooCommerceReading.Currency(totals.GetText("currency_code"u8, 20), store.Currency);
        var items = cart.List("items"u8, "woocommerce_cart.items");
        if (items.Count > SegmentTranslator.MaxLines) throw new BadFieldException($"woocommerce_cart.items has {items.Count} entries; at most {SegmentTranslator.MaxLines} are allowed");

        long? Sum(ReadOnlySpan<byte> net, ReadOnlySpan<byte> tax, bool inside)
        {
            var path = "woocommerce_cart.totals." + System.Text.Encoding.UTF8.GetString(net);
            return Major(totals, net, path) is { } major ? WooCommerceReading.Minor(major + (inside ? Major(totals, tax, path) ?? 0 : 0), currency, path) : null;
        }

        // The prices are those the shopper sees; whether tax is in them tells the sum of the goods.
        var goods = items.Sum(i => Major(i.Object("prices"u8), "price"u8, "woocommerce_cart.items[].prices.price") * Quantity(i) ?? 0);
        var tax = Major(totals, "total_items_tax"u8, "woocommerce_cart.totals.total_items_tax") ?? 0;
        var inside = tax > 0 && Math.Abs(goods - (Major(totals, "total_items"u8, "woocommerce_cart.totals.total_items") ?? 0)) > tax / 2;

        var believed = carrier.Trust > Trust.Browser;
        string? Link(string? url) => believed ? JsonReading.Web(url) : store.Owns(url) ? url : null;
        var lines = items.Where(i => Quantity(i) > 0).Select((i, n) => new EventLine(
            i.Id("id"u8, $"woocommerce_cart.items[{n}].id") ?? throw new BadFieldException($"woocommerce_cart.items[{n}].id is missing"),
            null, i.GetText("sku"u8, 200), i.Name("name"u8, 300), Quantity(i),
            Major(i.Object("prices"u8), "price"u8, $"woocommerce_cart.items[{n}].prices.price") is { } price ? WooCommerceReading.Minor(price, currency, $"woocommerce_cart.items[{n}].prices.price") : null,
            Link(i.GetText("permalink"u8, 2048)),
            Link(i.List("images"u8, $"woocommerce_cart.items[{n}].images").Select(x => x.GetText("thumbnail"u8, 2048) ?? x.GetText("src"u8, 2048)).FirstOrDefault()))).ToList();
        var coupons = cart.List("coupons"u8, "woocommerce_cart.coupons");
        string? country = null;

        return carrier with
        {
            Kind = EventKind.CartSnapshot,
            Currency = currency,
            Lines = lines,
            Shipping = Sum("total_shipping"u8, "total_shipping_tax"u8, inside),
            Tax = inside ? 0 : Sum("total_tax"u8, "total_tax"u8, false),
            Discount = Sum("total_discount"u8, "total_discount_tax"u8, inside),
            Total = Sum("total_price"u8, "total_price"u8, false),
            Coupon = coupons.Count == 0 ? null : coupons[0].GetText("code"u8, 100),
            // What a browser's cart says of the person was typed there: the page tells that itself, and it counts for less.
            Personal = believed ? WooCommerceReading.Person(null, cart.Object("billing_address"u8), cart.Object("shipping_address"u8), out country) ?? carrier.Personal : carrier.Personal,
            Country = carrier.Country ?? country,
        };
    }

    private static int Quantity(JsonElement item)
    {
        var quantity = item.GetDecimal("quantity"u8, "woocommerce_cart.items[].quantity") ?? 1;
        return quantity is >= 0 and <= SegmentTranslator.MaxQuantity ? (int)decimal.Ceiling(quantity) : throw new BadFieldException($"woocommerce_cart.items[].quantity must be a number from 0 to {SegmentTranslator.MaxQuantity}, not {quantity}");
    }

    // Each object says for itself how many digits its text has after the point.
    private static decimal? Major(JsonElement? money, ReadOnlySpan<byte> name, string path)
    {
        if (money is not { } m || m.Amount(name, path) is not { } minor) return null;
        var digits = m.GetDecimal("currency_minor_unit"u8, path + " (currency_minor_unit)") ?? 2;
        if (digits is < 0 or > 6 || digits != decimal.Truncate(digits)) throw new BadFieldException($"{path}: currency_minor_unit must be 0 to 6, not {digits}");
        for (var i = 0; i < digits; i++) minor /= 10;
        return minor;
    }
}
