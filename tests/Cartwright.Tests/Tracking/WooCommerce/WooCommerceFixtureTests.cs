using System.Globalization;
using System.Text.Json;
using Cartwright.Products;
using Cartwright.Stores;
using Cartwright.Tracking;
using Cartwright.Tracking.Segment;
using Cartwright.Tracking.Webhooks;
using Cartwright.Tracking.WooCommerce;
using Xunit.Abstractions;

namespace Cartwright.Tests.Tracking.WooCommerce;

/// <summary>Recorded payloads. What each must become was read from the payload by hand.</summary>
public sealed class WooCommerceFixtureTests(ITestOutputHelper output)
{
    private const string Cart = "a cart", Vectors = "signatures";

    // Effect: kinds; stage; lines as product[/variant]×pieces@unit in minor units; items; total; currency; e-mail; customer; order. Or "product …", or why not.
    private static readonly (string File, string Topic, string Effect)[] Table =
    [
        ("order_created.json", "order.created", "OrderPaid; ; 93×2@300, 22/23×1@1200; 1800; 2935; USD; john.doe@example.com; ; 727"),
        // Paid 19:28:08, completed 19:30:35: the payment in its own time, the change in its own.
        ("order_updated.json", "order.updated", "OrderPaid, OrderUpdated; ; 93×2@300, 22/23×1@1200; 1800; 2935; USD; john.doe@example.com; ; 727"),
        ("delivery_log_1.json", "order.updated", "OrderPaid; ; 99×2@200; 400; 1400; BRL; john.doe@claudiosmweb.com; ; 118"),
        // 1.5 pieces of the bundle: one at the price of the line. A fee of 125.50 is not in the total: 156.70 against 31.20.
        ("ios/order.json", "order.updated", "OrderPaid; ; 52×2@2500, 234×1@1000; 6000; 3120; USD; scrambled@scrambled.com; 11; 963; the parts add up to 156.70 USD, the shop's total is 31.20 USD"),
        // Two gift cards paid 24.00 of 28.00.
        ("ios/order-with-attribution-info.json", "order.updated", "OrderPaid; ; 36×1@1800; 1800; 400; USD; your.email+fakedata99085@gmail.com; 27375286; 459; the parts add up to 28.00 USD, the shop's total is 4.00 USD"),
        // The kit has the price; its three parts cost nothing.
        ("ios/order-with-composite-product.json", "order.updated", "OrderPaid; ; 419×1@230000; 230000; 230000; USD; ; ; 421"),
        ("customer_created.json", "customer.created", "Identified; ; ; ; ; ; john.doe@example.com; 25; "),
        ("ios/customer.json", "customer.updated", "Identified; ; ; ; ; ; john.doe@example.com; 25; "),
        ("product_updated.json", "product.updated", "product 794 '' Premium Quality 2454 EUR, stock not counted"),
        ("ios/variation-as-product.json", "product.updated", "product 205 '295' Paper Airplane - Black, Long 2272 EUR, stock not counted"),
        ("product_variable.json", "product.created", "ignored: a variable product has no price of its own; its variations come one by one"),
        ("coupon.json", "coupon.updated", "ignored: a coupon by itself changes no cart; what it took off comes with the order"),
        ("store_api_cart.json", Cart, "CartSnapshot; ; 38×1@1800, 22×1@5500; 7300; 8256; USD; checkout@templates.com; ; "),
        // What follows is never the body of a webhook.
        ("product_variation.json", "product.updated", "refused: product.name is missing"), // the answer of products/22/variations names neither product nor parent
        ("ios/order-560-all-refunds.json", "order.updated", "refused: the order must be an object, not a list"),
        ("ios/order-statuses.json", "order.updated", "refused: the order must be an object, not a list"),
        ("delivery_headers.json", "order.updated", "refused: order.id is missing"),
        ("store_api_cart_add_item_request.json", Cart, "refused: woocommerce_cart.items is missing"),
        ("store_api_checkout_response.json", "order.created", "refused: order.id is missing"),
        ("signature_vectors.json", Vectors, "3 of 3 hold"),
    ];

    [FixturesFact]
    public void Every_recorded_payload_becomes_what_was_read_from_it_by_hand()
    {
        var root = Fixtures.Of("woocommerce");
        var files = Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(root, f)).Order(StringComparer.Ordinal);
        Assert.Equal(files, Table.Select(r => r.File).Order(StringComparer.Ordinal));
        foreach (var (file, topic, effect) in Table) output.WriteLine($"{file} | {topic} | {effect}");
        Assert.Equal(Table.Select(r => $"{r.File}: {r.Effect}"), Table.Select(r => $"{r.File}: {EffectOf(r.File, r.Topic)}"));
    }

    [FixturesFact]
    public void No_signature_holds_after_a_change_of_one_byte()
    {
        foreach (var (body, secret, signature) in SignatureVectors())
            for (var i = 0; i < body.Length; i++)
            {
                var changed = (byte[])body.Clone();
                changed[i] ^= 1;
                Assert.False(WooCommerceWebhook.IsSigned(Woo.Call("order.updated", changed, signature: signature), secret));
            }
    }

    private static string EffectOf(string file, string topic)
    {
        if (topic == Vectors) return $"{SignatureVectors().Count(v => WooCommerceWebhook.IsSigned(Woo.Call("order.updated", v.Body, signature: v.Signature), v.Secret))} of {SignatureVectors().Count} hold";
        var text = File.ReadAllText(Fixtures.Of("woocommerce/" + file));
        using var document = JsonDocument.Parse(text);
        if (document.RootElement.Get("data"u8) is { } data) text = data.GetRawText();
        if (document.RootElement.GetText("request_body"u8, 100_000) is { } sent) text = sent;
        try
        {
            if (topic == Cart) return Describe(WooCommerceCart.Translate(document.RootElement, Some.Event(EventKind.CartSnapshot, Woo.Now, trust: Trust.Server), Woo.Store));
            var delivery = WooCommerceWebhook.Translate(Woo.Call(topic, text));
            return delivery switch
            {
                { Ignored: { } why } => "ignored: " + why,
                { Products: [var product] } => Describe(product),
                _ => string.Join(", ", delivery.Events.SkipLast(1).Select(e => e.Kind + ", ")) + Describe(delivery.Events[^1]),
            };
        }
        catch (BadFieldException refused) { return "refused: " + refused.Message; }
    }

    private static string Describe(StorefrontEvent e) => string.Create(CultureInfo.InvariantCulture,
        $"{e.Kind}; {e.Stage}; {(e.Lines is null ? "" : string.Join(", ", e.Lines.Select(l => $"{l.ProductId}{(l.Variant is null ? "" : "/" + l.Variant)}×{l.Quantity}@{l.Unit}")))}; {e.Lines?.Sum(l => l.Unit * l.Quantity)}; {e.Total}; {e.Currency}; {e.Personal?.Email}; {e.UserId}; {e.OrderId}{(e.Text is null ? "" : "; " + e.Text)}");

    private static string Describe(Product p) => $"product {p.ProductId} '{p.Variant}' {p.Name} {p.Price} {p.Currency}, stock {p.Stock?.ToString(CultureInfo.InvariantCulture) ?? "not counted"}";

    private static List<(byte[] Body, string Secret, string Signature)> SignatureVectors()
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Fixtures.Of("woocommerce/signature_vectors.json")));
        return [.. document.RootElement.GetProperty("vectors").EnumerateArray().Select(v =>
            (System.Text.Encoding.UTF8.GetBytes(v.GetProperty("body").GetString()!), v.GetProperty("secret").GetString()!, v.GetProperty("expected").GetString()!))];
    }
}
