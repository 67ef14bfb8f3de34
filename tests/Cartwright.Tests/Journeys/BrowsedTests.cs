using System.Net;
using System.Text.Json;
using Cartwright.Tests.Support;

namespace Cartwright.Tests.Journeys;

/// <summary>A shopper looks at a product and leaves: what the API shows of the run and its message, which are about no cart.</summary>
public sealed class BrowsedTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task A_product_the_catalogue_does_not_know_is_told_of_to_nobody_and_the_message_says_so(Engine engine)
    {
        await using var server = await ApiServer.StartAsync(engine);
        await server.SendAsync(HttpMethod.Put, "/api/journeys/looked", """
            { "status": "live", "definition": { "name": "Looked", "trigger": { "type": "browsed" }, "kind": "recovery", "steps": [{ "type": "send", "channel": "email", "template": "browse-reminder" }] } }
            """, HttpStatusCode.Created);
        await server.TrackAsync(
            new { type = "identify", anonymousId = "d1", messageId = "who", timestamp = Ago(50), traits = new { email = "ada@mail.test" } },
            new { type = "track", @event = "Product Viewed", anonymousId = "d1", messageId = "seen", timestamp = Ago(40), properties = new { product_id = "nobody-knows-it", name = "Pot" } });

        var message = (JsonElement)await Eventually.GetAsync("the message is skipped", async () =>
            (await server.GetAsync("/api/messages")).GetProperty("items").EnumerateArray().FirstOrDefault(m => m.GetProperty("status").GetString() is not ("queued" or "claimed")) is { ValueKind: JsonValueKind.Object } m ? (object)m : null);

        Assert.Equal(("skipped", "unknown_goods"), (message.GetProperty("status").GetString(), message.GetProperty("skipReason").GetString()));
        Assert.Equal("the catalogue does not know the product that was looked at", message.GetProperty("decision").GetProperty("rules").EnumerateArray().Last().GetProperty("text").GetString());
        Assert.Equal(JsonValueKind.Null, message.GetProperty("cart").ValueKind);

        var run = await Eventually.GetAsync("its run is over", async () => (await RunsAsync("done")).Count == 1 ? (await RunsAsync("done"))[0].GetProperty("cart").ValueKind.ToString() : null);
        Assert.Equal("Null", run);
        Assert.Empty(await RunsAsync("running"));
        Assert.Empty(await RunsAsync("exited"));

        async Task<List<JsonElement>> RunsAsync(string status) => [.. (await server.GetAsync("/api/enrollments?status=" + status)).GetProperty("items").EnumerateArray()];
        static string Ago(int minutes) => TimeProvider.System.GetUtcNow().AddMinutes(-minutes).ToString("O");
    }
}
