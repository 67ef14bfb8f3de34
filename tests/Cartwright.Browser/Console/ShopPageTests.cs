using Cartwright.Browser.Support;
using Cartwright.Stores;
using Cartwright.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Cartwright.Browser.Console;

/// <summary>A merchant connects the shop's interface, with a wrong key first.</summary>
[Collection(ChromiumCollection.Name)]
public sealed class ShopPageTests(ChromiumFixture chromium)
{
    [ChromiumTheory, InlineData(375, true), InlineData(1280, false)]
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
        await page.WaitForURLAsync(address);
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
}
