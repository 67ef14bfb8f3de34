using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cartwright.Hosting;
using Cartwright.Storage;
using Cartwright.Stores;
using Cartwright.Tracking.Platforms;
using Dapper;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Tests.Tracking.Platforms;

/// <summary>The whole server beside a shop that sends cart mails of its own, or seems to.</summary>
public sealed class CartMailersTests
{
    private const string Klaviyo = "<!doctype html><title>Tea</title><script async src=\"https://static.klaviyo.com/onsite/js/klaviyo.js\"></script>";

    [Theory, OnSqlite, OnPostgres]
    public async Task A_shop_whose_page_loads_a_service_is_told_until_the_merchant_has_taken_care_of_it(Engine engine)
    {
        await using var shop = await ScriptedShop.StartAsync();
        await using var server = await ApiServer.StartAsync(engine);
        using var owner = await ConsoleVisitor.SignInAsync(server, Roles.Owner);
        await StandsAtAsync(server, shop.Url);
        Assert.Equal(JsonValueKind.Null, (await server.GetAsync("/api/stores/shop/shop/cart-mails")).GetProperty("lookedAt").ValueKind);
        Assert.Contains("Not looked at yet", await owner.ReadAsync("/console/shop/settings/shop"), StringComparison.Ordinal);

        shop.Page = "<!doctype html><title>Tea</title>";
        Assert.Empty((await CheckAsync(server)).GetProperty("items").EnumerateArray());
        Assert.Contains("Nothing was seen", await owner.ReadAsync("/console/shop/settings/shop"), StringComparison.Ordinal);
        Assert.DoesNotContain("cart mails already", await owner.ReadAsync("/console/shop"), StringComparison.Ordinal);

        shop.Page = Klaviyo;
        var item = Assert.Single((await CheckAsync(server)).GetProperty("items").EnumerateArray());
        Assert.Equal(("klaviyo", "page", null), (item.GetProperty("id").GetString(), item.GetProperty("seenBy").GetString(), item.GetProperty("acknowledgedAt").GetString()));
        Assert.Contains("This shop seems to send cart mails already: Klaviyo. Shoppers would get two.", await owner.ReadAsync("/console/shop/settings/shop"), StringComparison.Ordinal);
        Assert.Contains("cart mails already", await owner.ReadAsync("/console/shop"), StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.Found, (await owner.SubmitAsync("/console/shop/settings/shop", "/console/shop/settings/shop/cart-mails", ("id", "klaviyo"), ("done", "1"))).StatusCode);
        Assert.DoesNotContain("This shop seems to send", await owner.ReadAsync("/console/shop/settings/shop"), StringComparison.Ordinal);
        Assert.DoesNotContain("cart mails already", await owner.ReadAsync("/console/shop"), StringComparison.Ordinal);
        Assert.NotNull(Assert.Single((await CheckAsync(server)).GetProperty("items").EnumerateArray()).GetProperty("acknowledgedAt").GetString()); // another look takes nothing back

        // One that comes later is told again, and so is the old one when the merchant says so.
        shop.Page += "<script src=\"https://omnisnippet1.com/inshop/launcher-v2.js\"></script>";
        await CheckAsync(server);
        Assert.Contains("cart mails already: Omnisend. ", await owner.ReadAsync("/console/shop/settings/shop"), StringComparison.Ordinal);
        for (var i = 0; i < 2; i++) await server.SendAsync(HttpMethod.Post, "/api/stores/shop/shop/acknowledge", """{"id":"klaviyo","acknowledged":false}""");
        Assert.Contains("cart mails already: Klaviyo, Omnisend. ", await owner.ReadAsync("/console/shop/settings/shop"), StringComparison.Ordinal);
        Assert.Equal(2, await server.Services.GetRequiredService<Database>().ReadAsync(c => c.ExecuteScalarAsync<long>("select count(*) from audit where action in ('cart_mails_done', 'cart_mails_open')")));
    }

    [Fact]
    public async Task Only_what_was_found_can_be_acknowledged()
    {
        await using var shop = await ScriptedShop.StartAsync();
        await using var server = await ApiServer.StartAsync(Engine.Sqlite);
        await server.SendAsync(HttpMethod.Post, "/api/stores/shop/shop/acknowledge", """{"id":"klaviyo"}""", HttpStatusCode.NotFound);
        await StandsAtAsync(server, shop.Url);
        shop.Page = Klaviyo;
        await CheckAsync(server);
        await server.SendAsync(HttpMethod.Post, "/api/stores/shop/shop/acknowledge", """{"id":"omnisend"}""", HttpStatusCode.NotFound);
        foreach (var body in (string[])["{}", """{"id":""}""", """{"id":7}""", """{"id":"klaviyo","mailer":1}""", ""])
            await server.SendAsync(HttpMethod.Post, "/api/stores/shop/shop/acknowledge", body, HttpStatusCode.BadRequest);
        await server.SendAsync(HttpMethod.Post, "/api/stores/other/shop/acknowledge", """{"id":"klaviyo"}""", HttpStatusCode.NotFound);
        await server.SendAsync(HttpMethod.Post, "/api/stores/shop/shop/acknowledge", """{"id":"klaviyo"}""");

        using var viewer = await ConsoleVisitor.SignInAsync(server, Roles.Viewer);
        Assert.Equal(HttpStatusCode.Forbidden, (await viewer.SubmitAsync("/console/shop", "/console/shop/settings/shop/cart-mails", ("id", "klaviyo"), ("done", "0"))).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await viewer.SubmitAsync("/console/shop", "/console/shop/settings/shop/check")).StatusCode);
        Assert.NotNull(Assert.Single((await server.GetAsync("/api/stores/shop/shop/cart-mails")).GetProperty("items").EnumerateArray()).GetProperty("acknowledgedAt").GetString());
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_shop_of_WooCommerce_tells_its_plugins_and_its_own_mail_as_it_is_connected(Engine engine)
    {
        await using var shop = await ScriptedShop.StartAsync();
        await using var server = await ApiServer.StartAsync(engine);
        await StandsAtAsync(server, shop.Url);
        shop.Page = "<!doctype html>";
        shop.Plugins = ["woocommerce/woocommerce.php", "woo-cart-abandonment-recovery/woo-cart-abandonment-recovery.php", "acme-cart-recovery/main.php", "hello.php"];
        shop.CartMail = ("yes", "no");
        await ConnectAsync(server, shop, "woocommerce");
        Assert.Equal("cartflows plugin:acme-cart-recovery", Ids(await MailsAsync(server)));
        Assert.Equal("The plugin acme-cart-recovery", (await MailsAsync(server)).GetProperty("items")[1].GetProperty("name").GetString());

        shop.CartMail = ("yes", "yes");
        shop.Plugins = [];
        Assert.Equal("woocommerce", Ids(await CheckAsync(server)));

        // Whoever may not see the plugins is told so; the page is looked at all the same.
        shop.Page = Klaviyo;
        foreach (var status in (int[])[401, 403, 404])
        {
            shop.Refused = new Dictionary<string, int> { ["/wp-json/wc/v3/system_status"] = status, ["/wp-json/wc/v3/settings/email_customer_abandoned_cart_recovery"] = status };
            var look = await CheckAsync(server);
            Assert.Equal(("klaviyo", "not_permitted", null), (Ids(look), look.GetProperty("pluginsProblem").GetString(), look.GetProperty("pageProblem").GetString()));
        }
        Assert.Equal("klaviyo", Ids((await server.GetAsync("/api/stores/shop/shop")).GetProperty("cartMails")));
        Assert.DoesNotContain(shop.Requests, r => r.StartsWith("/wp-json/wc/v3/system_status", StringComparison.Ordinal) && !r.EndsWith("?_fields=active_plugins", StringComparison.Ordinal));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_shop_of_Shopify_is_asked_to_tick_off_Shopifys_own_mail(Engine engine)
    {
        await using var shop = await ScriptedShop.StartAsync();
        await using var server = await ApiServer.StartAsync(engine);
        using var owner = await ConsoleVisitor.SignInAsync(server, Roles.Owner);
        await StandsAtAsync(server, new Uri(shop.Url, "closed")); // no page to look at
        await ConnectAsync(server, shop, "shopify");
        var look = await MailsAsync(server);
        Assert.Equal(("shopify", "page_refused"), (Ids(look), look.GetProperty("pageProblem").GetString()));
        var page = WebUtility.HtmlDecode(await owner.ReadAsync("/console/shop/settings/shop"));
        Assert.Contains("under Marketing, Automations", page, StringComparison.Ordinal);
        Assert.Contains("The shop does not show its front page", page, StringComparison.Ordinal);
        await server.SendAsync(HttpMethod.Post, "/api/stores/shop/shop/acknowledge", """{"id":"shopify"}""");
        Assert.DoesNotContain("cart mails already", await owner.ReadAsync("/console/shop"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Shopify_is_known_by_its_webhooks_too()
    {
        await using var shop = await ScriptedShop.StartAsync();
        await using var server = await ApiServer.StartAsync(Engine.Sqlite);
        await StandsAtAsync(server, shop.Url);
        shop.Page = "<!doctype html>";
        Assert.Equal("", Ids(await CheckAsync(server)));
        await server.Services.GetRequiredService<Cartwright.Tracking.Webhooks.OrderFeedStore>().HeardAsync(server.Store, "shopify");
        Assert.Equal("shopify", Ids(await CheckAsync(server)));
    }

    [Fact]
    public async Task A_page_that_cannot_be_had_is_said_and_no_private_address_is_asked()
    {
        await using var shop = await ScriptedShop.StartAsync();
        using var strict = new OutgoingHttp(null, TimeProvider.System);
        Assert.Equal(ShopProblem.PrivateAddress, (await Assert.ThrowsAsync<ShopException>(() => new ShopChannel(strict).FrontPageAsync(shop.Url, default))).Code);
        Assert.Empty(shop.Requests);

        using var http = new OutgoingHttp("true", TimeProvider.System) { MaxBody = 4096 };
        var channel = new ShopChannel(http);
        foreach (var (instead, problem) in ((Func<Microsoft.AspNetCore.Http.HttpContext, Task>, string)[])
        [
            (shop.Status(403), ShopProblem.PageRefused), (shop.Status(404), ShopProblem.PageRefused), (shop.Status(429), ShopProblem.Busy), (shop.Status(503), ShopProblem.ShopError),
            (shop.Status(200, new string('x', 5000)), ShopProblem.NotUnderstood), (c => { c.Abort(); return Task.CompletedTask; }, ShopProblem.NotReachable),
            (c => { c.Response.Redirect("/"); return Task.CompletedTask; }, ShopProblem.Moved),
        ])
        {
            shop.Instead = instead;
            Assert.Equal(problem, (await Assert.ThrowsAsync<ShopException>(() => channel.FrontPageAsync(shop.Url, default))).Code);
        }
    }

    [Fact]
    public async Task A_page_is_asked_for_as_a_page_also_where_the_shop_leads_on()
    {
        await using var shop = await ScriptedShop.StartAsync();
        await using var www = await ScriptedShop.StartAsync();
        var accepted = "";
        shop.Instead = c => { c.Response.Redirect(www.Url.ToString()); return Task.CompletedTask; };
        www.Instead = c => { accepted = c.Request.Headers.Accept.ToString(); return www.Status(200, "é" + Klaviyo)(c); };
        using var http = new OutgoingHttp("true", TimeProvider.System);
        Assert.Contains("static.klaviyo.com", await new ShopChannel(http).FrontPageAsync(shop.Url, default), StringComparison.Ordinal);
        Assert.StartsWith("text/html", accepted, StringComparison.Ordinal);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Every_shop_is_looked_at_by_itself_when_it_is_time_and_a_slow_look_does_not_replace_a_newer_one(Engine engine)
    {
        await using var shop = await ScriptedShop.StartAsync();
        await using var server = await ApiServer.StartAsync(engine);
        var (mailers, looks) = (server.Services.GetRequiredService<CartMailers>(), server.Services.GetRequiredService<CartMailerStore>());
        var store = await StandsAtAsync(server, shop.Url);
        shop.Page = Klaviyo;
        for (var i = 0; i < 2; i++) await mailers.LookDueAsync(store, default);
        Assert.Single(shop.Requests);
        var look = (await looks.FindAsync(store.Id))!;
        Assert.Equal(["klaviyo"], look.Found.Select(f => f.Id));

        await looks.SaveAsync(store.Id, look with { LookedAt = look.LookedAt - 1, Found = [], PageProblem = ShopProblem.TimedOut });
        Assert.Equal((look.LookedAt, 1, null), ((await looks.FindAsync(store.Id))!.LookedAt, (await looks.FindAsync(store.Id))!.Found.Count, (await looks.FindAsync(store.Id))!.PageProblem));
    }

    private static async Task<Store> StandsAtAsync(ApiServer server, Uri url)
    {
        await server.Services.GetRequiredService<Database>().WriteAsync(s => s.ExecuteAsync("update store set url = @url", new { url = url.ToString() }));
        await server.Services.GetRequiredService<StoreDirectory>().RefreshAsync();
        return server.Services.GetRequiredService<StoreDirectory>().Find("shop")!.Store;
    }

    private static async Task ConnectAsync(ApiServer server, ScriptedShop shop, string platform) => Assert.True((await server.SendAsync(HttpMethod.Put, "/api/stores/shop/shop",
        new JsonObject { ["platform"] = platform, ["url"] = shop.Url.ToString(), ["token"] = ScriptedShop.Token, ["key"] = ScriptedShop.Key, ["secret"] = ScriptedShop.Secret }.ToJsonString())).GetProperty("ok").GetBoolean());

    private static Task<JsonElement> CheckAsync(ApiServer server) => server.SendAsync(HttpMethod.Post, "/api/stores/shop/shop/check", null);

    private static Task<JsonElement> MailsAsync(ApiServer server) => server.GetAsync("/api/stores/shop/shop/cart-mails");

    private static string Ids(JsonElement look) => string.Join(' ', look.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("id").GetString()));
}
