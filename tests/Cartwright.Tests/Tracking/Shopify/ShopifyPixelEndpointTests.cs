using System.Net;
using System.Text;
using System.Text.Json;
using Cartwright.Tests.Support;

namespace Cartwright.Tests.Tracking.Shopify;

/// <summary>The pixel's events to a real server, as the browser sends them, beside the deliveries of the same shop.</summary>
public sealed class ShopifyPixelEndpointTests
{
    private static string Time(int secondsAgo) => TimeProvider.System.GetUtcNow().AddSeconds(-secondsAgo).ToString("O");

    private static string Context(string userAgent = "Mozilla/5.0") => "{\"document\":{\"location\":{\"href\":\"https://shop.test/checkouts/cn/1\"}},\"navigator\":{\"userAgent\":\"" + userAgent + "\"}}";

    private static string Checkout(string name, int n, int secondsAgo, string order = "null", string id = "sh") => $$"""
        {"name":"{{name}}","id":"{{id}}-{{n}}-{{name.Length}}","clientId":"client-{{n}}","timestamp":"{{Time(secondsAgo)}}","context":{{Context()}},"data":{"checkout":{
        "token":"2a1ace52255252df566af0faae{{n:D6}}","currencyCode":"EUR","email":"ann{{n}}@mail.test","totalPrice":{"amount":15.8,"currencyCode":"EUR"},"order":{"id":{{order}} },
        "lineItems":[{"title":"Green tea","quantity":2,"variant":{"id":"642667041472713922","price":{"amount":7.9,"currencyCode":"EUR"},"product":{"id":"788032119674292922"} } }] } } }
        """;

    private static async Task<(HttpStatusCode Status, string Text)> SendAsync(ApiServer server, string json, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/shopify-pixel?writeKey={key ?? server.Keys.WriteKey}") { Content = new StringContent(json, Encoding.UTF8, "text/plain") };
        request.Headers.Add("Origin", "null");
        using var answer = await server.Stranger.SendAsync(request);
        Assert.Equal("*", Assert.Single(answer.Headers.GetValues("Access-Control-Allow-Origin")));
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    private static async Task TellAsync(ApiServer server, string json) => Assert.Equal((HttpStatusCode.OK, "{\"success\":true}"), await SendAsync(server, json));

    private static async Task<List<JsonElement>> ItemsAsync(ApiServer server, string path) => [.. (await server.GetAsync(path)).GetProperty("items").EnumerateArray()];

    [Theory, OnSqlite, OnPostgres]
    public async Task A_checkout_step_by_step_is_one_cart_with_who_typed_however_often_it_is_told(Engine engine)
    {
        await using var server = await ApiServer.StartAsync(engine);
        foreach (var (name, ago) in ((string, int)[])[("checkout_started", 50), ("checkout_contact_info_submitted", 40), ("checkout_shipping_info_submitted", 20), ("checkout_contact_info_submitted", 40)])
            await TellAsync(server, Checkout(name, 1, ago));

        var cart = Assert.Single(await ItemsAsync(server, "/api/carts"));
        Assert.Equal(("shipping", 1580), (cart.GetProperty("stage").GetString(), cart.GetProperty("totals").GetProperty("total").GetInt64()));
        var shopper = (await server.GetAsync("/api/shoppers/" + cart.GetProperty("shopper").GetString())).GetProperty("shopper");
        Assert.Equal("ann1@mail.test", shopper.GetProperty("email").GetString());
        Assert.Equal(2, cart.GetProperty("lines")[0].GetProperty("quantity").GetInt32());
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task The_order_of_a_page_and_that_of_a_delivery_are_one_in_any_order_of_arrival(Engine engine)
    {
        await using var server = await ApiServer.StartAsync(engine);
        var n = 0;
        foreach (var arrival in (int[][])[[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]])
        {
            var (visit, order) = (++n, $"82098291194615{n:D5}");
            foreach (var step in arrival)
            {
                if (step == 0) await TellAsync(server, Checkout("checkout_contact_info_submitted", visit, 80));
                else if (step == 1) await TellAsync(server, Checkout("checkout_completed", visit, 60, $"\"gid://shopify/OrderIdentity/{order}\""));
                else
                    Assert.Equal((HttpStatusCode.OK, "ok"), await ShopifyCalls.SendAsync(server, "orders/create", $$"""
                        {"id":{{order}},"checkout_token":"2a1ace52255252df566af0faae{{visit:D6}}","cart_token":"Z2NwLXVzLWVhc3QxOjAxSkJaTUVR{{visit:D6}}","email":"ann{{visit}}@mail.test","customer":{"id":60385197{{visit}}},"currency":"EUR",
                        "line_items":[{"product_id":788032119674292922,"variant_id":642667041472713922,"quantity":2,"price":"7.90"}],"total_price":"15.80","financial_status":"pending","created_at":"{{Time(59)}}","updated_at":"{{Time(59)}}"}
                        """, $"order-{visit}"));
                if (arrival[0] == 0 && step == 1 && arrival[1] == 1) Assert.False(Assert.Single(await ItemsAsync(server, "/api/carts?limit=200"), c => c.GetProperty("orderConfirmed").ValueKind == JsonValueKind.False && c.GetProperty("status").GetString() == "ordered").GetProperty("orderConfirmed").GetBoolean());
            }
            var said = string.Join(',', arrival);
            var shopper = Assert.Single(await ItemsAsync(server, $"/api/shoppers?email=ann{visit}@mail.test")).GetProperty("id").GetString();
            var carts = (await ItemsAsync(server, "/api/carts?limit=200")).Where(c => c.GetProperty("shopper").GetString() == shopper && c.GetProperty("status").GetString() != "merged").ToList();
            Assert.True(carts.Count == 1, $"{said}: {carts.Count} carts");
            Assert.True(carts[0].GetProperty("orderConfirmed").GetBoolean(), said);
            Assert.Equal(("ordered", 1580), (carts[0].GetProperty("status").GetString(), carts[0].GetProperty("totals").GetProperty("total").GetInt64()));
            Assert.True((await ItemsAsync(server, $"/api/orders?orderId={order}")).Count == 1, said);
        }
        Assert.Equal((n, n), ((await ItemsAsync(server, "/api/orders?limit=200")).Count, (await ItemsAsync(server, "/api/shoppers?limit=200")).Count));
    }

    [Fact]
    public async Task What_cannot_be_taken_is_answered_with_its_reason_and_listed_as_other_events_are()
    {
        await using var server = await ApiServer.StartAsync(Engine.Sqlite);
        Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(server, Checkout("checkout_started", 1, 10), key: "wk_none")).Status);
        Assert.Equal((HttpStatusCode.BadRequest, true), (await SendAsync(server, "{not json")) is var (status, text) ? (status, text.Contains("JSON", StringComparison.Ordinal)) : default);
        Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync(server, """{"name":"checkout_started","clientId":"c","data":{}}""")).Status);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(server, $$"""{"name":"page_viewed","clientId":"c","context":{{Context("Googlebot/2.1")}} }""")).Status);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(server, """{"name":"collection_viewed","clientId":"c"}""")).Status);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await SendAsync(server, $$"""{"name":"page_viewed","clientId":"c","x":"{{new string('x', 65_536)}}"}""")).Status);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(server, $$"""{"name":"page_viewed","clientId":"c","x":"{{new string('x', 60_000)}}"}""")).Status);

        var reasons = (await ItemsAsync(server, "/api/events/rejected")).Select(r => r.GetProperty("reason").GetString()!).ToList();
        Assert.Equal(2, reasons.Count);
        Assert.Contains("data.checkout is missing: it is the checkout this event is about", reasons);
        Assert.Contains(reasons, r => r.StartsWith("filtered: ", StringComparison.Ordinal) && r.Contains("googlebot", StringComparison.Ordinal));
        Assert.Empty(await ItemsAsync(server, "/api/carts"));
    }

    [Fact]
    public async Task A_page_may_ask_before_it_sends()
    {
        await using var server = await ApiServer.StartAsync(Engine.Sqlite);
        using var answer = await server.Stranger.SendAsync(new HttpRequestMessage(HttpMethod.Options, "/v1/shopify-pixel") { Headers = { { "Origin", "null" } } });
        Assert.Equal((HttpStatusCode.NoContent, "*"), (answer.StatusCode, Assert.Single(answer.Headers.GetValues("Access-Control-Allow-Origin"))));
    }
}
