using System.Net;
using System.Text.Json;
using Cartwright.Shoppers;
using Cartwright.Stores;
using Cartwright.Turns;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Tests.Console.Shoppers;

public sealed class ShopperPageTests
{
    [Fact]
    public async Task Carts_orders_messages_and_each_journey_are_told_on_one_page_that_the_cart_leads_to()
    {
        await using var server = await ApiServer.StartAsync(Engine.Sqlite);
        await server.AbandonCartAsync("d1", "ada@mail.test", "c1");
        await server.Mail.WaitForAsync(1);
        var message = (JsonElement)await Eventually.GetAsync("it is sent", async () => (await server.GetAsync("/api/messages?status=sent")).GetProperty("items").EnumerateArray().Cast<object>().FirstOrDefault());
        await server.SendAsync(HttpMethod.Post, "/api/orders", """{"orderId":"1042","status":"placed","total":15.80,"email":"ada@mail.test"}""");
        var shopper = await ShopperAsync(server, "ada@mail.test");
        var cart = message.GetProperty("cart").GetString();
        using var owner = await ConsoleVisitor.SignInAsync(server, Roles.Owner);
        using var viewer = await ConsoleVisitor.SignInAsync(server, Roles.Viewer);

        var page = await owner.ReadAsync($"/console/shop/shoppers/{shopper}");

        foreach (var said in (string[])[$"carts/{cart}", $"messages/{message.GetProperty("id").GetString()}", "1042", "ada@mail.test", "Why not in", "Ended early"]) Assert.Contains(said, page, StringComparison.Ordinal);
        // What a cart's page says of the journeys is said here, by the same part.
        Assert.Equal(Journeys(await owner.ReadAsync($"/console/shop/carts/{cart}")), Journeys(page));
        foreach (var leads in (string[])[$"carts/{cart}", $"messages/{message.GetProperty("id").GetString()}"])
            Assert.Contains($"href=\"/console/shop/shoppers/{shopper}\"", await owner.ReadAsync("/console/shop/" + leads), StringComparison.Ordinal);
        Assert.DoesNotContain("ada@mail.test", await viewer.ReadAsync($"/console/shop/shoppers/{shopper}"), StringComparison.Ordinal);

        await server.SendAsync(HttpMethod.Post, "/api/privacy/erase", """{"email":"ada@mail.test"}""");
        var erased = await owner.ReadAsync($"/console/shop/shoppers/{shopper}");
        Assert.Contains("Everything personal was erased", erased, StringComparison.Ordinal);
        Assert.DoesNotContain("ada@", erased, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_never_had_a_cart_has_a_page_that_their_code_leads_to()
    {
        await using var server = await ApiServer.StartAsync(Engine.Sqlite);
        await server.TrackAsync(new { type = "identify", anonymousId = "d1", userId = "u1", messageId = "m1", timestamp = TimeProvider.System.GetUtcNow().ToString("O"), traits = new { email = "bob@mail.test" } });
        var shopper = await ShopperAsync(server, "bob@mail.test");
        await server.Services.GetRequiredService<TurnLoop>().SubmitAsync(new IssueCouponSignal(server.Store.Id, shopper, "win-back", null));
        await server.Services.GetRequiredService<TurnLoop>().SubmitAsync(new ReplySignal(server.Store.Id, shopper, null, Channels.Email, new Cartwright.Messages.ReplyContent("bob@mail.test", null, "Who are you?"), "mail:1"));
        using var owner = await ConsoleVisitor.SignInAsync(server, Roles.Owner);

        var page = await owner.ReadAsync($"/console/shop/shoppers/{shopper}");

        foreach (var said in (string[])["bob@mail.test", "No cart of this shopper is known.", "This shopper has not ordered yet.", "No message was made for this shopper yet.", "Who are you?"]) Assert.Contains(said, page, StringComparison.Ordinal);
        Assert.Equal("Who are you?", (await server.GetAsync($"/api/shoppers/{shopper}/replies")).GetProperty("items")[0].GetProperty("text").GetString());
        await server.SendAsync(HttpMethod.Post, $"/api/shoppers/{shopper}/resume", null, HttpStatusCode.NoContent);
        foreach (var list in (string[])["offers/codes", "events?of=u1"])
            Assert.Contains($"href=\"/console/shop/shoppers/{shopper}\"", await owner.ReadAsync("/console/shop/" + list), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_shopper_that_is_not_of_the_store_has_no_page()
    {
        await using var server = await ApiServer.StartAsync(Engine.Sqlite);
        await server.AbandonCartAsync("d1", "ada@mail.test", "c1");
        var shopper = await ShopperAsync(server, "ada@mail.test");
        await server.Services.GetRequiredService<StoreStore>().CreateAsync("other", "Other", "https://other.test", "EUR", "UTC", "en", journeysLive: false);
        await server.Services.GetRequiredService<StoreDirectory>().RefreshAsync();
        using var visitor = await ConsoleVisitor.SignInAsync(server, Roles.Operator);

        await visitor.ReadAsync($"/console/shop/shoppers/{shopper}");
        await visitor.ReadAsync($"/console/other/shoppers/{shopper}", HttpStatusCode.NotFound);
        await visitor.ReadAsync($"/console/shop/shoppers/{new Guid(1, 0, 0, new byte[8])}", HttpStatusCode.NotFound);
        await visitor.ReadAsync("/console/shop/shoppers/somebody", HttpStatusCode.NotFound);
    }

    private static async Task<Guid> ShopperAsync(ApiServer server, string email) =>
        (Guid)await Eventually.GetAsync($"{email} is known", async () => (object?)await server.Services.GetRequiredService<ShopperListStore>().ByAddressAsync(server.Store.Id, "email", email, default));

    private static string Journeys(string page) => page[page.IndexOf("<section class=\"panel\" aria-labelledby=\"journeys\"", StringComparison.Ordinal)..] is var from ? from[..from.IndexOf("</section>", StringComparison.Ordinal)] : "";
}
