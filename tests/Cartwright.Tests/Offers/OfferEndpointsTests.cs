using System.Net;
using System.Text.Json;

namespace Cartwright.Tests.Offers;

public sealed class OfferEndpointsTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task A_new_store_has_offers_and_they_are_changed_by_what_is_named(Engine engine)
    {
        await using var server = await ApiServer.StartAsync(engine);
        Assert.Equal(["first-order percent 10 P7D", "free-shipping-5h free_shipping  PT5H", "next-purchase next_purchase 10 P60D", "win-back percent 10 P14D"],
            (await server.GetAsync("/api/offers")).GetProperty("items").EnumerateArray().Select(Text));

        var changed = await server.SendAsync(HttpMethod.Put, "/api/offers/win-back", """{"value":12.5,"codePrefix":"come","minTotal":4000}""");
        Assert.Equal(("win-back percent 12.5 P14D", "COME", 4000, "EUR", "active"), (Text(changed), changed.GetProperty("codePrefix").GetString(), changed.GetProperty("minTotal").GetInt64(), changed.GetProperty("currency").GetString(), changed.GetProperty("status").GetString()));
        changed = await server.SendAsync(HttpMethod.Put, "/api/offers/win-back", """{"status":"paused","minTotal":0}""");
        Assert.Equal(("win-back percent 12.5 P14D", JsonValueKind.Null, JsonValueKind.Null), (Text(changed), changed.GetProperty("minTotal").ValueKind, changed.GetProperty("currency").ValueKind));
        Assert.Equal(changed.GetRawText(), (await server.GetAsync("/api/offers/win-back")).GetRawText());

        // What is read can be sent as it is.
        Assert.Equal(changed.GetRawText(), (await server.SendAsync(HttpMethod.Put, "/api/offers/win-back", changed.GetRawText())).GetRawText());
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task An_offer_is_added_once(Engine engine)
    {
        await using var server = await ApiServer.StartAsync(engine);
        const string Five = """{"slug":"five-off","name":"5 off","kind":"amount","value":500,"currency":"usd","minTotal":4000,"validFor":"P7D"}""";

        var added = await server.SendAsync(HttpMethod.Post, "/api/offers", Five, HttpStatusCode.Created);
        Assert.Equal(("five-off amount 500 P7D", "USD"), (Text(added), added.GetProperty("currency").GetString()));
        await server.SendAsync(HttpMethod.Post, "/api/offers", Five, HttpStatusCode.Conflict);
        await server.SendAsync(HttpMethod.Put, "/api/offers/five-off", Five);
        await server.SendAsync(HttpMethod.Put, "/api/offers/six-off", Five.Replace("five-off", "six-off"), HttpStatusCode.Created);
    }

    [Theory]
    [InlineData("""{"slug":"A b"}""", "kind name slug validFor")]
    [InlineData("""{"slug":"a","name":"A","kind":"gift","validFor":"P1D"}""", "kind")]
    [InlineData("""{"slug":"a","name":"A","kind":"percent","value":100.01,"validFor":"P1D"}""", "value")]
    [InlineData("""{"slug":"a","name":"A","kind":"percent","value":33.333,"validFor":"P1D"}""", "value")]
    [InlineData("""{"slug":"a","name":"A","kind":"percent","validFor":"P1D"}""", "value")]
    [InlineData("""{"slug":"a","name":"A","kind":"amount","value":5.5,"validFor":"P1D"}""", "value")]
    [InlineData("""{"slug":"a","name":"A","kind":"amount","value":500,"currency":"EURO","validFor":"P1D"}""", "currency")]
    [InlineData("""{"slug":"a","name":"A","kind":"free_shipping","value":5,"validFor":"P1D"}""", "value")]
    [InlineData("""{"slug":"a","name":"A","kind":"free_shipping","validFor":"PT1S"}""", "validFor")]
    [InlineData("""{"slug":"a","name":"A","kind":"free_shipping","validFor":"P367D"}""", "validFor")]
    [InlineData("""{"slug":"a","name":"A","kind":"free_shipping","validFor":"P1D","codePrefix":"ÄBC","status":"draft","minTotal":-1}""", "codePrefix minTotal status")]
    public async Task A_wrong_offer_is_refused_naming_each_field(string body, string fields)
    {
        await using var server = await ApiServer.StartAsync(Engine.Sqlite);

        var problem = await server.SendAsync(HttpMethod.Post, "/api/offers", body, HttpStatusCode.BadRequest);

        Assert.Equal(fields, string.Join(' ', problem.GetProperty("errors").EnumerateObject().Select(e => e.Name).Order(StringComparer.Ordinal)));
    }

    [Theory]
    [InlineData("""{"slug":"other"}""", "slug")]
    [InlineData("""{"kind":"amount"}""", "value")]
    public async Task A_change_that_leaves_no_whole_offer_is_refused(string body, string field)
    {
        await using var server = await ApiServer.StartAsync(Engine.Sqlite);

        Assert.True((await server.SendAsync(HttpMethod.Put, "/api/offers/win-back", body, HttpStatusCode.BadRequest)).GetProperty("errors").TryGetProperty(field, out _));
    }

    [Fact]
    public async Task Another_currency_takes_its_amounts_along()
    {
        await using var server = await ApiServer.StartAsync(Engine.Sqlite);
        await server.SendAsync(HttpMethod.Post, "/api/offers", """{"slug":"a","name":"A","kind":"amount","value":500,"currency":"EUR","validFor":"P1D"}""", HttpStatusCode.Created);

        Assert.True((await server.SendAsync(HttpMethod.Put, "/api/offers/a", """{"currency":"JPY"}""", HttpStatusCode.BadRequest)).GetProperty("errors").TryGetProperty("currency", out _));
        await server.SendAsync(HttpMethod.Put, "/api/offers/a", """{"currency":"JPY","value":800}""");
    }

    private static string Text(JsonElement o) => $"{o.GetProperty("slug").GetString()} {o.GetProperty("kind").GetString()} {(o.GetProperty("value").ValueKind == JsonValueKind.Null ? "" : o.GetProperty("value").GetRawText())} {o.GetProperty("validFor").GetString()}";
}
