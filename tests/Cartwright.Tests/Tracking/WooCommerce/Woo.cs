using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cartwright.Stores;
using Cartwright.Tracking.Webhooks;
using Cartwright.Tracking.WooCommerce;

namespace Cartwright.Tests.Tracking.WooCommerce;

/// <summary>Deliveries as WooCommerce makes them, with goods, people and numbers of our own.</summary>
internal static class Woo
{
    /// <summary>2026-03-04 12:00 UTC, in ms.</summary>
    public const long Now = 1_772_625_600_000;

    public static readonly Store Store = new(Guid.Parse("0197a1b2-0000-7000-8000-000000000001"), "shop", "Shop", "https://shop.test", "EUR", "Europe/Berlin", "en", new StoreSettings(), 0);

    public static WebhookCall Call(string? topic, string body, string delivery = "d41d8cd9", string? signature = null, long now = Now) => Call(topic, Encoding.UTF8.GetBytes(body), delivery, signature, now);

    public static WebhookCall Call(string? topic, byte[] body, string delivery = "d41d8cd9", string? signature = null, long now = Now)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["X-WC-Webhook-Delivery-ID"] = delivery };
        if (topic is not null) headers["X-WC-Webhook-Topic"] = topic;
        if (signature is not null) headers["X-WC-Webhook-Signature"] = signature;
        return new WebhookCall(Store, headers, body, now);
    }

    public static PlatformDelivery Translate(string topic, JsonNode body, string delivery = "d41d8cd9") => WooCommerceWebhook.Translate(Call(topic, body.ToJsonString(), delivery));

    public static string Sign(string body, string secret) => Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(body)));

    /// <summary>Two pots of honey at 9.00 and a jar in blue at 12.50, shipping 4.90, tax 6.70: 42.10 in all.</summary>
    public static JsonObject Order(string status, int id = 7001, string modified = "2026-03-04T11:30:00", string more = "{}") => With(
        $$"""
        {"id":{{id}},"parent_id":0,"number":"{{id}}","order_key":"wc_order_Honey{{id:D9}}","created_via":"store-api","status":"{{status}}","currency":"EUR","prices_include_tax":false,
         "date_created":"2026-03-04T12:00:00","date_created_gmt":"2026-03-04T11:00:00","date_modified":"2026-03-04T23:59:59","date_modified_gmt":"{{modified}}","date_paid":null,"date_paid_gmt":null,
         "discount_total":"0.00","discount_tax":"0.00","shipping_total":"4.90","shipping_tax":"0.93","cart_tax":"5.77","total":"42.10","total_tax":"6.70","customer_id":0,"cart_hash":"a5b1c2",
         "billing":{"first_name":"Mia","last_name":"Bauer","company":"","address_1":"Seeweg 3","address_2":"","city":"Zug","state":"ZG","postcode":"6300","country":"CH","email":"Mia{{id}}@Mail.test","phone":"+41 44 668 {{id:D4}}"},
         "shipping":{"first_name":"Max","last_name":"Huber","company":"","address_1":"Bergweg 9","address_2":"","city":"Chur","state":"GR","postcode":"7000","country":"CH"},
         "payment_method":"stripe","payment_method_title":"Card","transaction_id":"","payment_url":"https://shop.test/checkout/order-pay/{{id}}/?pay_for_order=true",
         "line_items":[
           {"id":1,"name":"Honey &amp; comb","product_id":11,"variation_id":0,"quantity":2,"subtotal":"18.00","subtotal_tax":"3.40","total":"18.00","total_tax":"3.40","sku":"HON","price":9,"image":{"id":"5","src":"https://shop.test/honey.jpg"} },
           {"id":2,"name":"Jar - Blue","product_id":12,"variation_id":34,"quantity":1,"subtotal":"12.50","subtotal_tax":"2.37","total":"12.50","total_tax":"2.37","sku":"","price":12.5,"image":{"id":"","src":""} }],
         "tax_lines":[],"shipping_lines":[{"id":3,"method_title":"Post","method_id":"flat_rate","total":"4.90","total_tax":"0.93"}],"fee_lines":[],"coupon_lines":[],"refunds":[],"meta_data":[]}
        """, more);

    public static JsonObject Product(string more = "{}") => With(
        """
        {"id":11,"name":"Honey &amp; comb","slug":"honey","permalink":"https://shop.test/product/honey/","type":"simple","status":"publish","description":"<p>Long.</p>","short_description":"<p>Raw &amp; <b>local</b></p>\n",
         "sku":"HON","price":"9.00","regular_price":"10.00","sale_price":"9.00","manage_stock":true,"stock_quantity":7,"stock_status":"instock","backorders_allowed":false,"parent_id":0,
         "images":[{"id":1,"src":"https://shop.test/honey.jpg"},{"id":2,"src":"https://shop.test/back.jpg"}]}
        """, more);

    public static JsonObject With(string json, string more)
    {
        var result = JsonNode.Parse(json)!.AsObject();
        foreach (var (name, value) in JsonNode.Parse(more)!.AsObject()) result[name] = value?.DeepClone();
        return result;
    }

    public static long At(string utc) => DateTimeOffset.Parse(utc + "Z", System.Globalization.CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();
}
