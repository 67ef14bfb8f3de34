using System.Net;
using System.Text.Json.Nodes;
using Cartwright.Storage;
using Cartwright.Tracking.Platforms;
using Dapper;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Tests.Tracking.Platforms;

/// <summary>The whole server beside a shop whose webhooks come and go.</summary>
public sealed class ShopInspectorTests
{
    private const string WooAddress = "http://127.0.0.1:5080/webhooks/woocommerce/shop", ShopifyAddress = "http://127.0.0.1:5080/webhooks/shopify/shop";

    [Theory, OnSqlite, OnPostgres]
    public async Task An_order_webhook_that_the_shop_switched_off_is_told_once_everywhere_and_again_when_it_is_back(Engine engine)
    {
        await using var shop = await ScriptedShop.StartAsync();
        await using var server = await ApiServer.StartAsync(engine);
        using var owner = await ConsoleVisitor.SignInAsync(server, Cartwright.Stores.Roles.Owner);
        Listed(shop, "active");
        await ConnectAsync(server, shop, "woocommerce");
        Assert.Equal("ok ok", await StatesAsync(server));
        Assert.DoesNotContain("order webhooks that are switched off", await owner.ReadAsync("/console/shop"), StringComparison.Ordinal);

        Listed(shop, "disabled");
        for (var i = 0; i < 2; i++) await LookAsync(server, due: true);
        Assert.Equal("ok disabled", await StatesAsync(server));
        Assert.Equal(1, await CountAsync(server, "select count(*) from audit where action = 'webhook_lost' and reason like 'the webhook order.updated is disabled%'"));
        Assert.Contains("cartwright_shop_webhooks_lost_total{platform=\"woocommerce\",state=\"disabled\"} ", await server.Stranger.GetStringAsync("/metrics"), StringComparison.Ordinal);
        Assert.Contains("order webhooks that are switched off or missing", await owner.ReadAsync("/console/shop"), StringComparison.Ordinal);
        var page = await owner.ReadAsync("/console/shop/settings/shop");
        Assert.Contains("1 order webhook does not deliver", page, StringComparison.Ordinal);
        Assert.Contains("Reminders need not wait meanwhile", page, StringComparison.Ordinal);

        // Not asked again before its time, whatever changes; then it is.
        var asked = shop.Requests.Count;
        Listed(shop, "active");
        await LookAsync(server, due: false);
        Assert.Equal((asked, "ok disabled"), (shop.Requests.Count, await StatesAsync(server)));
        await LookAsync(server, due: true);
        Assert.Equal("ok ok", await StatesAsync(server));
        Assert.Equal(1, await CountAsync(server, "select count(*) from audit where action = 'webhook_back'"));

        // While the shop cannot be asked, what was known stays.
        shop.Refused = new Dictionary<string, int> { ["/wp-json/wc/v3/webhooks"] = 500 };
        await LookAsync(server, due: true);
        Assert.Equal("ok ok", await StatesAsync(server));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_key_that_may_not_see_the_list_is_no_error(Engine engine)
    {
        await using var shop = await ScriptedShop.StartAsync();
        await using var server = await ApiServer.StartAsync(engine);
        foreach (var status in (int[])[401, 403, 404])
        {
            shop.Refused = new Dictionary<string, int> { ["/wp-json/wc/v3/webhooks"] = status };
            await ConnectAsync(server, shop, "woocommerce");
            var view = await server.GetAsync("/api/stores/shop/shop");
            Assert.Equal((null, "not_permitted"), (view.GetProperty("problem").GetString(), view.GetProperty("webhooksProblem").GetString()));
            Assert.Equal(System.Text.Json.JsonValueKind.Null, view.GetProperty("webhooks").ValueKind);
        }
        using var owner = await ConsoleVisitor.SignInAsync(server, Cartwright.Stores.Roles.Owner);
        Assert.Contains("may not see this", WebUtility.HtmlDecode(await owner.ReadAsync("/console/shop/settings/shop")), StringComparison.Ordinal);
        Assert.Equal(0, await CountAsync(server, "select count(*) from audit where action = 'webhook_lost'"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Shopify_tells_a_key_of_its_own_apps_webhooks_and_one_that_vanished_is_told(Engine engine)
    {
        await using var shop = await ScriptedShop.StartAsync();
        await using var server = await ApiServer.StartAsync(engine);
        await ConnectAsync(server, shop, "shopify");
        Assert.DoesNotContain("missing", await StatesAsync(server), StringComparison.Ordinal);
        using var owner = await ConsoleVisitor.SignInAsync(server, Cartwright.Stores.Roles.Owner);
        Assert.Contains("belong to the shop", await owner.ReadAsync("/console/shop/settings/shop"), StringComparison.Ordinal);

        shop.Webhooks = [("orders/create", ShopifyAddress, "active"), ("orders/paid", ShopifyAddress, "active"), ("orders/paid", "https://elsewhere.test/hook", "active")];
        await LookAsync(server, due: true);
        shop.Webhooks = [("orders/paid", ShopifyAddress, "active")];
        await LookAsync(server, due: true);
        Assert.StartsWith("missing ok not_seen", await StatesAsync(server), StringComparison.Ordinal);
        Assert.Equal(1, await CountAsync(server, "select count(*) from audit where action = 'webhook_lost'"));

        // Other credentials may see other webhooks: what was known does not count.
        await ConnectAsync(server, shop, "shopify");
        Assert.StartsWith("not_seen ok not_seen", await StatesAsync(server), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_list_is_read_to_its_end_and_what_is_no_list_is_refused()
    {
        await using var shop = await ScriptedShop.StartAsync();
        await using var server = await ApiServer.StartAsync(Engine.Sqlite);
        shop.Webhooks = [.. Enumerable.Range(0, 150).Select(i => ("action.other" + i, "https://other.test/", "active")), ("order.created", WooAddress, "active"), ("order.updated", WooAddress, "paused")];
        await ConnectAsync(server, shop, "woocommerce");
        Assert.Equal("ok paused", await StatesAsync(server));

        var inspector = server.Services.GetRequiredService<ShopInspector>();
        foreach (var (body, problem) in ((string, string)[])[("""{"webhooks":7}""", ShopProblem.NotUnderstood), ("<html>", ShopProblem.NotUnderstood)])
        {
            shop.Instead = shop.Status(200, body);
            Assert.Equal(problem, await inspector.CheckWebhooksAsync(server.Store, (await server.Services.GetRequiredService<ShopConnectionStore>().FindAsync(server.Store.Id))!));
        }
        shop.Instead = shop.Status(200, """[7,{"topic":1},{"topic":"order.created"}]"""); // entries of another form count as absent
        Assert.Null(await inspector.CheckWebhooksAsync(server.Store, (await server.Services.GetRequiredService<ShopConnectionStore>().FindAsync(server.Store.Id))!));
        Assert.Equal("missing missing", await StatesAsync(server));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Of_two_that_looked_at_once_one_tells(Engine engine)
    {
        await using var shop = await ScriptedShop.StartAsync();
        await using var server = await ApiServer.StartAsync(engine);
        Listed(shop, "active");
        await ConnectAsync(server, shop, "woocommerce");
        Listed(shop, "disabled");
        var connection = (await server.Services.GetRequiredService<ShopConnectionStore>().FindAsync(server.Store.Id))!;
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => server.Services.GetRequiredService<ShopInspector>().CheckWebhooksAsync(server.Store, connection)));
        Assert.Equal(1, await CountAsync(server, "select count(*) from audit where action = 'webhook_lost'"));
    }

    private static void Listed(ScriptedShop shop, string status) => shop.Webhooks = [("order.created", WooAddress, "active"), ("order.updated", WooAddress, status)];

    private static async Task LookAsync(ApiServer server, bool due)
    {
        if (due) await server.Services.GetRequiredService<Database>().WriteAsync(s => s.ExecuteAsync("update shop_connection set webhooks_at = webhooks_at - 1000000"));
        await server.Services.GetRequiredService<ShopInspector>().CheckDueAsync(server.Services.GetRequiredService<Cartwright.Stores.StoreDirectory>().Find("shop")!.Store, default);
    }

    // Of the topics that orders hang on, in their order.
    private static async Task<string> StatesAsync(ApiServer server) => string.Join(' ', (await server.GetAsync("/api/stores/shop/shop")).GetProperty("webhooks").EnumerateArray()
        .Where(w => w.GetProperty("needed").GetBoolean()).Select(w => w.GetProperty("state").GetString()));

    private static async Task ConnectAsync(ApiServer server, ScriptedShop shop, string platform) => Assert.True((await server.SendAsync(HttpMethod.Put, "/api/stores/shop/shop",
        new JsonObject { ["platform"] = platform, ["url"] = shop.Url.ToString(), ["token"] = ScriptedShop.Token, ["key"] = ScriptedShop.Key, ["secret"] = ScriptedShop.Secret }.ToJsonString())).GetProperty("ok").GetBoolean());

    private static async Task<long> CountAsync(ApiServer server, string sql) => await server.Services.GetRequiredService<Database>().ReadAsync(c => c.ExecuteScalarAsync<long>(sql));
}
