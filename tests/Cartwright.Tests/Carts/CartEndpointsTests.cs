using Cartwright.Tests.Support;

namespace Cartwright.Tests.Carts;

public sealed class CartEndpointsTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task A_left_cart_is_shown_with_its_message_and_story_and_its_order_closes_it(Engine engine)
    {
        await using var server = await ApiServer.StartAsync(engine);
        await server.SendAsync(HttpMethod.Put, "/api/products", """{"items":[{"productId":"tea","name":"Green tea","price":"8.00","url":"https://shop.test/tea","stock":3}]}""");
        await server.AbandonCartAsync("d1", "ann@mail.test", "c1");
        await server.Mail.WaitForAsync(1);

        var cart = await Eventually.GetAsync("the cart is abandoned", async () => await server.GetAsync("/api/carts?status=abandoned") is var list && list.GetProperty("items").GetArrayLength() == 1 ? (object)list.GetProperty("items")[0] : null) is System.Text.Json.JsonElement c ? c : default;
        var id = cart.GetProperty("id").GetString();
        Assert.Equal("contact", cart.GetProperty("stage").GetString());
        Assert.Equal("none", cart.GetProperty("outcome").GetString());
        Assert.False(cart.GetProperty("orderConfirmed").GetBoolean());
        Assert.Equal(("interrupted", 0.5, 1), (cart.GetProperty("reason").GetProperty("code").GetString(), cart.GetProperty("reason").GetProperty("confidence").GetDouble(), cart.GetProperty("reason").GetProperty("evidence").GetArrayLength()));
        Assert.Equal("Green tea", cart.GetProperty("lines")[0].GetProperty("name").GetString());
        Assert.Equal(1600, cart.GetProperty("totals").GetProperty("total").GetInt64());
        Assert.Equal("EUR", cart.GetProperty("totals").GetProperty("currency").GetString());
        Assert.EndsWith("Z", cart.GetProperty("lastActivityAt").GetString());
        Assert.EndsWith("Z", cart.GetProperty("abandonedAt").GetString());

        var message = (System.Text.Json.JsonElement)await Eventually.GetAsync("the message is sent", async () =>
            await server.GetAsync($"/api/messages?cart={id}&status=sent") is var list && list.GetProperty("items").GetArrayLength() == 1 ? (object)list.GetProperty("items")[0] : null);
        Assert.Equal("ann@mail.test", message.GetProperty("to").GetString());
        Assert.Equal("abandoned-checkout", message.GetProperty("journey").GetString());
        Assert.Equal("send", message.GetProperty("decision").GetProperty("verdict").GetString());
        Assert.NotEmpty(message.GetProperty("decision").GetProperty("rules").EnumerateArray());
        Assert.Equal(message.GetProperty("id").GetString(), (await server.GetAsync($"/api/messages/{message.GetProperty("id").GetString()}")).GetProperty("id").GetString());
        Assert.Equal(message.GetProperty("enrollment").GetString(), (await server.GetAsync($"/api/enrollments?cart={id}")).GetProperty("items")[0].GetProperty("id").GetString());
        Assert.Single((await server.GetAsync($"/api/enrollments?shopper={cart.GetProperty("shopper").GetString()}")).GetProperty("items").EnumerateArray());

        var order = await server.SendAsync(HttpMethod.Post, "/api/orders", """{"orderId":"1001","status":"paid","total":"15.80","email":"ann@mail.test","cartId":"c1"}""");
        Assert.Equal(1580, order.GetProperty("total").GetInt64());
        Assert.True(order.GetProperty("confirmed").GetBoolean());
        Assert.Equal(id, order.GetProperty("cart").GetString());
        cart = await server.GetAsync($"/api/carts/{id}");
        Assert.Equal("purchased", cart.GetProperty("status").GetString());
        Assert.True(cart.GetProperty("orderConfirmed").GetBoolean());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, cart.GetProperty("reason").ValueKind); // it was not left

        var kinds = (await server.GetAsync($"/api/carts/{id}/timeline")).GetProperty("items").EnumerateArray().Select(t => t.GetProperty("kind").GetString()).ToList();
        Assert.Superset(new HashSet<string?> { "product_added", "details_entered", "abandoned", "journey_entered", "message_queued", "message_sent", "order_paid", "order_known" }, kinds.ToHashSet());
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Pages_of_a_list_hold_each_cart_once(Engine engine)
    {
        await using var server = await ApiServer.StartAsync(engine);
        for (var i = 0; i < 5; i++) await server.AbandonCartAsync($"d{i}", $"s{i}@mail.test", $"c{i}", minutesAgo: 1);

        var seen = new List<string>();
        for (string? cursor = ""; cursor is not null;)
        {
            var page = await server.GetAsync("/api/carts?limit=2" + (cursor.Length > 0 ? "&cursor=" + cursor : ""));
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(c => c.GetProperty("id").GetString()!));
            cursor = page.GetProperty("next").GetString();
        }

        Assert.Equal(5, seen.Count);
        Assert.Equal(seen.OrderDescending(StringComparer.Ordinal), seen);
    }
}
