using Cartwright.Journeys;
using System.Net;
using Cartwright.Tests.Support;

namespace Cartwright.Tests.Journeys;

public sealed class JourneyEndpointsTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task A_journey_is_paused_changed_and_added(Engine engine)
    {
        await using var server = await ApiServer.StartAsync(engine);

        var paused = await server.SendAsync(HttpMethod.Put, "/api/journeys/abandoned-cart", """{"status":"paused"}""");
        Assert.Equal("paused", paused.GetProperty("status").GetString());
        Assert.Equal(1, paused.GetProperty("version").GetInt64());

        const string Shorter = """{"definition":{"name":"One mail","trigger":{"type":"cart_abandoned"},"steps":[{"channel":"email","template":"cart-reminder","type":"send"}]}}""";
        var changed = await server.SendAsync(HttpMethod.Put, "/api/journeys/abandoned-cart", Shorter);
        Assert.Equal("paused", changed.GetProperty("status").GetString());
        Assert.Equal(2, changed.GetProperty("version").GetInt64());
        Assert.Equal("send", (await server.GetAsync("/api/journeys/abandoned-cart")).GetProperty("definition").GetProperty("steps")[0].GetProperty("type").GetString());

        Assert.Equal("draft", (await server.SendAsync(HttpMethod.Put, "/api/journeys/second", Shorter, HttpStatusCode.Created)).GetProperty("status").GetString());
        Assert.Equal(ReadyJourneys.All.Count + 1, (await server.GetAsync("/api/journeys")).GetProperty("items").GetArrayLength());
        await server.SendAsync(HttpMethod.Put, "/api/journeys/Third%20one", Shorter, HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_definition_that_cannot_be_read_is_refused_at_its_field()
    {
        await using var server = await ApiServer.StartAsync(Engine.Sqlite);
        foreach (var (steps, field, said) in ((string, string, string)[])
            [
                ("""[{"channel":"email","template":"cart-reminder"}]""", "steps[0].type", "use one of wait, send"),
                ("""[{"typ":"wait","for":"P1D"}]""", "steps[0].type", "use one of wait, send"),
                ("""[{"type":"branch","when":{"field":"cart.total","op":">","value":1},"then":[{"for":"P1D"}]}]""", "steps[0].then[0].type", "use one of wait, send"),
                ("""[{"type":"sned"}]""", "steps[0].type", "'sned' is not known: use one of wait, send"),
            ])
        {
            var definition = $$"""{"name":"x","trigger":{"type":"cart_abandoned"},"steps":{{steps}}}""";
            var one = await server.SendAsync(HttpMethod.Put, "/api/journeys/abandoned-cart", $$"""{"definition":{{definition}}}""", HttpStatusCode.BadRequest);
            Assert.Contains(said, one.GetProperty("errors").GetProperty("definition." + field)[0].GetString(), StringComparison.Ordinal);
            var list = await server.SendAsync(HttpMethod.Put, "/api/journeys", $$"""{"items":[{"slug":"abandoned-cart","definition":{{definition}}}]}""", HttpStatusCode.BadRequest);
            Assert.Contains(said, list.GetProperty("errors").GetProperty("items[0].definition." + field)[0].GetString(), StringComparison.Ordinal);
        }
        var empty = await server.SendAsync(HttpMethod.Put, "/api/journeys/abandoned-cart", """{"definition":{}}""", HttpStatusCode.BadRequest);
        Assert.Equal(["definition.name", "definition.steps", "definition.trigger"], empty.GetProperty("errors").EnumerateObject().Select(e => e.Name).Order(StringComparer.Ordinal));
        Assert.DoesNotContain("Cartwright.", empty.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Runs_are_asked_for_by_a_status_there_is()
    {
        await using var server = await ApiServer.StartAsync(Engine.Sqlite);
        await server.AbandonCartAsync("d1", "ada@mail.test", "c1");
        await Eventually.HoldsAsync("a journey has begun", async () => (await RunsAsync("")).Count > 0);
        await server.SendAsync(HttpMethod.Post, "/api/orders", """{"orderId":"1001","status":"paid","total":"15.80","email":"ada@mail.test","cartId":"c1"}""");

        await Eventually.HoldsAsync("it is over", async () => (await RunsAsync("?status=running")).Count == 0 && (await RunsAsync("?status=exited")).Concat(await RunsAsync("?status=done")).Any());
        Assert.All(await RunsAsync("?status=exited"), r => Assert.Equal("exited", r));
        Assert.All(await RunsAsync("?status=done"), r => Assert.Equal("done", r));
        var refused = await server.SendAsync(HttpMethod.Get, "/api/enrollments?status=bogus", null, HttpStatusCode.BadRequest);
        Assert.Equal("'bogus' is not known: use running, done, exited.", refused.GetProperty("errors").GetProperty("status")[0].GetString());

        async Task<List<string?>> RunsAsync(string query) => [.. (await server.GetAsync("/api/enrollments" + query)).GetProperty("items").EnumerateArray().Select(r => r.GetProperty("status").GetString())];
    }

    [Fact]
    public async Task The_schema_that_a_definition_names_is_taken_and_not_kept()
    {
        await using var server = await ApiServer.StartAsync(Engine.Sqlite);
        var definition = (await server.GetAsync("/api/journeys/abandoned-cart")).GetProperty("definition").GetRawText();
        var named = definition.Insert(1, "\"$schema\":\"https://shop.test/schemas/journey.json\",");

        var change = await server.SendAsync(HttpMethod.Put, "/api/journeys", $$"""{"items":[{"slug":"abandoned-cart","definition":{{named}}}]}""");
        Assert.Equal("same", change.GetProperty("items")[0].GetProperty("change").GetString());
        var saved = await server.SendAsync(HttpMethod.Put, "/api/journeys/abandoned-cart", $$"""{"definition":{{named}}}""");
        Assert.Equal(definition, saved.GetProperty("definition").GetRawText());
    }
}
