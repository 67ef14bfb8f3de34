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
}
