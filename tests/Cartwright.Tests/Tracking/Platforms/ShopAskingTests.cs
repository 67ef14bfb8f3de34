using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Cartwright.Hosting;
using Cartwright.Storage;
using Cartwright.Tests.Support;
using Cartwright.Tracking.Platforms;
using Dapper;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Tests.Tracking.Platforms;

/// <summary>The whole server beside a shop that can be asked.</summary>
public sealed class ShopAskingTests
{
    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    [Theory, OnSqlite, OnPostgres]
    public async Task An_order_only_the_shop_knows_keeps_the_reminder_from_leaving(Engine engine)
    {
        await using var shop = await ScriptedShop.StartAsync();
        await using var server = await ApiServer.StartAsync(engine);
        shop.Instead = shop.Status(500);
        await ConnectAsync(server, shop, "shopify", ShopProblem.ShopError);

        // The shop is down: what is due waits, with a reason.
        await server.AbandonCartAsync("d-ada", "ada@mail.test", "c-ada");
        await server.AbandonCartAsync("d-bob", "bob@mail.test", "c-bob");
        await Eventually.HoldsAsync("both wait for the shop", async () => (await MessagesAsync(server)).Count(m => m.GetProperty("status").GetString() == "queued" && m.GetProperty("decision").GetProperty("reason").GetString() == "shop_not_asked") == 2);
        Assert.Equal("shop_error", (await server.GetAsync("/api/stores/shop/shop")).GetProperty("problem").GetString());

        // It answers again: one of the two was ordered, and no webhook told.
        shop.Orders.Enqueue(ScriptedShop.ShopifyOrder(4711, "ada@mail.test", Now));
        shop.Instead = null;
        var asker = server.Services.GetRequiredService<ShopAsker>();
        await asker.FetchAsync(server.Store);
        Assert.Equal(ShopWord.Known, (await asker.AskAsync(server.Store)).Word);
        await server.Services.GetRequiredService<Database>().WriteAsync(s => s.ExecuteAsync("update message set due_at = 0 where status = 'queued'"));
        await Eventually.HoldsAsync("the other one leaves", () => server.Mail.Mails.Any(m => m.To == "bob@mail.test"));
        Assert.DoesNotContain(server.Mail.Mails, m => m.To == "ada@mail.test");
        Assert.Equal(1, await CountAsync(server, "select count(*) from message where status = 'withdrawn' and skip_reason like 'ordered%'"));
        Assert.Equal(1, await CountAsync(server, "select count(*) from purchase where external_id = '4711' and trust = 'platform'"));
        Assert.Contains(Assert.Single(await MessagesAsync(server), m => m.GetProperty("status").GetString() is "sent" or "sending").GetProperty("decision").GetProperty("rules").EnumerateArray(), r => r.GetProperty("rule").GetString() == "shop");
        Assert.Equal(1, await CountAsync(server, "select count(*) from audit where action = 'shop_answers'"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Orders_missed_in_an_outage_are_fetched_page_by_page_and_go_on_where_they_stopped(Engine engine)
    {
        await using var shop = await ScriptedShop.StartAsync();
        await using var server = await ApiServer.StartAsync(engine);
        for (var i = 0; i < 120; i++) shop.Orders.Enqueue(ScriptedShop.WooOrder(1000 + i, $"w{i}@mail.test", Now.AddDays(-1).AddMinutes(i * (i < 60 ? 0 : 5))));
        shop.Orders.Enqueue(new JsonObject { ["id"] = 5000, ["status"] = "processing", ["date_modified_gmt"] = Now.AddHours(-2).ToString("yyyy-MM-ddTHH:mm:ss"), ["total"] = "much" });
        await ConnectAsync(server, shop, "woocommerce", null);
        var asker = server.Services.GetRequiredService<ShopAsker>();
        await asker.FetchAsync(server.Store);

        Assert.Equal(120, await CountAsync(server, "select count(*) from purchase where confirmed = 1"));
        Assert.Equal(1, await CountAsync(server, "select count(*) from rejected_event where reason like 'woocommerce, fetched:%'"));
        var asked = shop.Requests.Count;
        shop.Orders.Enqueue(ScriptedShop.WooOrder(6000, "late@mail.test", Now));
        await asker.FetchAsync(server.Store);
        Assert.Equal(121, await CountAsync(server, "select count(*) from purchase"));
        Assert.Equal(asked + 1, shop.Requests.Count);
        Assert.DoesNotContain(shop.Requests, r => r.Contains(ScriptedShop.Key, StringComparison.Ordinal) || r.Contains('@'));
    }

    [Fact]
    public async Task What_is_missing_is_said_exactly()
    {
        await using var shop = await ScriptedShop.StartAsync();
        await using var elsewhere = await ScriptedShop.StartAsync();
        using var http = new OutgoingHttp($"127.0.0.1:{shop.Url.Port}", TimeProvider.System);
        var channel = new ShopChannel(http);
        var store = new Cartwright.Stores.Store(Guid.Empty, "shop", "Shop", "https://shop.test", "EUR", "UTC", "en", new(), 0);
        async Task<string?> TestAsync(string platform, string key, Uri? url = null)
        {
            try { await channel.TestAsync(new ShopAccess(store, platform, url ?? shop.Url, key, ScriptedShop.Secret), default); }
            catch (ShopException error) { Assert.DoesNotContain(key, error.ToString(), StringComparison.Ordinal); return error.Code; }
            return null;
        }

        Assert.Null(await TestAsync("shopify", ScriptedShop.Token));
        Assert.Null(await TestAsync("woocommerce", ScriptedShop.Key));
        Assert.Equal(ShopProblem.WrongKey, await TestAsync("shopify", "shpat_wrong"));
        Assert.Equal(ShopProblem.NotAShop, await TestAsync("woocommerce", ScriptedShop.Key, new Uri(shop.Url, "blog/")));
        Assert.Equal(ShopProblem.PrivateAddress, await TestAsync("shopify", ScriptedShop.Token, elsewhere.Url));
        shop.Scopes = ["read_products"];
        Assert.Equal(ShopProblem.MissingScope, await TestAsync("shopify", ScriptedShop.Token));
        foreach (var (instead, problem) in ((Func<HttpContext, Task>, string)[])
        [
            (shop.Status(401, """{"code":"woocommerce_rest_cannot_view"}"""), ShopProblem.KeyNotSeen), (shop.Status(403), ShopProblem.MissingScope), (shop.Status(500), ShopProblem.ShopError), (shop.Status(200, "<html>"), ShopProblem.NotUnderstood),
            (shop.Status(200, """[{"no":"id"}]"""), ShopProblem.NotUnderstood), (shop.Status(429, "{}", "2.0"), ShopProblem.Busy), (c => { c.Response.Redirect(elsewhere.Url.ToString()); return Task.CompletedTask; }, ShopProblem.PrivateAddress),
            (c => { c.Abort(); return Task.CompletedTask; }, ShopProblem.NotReachable),
        ])
        {
            shop.Instead = instead;
            Assert.Equal(problem, await TestAsync("woocommerce", ScriptedShop.Key));
        }
    }

    [Theory]
    [InlineData(0, 0, "Waits", 300), InlineData(1799, 0, "Waits", 1800), InlineData(1500, 1900, "Waits", 1900), InlineData(1800, 0, "GivenUp", 0)]
    public void A_message_waits_half_an_hour_at_most(int now, int notBefore, string word, int again) =>
        Assert.Equal(new ShopAnswer(Enum.Parse<ShopWord>(word), again * 1000L), ShopAnswerPolicy.WhenFailing(0, notBefore * 1000L, now * 1000L));

    [Theory, OnSqlite, OnPostgres]
    public async Task The_key_is_sealed_and_never_shown_and_every_change_is_on_record(Engine engine)
    {
        await using var shop = await ScriptedShop.StartAsync();
        await using var server = await ApiServer.StartAsync(engine);
        await server.SendAsync(HttpMethod.Get, "/api/stores/shop/shop", null, HttpStatusCode.NotFound);
        await server.SendAsync(HttpMethod.Delete, "/api/stores/shop/shop", null, HttpStatusCode.NotFound);
        foreach (var (json, field) in ((string, string)[])
        [
            ("""{"platform":"magento","url":"https://x.test"}""", "platform"), ("""{"platform":"shopify","url":"https://tea.example","token":"shpat_0123456789"}""", "url"), ("""{"platform":"shopify","url":"tea.myshopify.com"}""", "token"),
            ("""{"platform":"woocommerce","url":"http://tea.example","key":"ck_0123456789","secret":"cs_0123456789"}""", "url"), ("""{"platform":"woocommerce","url":"tea.example","key":"ck_0123456789"}""", "secret"),
        ])
            Assert.True((await server.SendAsync(HttpMethod.Put, "/api/stores/shop/shop", json, HttpStatusCode.BadRequest)).GetProperty("errors").TryGetProperty(field, out _), json);

        await ConnectAsync(server, shop, "shopify", null);
        Assert.True((await server.SendAsync(HttpMethod.Post, "/api/stores/shop/shop/test", null)).GetProperty("ok").GetBoolean());
        Assert.DoesNotContain(ScriptedShop.Token, (await server.GetAsync("/api/stores/shop/shop")).GetRawText(), StringComparison.Ordinal);
        var box = await server.Services.GetRequiredService<Database>().ReadAsync(c => c.ExecuteScalarAsync<byte[]>("select sealed from shop_connection"));
        Assert.DoesNotContain(ScriptedShop.Token, Encoding.Latin1.GetString(box!), StringComparison.Ordinal);

        using var owner = await ConsoleVisitor.SignInAsync(server, Cartwright.Stores.Roles.Owner);
        Assert.DoesNotContain(ScriptedShop.Token, await owner.ReadAsync("/console/shop/settings/shop"), StringComparison.Ordinal);
        Assert.Contains("which begins with ck_", await (await owner.SubmitAsync("/console/shop/settings/shop", "/console/shop/settings/shop", ("platform", "woocommerce"), ("url", shop.Url.ToString()))).Content.ReadAsStringAsync(), StringComparison.Ordinal);
        shop.Instead = shop.Status(401);
        Assert.Equal(HttpStatusCode.Found, (await owner.SubmitAsync("/console/shop/settings/shop", "/console/shop/settings/shop/test")).StatusCode);
        Assert.Contains("The shop does not know the key", await owner.ReadAsync("/console/shop/settings/shop"), StringComparison.Ordinal);
        Assert.Contains("cannot be asked for its orders", await owner.ReadAsync("/console/shop"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Found, (await owner.SubmitAsync("/console/shop/settings/shop", "/console/shop/settings/shop/remove")).StatusCode);
        Assert.Equal(0, await CountAsync(server, "select count(*) from shop_connection"));
        Assert.Equal(2, await CountAsync(server, "select count(*) from audit where action in ('shop_connected', 'shop_disconnected')"));
    }

    private static async Task ConnectAsync(ApiServer server, ScriptedShop shop, string platform, string? problem)
    {
        var answer = await server.SendAsync(HttpMethod.Put, "/api/stores/shop/shop", new JsonObject { ["platform"] = platform, ["url"] = shop.Url.ToString(), ["token"] = ScriptedShop.Token, ["key"] = ScriptedShop.Key, ["secret"] = ScriptedShop.Secret }.ToJsonString());
        Assert.Equal(problem, answer.GetProperty("problem").GetString());
    }

    private static async Task<long> CountAsync(ApiServer server, string sql) => await server.Services.GetRequiredService<Database>().ReadAsync(c => c.ExecuteScalarAsync<long>(sql));

    private static async Task<List<System.Text.Json.JsonElement>> MessagesAsync(ApiServer server) => [.. (await server.GetAsync("/api/messages")).GetProperty("items").EnumerateArray()];
}
