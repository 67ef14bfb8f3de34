using System.Net;
using System.Text.Json;
using Cartwright.Storage;
using Cartwright.Stores;
using Dapper;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Tests.Offers;

public sealed class CouponEndpointsTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task A_shop_asks_holds_and_uses_a_code(Engine engine)
    {
        await using var server = await ApiServer.StartAsync(engine);
        var (shopper, coupon) = await CodeAsync(server, "win-back");
        var code = coupon.GetProperty("code").GetString()!;
        Assert.Equal(("win-back percent 10 live", shopper), ($"{coupon.GetProperty("offer").GetString()} {coupon.GetProperty("kind").GetString()} {coupon.GetProperty("value").GetRawText()} {coupon.GetProperty("status").GetString()}", coupon.GetProperty("shopper").GetString()));
        Assert.Equal(14, (coupon.GetProperty("expiresAt").GetDateTime() - coupon.GetProperty("issuedAt").GetDateTime()).TotalDays);

        var valid = await PostAsync(server, "validate", new { code = code.ToLowerInvariant().Replace('-', ' '), email = "ann@mail.test", total = "49.80" });
        Assert.True(valid.GetProperty("valid").GetBoolean());
        Assert.Equal(coupon.GetRawText(), valid.GetProperty("coupon").GetRawText());
        var stranger = await PostAsync(server, "validate", new { code, email = "bob@mail.test" });
        Assert.Equal((false, "other_shopper"), (stranger.GetProperty("valid").GetBoolean(), stranger.GetProperty("reason").GetString()));

        Assert.Equal("reserved", (await PostAsync(server, "reserve", new { code, orderId = "1" })).GetProperty("coupon").GetProperty("status").GetString());
        Assert.Equal("reserved", CodeOf(await PostAsync(server, "reserve", new { code, orderId = "2" }, HttpStatusCode.Conflict)));
        Assert.Equal(coupon.GetRawText(), (await PostAsync(server, "release", new { code, orderId = "1" })).GetProperty("coupon").GetRawText());
        for (var n = 0; n < 2; n++) Assert.Equal("2", (await PostAsync(server, "redeem", new { code, orderId = "2" })).GetProperty("coupon").GetProperty("order").GetString());
        Assert.Equal("used", CodeOf(await PostAsync(server, "redeem", new { code, orderId = "1" }, HttpStatusCode.Conflict)));
        Assert.Equal("used", (await PostAsync(server, "validate", new { code })).GetProperty("reason").GetString());
        Assert.Equal("used", CodeOf(await server.SendAsync(HttpMethod.Post, $"/api/coupons/{code}/revoke", null, HttpStatusCode.Conflict)));

        await server.SendAsync(HttpMethod.Post, "/api/orders", """{"orderId":"2","status":"cancelled","email":"ann@mail.test"}""");
        Assert.True((await PostAsync(server, "validate", new { code })).GetProperty("valid").GetBoolean());
        await server.SendAsync(HttpMethod.Post, "/api/orders", JsonSerializer.Serialize(new { orderId = "3", status = "paid", total = 20, email = "ann@mail.test", coupon = code }));
        Assert.Equal("3", (await server.GetAsync("/api/coupons?status=redeemed")).GetProperty("items")[0].GetProperty("order").GetString());
        Assert.Contains(code, (await server.GetAsync("/api/privacy/export?email=ann@mail.test")).GetProperty("codes").GetRawText(), StringComparison.Ordinal);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_code_is_refused_for_a_cart_that_is_known_to_be_anothers(Engine engine)
    {
        await using var server = await ApiServer.StartAsync(engine);
        var (_, coupon) = await CodeAsync(server, "win-back");
        var code = coupon.GetProperty("code").GetString()!;
        string bobs = new('b', 24), nobodys = new('n', 24);
        await server.AbandonCartAsync("bobs-device", "bob@mail.test", bobs, minutesAgo: 1);
        await server.AddToCartAsync("a-device", nobodys);
        await server.CartAsync("both are there", c => c.GetProperty("shopper").GetString() is not null);

        Assert.Equal("other_shopper", (await PostAsync(server, "validate", new { code, cartId = bobs })).GetProperty("reason").GetString());
        Assert.Equal("other_shopper", CodeOf(await PostAsync(server, "reserve", new { code, cartId = bobs }, HttpStatusCode.Conflict)));
        Assert.True((await PostAsync(server, "validate", new { code, cartId = nobodys })).GetProperty("valid").GetBoolean()); // their other device, perhaps
        Assert.True((await PostAsync(server, "validate", new { code, cartId = bobs, email = "ann@mail.test" })).GetProperty("valid").GetBoolean()); // the address says more
        Assert.True((await PostAsync(server, "validate", new { code, cartId = "77" })).GetProperty("valid").GetBoolean());
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Codes_are_listed_by_shopper_and_status_and_ended_by_hand(Engine engine)
    {
        await using var server = await ApiServer.StartAsync(engine);
        var (shopper, first) = await CodeAsync(server, "win-back");
        var second = await IssueAsync(server, shopper, "free-shipping-5h");
        Assert.Equal(JsonValueKind.Null, second.GetProperty("value").ValueKind);

        Assert.Equal(second.GetProperty("code").GetString(), Assert.Single((await server.GetAsync($"/api/coupons?shopper={shopper}&status=live")).GetProperty("items").EnumerateArray()).GetProperty("code").GetString());
        var replaced = Assert.Single((await server.GetAsync("/api/coupons?status=revoked")).GetProperty("items").EnumerateArray());
        Assert.Equal((first.GetProperty("code").GetString(), "replaced"), (replaced.GetProperty("code").GetString(), replaced.GetProperty("revokedFor").GetString()));
        var page = await server.GetAsync("/api/coupons?limit=1");
        Assert.Single((await server.GetAsync($"/api/coupons?limit=1&cursor={page.GetProperty("next").GetString()}")).GetProperty("items").EnumerateArray());
        Assert.Empty((await server.GetAsync($"/api/coupons?shopper={Guid.Empty}")).GetProperty("items").EnumerateArray());

        var code = second.GetProperty("code").GetString();
        Assert.Equal("by_hand", (await server.SendAsync(HttpMethod.Post, $"/api/coupons/{code}/revoke", null)).GetProperty("coupon").GetProperty("revokedFor").GetString());
        Assert.Equal("revoked", CodeOf(await PostAsync(server, "redeem", new { code, orderId = "1" }, HttpStatusCode.Conflict)));
        Assert.Equal($"coupon:{second.GetProperty("id").GetString()}", await server.Services.GetRequiredService<Database>().ReadAsync(c => c.ExecuteScalarAsync<string>("select target from audit where action = 'coupon_revoked' and who = 'api key'")));
    }

    [Fact]
    public async Task What_an_order_is_worth_is_asked_in_its_currency()
    {
        await using var server = await ApiServer.StartAsync(Engine.Sqlite);
        await server.SendAsync(HttpMethod.Post, "/api/offers", """{"slug":"five","name":"5 off","kind":"amount","value":500,"minTotal":4000,"validFor":"P7D"}""", HttpStatusCode.Created);
        var (_, coupon) = await CodeAsync(server, "five");
        var code = coupon.GetProperty("code").GetString();

        Assert.Equal("below_minimum", (await PostAsync(server, "validate", new { code, total = 39.99 })).GetProperty("reason").GetString());
        Assert.Equal("wrong_currency", (await PostAsync(server, "validate", new { code, total = 50, currency = "usd" })).GetProperty("reason").GetString());
        Assert.Equal("below_minimum", CodeOf(await PostAsync(server, "reserve", new { code, orderId = "1", total = 39.99 }, HttpStatusCode.Conflict)));
        Assert.Equal("wrong_currency", CodeOf(await PostAsync(server, "redeem", new { code, orderId = "1", currency = "USD" }, HttpStatusCode.Conflict)));
        await PostAsync(server, "redeem", new { code, orderId = "1", total = "40.00" });
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_code_of_another_store_is_as_unknown_as_none(Engine engine)
    {
        await using var server = await ApiServer.StartAsync(engine);
        var (shopper, coupon) = await CodeAsync(server, "win-back");
        var code = coupon.GetProperty("code").GetString();
        var (_, keys) = await server.Services.GetRequiredService<StoreStore>().CreateAsync("other", "Other", "https://other.test", "EUR", "Europe/Berlin", "en", journeysLive: false);
        await server.Services.GetRequiredService<StoreDirectory>().RefreshAsync();
        using var other = server.Client(keys.SecretKey);

        var bodies = new HashSet<string>();
        foreach (var asked in (string?[])[code, "BACK-22222-22222-22222", "no code' or 1=1", code + "2"])
            foreach (var action in (string[])["validate", "reserve", "release", "redeem"])
            {
                using var answer = await other.PostAsync("/api/coupons/" + action, Body(new { code = asked, orderId = "1" }));
                var problem = await ApiServer.ReadAsync(answer, HttpStatusCode.NotFound);
                bodies.Add($"{problem.GetProperty("title").GetString()} {problem.GetProperty("detail").GetString()} {CodeOf(problem)}");
            }
        Assert.Equal("Not found. There is no such code. unknown_code", Assert.Single(bodies));
        using var revoked = await other.PostAsync($"/api/coupons/{code}/revoke", null);
        await ApiServer.ReadAsync(revoked, HttpStatusCode.NotFound);
        using var issued = await other.PostAsync("/api/coupons", Body(new { offer = "win-back", shopper }));
        await ApiServer.ReadAsync(issued, HttpStatusCode.NotFound);
        Assert.Empty((await ApiServer.ReadAsync(await other.GetAsync("/api/coupons"), HttpStatusCode.OK)).GetProperty("items").EnumerateArray());
        Assert.True((await PostAsync(server, "validate", new { code })).GetProperty("valid").GetBoolean());
    }

    [Fact]
    public async Task A_paused_offer_makes_no_codes_and_those_that_are_out_stay_good()
    {
        await using var server = await ApiServer.StartAsync(Engine.Sqlite);
        var (shopper, coupon) = await CodeAsync(server, "win-back");
        await server.SendAsync(HttpMethod.Put, "/api/offers/win-back", """{"status":"paused"}""");

        Assert.Equal("offer_paused", CodeOf(await server.SendAsync(HttpMethod.Post, "/api/coupons", JsonSerializer.Serialize(new { offer = "win-back", shopper }), HttpStatusCode.Conflict)));
        Assert.True((await PostAsync(server, "validate", new { code = coupon.GetProperty("code").GetString() })).GetProperty("valid").GetBoolean());
    }

    private static async Task<(string Shopper, JsonElement Coupon)> CodeAsync(ApiServer server, string offer)
    {
        await server.SendAsync(HttpMethod.Post, "/api/orders", """{"orderId":"before","status":"paid","total":5,"email":"ann@mail.test"}""");
        var shopper = (await server.GetAsync("/api/shoppers?email=ann@mail.test")).GetProperty("items")[0].GetProperty("id").GetString()!;
        return (shopper, await IssueAsync(server, shopper, offer));
    }

    private static async Task<JsonElement> IssueAsync(ApiServer server, string shopper, string offer) =>
        (await server.SendAsync(HttpMethod.Post, "/api/coupons", JsonSerializer.Serialize(new { offer, shopper }))).GetProperty("coupon");

    private static Task<JsonElement> PostAsync(ApiServer server, string action, object body, HttpStatusCode expected = HttpStatusCode.OK) =>
        server.SendAsync(HttpMethod.Post, "/api/coupons/" + action, JsonSerializer.Serialize(body), expected);

    private static StringContent Body(object body) => new(JsonSerializer.Serialize(body), System.Text.Encoding.UTF8, "application/json");

    private static string? CodeOf(JsonElement problem) => problem.GetProperty("code").GetString();
}
