using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cartwright.Tracking.Segment;
using Cartwright.Tracking.Shopify;

namespace Cartwright.Tests.Tracking.Shopify;

/// <summary>Whatever the body is, it is taken or refused with a reason: nothing else is thrown.</summary>
public sealed class ShopifyMalformedTests
{
    private static readonly string[] Topics =
    [
        "carts/update", "checkouts/update", "checkouts/delete", "orders/create", "orders/cancelled", "orders/delete", "refunds/create", "products/update", "customers/update",
        "customers_email_marketing_consent/update", "customers_marketing_consent/update", "customers/data_request", "customers/redact", "shop/redact", "app/uninstalled", "nobody/knows",
    ];

    // Every field that is read, so that each can be something else.
    private const string Whole = """
        {"id":1,"token":"t","cart_token":"c","checkout_token":"k","checkout_id":3,"order_id":4,"customer_id":5,"email":"a@b.test","contact_email":"a@b.test","email_address":"a@b.test","phone":"+41791234567","sms_marketing_phone":"+41791234567",
         "buyer_accepts_marketing":true,"buyer_accepts_sms_marketing":true,"accepts_marketing":true,"accepts_marketing_updated_at":"2026-01-01T00:00:00Z","customer":{"id":6,"email":"a@b.test","first_name":"A","phone":"1"},
         "shipping_address":{"address1":"x","city":"y","country_code":"CH","phone":"2"},"default_address":{"country_code":"DE"},"shipping_lines":[{"title":"Post","price":"5","price_set":{"shop_money":{"amount":"5","currency_code":"EUR"}}}],
         "line_items":[{"product_id":1,"variant_id":2,"sku":"s","title":"T","variant_title":"v","name":"n","quantity":1,"price":"1.00","discounted_price":"1","price_set":{"presentment_money":{"amount":"1","currency_code":"EUR"},"shop_money":{"amount":"1","currency_code":"EUR"}},"properties":{}}],
         "total_price":"1","total_tax":"1","total_discounts":"1","total_price_set":{"presentment_money":{"amount":"1","currency_code":"EUR"}},"currency":"EUR","presentment_currency":"EUR","financial_status":"paid","test":false,"gateway":"g","customer_locale":"de",
         "discount_codes":[{"code":"c"}],"abandoned_checkout_url":"https://a.test/","created_at":"2026-01-01T00:00:00Z","updated_at":"2026-01-01T00:00:00Z","processed_at":"2026-01-01T00:00:00Z","cancelled_at":"2026-01-01T00:00:00Z","cancel_reason":"x",
         "refunds":[{"id":1,"transactions":[{"kind":"refund","status":"success","amount":"1","currency":"EUR"}]}],"transactions":[{"kind":"refund","status":"success","amount":"1","currency":null}],"refund_line_items":[{"subtotal_set":{"shop_money":{"currency_code":"EUR"}}}],
         "title":"T","handle":"h","status":"active","body_html":"<b>","image":{"src":"https://a.test/i"},"images":[{"id":1,"src":"https://a.test/j"}],"variants":[{"id":1,"title":"v","price":"1","inventory_quantity":1,"image_id":1,"inventory_policy":"deny","inventory_management":"shopify"}],
         "email_marketing_consent":{"state":"subscribed","consent_updated_at":"2026-01-01T00:00:00Z"},"sms_marketing_consent":{"state":"unsubscribed","consent_updated_at":null},"data_request":{"id":1}}
        """;

    private static readonly string[] Odd =
    [
        "null", "true", "0", "-1", "1e400", "-1e-400", "1e15", "79228162514264337593543950335", "\"\"", "\"x\"", "\" \"", "\"1e999\"", "\"-5\"", "\"\\u0000\"", "\"\\ud800\"", "\"0001-01-01T00:00:00Z\"", "\"9999-12-31T23:59:59-14:00\"", "[]", "[null]", "[[]]", "[1]",
        "[\"\\udc00\"]", "{}", "{\"\\ud800\":1}", "[{}]", "[{\"\\ud800x\":{}}]", $"\"{new string('9', 3000)}\"",
    ];

    [Fact]
    public void Every_field_may_be_anything_or_missing()
    {
        var paths = new List<string[]>();
        Collect(JsonNode.Parse(Whole)!, [], paths);
        // Every field with every oddity for every topic is some 90,000 bodies: each day another fifth of them, all of them in the long run.
        var parts = Environment.GetEnvironmentVariable("CARTWRIGHT_LONG") == "1" ? 1 : 5;
        var at = (int)(Seeds.For() % (ulong)parts);
        foreach (var topic in Topics)
            foreach (var path in paths)
                foreach (var odd in Odd.Append("missing"))
                    if (at++ % parts == 0) Check(topic, Changed(path, odd));
    }

    [Fact]
    public void Every_body_may_be_anything()
    {
        foreach (var topic in Topics)
            foreach (var body in Odd.Concat(["", " ", "{", "\u00ff", "{\"id\":1}x", new string('[', 1000), Whole[..500]])) Check(topic, Encoding.UTF8.GetBytes(body));
    }

    [Fact]
    public void A_body_whose_bytes_were_changed_is_read_or_refused()
    {
        var random = new Random(20261122);
        var whole = Encoding.UTF8.GetBytes(Whole);
        for (var i = 0; i < 4000; i++)
        {
            var bytes = whole.ToArray();
            for (var n = random.Next(1, 4); n > 0; n--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            Check(Topics[i % Topics.Length], bytes);
        }
    }

    private static void Check(string topic, byte[] body)
    {
        try
        {
            var delivery = ShopifyWebhook.Translate(ShopifyCalls.Call(topic, body));
            foreach (var e in delivery.Events)
            {
                Assert.InRange(e.MessageId.Length, 1, 100);
                Assert.InRange(e.At, 631_152_000_000, ShopifyCalls.Now);
                Assert.DoesNotContain('\0', JsonSerializer.Serialize(e));
            }
        }
        catch (Exception e) when (e is BadFieldException or JsonException) { }
        catch (Exception e) { Assert.Fail($"{topic}: {e.GetType().Name} {e.Message}\n{Encoding.UTF8.GetString(body)}"); }
    }

    private static void Collect(JsonNode node, string[] path, List<string[]> paths)
    {
        if (path.Length > 0) paths.Add(path);
        if (node is JsonObject o) foreach (var (name, value) in o) { if (value is null) paths.Add([.. path, name]); else Collect(value, [.. path, name], paths); }
        else if (node is JsonArray { Count: > 0 } a) Collect(a[0]!, [.. path, "0"], paths);
    }

    private static byte[] Changed(string[] path, string odd)
    {
        // As text, since a JsonNode cannot hold half a character.
        const string Mark = "\"§\"";
        var root = JsonNode.Parse(Whole)!;
        var at = root;
        foreach (var step in path[..^1]) at = at is JsonArray list ? list[0]! : at[step]!;
        if (odd == "missing") { if (at is JsonObject o) o.Remove(path[^1]); else ((JsonArray)at).RemoveAt(0); }
        else if (at is JsonArray list) list[0] = "§";
        else at[path[^1]] = "§";
        return Encoding.UTF8.GetBytes(root.ToJsonString(new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }).Replace(Mark, odd));
    }
}
