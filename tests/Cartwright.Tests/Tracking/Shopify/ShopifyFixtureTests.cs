using System.Text;
using System.Text.Json;
using Cartwright.Tests.Support;
using Cartwright.Tracking.Segment;
using Cartwright.Tracking.Shopify;
using Cartwright.Tracking.Webhooks;
using Xunit.Abstractions;

namespace Cartwright.Tests.Tracking.Shopify;

/// <summary>Every recorded body of Shopify that is at hand. The effect of each was written down by reading it; amounts in minor units.</summary>
public sealed class ShopifyFixtureTests(ITestOutputHelper output)
{
    private const string TestOrder = "nothing: a test order is no order", NotUsed = "nothing: the topic {0} is not used";
    private const string Ipod = "products 632910392/808950810:19900:,632910392/49148385:19900:,632910392/39072856:19900:,632910392/457924702:19900:";
    private const string BobsOrder = " cart=68778783ad298f1c80c3bafcddeea02f checkout=bd5a8aa1ecd019dd3520ff791ee3a24c order=450789469 lines=3 items=59700 total=59894 currency=USD email=bob.norman@mail.example.com customer=207119551";
    private const string HenrysOrder = " cart=Z2NwLXVzLWVhc3QxOjAxSkJaTUVRSjgzNUJUN1BTNjEzRFdRUFFQ checkout=84ad78572dae52a8cbea7d55371afe89 order=5778367414385 lines=1 items=60000 total=60000 currency=USD email=henry@wfls.com customer=7358220173425";
    private const string JohnsCheckout = "CheckoutStarted+StepCompleted cart=eeafa272cebfd4b22385bc4b645e762c checkout=123123123 stage=address lines=2 items=39800 total=42188 currency=USD email=example@email.com customer=603851970716743400";
    private const string Snowboards = "CartSnapshot cart=c1-f880804cdbfc39c683dc9fad79ab940a lines=1 items=224985 currency=USD";

    private const string Pixel = "pixel", PixelCheckout = " checkout=5f7028e0bd5225c17b24bdaa0c09f914 stage={0} lines=2 items=275980 total=275980 currency=USD";

    private static readonly (string File, string Topic, string Effect)[] Table =
    [
        ("laravel/app_uninstalled.json", "app/uninstalled", "notice app_uninstalled stops"),
        ("laravel/orders_cancelled_body.json", "orders/cancelled", TestOrder),

        // Answers of the REST API: the object in the envelope is the one its topic delivers.
        ("rest_js_2026-07/abandoned_checkout_1.json", "checkouts/update", "CheckoutStarted+StepCompleted cart=68778783ad298f1c80c3bafcddeea02f checkout=2a1ace52255252df566af0faaedfbfa7 stage=shipping lines=2 items=39800 total=37969 currency=USD email=bob.norman@mail.example.com customer=207119551"),
        ("rest_js_2026-07/discount_code_1.json", "discounts/create", NotUsed),
        ("rest_js_2026-07/discount_code_2.json", "discounts/create", NotUsed),
        ("rest_js_2026-07/discount_code_3.json", "discounts/create", NotUsed),
        ("rest_js_2026-07/discount_code_4.json", "discounts/create", NotUsed),
        ("rest_js_2026-07/inventory_level_1.json", "inventory_levels/update", "nothing: inventory_levels/update names an inventory item, no product; products/update tells the stock"),
        ("rest_js_2026-07/inventory_level_2.json", "inventory_levels/update", "nothing: inventory_levels/update names an inventory item, no product; products/update tells the stock"),
        ("rest_js_2026-07/inventory_level_3.json", "inventory_levels/update", "nothing: inventory_levels/update names an inventory item, no product; products/update tells the stock"),
        ("rest_js_2026-07/inventory_level_4.json", "inventory_levels/update", "nothing: inventory_levels/update names an inventory item, no product; products/update tells the stock"),
        ("rest_js_2026-07/order_1.json", "orders/cancelled", "OrderPlaced+OrderPaid+OrderUpdated+OrderCancelled" + BobsOrder), // its refund is a test
        ("rest_js_2026-07/order_2.json", "orders/cancelled", "OrderPlaced+OrderPaid+OrderUpdated+OrderRefunded+OrderCancelled" + BobsOrder + " refunded=20900"),
        ("rest_js_2026-07/order_3.json", "orders/updated", "OrderPlaced+OrderPaid+OrderUpdated+OrderRefunded" + BobsOrder + " refunded=20900"),
        ("rest_js_2026-07/order_4.json", "orders/updated", "OrderPlaced+OrderPaid+OrderUpdated+OrderRefunded" + BobsOrder + " refunded=20900"),
        ("rest_js_2026-07/product_1.json", "products/update", Ipod), // sold beyond the stock: no limit
        ("rest_js_2026-07/product_2.json", "products/update", Ipod),
        ("rest_js_2026-07/product_3.json", "products/update", "products 632910392/808950810:200000:,632910392/49148385:19900:,632910392/39072856:19900:,632910392/457924702:19900:"),
        ("rest_js_2026-07/product_4.json", "products/update", Ipod),
        ("rest_python/checkouts.json", "checkouts/update", "CheckoutStarted+StepCompleted cart=68778783ad298f1c80c3bafcddeea02f checkout=2a1ace52255252df566af0faaedfbfa7 stage=shipping lines=2 items=39800 total=40994 currency=USD email=bob.norman@hostmail.com customer=207119551"),
        ("rest_python/inventory_level.json", "inventory_levels/update", "nothing: inventory_levels/update names an inventory item, no product; products/update tells the stock"),
        ("rest_python/order.json", "orders/create", "OrderPlaced cart=68778783ad298f1c80c3bafcddeea02f checkout=450789469 order=450789469 lines=3 items=59700 total=40994 currency=USD email=bob.norman@hostmail.com customer=207119551"), // authorized: not paid
        ("rest_python/product.json", "products/update", Ipod),

        ("rudder_elv2/cs001_checkouts_create.json", "checkouts/create", "CheckoutStarted cart=Z2NwLXVzLWVhc3QxOjAxSkJaTUVRSjgzNUJUN1BTNjEzRFdRUFFQ checkout=84ad78572dae52a8cbea7d55371afe89 stage=contact lines=1 items=60000 total=60000 currency=USD"),
        ("rudder_elv2/os001_orders_updated.json", "orders/updated", "OrderPlaced+OrderUpdated" + HenrysOrder), // no financial_status
        ("rudder_elv2/os002_orders_create.json", "orders/create", "OrderPlaced" + HenrysOrder),
        ("rudder_elv2/os003_orders_cancelled.json", "orders/cancelled", "refused: id is missing: it names the order"),
        ("rudder_elv2/os004_orders_paid.json", "orders/paid", "OrderPlaced+OrderPaid+OrderUpdated" + HenrysOrder), // product_id as text, price as a number
        ("rudder_elv2/pixel_checkout_address_info_submitted.json", Pixel, "StepCompleted+DetailsEntered" + string.Format(PixelCheckout, "address") + " email=test-user@sampleemail.com"),
        ("rudder_elv2/pixel_checkout_completed.json", Pixel, "CartSnapshot checkout=5f7028e0bd5225c17b24bdaa0c09f914 lines=0 items=0 currency=USD"), // without the number of its order
        ("rudder_elv2/pixel_checkout_shipping_info_submitted.json", Pixel, "StepCompleted+DetailsEntered" + string.Format(PixelCheckout, "shipping") + " email=test-user@sampleemail.com"),
        ("rudder_elv2/pixel_checkout_started.json", Pixel, "CheckoutStarted checkout=5f7028e0bd5225c17b24bdaa0c09f914 stage=contact lines=1 items=149990 total=275980 currency=USD"), // nothing typed yet; one of the lines
        ("rudder_elv2/pixel_collection_viewed.json", Pixel, "nothing"),
        ("rudder_elv2/pixel_page_viewed.json", Pixel, "PageViewed campaign=checkout / shopifySale"),
        ("rudder_elv2/pixel_payment_info_submitted.json", Pixel, "PaymentEntered+DetailsEntered" + string.Format(PixelCheckout, "payment") + " email=test-user@sampleemail.com"),
        ("rudder_elv2/pixel_product_added_to_cart.json", Pixel, "ProductAdded lines=1 items=74995 currency=USD"),
        ("rudder_elv2/pixel_product_removed_from_cart.json", Pixel, "ProductRemoved lines=1 items=74995 currency=USD"),
        ("rudder_elv2/pixel_product_viewed.json", Pixel, "ProductViewed lines=1 items=0"),
        ("rudder_elv2/usertest1_checkouts_update.json", "checkouts/update", "CheckoutStarted+StepCompleted cart=Z2NwLXVzLWVhc3QxOjAxSjdXRjdOQjY0NlFFNFdQVEg0MTRFM1E2 checkout=e89d4437003b6b8480f8bc7f8036a659 stage=address lines=1 items=72995 total=73685 currency=USD email=testuser101@gmail.com customer=7188389789809"),

        ("rudder_mit/carts_update.json", "carts/update", "CartSnapshot cart=shopify_test_cart lines=1 items=3000 currency=GBP"), // an e-mail in a cart is not Shopify's
        ("rudder_mit/checkouts_delete.json", "checkouts/delete", "nothing: checkouts/delete says nothing of the shopper; the cart stays as the carts and checkouts topics told it"),
        ("rudder_mit/checkouts_update.json", "checkouts/update", "CheckoutStarted cart=shopify_test2 checkout=shopify_test2 stage=contact lines=1 items=3000 currency=GBP"),
        ("rudder_mit/checkouts_update_b.json", "checkouts/update", "CheckoutStarted cart=shopify_test_no_sessionId checkout=shopify_test2 stage=contact lines=1 items=3000 currency=GBP"),
        ("rudder_mit/checkouts_update_null_cart_token.json", "checkouts/update", "CheckoutStarted cart=shopify_test2 checkout=shopify_test2 stage=contact lines=1 items=3000 currency=GBP"),

        ("sharp/carts_update.json", "carts/update", Snowboards),
        ("sharp/carts_update_null_note.json", "carts/update", Snowboards),

        ("warehouse_rows/shopify_abandoned_checkout_data.csv", "checkouts/update", "refused: not JSON"),
        ("warehouse_rows/shopify_abandoned_checkout_discount_code_data.csv", "checkouts/update", "refused: not JSON"),

        ("webhook_docs_2026-04/app_uninstalled.json", "app/uninstalled", "notice app_uninstalled stops"),
        ("webhook_docs_2026-04/carts_create.json", "carts/create", "CartSnapshot cart=exampleCartId lines=1 items=5997 currency=USD"),
        ("webhook_docs_2026-04/carts_update.json", "carts/update", "CartSnapshot cart=exampleCartId lines=1 items=5997 currency=USD"),
        ("webhook_docs_2026-04/checkouts_create.json", "checkouts/create", JohnsCheckout),
        ("webhook_docs_2026-04/checkouts_delete.json", "checkouts/delete", "nothing: checkouts/delete says nothing of the shopper; the cart stays as the carts and checkouts topics told it"),
        ("webhook_docs_2026-04/checkouts_update.json", "checkouts/update", JohnsCheckout),
        ("webhook_docs_2026-04/customers_create.json", "customers/create", "Identified email=bob@biller.com customer=706405506930370000"),
        ("webhook_docs_2026-04/customers_data_request.json", "customers/data_request", "notice data_requested"),
        ("webhook_docs_2026-04/customers_delete.json", "customers/delete", "nothing: customers/delete is no request to be forgotten; customers/redact is"),
        ("webhook_docs_2026-04/customers_email_marketing_consent_update.json", "customers_email_marketing_consent/update", "nothing: the consent says neither yes nor no"),
        ("webhook_docs_2026-04/customers_marketing_consent_update.json", "customers_marketing_consent/update", "nothing: the consent says neither yes nor no"),
        ("webhook_docs_2026-04/customers_redact.json", "customers/redact", "erase john@example.com/191167 notice customer_redacted"),
        ("webhook_docs_2026-04/customers_update.json", "customers/update", "Identified email=bob@biller.com customer=706405506930370000"),
        ("webhook_docs_2026-04/inventory_items_update.json", "inventory_items/update", "nothing: inventory_items/update names an inventory item, no product; products/update tells the stock"),
        ("webhook_docs_2026-04/inventory_levels_update.json", "inventory_levels/update", "nothing: inventory_levels/update names an inventory item, no product; products/update tells the stock"),
        ("webhook_docs_2026-04/orders_cancelled.json", "orders/cancelled", TestOrder),
        ("webhook_docs_2026-04/orders_create.json", "orders/create", TestOrder),
        ("webhook_docs_2026-04/orders_delete.json", "orders/delete", "OrderCancelled order=820982911946154500"),
        ("webhook_docs_2026-04/orders_edited.json", "orders/edited", "nothing: orders/edited names lines by ids alone; orders/updated tells the new total"),
        ("webhook_docs_2026-04/orders_paid.json", "orders/paid", TestOrder),
        ("webhook_docs_2026-04/orders_updated.json", "orders/updated", TestOrder),
        ("webhook_docs_2026-04/products_delete.json", "products/delete", "nothing: products/delete changes nothing: carts that hold the product keep its name and picture"),
        ("webhook_docs_2026-04/products_update.json", "products/update", "products 788032119674292900/642667041472714000:1999:75,788032119674292900/757650484644203900:1999:50"),
        ("webhook_docs_2026-04/refunds_create.json", "refunds/create", "OrderRefunded order=820982911946154500 total=8500 currency=USD"), // 75 and 10 went back
        ("webhook_docs_2026-04/shop_redact.json", "shop/redact", "notice shop_redacted stops"),
        ("webhook_docs_2026-04/variants_in_stock.json", "variants/in_stock", "nothing: variants/in_stock is not needed: products/update tells the stock with the whole product"),
        ("webhook_docs_2026-04/variants_out_of_stock.json", "variants/out_of_stock", "nothing: variants/out_of_stock is not needed: products/update tells the stock with the whole product"),
    ];

    [FixturesFact]
    public void Each_recorded_body_has_the_effect_that_was_written_down()
    {
        var wrong = new List<string>();
        foreach (var (file, topic, effect) in Table)
        {
            var expected = effect.Replace("{0}", topic);
            var actual = topic == Pixel ? ShopifyCalls.PixelEffect(Encoding.UTF8.GetString(BodyOf(file))) : ShopifyCalls.Effect(ShopifyCalls.Call(topic, BodyOf(file)));
            output.WriteLine($"{(actual == expected ? "ok   " : "WRONG")} {file} | {topic} | {actual}");
            if (actual != expected) wrong.Add($"{file}\n  expected {expected}\n  but was  {actual}");
        }
        output.WriteLine($"{Table.Length - wrong.Count} of {Table.Length} as written down");
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [FixturesFact]
    public void No_recorded_body_is_left_out()
    {
        var known = Table.Select(t => t.File).ToHashSet();
        var files = Directory.EnumerateFiles(Fixtures.Of("shopify"), "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(Fixtures.Of("shopify"), f).Replace('\\', '/'));
        Assert.DoesNotContain(files, f => !known.Contains(f) && f is not ("delivery_headers.json" or "hmac_vectors.json") && !f.StartsWith("exemplars_anonymised/", StringComparison.Ordinal));
    }

    [FixturesFact]
    public void Bodies_whose_values_were_replaced_are_read_or_refused_with_a_reason()
    {
        foreach (var file in Directory.EnumerateFiles(Fixtures.Of("shopify/exemplars_anonymised"), "*.json"))
            foreach (var topic in (string[])["carts/update", "checkouts/update", "orders/updated", "refunds/create", "products/update", "customers/update", "customers_email_marketing_consent/update", "customers/redact", "inventory_levels/update"])
                output.WriteLine($"{Path.GetFileName(file)} | {topic} | {ShopifyCalls.Effect(ShopifyCalls.Call(topic, File.ReadAllBytes(file)))}");
    }

    [FixturesFact]
    public void The_recorded_signatures_fit_and_a_changed_byte_does_not()
    {
        using var vectors = JsonDocument.Parse(File.ReadAllBytes(Fixtures.Of("shopify/hmac_vectors.json")));
        foreach (var vector in vectors.RootElement.GetProperty("vectors").EnumerateArray())
        {
            var body = vector.TryGetProperty("body_file", out var file) ? File.ReadAllBytes(Fixtures.Of("shopify/" + file.GetString())) : Encoding.UTF8.GetBytes(vector.GetProperty("body").GetString()!);
            var (secret, expected) = (vector.GetProperty("secret").GetString()!, vector.GetProperty("expected").GetString()!);
            bool Fits(byte[] bytes) => ShopifyWebhook.IsSigned(new WebhookCall(ShopifyCalls.Store, new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["X-Shopify-Hmac-Sha256"] = expected }, bytes, 0), secret);
            Assert.True(Fits(body), vector.GetProperty("name").GetString());
            for (var i = 0; i < body.Length; i++)
            {
                body[i] ^= 1;
                Assert.False(Fits(body), $"{vector.GetProperty("name").GetString()}: byte {i} was changed");
                body[i] ^= 1;
            }
            Assert.False(Fits([.. body, (byte)' ']));
        }
    }

    private static byte[] BodyOf(string file)
    {
        var bytes = File.ReadAllBytes(Fixtures.Of("shopify/" + file));
        if (!file.StartsWith("rest_", StringComparison.Ordinal)) return bytes;
        using var json = JsonDocument.Parse(bytes);
        var inner = json.RootElement.EnumerateObject().First().Value;
        return Encoding.UTF8.GetBytes((inner.ValueKind == JsonValueKind.Array ? inner[0] : inner).Raw());
    }
}
