using System.Text.Json;
using System.Text.Json.Nodes;
using Cartwright.Products;
using Cartwright.Tracking;
using Cartwright.Tracking.Segment;
using Cartwright.Tracking.Webhooks;
using Cartwright.Tracking.WooCommerce;

namespace Cartwright.Tests.Tracking.WooCommerce;

public sealed class WooCommerceWebhookTests
{
    [Theory]
    [InlineData("plain-secret", "plain-secret")]
    [InlineData("a&amp;b&quot;c&#039;d&lt;e&gt;f&#x27;g&#38;h", "a&b\"c'd<e>f'g&h")]
    [InlineData("twice &amp;amp; once", "twice &amp; once")]
    [InlineData("&copy;&eacute;&nbsp;&#65;", "&copy;&eacute;&nbsp;&#65;")] // WordPress decodes no more than that
    public void The_secret_signs_as_WordPress_decodes_it(string secret, string key)
    {
        const string Body = """{"id":1}""";
        Assert.True(WooCommerceWebhook.IsSigned(Woo.Call("order.updated", Body, signature: Woo.Sign(Body, key)), secret));
        if (secret != key) Assert.False(WooCommerceWebhook.IsSigned(Woo.Call("order.updated", Body, signature: Woo.Sign(Body, secret)), secret));
    }

    [Fact]
    public void No_body_but_the_signed_one_passes()
    {
        var body = Woo.Order("pending").ToJsonString();
        var signature = Woo.Sign(body, "secret");
        Assert.True(WooCommerceWebhook.IsSigned(Woo.Call("order.updated", body, signature: signature), "secret"));
        var bytes = System.Text.Encoding.UTF8.GetBytes(body);
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] ^= 0x20;
            Assert.False(WooCommerceWebhook.IsSigned(Woo.Call("order.updated", bytes, signature: signature), "secret"));
            bytes[i] ^= 0x20;
        }
        Assert.False(WooCommerceWebhook.IsSigned(Woo.Call("order.updated", body), "secret"));
        Assert.False(WooCommerceWebhook.IsSigned(Woo.Call("order.updated", body, signature: "not base64"), "secret"));
        Assert.False(WooCommerceWebhook.IsSigned(Woo.Call("order.updated", body, signature: signature), "other"));
    }

    [Fact]
    public void A_ping_is_a_form_with_a_number_and_nothing_else()
    {
        Assert.True(WooCommerceWebhook.IsPing(Woo.Call(null, "webhook_id=142")));
        foreach (var body in (string[])["webhook_id=", "webhook_id=1&x=2", "webhook_id=one", "", "{}", "webhook_id=" + new string('1', 60)]) Assert.False(WooCommerceWebhook.IsPing(Woo.Call(null, body)));
        Assert.False(WooCommerceWebhook.IsPing(Woo.Call("order.updated", "webhook_id=142")));
        Assert.False(WooCommerceWebhook.IsPing(Woo.Call(null, "webhook_id=142", signature: "c2lnbmVk")));
    }

    [Theory]
    [InlineData("coupon.created"), InlineData("coupon.deleted"), InlineData("action.woocommerce_add_to_cart"), InlineData("review.created"), InlineData("order.shouted"), InlineData("order"), InlineData("product.deleted")]
    public void What_carries_nothing_is_ignored_with_the_reason(string topic)
    {
        var delivery = Woo.Translate(topic, JsonNode.Parse("""{"id":5,"action":"x","arg":1}""")!);
        Assert.NotNull(delivery.Ignored);
        Assert.Empty(delivery.Events);
    }

    [Theory]
    [InlineData("customer.created"), InlineData("customer.updated")]
    public void An_account_says_who_a_customer_is(string topic)
    {
        var e = Assert.Single(Woo.Translate(topic, JsonNode.Parse("""
            {"id":25,"date_created_gmt":"2026-03-01T10:00:00","date_modified_gmt":"2026-03-02T10:00:00","email":"Ann@Mail.test","first_name":"Ann","last_name":"Lee","role":"customer","username":"ann",
             "billing":{"first_name":"Firm","last_name":"","company":"Lee AG","address_1":"Weg 1","city":"Bern","postcode":"3000","country":"CH","email":"bills@mail.test","phone":"+41446681800"},"shipping":[]}
            """)!).Events);
        Assert.Equal((EventKind.Identified, "25", "ann@mail.test", "+41446681800", Woo.At("2026-03-02T10:00:00"), Trust.Platform), (e.Kind, e.UserId, e.Personal!.Email, e.Personal.Phone, e.At, e.Trust));
        Assert.Equal(("Ann", "Lee", "Lee AG", "CH"), (e.Personal.Fields!["first_name"], e.Personal.Fields["last_name"], e.Personal.Fields["company"], e.Country));
    }

    [Fact]
    public void A_deleted_account_is_forgotten_here_too()
    {
        var delivery = Woo.Translate("customer.deleted", JsonNode.Parse("""{"id":25}""")!);
        Assert.Equal([new PlatformPerson(null, "25")], delivery.Erase);
        Assert.Equal("customer 25", Assert.Single(delivery.Notices).Target);
    }

    [Theory]
    [InlineData("\"date_modified_gmt\":\"2026-03-04T09:00:00\"", "2026-03-04T09:00:00Z")]
    [InlineData("\"updated_at\":\"2026-03-04T08:00:00Z\"", "2026-03-04T08:00:00Z")] // before API v1
    [InlineData("\"date_created_gmt\":\"2026-03-04T07:00:00\",\"date_modified\":\"2026-03-04T10:00:00\"", null)] // the site's own time says nothing
    public void A_product_is_as_old_as_its_last_change(string told, string? at) =>
        Assert.Equal(at is null ? null : DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture).ToUnixTimeMilliseconds(), Woo.Translate("product.updated", Woo.Product("{" + told + "}")).Products[0].ChangedAt);

    [Theory]
    [InlineData("product.created"), InlineData("product.updated"), InlineData("product.restored")]
    public void A_product_goes_to_the_catalogue(string topic) => Assert.Equal(
        [new Product("11", "", "HON", "Honey & comb", "Raw & local", "EUR", 900, "https://shop.test/product/honey/", "https://shop.test/honey.jpg", 7)], Woo.Translate(topic, Woo.Product()).Products);

    [Fact]
    public void A_variation_belongs_to_its_parent_and_a_parent_has_no_price()
    {
        var one = Assert.Single(Woo.Translate("product.updated", Woo.Product("""{"type":"variation","id":34,"parent_id":12,"name":"Jar - Blue","images":[],"image":{"src":"https://shop.test/jar.jpg"}}""")).Products);
        Assert.Equal(("12", "34", "https://shop.test/jar.jpg"), (one.ProductId, one.Variant, one.ImageUrl));
        Assert.NotNull(Woo.Translate("product.updated", Woo.Product("""{"type":"variable","price":"5.00"}""")).Ignored);
        Assert.NotNull(Woo.Translate("product.updated", Woo.Product("""{"price":"","regular_price":""}""")).Ignored);
        Assert.Throws<BadFieldException>(() => Woo.Translate("product.updated", Woo.Product("""{"type":"variation","parent_id":0}""")));
    }

    [Theory]
    [InlineData("""{"stock_status":"outofstock","stock_quantity":7}""", 0L)]
    [InlineData("""{"stock_quantity":null}""", null)]
    [InlineData("""{"stock_quantity":"3.9"}""", 3L)]
    [InlineData("""{"stock_quantity":-2}""", 0L)]
    [InlineData("""{"stock_quantity":-2,"backorders_allowed":true}""", null)]
    [InlineData("""{"stock_status":"onbackorder","stock_quantity":0}""", null)]
    public void Stock_is_what_can_still_be_sold(string more, long? stock) => Assert.Equal(stock, Woo.Translate("product.updated", Woo.Product(more)).Products[0].Stock);

    [Fact]
    public void Whatever_the_JSON_is_it_is_read_or_refused_with_a_reason()
    {
        string[] values = ["null", "true", "0", "-5", "1e400", "1e-30", "0.0000001", "\"\"", "\"x\"", "\"99999999999999999999\"", "[]", "[[]]", "[null]", "[5]", "[{}]", "[{\"id\":{}}]", "{}", "{\"src\":5}", "{\"email\":[]}", "\"\\ud800\"", "\"a\\u0000b\"", "\"2026-13-45T99:00:00\""];
        foreach (var topic in (string[])["order.created", "order.updated", "order.deleted", "order.restored", "customer.updated", "customer.deleted", "product.updated"])
        {
            var tried = 0;
            foreach (var value in values) Try(topic, value);
            foreach (var sample in (JsonObject[])[Woo.Order("processing", more: """{"fee_lines":[{"total":"1","total_tax":"1"}],"coupon_lines":[{"code":"x"}],"refunds":[{"id":1,"total":"-1"}]}"""), Woo.Order("checkout-draft"), Woo.Order("failed", more: """{"prices_include_tax":true}"""), Woo.Product(), Woo.Product("""{"type":"variation","parent_id":3}""")])
                foreach (var path in Paths(sample))
                    foreach (var value in values)
                    {
                        Try(topic, Replaced(sample, path, value));
                        tried++;
                    }
            Assert.InRange(tried, 1000, 100_000);
        }

        static void Try(string topic, string body)
        {
            try
            {
                foreach (var e in WooCommerceWebhook.Translate(Woo.Call(topic, body)).Events)
                {
                    Assert.InRange(e.At, 1, Woo.Now);
                    Assert.InRange(e.MessageId.Length, 10, 100);
                }
            }
            catch (Exception bad) when (bad is BadFieldException or JsonException) { Assert.NotEmpty(bad.Message); }
        }
    }

    [Theory]
    [InlineData("", typeof(JsonException)), InlineData("{", typeof(JsonException)), InlineData("webhook_id=4", typeof(JsonException)), InlineData("[]", typeof(BadFieldException)), InlineData("{}", typeof(BadFieldException))]
    public void A_body_that_is_no_order_is_refused(string body, Type why) => Assert.IsAssignableFrom(why, Record.Exception(() => WooCommerceWebhook.Translate(Woo.Call("order.updated", body))));

    [Fact]
    public void Without_a_topic_nothing_is_read() => Assert.Throws<BadFieldException>(() => WooCommerceWebhook.Translate(Woo.Call(null, """{"id":1}""")));

    // Each place of the sample, as the way to it.
    private static IEnumerable<object[]> Paths(JsonNode? node, params object[] way)
    {
        if (way.Length > 0) yield return way;
        if (node is JsonObject o) foreach (var (name, value) in o) foreach (var path in Paths(value, [.. way, name])) yield return path;
        if (node is JsonArray { Count: > 0 } a) foreach (var path in Paths(a[0], [.. way, 0])) yield return path;
    }

    private static string Replaced(JsonObject sample, object[] path, string value)
    {
        const string Mark = "\u2603";
        var copy = sample.DeepClone();
        var at = copy;
        foreach (var step in path[..^1]) at = step is string name ? at![name] : at![(int)step];
        if (path[^1] is string last) at![last] = Mark;
        else at![(int)path[^1]] = Mark;
        return copy.ToJsonString().Replace(JsonSerializer.Serialize(Mark), value, StringComparison.Ordinal);
    }
}
