using System.Net;
using Cartwright.Products;
using Cartwright.Tests.Support;

namespace Cartwright.Tests.Products;

public sealed class ReviewEndpointsTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task Reviews_are_saved_replaced_paged_and_taken_away(Engine engine)
    {
        await using var server = await ApiServer.StartAsync(engine);
        await server.SendAsync(HttpMethod.Put, "/api/reviews", """{"items":[{"reviewId":"1","productId":"lamp","rating":5,"author":"Ada","text":"Bright","writtenAt":"2025-01-02T03:04:05Z"},{"reviewId":"2","productId":"lamp","rating":4.5,"writtenAt":"2025-01-02T03:04:05Z"},{"reviewId":"1","productId":"tea","rating":5,"locale":"de_DE","writtenAt":"2025-01-02T03:04:05Z"}]}""");
        Assert.Equal(1, (await server.SendAsync(HttpMethod.Put, "/api/reviews", """{"items":[{"reviewId":"2","productId":"lamp","rating":1,"writtenAt":"2025-01-02T03:04:05Z"},{"reviewId":"2","productId":"lamp","rating":3,"writtenAt":"2025-01-02T03:04:05Z"}]}""")).GetProperty("saved").GetInt32());

        var first = await server.GetAsync("/api/reviews?limit=2");
        var second = await server.GetAsync($"/api/reviews?limit=2&cursor={first.GetProperty("next").GetString()}");
        Assert.Equal(["lamp 1 5 Bright", "lamp 2 3 ", "tea 1 5 "], first.GetProperty("items").EnumerateArray().Concat(second.GetProperty("items").EnumerateArray())
            .Select(r => $"{r.GetProperty("productId").GetString()} {r.GetProperty("reviewId").GetString()} {r.GetProperty("rating").GetInt32()} {r.GetProperty("text").GetString()}"));

        await server.SendAsync(HttpMethod.Delete, "/api/reviews/1", null, HttpStatusCode.NoContent);
        Assert.Equal(1, (await server.GetAsync("/api/reviews")).GetProperty("items").GetArrayLength());
        await server.SendAsync(HttpMethod.Delete, "/api/reviews/1", null, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task One_wrong_review_sinks_the_others_of_its_request()
    {
        await using var server = await ApiServer.StartAsync(Engine.Sqlite);

        var problem = await server.SendAsync(HttpMethod.Put, "/api/reviews", """{"items":[{"reviewId":"1","productId":"lamp","rating":5,"writtenAt":"2025-01-02T03:04:05Z"},{"productId":"lamp","rating":6,"locale":"?","writtenAt":"2999-01-01T00:00:00Z"}]}""", HttpStatusCode.BadRequest);

        Assert.Equal(["items[1].locale", "items[1].rating", "items[1].reviewId", "items[1].writtenAt"], problem.GetProperty("errors").EnumerateObject().Select(e => e.Name).Order());
        Assert.Equal(0, (await server.GetAsync("/api/reviews")).GetProperty("items").GetArrayLength());
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Only_goods_that_their_customers_like_have_best_reviews(Engine engine)
    {
        await using var core = await CoreHarness.StartAsync(engine);
        var store = new ReviewStore(core.Node.Database, core.Product);
        Review Of(string id, string product, int rating) => new(id, product, rating, null, "words", null, 0);
        Assert.Empty(await store.BestAsync(core.StoreId, ["lamp", "tea"]));
        await store.SaveAsync(core.StoreId, [Of("1", "lamp", 5), Of("2", "lamp", 4), Of("3", "tea", 5), Of("4", "tea", 1), .. Enumerable.Range(10, 30).Select(i => Of($"{i}", "mug", 5))]);

        Assert.Equal(["lamp 1", "lamp 2"], (await store.BestAsync(core.StoreId, ["lamp", "lamp", "tea"])).Select(r => $"{r.ProductKey} {r.ReviewId}").Order());
        Assert.Equal(20, (await store.BestAsync(core.StoreId, ["mug"])).Count);
    }
}
