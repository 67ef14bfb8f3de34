using System.Net;
using Cartwright.Console.Offers;
using Cartwright.Offers;
using Cartwright.Stores;
using Cartwright.Turns;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Tests.Console.Offers;

public sealed class OfferPagesTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task Codes_are_found_by_state_offer_code_and_address_as_they_stand_now(Engine engine)
    {
        await using var server = await ApiServer.StartAsync(engine);
        var (store, list, now) = (server.Store.Id, server.Services.GetRequiredService<CodeListStore>(), TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());
        var ada = await IssueAsync(server, "ada", "win-back");
        var bob = await IssueAsync(server, "bob", "free-shipping-5h");
        await server.SendAsync(HttpMethod.Post, "/api/coupons/redeem", $$"""{"code":"{{ada}}","orderId":"1042"}""");
        const long Day = 86_400_000;
        async Task<string> FindAsync(long at, string? status = null, string? offer = null, string? query = null) =>
            string.Join(' ', (await list.ListAsync(store, CodeFilter.Read(status, offer, query, null), at)).Rows.Select(r => $"{r.Email}:{r.Coupon.Status}"));

        Assert.Equal("bob@mail.test:Live ada@mail.test:Redeemed", await FindAsync(now));
        Assert.Equal("bob@mail.test:Live", await FindAsync(now, status: "live"));
        Assert.Equal(("", "bob@mail.test:Expired"), (await FindAsync(now + Day, status: "live"), await FindAsync(now + Day, status: "expired")));
        Assert.Equal("ada@mail.test:Redeemed", await FindAsync(now, offer: "win-back"));
        Assert.Equal("bob@mail.test:Live", await FindAsync(now, query: bob[..9].ToLowerInvariant().Replace('-', ' ')));
        Assert.Equal("", await FindAsync(now, query: bob[2..])); // from its beginning
        Assert.Equal("ada@mail.test:Redeemed", await FindAsync(now, query: "Ada@mail.test"));
        Assert.Equal(("", ""), (await FindAsync(now, query: "nobody@mail.test"), await FindAsync(now, query: "%_' or 1=1")));
        var counts = await list.CountAsync(store, now - Day, now);
        Assert.Equal((new OfferCounts(1, 1, 0), new OfferCounts(1, 0, 1)), (counts["win-back"], counts["free-shipping-5h"]));
        var first = await list.ListAsync(store, CodeFilter.Read(null, null, null, null), now, size: 1);
        Assert.True(first.HasMore);
        Assert.False((await list.ListAsync(store, CodeFilter.Read(null, null, null, first.Rows[0].Coupon.Id.ToString()), now, size: 1)).HasMore);
    }

    [Theory]
    [InlineData(Roles.Viewer, "/console/shop/offers/codes", HttpStatusCode.Forbidden)]
    [InlineData(Roles.Viewer, "/console/shop/offers/win-back", HttpStatusCode.OK)]
    [InlineData(Roles.Agent, "/console/shop/offers/new", HttpStatusCode.Forbidden)]
    [InlineData(Roles.Marketer, "/console/shop/offers/codes", HttpStatusCode.OK)]
    public async Task A_code_is_seen_by_those_who_may_see_it(string role, string page, HttpStatusCode expected)
    {
        await using var server = await ApiServer.StartAsync(Engine.Sqlite);
        var code = await IssueAsync(server, "ada", "win-back");
        using var visitor = await ConsoleVisitor.SignInAsync(server, role);

        var text = await visitor.ReadAsync(page, expected);

        Assert.Equal(role == Roles.Marketer, text.Contains(code, StringComparison.Ordinal));
        Assert.DoesNotContain("ada@mail.test", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_journeys_that_give_an_offer_are_named_in_a_sentence()
    {
        await using var server = await ApiServer.StartAsync(Engine.Sqlite);
        await server.SendAsync(HttpMethod.Put, "/api/journeys/second", """{"definition":{"name":"Second","trigger":{"type":"cart_abandoned"},"steps":[{"type":"offer","offer":"win-back"}]}}""", HttpStatusCode.Created);
        using var owner = await ConsoleVisitor.SignInAsync(server, Roles.Owner);

        Assert.Contains("Given by: <a href=", await owner.ReadAsync("/console/shop/offers/win-back"), StringComparison.Ordinal);
    }

    private static async Task<string> IssueAsync(ApiServer server, string name, string offer)
    {
        await server.AbandonCartAsync("d-" + name, $"{name}@mail.test", "c-" + name);
        var shopper = await server.Services.GetRequiredService<Cartwright.Shoppers.ShopperListStore>().ByAddressAsync(server.Store.Id, "email", $"{name}@mail.test", default);
        var made = Assert.IsType<CouponResult>(await server.Services.GetRequiredService<TurnLoop>().SubmitAsync(new IssueCouponSignal(server.Store.Id, shopper!.Value, offer, null)));
        return made.Coupon!.Code;
    }
}
