using System.Net;
using Cartwright.Carts;
using Cartwright.Journeys;
using Cartwright.Products;
using Cartwright.Tracking;
using static Cartwright.Journeys.Condition;

namespace Cartwright.Tests.Journeys;

/// <summary>The categories of the goods in a cart, as the catalogue and the events tell them, in conditions.</summary>
public sealed class CategoriesTests
{
    [Fact]
    public void Any_all_and_none_of_them_can_be_asked_for_and_read_as_a_sentence()
    {
        (object Value, string Op, bool Holds, string Says)[] table =
        [
            ("tea", "contains", true, "contains tea"), ((string[])["Coffee", "Tea"], "contains", true, "contains one of Coffee, Tea"), ("Coffee", "contains", false, "contains Coffee"),
            ((string[])["Tea", "Green"], "contains_all", true, "contains all of Tea, Green"), ((string[])["Tea", "Coffee"], "contains_all", false, "contains all of Tea, Coffee"),
            ((string[])["Coffee", "Cups"], "contains_none", true, "contains none of Coffee, Cups"), ((string[])["Coffee", "Green"], "contains_none", false, "contains none of Coffee, Green"),
        ];
        foreach (var (value, op, holds, says) in table)
        {
            var condition = Is("cart.categories", op, value);
            Assert.Empty(ConditionPolicy.Check(condition, "filter"));
            Assert.True(holds == ConditionPolicy.Holds(condition, Facts("Tea\nGreen", null)), $"{op} {value}");
            Assert.Equal("the categories of the goods in the cart " + says, ConditionPolicy.Sentence(condition, "EUR"));
        }
        Assert.Equal([("filter.op", "'>' does not fit cart.categories: use contains, contains_all, contains_none, exists.")], ConditionPolicy.Check(Is("cart.categories", ">", "Tea"), "filter"));
        Assert.Equal([("filter.value", "Use text of 1 to 200 characters.")], ConditionPolicy.Check(Is("cart.categories", "contains", 3), "filter"));
        Assert.False(ConditionPolicy.Holds(Is("cart.categories", "exists"), Facts(null, null)));
    }

    [Fact]
    public void The_catalogues_word_counts_and_the_events_where_it_has_none()
    {
        Assert.True(ConditionPolicy.Holds(Is("cart.categories", "contains", "Cups"), Facts("Tea", "Cups")));
        Assert.False(ConditionPolicy.Holds(Is("cart.categories", "contains", "Tea"), Facts("Tea", "Cups")));
    }

    [Theory]
    [InlineData("""{"product_id":"p","category":"Home > Tea"}""", "Home\nTea")]
    [InlineData("""{"product_id":"p","category":["Tea","Gifts","tea"]}""", "Tea\nGifts")]
    [InlineData("""{"item_id":"p","item_category":"Home","item_category2":"Tea"}""", "Home\nTea")]
    [InlineData("""{"product_id":"p","category":{"a":1}}""", null)]
    [InlineData("""{"product_id":"p","category":" "}""", null)]
    public void An_event_tells_them_in_several_forms(string properties, string? categories)
    {
        using var document = System.Text.Json.JsonDocument.Parse($$"""{"type":"track","event":"Product Added","anonymousId":"d","properties":{{properties}}}""");
        var store = new Cartwright.Stores.Store(Guid.Empty, "shop", "Shop", "https://shop.test", "EUR", "UTC", "en", new(), 0);
        var e = Cartwright.Tracking.Segment.SegmentTranslator.Translate(document.RootElement, null, new Cartwright.Tracking.Segment.Envelope(store, Trust.Browser, 1, null, null, false, _ => null, () => "m"));
        Assert.Equal(categories, Assert.Single(e.Lines!).Categories);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_journey_enters_and_branches_by_what_the_catalogue_says(Engine engine)
    {
        await using var core = await CoreHarness.StartAsync(engine);
        await core.Node.Products.SaveAsync(core.StoreId, [new Product("p1", "", null, "Tea", null, "EUR", 100, null, null, null, Categories: "Tea\nGreen"), new Product("p2", "v", null, "Cup", null, "EUR", 100, null, null, null, Categories: "Cups")]);
        await core.Node.Products.SaveAsync(core.StoreId, [new Product("p1", "v2", null, "Tea, large", null, "EUR", 100, null, null, null)]); // says nothing of them
        var journey = core.Node.Directory.Find(core.StoreId)!.Journeys.Single(j => j.Slug == "abandoned-checkout");
        await core.Node.Database.WriteAsync(s => s.ExecuteAsync("update journey set status = 'draft'"));
        await core.Node.Stores.SaveJourneyAsync(journey with
        {
            Status = "live",
            Definition = journey.Definition with { Filter = Is("cart.categories", "contains", new[] { "tea", "cups" }), Steps = [new BranchStep(Is("cart.categories", "contains", "Green"), [new TagStep("green")], [new TagStep("other")])] },
        });
        await core.Node.Directory.RefreshAsync();
        foreach (var (d, product) in new[] { ("d1", "p1"), ("d2", "p2"), ("d3", "p3") }) await core.SendAsync(Some.Added(core.Now, d, product), Some.Typed(core.Now + 1, CoreHarness.Mail(d), d));
        await core.SendAsync(Some.Added(core.Now, "d4", "p4") with { Lines = [Some.Line("p4") with { Categories = "Tea" }] }, Some.Typed(core.Now + 1, CoreHarness.Mail("d4"), "d4"));
        await core.RunForAsync(TimeSpan.FromMinutes(10));

        Assert.Equal(["green", "other", "", "other"], await Task.WhenAll(((string[])["d1", "d2", "d3", "d4"]).Select(async d => string.Join(',', (await core.ShopperAsync(d))!.Traits.Tags))));
        Assert.Equal("Tea\nGreen", (await core.Node.Products.FindAsync(core.StoreId, ["p1"]))[("p1", "v2")].Categories);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task They_are_told_and_shown_by_the_api_and_explain_who_entered(Engine engine)
    {
        await using var server = await ApiServer.StartAsync(engine);
        await server.SendAsync(HttpMethod.Put, "/api/products", """{"items":[{"productId":"tea","name":"Tea","price":7.9,"categories":["Home > Tea","Gifts"]}]}""");
        Assert.Equal(["Home", "Tea", "Gifts"], (await server.GetAsync("/api/products")).GetProperty("items")[0].GetProperty("categories").EnumerateArray().Select(c => c.GetString()!));
        var bad = await server.SendAsync(HttpMethod.Put, "/api/products", """{"items":[{"productId":"tea","name":"Tea","price":7.9,"categories":[""]}]}""", HttpStatusCode.BadRequest);
        Assert.True(bad.GetProperty("errors").TryGetProperty("items[0].categories", out _));
        await server.SendAsync(HttpMethod.Put, "/api/journeys/coffee", """
            {"status":"live","definition":{"name":"Coffee","trigger":{"type":"checkout_abandoned"},"priority":99,"filter":{"field":"cart.categories","op":"contains","value":"Coffee"},"steps":[{"type":"stop"}]}}
            """, HttpStatusCode.Created);
        await server.SendAsync(HttpMethod.Put, "/api/journeys/gifts", """
            {"status":"live","definition":{"name":"Gifts","trigger":{"type":"checkout_abandoned"},"priority":98,"filter":{"field":"cart.categories","op":"contains_all","value":["Gifts","Tea"]},"steps":[{"type":"wait","for":"P1D"}]}}
            """, HttpStatusCode.Created);
        await server.AbandonCartAsync("d1", "ada@mail.test", "c1");
        var cart = await server.CartAsync("the cart is left", c => c.GetProperty("status").GetString() == "abandoned");

        var all = (await server.GetAsync($"/api/shoppers/{cart.GetProperty("shopper").GetString()}/explain")).GetProperty("items").EnumerateArray().ToDictionary(x => x.GetProperty("journey").GetString()!);
        Assert.Equal("running", all["gifts"].GetProperty("state").GetString());
        Assert.Equal("It was not entered: its filter asks that the categories of the goods in the cart contains Coffee.", all["coffee"].GetProperty("text").GetString());
    }

    private static ConditionFacts Facts(string? told, string? catalogue)
    {
        var cart = new Cart { Id = Guid.Empty, Facts = new CartFacts { Key = "k", Currency = "EUR", Lines = [new Line("p", null, null, "Tea", 1, 100, null, null, told)] } };
        return new ConditionFacts(null!, null!, cart, null, null, 0) { Categories = catalogue is null ? null : new Dictionary<string, string> { ["p"] = catalogue } };
    }
}
