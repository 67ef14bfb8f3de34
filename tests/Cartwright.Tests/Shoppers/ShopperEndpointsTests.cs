using System.Net;
using System.Text.Json;
using Cartwright.Storage;
using Cartwright.Tests.Support;
using Dapper;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Tests.Shoppers;

public sealed class ShopperEndpointsTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task A_shopper_is_found_exported_and_erased(Engine engine)
    {
        await using var server = await ApiServer.StartAsync(engine);
        await server.AbandonCartAsync("d1", "ann@mail.test", "c1", minutesAgo: 1);

        var shopper = (await server.GetAsync("/api/shoppers?email=Ann@Mail.test")).GetProperty("items")[0];
        var id = shopper.GetProperty("id").GetString();
        Assert.Equal("ann@mail.test", shopper.GetProperty("email").GetString());
        Assert.Equal("ann@mail.test", (await server.GetAsync("/api/shoppers")).GetProperty("items")[0].GetProperty("email").GetString());
        Assert.Single((await server.GetAsync($"/api/shoppers/{id}")).GetProperty("carts").EnumerateArray());
        var whole = await server.GetAsync($"/api/shoppers/{id}");
        Assert.Equal(("guest", "none"), (whole.GetProperty("account").GetString(), whole.GetProperty("buyer").GetString()));
        var export = await server.GetAsync("/api/privacy/export?email=ann@mail.test");
        Assert.Equal("ann@mail.test", export.GetProperty("carts")[0].GetProperty("details").GetProperty("email").GetString());
        Assert.Equal(2, export.GetProperty("events").GetArrayLength());

        Assert.Equal(id, (await server.SendAsync(HttpMethod.Post, "/api/privacy/erase", """{"email":"ann@mail.test"}""")).GetProperty("shopper").GetString());

        await server.SendAsync(HttpMethod.Get, "/api/privacy/export?email=ann@mail.test", null, HttpStatusCode.NotFound);
        await server.SendAsync(HttpMethod.Post, "/api/privacy/erase", """{"email":"ann@mail.test"}""", HttpStatusCode.NotFound);
        Assert.Equal(JsonValueKind.Null, (await server.GetAsync($"/api/shoppers/{id}")).GetProperty("shopper").GetProperty("email").ValueKind);
        Assert.Equal(JsonValueKind.Null, (await server.GetAsync("/api/shoppers")).GetProperty("items")[0].GetProperty("email").ValueKind);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Guest_and_registered_first_and_returning_are_told_apart(Engine engine)
    {
        await using var core = await CoreHarness.StartAsync(engine);
        async Task<(string, string)> AreAsync() => (await core.ShopperAsync("device-1"))! is var s ? (s.Account, s.Buyer) : default;
        await core.SendAsync(Some.Added(core.Now), Some.Ordered(core.Now + 1, order: "o1"));
        Assert.Equal(("guest", "first_order"), await AreAsync());
        await core.SendAsync(Some.Event(Cartwright.Tracking.EventKind.Identified, core.Now + 2) with { UserId = "u1" }, Some.Ordered(core.Now + 3, order: "o2"));
        Assert.Equal(("registered", "returning"), await AreAsync());
        await core.SendAsync(Some.Event(Cartwright.Tracking.EventKind.OrderCancelled, core.Now + 4, trust: Cartwright.Tracking.Trust.Server) with { UserId = "u1", OrderId = "o2" });
        Assert.Equal(("registered", "first_order"), await AreAsync());
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_suppressed_address_gets_nothing_until_it_is_allowed_again_with_a_reason(Engine engine)
    {
        await using var server = await ApiServer.StartAsync(engine);
        await server.AbandonCartAsync("d1", "ann@mail.test", "c1", minutesAgo: 1);
        var known = await server.SendAsync(HttpMethod.Post, "/api/suppressions", """{"address":"ann@mail.test"}""", HttpStatusCode.Created);
        var stranger = await server.SendAsync(HttpMethod.Post, "/api/suppressions", """{"address":"bob@mail.test"}""", HttpStatusCode.Created);
        Assert.Equal("manual", known.GetProperty("reason").GetString());
        Assert.DoesNotContain("ann@", (await server.GetAsync("/api/suppressions")).GetRawText());
        Assert.Equal(2, (await server.GetAsync("/api/suppressions")).GetProperty("items").GetArrayLength());
        var first = await server.GetAsync("/api/suppressions?limit=1");
        Assert.Single((await server.GetAsync($"/api/suppressions?limit=1&cursor={first.GetProperty("next").GetString()}")).GetProperty("items").EnumerateArray());
        Assert.Equal("manual", SuppressedFor(await ShopperAsync()));

        var problem = await server.SendAsync(HttpMethod.Delete, $"/api/suppressions/{known.GetProperty("id").GetString()}", null, HttpStatusCode.BadRequest);
        Assert.True(problem.GetProperty("errors").TryGetProperty("reason", out _));
        await server.SendAsync(HttpMethod.Delete, $"/api/suppressions/{known.GetProperty("id").GetString()}?reason=asked+by+phone", null, HttpStatusCode.NoContent);
        await server.SendAsync(HttpMethod.Delete, $"/api/suppressions/{stranger.GetProperty("id").GetString()}", """{"reason":"a slip of ours"}""", HttpStatusCode.NoContent);

        Assert.Equal(0, (await server.GetAsync("/api/suppressions")).GetProperty("items").GetArrayLength());
        Assert.Null(SuppressedFor(await ShopperAsync()));
        await server.SendAsync(HttpMethod.Delete, $"/api/suppressions/{known.GetProperty("id").GetString()}?reason=again", null, HttpStatusCode.NotFound);
        var reasons = await server.Services.GetRequiredService<Database>().ReadAsync(async c => (await c.QueryAsync<string>("select reason from audit where action = 'suppression_removed'")).ToList());
        Assert.Equivalent(new[] { "asked by phone", "a slip of ours" }, reasons, strict: true); // both may be of the same millisecond

        // And it can be suppressed again.
        await server.SendAsync(HttpMethod.Post, "/api/suppressions", """{"address":"ann@mail.test"}""", HttpStatusCode.Created);

        async Task<JsonElement> ShopperAsync() => await server.GetAsync("/api/shoppers/" + (await server.GetAsync("/api/shoppers?email=ann@mail.test")).GetProperty("items")[0].GetProperty("id").GetString());
        static string? SuppressedFor(JsonElement shopper) => shopper.GetProperty("permissions").EnumerateArray().Select(p => p.GetProperty("suppressedFor").GetString()).FirstOrDefault(r => r is not null);
    }
}
