using Cartwright.Browser.Support;
using Cartwright.Storage;
using Cartwright.Stores;
using Cartwright.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Cartwright.Browser.Console;

/// <summary>A merchant connects the shop's interface, with a wrong key first.</summary>
public sealed class ShopPageTests(ChromiumFixture chromium) : IClassFixture<ChromiumFixture>
{
    [ChromiumTheory, MemberData(nameof(Looks.OfTheDay), MemberType = typeof(Looks))]
    public async Task The_shop_is_connected_and_says_what_is_missing(int width, bool dark)
    {
        await using var shop = await ScriptedShop.StartAsync();
        await using var server = await ApiServer.StartAsync(Engine.Sqlite);
        await server.Services.GetRequiredService<UserStore>().CreateAsync("owner@people.test", ConsoleVisitor.Password, server.Store.Id, Roles.Owner);
        var address = new Uri(server.Stranger.BaseAddress!, "/console/shop/settings/shop").ToString();
        var faults = new List<string>();
        await using var visit = await chromium.VisitAsync(width, dark);
        var page = visit.Page;
        await page.GotoAsync(address);
        await page.GetByLabel("E-mail").FillAsync("owner@people.test");
        await page.GetByLabel("Password").FillAsync(ConsoleVisitor.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.ArrivesAsync(address);
        faults.AddRange(await PageCheck.FaultsAsync(visit, "shop-empty"));

        await page.GetByLabel("Address of the shop").FillAsync(shop.Url.ToString());
        await page.GetByRole(AriaRole.Button, new() { Name = "Save and test" }).ClickAsync();
        await Assertions.Expect(page.Locator("#e-token")).ToContainTextAsync("shpat_");
        faults.AddRange(await PageCheck.FaultsAsync(visit, "shop-wrong"));
        await page.GetByLabel("Shopify: Admin API access token").FillAsync("shpat_of_another_shop");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save and test" }).ClickAsync();
        await Assertions.Expect(page.GetByText("The shop does not know the key")).ToBeVisibleAsync();
        faults.AddRange(await PageCheck.FaultsAsync(visit, "shop-refused"));
        await page.GetByLabel("Shopify: Admin API access token").FillAsync(ScriptedShop.Token);
        await page.GetByRole(AriaRole.Button, new() { Name = "Save and test" }).ClickAsync();
        await Assertions.Expect(page.GetByText("The shop answers, and the key may read its orders.")).ToBeVisibleAsync();
        faults.AddRange(await PageCheck.FaultsAsync(visit, "shop-answers"));
        visit.AssertNoErrors("400");
        Assert.True(faults.Count == 0, string.Join(Environment.NewLine, faults));
    }

    [ChromiumTheory, MemberData(nameof(Looks.OfTheDay), MemberType = typeof(Looks))]
    public async Task Webhooks_that_are_off_and_cart_mails_of_the_shop_are_told_and_taken_care_of(int width, bool dark)
    {
        await using var shop = await ScriptedShop.StartAsync();
        await using var server = await ApiServer.StartAsync(Engine.Sqlite);
        await server.Services.GetRequiredService<UserStore>().CreateAsync("owner@people.test", ConsoleVisitor.Password, server.Store.Id, Roles.Owner);
        await server.Services.GetRequiredService<Database>().WriteAsync(s => s.ExecuteAsync("update store set url = @url", new { url = shop.Url.ToString() }));
        await server.Services.GetRequiredService<StoreDirectory>().RefreshAsync();
        const string Here = "http://127.0.0.1:5080/webhooks/woocommerce/shop";
        shop.Page = "<script async src=\"https://static.klaviyo.com/onsite/js/klaviyo.js\"></script>";
        shop.Plugins = ["woo-cart-abandonment-recovery/woo-cart-abandonment-recovery.php"];
        shop.Webhooks = [("order.created", Here, "active"), ("order.updated", Here, "disabled"), ("product.updated", "https://carts.a-long-name-of-a-host.example/webhooks/woocommerce/shop", "active")];
        var address = new Uri(server.Stranger.BaseAddress!, "/console/shop/settings/shop").ToString();
        var faults = new List<string>();
        await using var visit = await chromium.VisitAsync(width, dark);
        var page = visit.Page;
        await page.GotoAsync(address);
        await page.GetByLabel("E-mail").FillAsync("owner@people.test");
        await page.GetByLabel("Password").FillAsync(ConsoleVisitor.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.ArrivesAsync(address);
        await page.GetByRole(AriaRole.Button, new() { Name = "Look now" }).ClickAsync();
        await Assertions.Expect(page.GetByText("This shop seems to send cart mails already: Klaviyo. Shoppers would get two.")).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Radio, new() { Name = "WooCommerce" }).CheckAsync();
        await page.GetByLabel("Address of the shop").FillAsync(shop.Url.ToString());
        await page.GetByLabel("WooCommerce: consumer key").FillAsync(ScriptedShop.Key);
        await page.GetByLabel("WooCommerce: consumer secret").FillAsync(ScriptedShop.Secret);
        await page.GetByRole(AriaRole.Button, new() { Name = "Save and test" }).ClickAsync();
        await Assertions.Expect(page.GetByText("1 order webhook does not deliver.")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Taken care of: Klaviyo" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Warn again: Klaviyo" })).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByText("cart mails already: CartFlows Cart Abandonment Recovery. Shoppers")).ToBeVisibleAsync();
        faults.AddRange(await PageCheck.FaultsAsync(visit, "shop-looked-at"));

        await page.GotoAsync(new Uri(server.Stranger.BaseAddress!, "/console/shop").ToString());
        await page.GetByRole(AriaRole.Link, new() { Name = "Your shop seems to send cart mails already" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Taken care of: CartFlows" }).ClickAsync();
        await Assertions.Expect(page.GetByText("cart mails already")).ToHaveCountAsync(0);
        visit.AssertNoErrors();
        Assert.True(faults.Count == 0, string.Join(Environment.NewLine, faults));
    }
}
