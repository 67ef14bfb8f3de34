using System.Text.Json;
using Cartwright.Tests.Support;

namespace Cartwright.Tests.Products;

/// <summary>News of goods reaches whoever left them in a cart.</summary>
public sealed class ProductNewsTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task Goods_that_were_told_late_of_a_cart_that_was_left_have_news_as_well(Engine engine)
    {
        await using var server = await ApiServer.StartAsync(engine);
        await server.SendAsync(HttpMethod.Put, "/api/journeys/back", """
            { "status": "live", "definition": { "name": "Back", "trigger": { "type": "back_in_stock" }, "kind": "recovery", "priority": 90, "steps": [{ "type": "send", "channel": "email", "template": "back-in-stock" }] } }
            """, System.Net.HttpStatusCode.Created);
        await StockAsync(server, 0);
        await server.AbandonCartAsync("d1", "ada@example.test", "c1");
        await server.CartAsync("the cart is left", c => c.GetProperty("status").GetString() == "abandoned");
        var at = TimeProvider.System.GetUtcNow().AddMinutes(-30).AddSeconds(2);
        await server.TrackAsync(new { type = "track", @event = "Product Added", anonymousId = "d1", messageId = "late", timestamp = at.ToString("O"), properties = new { cart_id = "c1", product_id = "pot", name = "Pot", price = 20, quantity = 1, currency = "EUR" } });
        await server.CartAsync("the late goods are in it", c => c.GetProperty("lines").GetArrayLength() == 2);

        await StockAsync(server, 5);
        await Eventually.HoldsAsync("the shopper is told", async () => (await server.GetAsync("/api/enrollments")).GetProperty("items").EnumerateArray().Any(e => e.GetProperty("journey").GetString() == "back"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task News_of_goods_that_left_the_cart_again_are_not_told_and_the_message_says_so(Engine engine)
    {
        await using var server = await ApiServer.StartAsync(engine);
        await server.SendAsync(HttpMethod.Put, "/api/journeys/back", """
            { "status": "live", "definition": { "name": "Back", "trigger": { "type": "back_in_stock" }, "kind": "recovery", "priority": 90, "steps": [{ "type": "send", "channel": "email", "template": "back-in-stock" }] } }
            """, System.Net.HttpStatusCode.Created);
        await server.SendAsync(HttpMethod.Patch, "/api/stores/shop", """{"settings":{"approveFirst":1}}""");
        await StockAsync(server, 0);
        await server.TrackAsync(Goods("Product Added", "pot", 40), Goods("Product Added", "lid", 39));
        await server.TrackAsync(new { type = "track", @event = "Checkout Details Entered", anonymousId = "d1", messageId = "typed", timestamp = Ago(38), properties = new { cart_id = "c1", email = "ada@example.test" } });
        await server.CartAsync("the cart is left", c => c.GetProperty("status").GetString() == "abandoned");
        await StockAsync(server, 5);
        var held = await Eventually.GetAsync("the news wait for approval", async () => (await Messages()).FirstOrDefault(m => m.GetProperty("template").GetString() == "back-in-stock" && m.GetProperty("status").GetString() == "held") is { ValueKind: JsonValueKind.Object } m ? m.GetProperty("id").GetString() : null);

        await server.TrackAsync(Goods("Product Removed", "pot", 37));
        await server.CartAsync("the goods are gone", c => c.GetProperty("lines").GetArrayLength() == 1);
        await server.SendAsync(HttpMethod.Post, $"/api/messages/{held}/approve", null);

        await Eventually.HoldsAsync("the message says why it did not leave", async () => (await Messages()).Single(m => m.GetProperty("id").GetString() == held) is var m && m.GetProperty("status").GetString() == "skipped" && m.GetProperty("skipReason").GetString() == "sold_out");

        object Goods(string what, string product, int minutes) => new { type = "track", @event = what, anonymousId = "d1", messageId = what + product, timestamp = Ago(minutes), properties = new { cart_id = "c1", product_id = product, name = product, price = 20, quantity = 1, currency = "EUR" } };
        static string Ago(int minutes) => TimeProvider.System.GetUtcNow().AddMinutes(-minutes).ToString("O");
        async Task<List<JsonElement>> Messages() => [.. (await server.GetAsync("/api/messages")).GetProperty("items").EnumerateArray()];
    }

    private static Task<JsonElement> StockAsync(ApiServer server, int stock) =>
        server.SendAsync(HttpMethod.Put, "/api/products", $$"""{"items":[{"productId":"pot","name":"Pot","price":2000,"currency":"EUR","url":"https://shop.test/pot","stock":{{stock}}}]}""");
}
