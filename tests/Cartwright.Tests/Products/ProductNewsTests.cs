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
        await StockAsync(0);
        await server.AbandonCartAsync("d1", "ada@example.test", "c1");
        await server.CartAsync("the cart is left", c => c.GetProperty("status").GetString() == "abandoned");
        var at = TimeProvider.System.GetUtcNow().AddMinutes(-30).AddSeconds(2);
        await server.TrackAsync(new { type = "track", @event = "Product Added", anonymousId = "d1", messageId = "late", timestamp = at.ToString("O"), properties = new { cart_id = "c1", product_id = "pot", name = "Pot", price = 20, quantity = 1, currency = "EUR" } });
        await server.CartAsync("the late goods are in it", c => c.GetProperty("lines").GetArrayLength() == 2);

        await StockAsync(5);
        await Eventually.HoldsAsync("the shopper is told", async () => (await server.GetAsync("/api/enrollments")).GetProperty("items").EnumerateArray().Any(e => e.GetProperty("journey").GetString() == "back"));

        Task<JsonElement> StockAsync(int stock) => server.SendAsync(HttpMethod.Put, "/api/products", $$"""{"items":[{"productId":"pot","name":"Pot","price":2000,"currency":"EUR","url":"https://shop.test/pot","stock":{{stock}}}]}""");
    }
}
