using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Cartwright.Tests.Tracking.WooCommerce;

public sealed class WooCommerceEndpointsTests
{
    private static readonly string[] Steps = ["checkout-draft", "pending", "processing"];

    [Fact]
    public async Task A_ping_is_answered_and_keeps_nothing()
    {
        await using var server = await ApiServer.StartAsync(Engine.Sqlite);
        Assert.Equal(HttpStatusCode.OK, (await server.Stranger.PostAsync("/webhooks/woocommerce/shop", new StringContent("webhook_id=142", Encoding.UTF8, "application/x-www-form-urlencoded"))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await server.Stranger.PostAsync("/webhooks/woocommerce/other", new StringContent("webhook_id=142"))).StatusCode);
        Assert.Empty(await ItemsAsync(server, "/api/events/rejected"));
    }

    [Fact]
    public async Task Without_the_right_signature_nothing_is_taken()
    {
        await using var server = await ApiServer.StartAsync(Engine.Sqlite);
        foreach (var secret in (string?[])[null, "wrong", server.Keys.SecretKey])
            Assert.Equal(HttpStatusCode.Unauthorized, (await PostAsync(server, "order.updated", Woo.Order("processing").ToJsonString(), secret: secret)).StatusCode);
        Assert.Empty(await ItemsAsync(server, "/api/orders"));
        Assert.Empty(await ItemsAsync(server, "/api/events/rejected"));
    }

    [Fact]
    public async Task What_cannot_be_read_is_answered_200_and_kept_in_the_rejected_list()
    {
        await using var server = await ApiServer.StartAsync(Engine.Sqlite);
        foreach (var body in (string[])["{\"id\":", "[]", """{"id":7,"status":"pending","currency":"GOLD"}"""])
            Assert.Equal(HttpStatusCode.OK, (await SignedAsync(server, "order.updated", body)).StatusCode);
        var reasons = (await ItemsAsync(server, "/api/events/rejected")).Select(r => r.GetProperty("reason").GetString()!).ToList();
        Assert.Equal(3, reasons.Count);
        Assert.Contains("woocommerce: currency 'GOLD' is not an ISO 4217 code such as EUR", reasons);
        Assert.Empty(await ItemsAsync(server, "/api/orders"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_checkout_becomes_one_cart_of_one_shopper_with_one_order_whatever_comes_first(Engine engine)
    {
        await using var server = await ApiServer.StartAsync(engine);
        var id = 100;
        foreach (var order in Permutations(Steps))
        {
            id++;
            // Each step twice, as the shop tells an update more than once; and the first one again at the end.
            foreach (var status in (string[])[.. order.SelectMany(s => (string[])[s, s]), order[0]]) await SignedAsync(server, "order.updated", Step(status, id).ToJsonString(), delivery: $"{status}-{id}");

            var told = Assert.Single(await ItemsAsync(server, $"/api/orders?orderId={id}"));
            Assert.Equal(("paid", true, 4210L, 0L), (told.GetProperty("status").GetString(), told.GetProperty("confirmed").GetBoolean(), told.GetProperty("total").GetInt64(), told.GetProperty("refunded").GetInt64()));
            var shopper = told.GetProperty("shopper").GetString();
            var cart = Assert.Single(await ItemsAsync(server, "/api/carts?limit=100"), c => c.GetProperty("shopper").GetString() == shopper);
            Assert.Equal(("purchased", "placed", 4210L, 2), (cart.GetProperty("status").GetString(), cart.GetProperty("stage").GetString(), cart.GetProperty("totals").GetProperty("total").GetInt64(), cart.GetProperty("lines").GetArrayLength()));
        }
        Assert.Equal(6, (await ItemsAsync(server, "/api/carts?limit=100")).Count);
        Assert.Equal(6, (await ItemsAsync(server, "/api/orders?limit=100")).Count);
    }

    [Fact]
    public async Task A_declined_payment_leaves_an_unpaid_order_and_what_went_wrong()
    {
        await using var server = await ApiServer.StartAsync(Engine.Sqlite);
        foreach (var status in (string[])["checkout-draft", "pending", "failed"]) await SignedAsync(server, "order.updated", Step(status, 200).ToJsonString(), delivery: status);

        var cart = Assert.Single(await ItemsAsync(server, "/api/carts"));
        Assert.Equal("ordered", cart.GetProperty("status").GetString());
        Assert.Equal("placed", Assert.Single(await ItemsAsync(server, "/api/orders")).GetProperty("status").GetString());
        Assert.Contains(await ItemsAsync(server, $"/api/carts/{cart.GetProperty("id").GetString()}/timeline"), t => t.GetProperty("kind").GetString() == "trouble" && t.GetProperty("detail").GetString() == "payment_declined: stripe");
    }

    [Fact]
    public async Task The_order_closes_the_cart_that_the_page_told_of_and_what_becomes_of_it_leaves_the_next_cart_alone()
    {
        await using var server = await ApiServer.StartAsync(Engine.Sqlite);
        await server.AbandonCartAsync("d1", "mia400@mail.test", "c1");
        await SignedAsync(server, "order.created", Step("pending", 400).ToJsonString());
        var ordered = Assert.Single(await ItemsAsync(server, "/api/carts"));
        Assert.Equal(("ordered", 4210L), (ordered.GetProperty("status").GetString(), ordered.GetProperty("totals").GetProperty("total").GetInt64()));

        await server.AbandonCartAsync("d1", "mia400@mail.test", "c2", minutesAgo: 1);
        await SignedAsync(server, "order.updated", Step("processing", 400).ToJsonString());
        await SignedAsync(server, "order.updated", Woo.With(Step("processing", 400).ToJsonString(), $$"""{"status":"completed","date_modified_gmt":"{{TimeProvider.System.GetUtcNow():s}}"}""").ToJsonString());
        // An order nobody here heard of before, paid days ago and sent today.
        await SignedAsync(server, "order.updated", Woo.Order("completed", 399, $"{TimeProvider.System.GetUtcNow():s}", $$"""{"date_paid_gmt":"{{TimeProvider.System.GetUtcNow().AddDays(-3):s}}","billing":{"email":"mia400@mail.test"} }""").ToJsonString());
        var carts = await ItemsAsync(server, "/api/carts");
        Assert.Equal(["active", "purchased"], carts.Select(c => c.GetProperty("status").GetString()).Order(StringComparer.Ordinal));
        Assert.Single(carts.Select(c => c.GetProperty("shopper").GetString()).Distinct());
    }

    [Fact]
    public async Task Refunds_and_the_end_of_an_order_are_seen_and_a_second_telling_changes_nothing()
    {
        await using var server = await ApiServer.StartAsync(Engine.Sqlite);
        for (var i = 0; i < 3; i++)
            await SignedAsync(server, "order.updated", Woo.With(Step("processing", 300).ToJsonString(), """{"refunds":[{"id":9,"reason":"","total":"-10.00"}]}""").ToJsonString(), delivery: "d" + i);
        var order = Assert.Single(await ItemsAsync(server, "/api/orders"));
        Assert.Equal((1000L, 3210L), (order.GetProperty("refunded").GetInt64(), order.GetProperty("net").GetInt64()));

        await SignedAsync(server, "order.deleted", """{"id":300}""");
        order = Assert.Single(await ItemsAsync(server, "/api/orders"));
        Assert.Equal(("cancelled", 0L), (order.GetProperty("status").GetString(), order.GetProperty("net").GetInt64()));
    }

    [Fact]
    public async Task Products_go_to_the_catalogue_and_a_deleted_account_is_forgotten()
    {
        await using var server = await ApiServer.StartAsync(Engine.Sqlite);
        await SignedAsync(server, "product.updated", Woo.Product().ToJsonString());
        Assert.Equal("Honey & comb", Assert.Single(await ItemsAsync(server, "/api/products")).GetProperty("name").GetString());

        await SignedAsync(server, "customer.created", """{"id":25,"email":"ann@mail.test","first_name":"Ann"}""");
        Assert.Contains("ann", (await server.GetAsync("/api/shoppers?email=ann%40mail.test")).ToString(), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(HttpStatusCode.OK, (await SignedAsync(server, "customer.deleted", """{"id":25}""")).StatusCode);
        Assert.Empty(await ItemsAsync(server, "/api/shoppers?email=ann%40mail.test"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task An_older_word_on_a_product_that_comes_late_changes_nothing(Engine engine)
    {
        await using var server = await ApiServer.StartAsync(engine);
        foreach (var (price, minutesAgo) in ((string, int)[])[("7.90", 50), ("8.90", 20), ("6.90", 90), ("9.90", 19), ("5.90", 20)])
            await SignedAsync(server, "product.updated", Woo.Product($$"""{"price":"{{price}}","date_modified_gmt":"{{TimeProvider.System.GetUtcNow().AddMinutes(-minutesAgo):s}}"}""").ToJsonString(), delivery: price);
        Assert.Equal(990, await PriceAsync());

        // What the shop says of the same second counts as it comes, and a clock that is ahead of ours keeps nothing from coming later.
        foreach (var (price, time) in ((string, string)[])[("10.90", "2099-01-01T00:00:00"), ("11.90", "2098-01-01T00:00:00")])
            await SignedAsync(server, "product.updated", Woo.Product($$"""{"price":"{{price}}","date_modified_gmt":"{{time}}"}""").ToJsonString(), delivery: price);
        Assert.Equal(1190, await PriceAsync());
        Assert.Empty(await ItemsAsync(server, "/api/events/rejected"));

        async Task<long> PriceAsync() => Assert.Single(await ItemsAsync(server, "/api/products")).GetProperty("price").GetInt64();
    }

    // Minutes ago, each step ten seconds after the one before.
    private static readonly DateTimeOffset Start = TimeProvider.System.GetUtcNow().AddMinutes(-3);

    private static JsonObject Step(string status, int id)
    {
        var at = Start.AddSeconds(status switch { "checkout-draft" => 10, "pending" => 20, "failed" => 30, _ => 40 }).ToString("s", System.Globalization.CultureInfo.InvariantCulture);
        return Woo.Order(status, id, at, status == "processing" ? $$"""{"date_paid_gmt":"{{at}}"}""" : "{}");
    }

    private static IEnumerable<string[]> Permutations(string[] of) =>
        of.Length == 1 ? [of] : of.SelectMany((first, i) => Permutations([.. of.Where((_, j) => j != i)]).Select(rest => (string[])[first, .. rest]));

    private static Task<HttpResponseMessage> SignedAsync(ApiServer server, string topic, string body, string delivery = "d1") => PostAsync(server, topic, body, delivery, server.Keys.WebhookSecret);

    private static async Task<HttpResponseMessage> PostAsync(ApiServer server, string topic, string body, string delivery = "d1", string? secret = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/webhooks/woocommerce/shop") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add("X-WC-Webhook-Topic", topic);
        request.Headers.Add("X-WC-Webhook-Delivery-ID", delivery);
        if (secret is not null) request.Headers.Add("X-WC-Webhook-Signature", Woo.Sign(body, secret));
        return await server.Stranger.SendAsync(request);
    }

    private static async Task<List<JsonElement>> ItemsAsync(ApiServer server, string path) => [.. (await server.GetAsync(path)).GetProperty("items").EnumerateArray()];
}
