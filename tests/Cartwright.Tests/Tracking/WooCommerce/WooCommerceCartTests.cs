using System.Text.Json;
using System.Text.Json.Nodes;
using Cartwright.Tracking;
using Cartwright.Tracking.Segment;
using Cartwright.Tracking.WooCommerce;

namespace Cartwright.Tests.Tracking.WooCommerce;

public sealed class WooCommerceCartTests
{
    private const string Euro = """ "currency_code":"EUR","currency_minor_unit":2 """;

    // Two cups at 12.00 and a lid at 3.50 with 20 % tax beside the prices, 2.00 off, shipping 4.00: 27.50 + 4.00 + 5.90 − 2.00 = 35.40
    private static JsonObject Cart(string more = "{}", string totals = "{}")
    {
        var cart = Woo.With($$"""
            {"items":[
               {"key":"k1","id":38,"quantity":2,"name":"Cup &amp; saucer","sku":"CUP","permalink":"https://shop.test/product/cup/","images":[{"src":"https://shop.test/cup.jpg","thumbnail":"https://shop.test/cup-300.jpg"}],"prices":{"price":"1200",{{Euro}} },"totals":{"line_subtotal":"2400",{{Euro}} } },
               {"key":"k2","id":22,"quantity":1,"name":"Lid","sku":"","permalink":"https://cdn.test/lid","images":[],"prices":{"price":"350",{{Euro}} } }],
             "coupons":[{"code":"bees"}],
             "totals":{"total_items":"2750","total_items_tax":"550","total_discount":"200","total_discount_tax":"40","total_shipping":"400","total_shipping_tax":"80","total_price":"3540","total_tax":"590",{{Euro}} },
             "billing_address":{"first_name":"Mia","address_1":"Seeweg 3","city":"Zug","country":"CH","email":"mia@mail.test"},"shipping_address":{} }
            """, more);
        foreach (var (name, value) in JsonNode.Parse(totals)!.AsObject()) cart["totals"]![name] = value?.DeepClone();
        return cart;
    }

    private static StorefrontEvent Translate(JsonObject cart, Trust trust = Trust.Browser)
    {
        using var document = JsonDocument.Parse(cart.ToJsonString());
        return WooCommerceCart.Translate(document.RootElement, Some.Event(EventKind.CartSnapshot, Woo.Now, trust: trust), Woo.Store);
    }

    [Fact]
    public void The_whole_cart_is_told_in_minor_units()
    {
        var e = Translate(Cart());
        Assert.Equal((EventKind.CartSnapshot, "device-1", "EUR", "bees"), (e.Kind, e.AnonymousId, e.Currency, e.Coupon));
        Assert.Equal((400L, 590L, 200L, 3540L), (e.Shipping, e.Tax, e.Discount, e.Total));
        Assert.Equal([new EventLine("38", null, "CUP", "Cup & saucer", 2, 1200, "https://shop.test/product/cup/", "https://shop.test/cup-300.jpg"), new EventLine("22", null, null, "Lid", 1, 350, null, null)], e.Lines);
        Assert.Null(e.Personal); // typed in the page: told by the page, and weaker
    }

    [Fact]
    public void The_shops_server_is_believed_about_person_and_links()
    {
        var e = Translate(Cart(), Trust.Server);
        Assert.Equal(("mia@mail.test", "CH", "https://cdn.test/lid"), (e.Personal!.Email, e.Country, e.Lines![1].Url));
    }

    [Fact]
    public void Prices_shown_with_tax_stay_as_they_are_seen()
    {
        // 14.40 twice and 4.20; shipping 4.80; 2.40 off: 33.00 + 4.80 − 2.40 = 35.40
        var e = Translate(Woo.With(Cart().ToJsonString(), $$"""{"items":[{"id":38,"quantity":2,"prices":{"price":"1440",{{Euro}} } },{"id":22,"quantity":1,"prices":{"price":"420",{{Euro}} } }]}"""));
        Assert.Equal((480L, 0L, 240L, 3540L), (e.Shipping, e.Tax, e.Discount, e.Total));
        Assert.Equal(3540, e.Lines!.Sum(l => l.Unit!.Value * l.Quantity) + e.Shipping + e.Tax - e.Discount);
    }

    [Theory]
    [InlineData("JPY", 0, "1980", 1980)]
    [InlineData("KWD", 3, "19805", 19805)]
    [InlineData("EUR", 0, "19", 1900)] // the shop shows whole euros
    [InlineData("JPY", 2, "198000", 1980)]
    public void The_shops_smallest_unit_need_not_be_the_currencys(string currency, int digits, string told, long minor) =>
        Assert.Equal(minor, Translate(Cart(totals: $$"""{"currency_code":"{{currency}}","currency_minor_unit":{{digits}},"total_price":"{{told}}"}""")).Total);

    [Fact]
    public void An_emptied_cart_has_no_lines() => Assert.Empty(Translate(Cart("""{"items":[]}""")).Lines!);

    [Theory]
    [InlineData("""{"items":null}"""), InlineData("""{"items":{}}"""), InlineData("""{"items":[5]}"""), InlineData("""{"items":[{}]}"""), InlineData("""{"totals":[]}"""), InlineData("""{"items":[{"id":1,"quantity":-1}]}"""), InlineData("""{"items":[{"id":1,"prices":{"price":"1.5e20"}}]}""")]
    public void What_is_no_cart_is_refused(string more) => Assert.Throws<BadFieldException>(() => Translate(Cart(more)));

    [Fact]
    public void An_event_of_the_page_may_carry_it()
    {
        using var document = JsonDocument.Parse($$"""{"type":"track","event":"Cart Updated","anonymousId":"d1","messageId":"m1","properties":{"cart_id":"c1","woocommerce_cart":{{Cart().ToJsonString()}} } }""");
        var e = SegmentTranslator.Translate(document.RootElement, null, new Envelope(Woo.Store, Trust.Browser, Woo.Now, null, null, false, _ => null, () => "new"));
        Assert.Equal((EventKind.CartSnapshot, "m1", "d1", "c1", 3540L, 2), (e.Kind, e.MessageId, e.AnonymousId, e.CartId, e.Total, e.Lines!.Count));
    }
}
