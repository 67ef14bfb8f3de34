using Cartwright.Tests.Support;

namespace Cartwright.Tests.Products;

public sealed class ProductEndpointsTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task Products_are_saved_replaced_and_paged(Engine engine)
    {
        await using var server = await ApiServer.StartAsync(engine);
        await server.SendAsync(HttpMethod.Put, "/api/products", """{"items":[{"productId":"a","name":"A","price":1.5},{"productId":"a","variant":"red","name":"A red","price":"2"},{"productId":"b","name":"B","price":"1990","currency":"jpy"}]}""");
        Assert.Equal(1, (await server.SendAsync(HttpMethod.Put, "/api/products", """{"items":[{"productId":"a","name":"Old","price":1},{"productId":"a","name":"New","price":"1.60"}]}""")).GetProperty("saved").GetInt32());

        var first = await server.GetAsync("/api/products?limit=2");
        var second = await server.GetAsync($"/api/products?limit=2&cursor={first.GetProperty("next").GetString()}");

        Assert.Equal(["New 160 EUR", "A red 200 EUR", "B 1990 JPY"], first.GetProperty("items").EnumerateArray().Concat(second.GetProperty("items").EnumerateArray())
            .Select(p => $"{p.GetProperty("name").GetString()} {p.GetProperty("price").GetInt64()} {p.GetProperty("currency").GetString()}"));
        Assert.Null(second.GetProperty("next").GetString());
    }

    [Fact]
    public async Task One_wrong_product_sinks_the_others_of_its_request()
    {
        await using var server = await ApiServer.StartAsync(Engine.Sqlite);

        var problem = await server.SendAsync(HttpMethod.Put, "/api/products", """{"items":[{"productId":"a","name":"A","price":1},{"name":"B","price":1.999,"url":"javascript:1"}]}""", System.Net.HttpStatusCode.BadRequest);

        Assert.Equal(["items[1].price", "items[1].productId", "items[1].url"], problem.GetProperty("errors").EnumerateObject().Select(e => e.Name).Order());
        Assert.Equal(0, (await server.GetAsync("/api/products")).GetProperty("items").GetArrayLength());
    }
}
