using Cartwright.Browser.Support;
using Cartwright.Tests.Support;
using Microsoft.Playwright;

namespace Cartwright.Browser.Demo;

/// <summary>Every page a visitor of the demo sees, in the looks of the day.</summary>
public sealed class DemoAccessibilityTests(ChromiumFixture chromium) : IClassFixture<ChromiumFixture>
{
    [ChromiumTheory]
    [MemberData(nameof(Looks.OfTheDay), MemberType = typeof(Looks))]
    public async Task The_shop_keeps_nobody_out(int width, bool dark)
    {
        await using var site = await DemoSite.StartAsync();
        await using var visit = await chromium.VisitAsync(width, dark);
        var shopper = new Shopper(visit, site.Url);

        await CheckAsync(visit, "shop-cart-empty", () => shopper.GoAsync("/cart"));
        await CheckAsync(visit, "shop-product", () => shopper.AddAsync("perch-folding-stool"));
        await CheckAsync(visit, "shop-index", () => shopper.GoAsync("/"));
        await shopper.AddAsync("ember-storm-lantern");
        await CheckAsync(visit, "shop-cart", () => shopper.GoAsync("/cart"));
        await shopper.ContactAsync("ana@");
        await CheckAsync(visit, "shop-contact-wrong", () => visit.Page.GetByRole(AriaRole.Button, new() { Name = "On to the address" }).ClickAsync());
        await shopper.ContactAsync("ana@example.com");
        await CheckAsync(visit, "shop-contact", () => visit.Page.GetByLabel("E-mail me about offers").CheckAsync());
        await CheckAsync(visit, "shop-address", () => shopper.NextAsync("On to the address", "address"));
        await shopper.AddressAsync();
        await CheckAsync(visit, "shop-shipping", () => shopper.NextAsync("On to shipping", "shipping"));
        await visit.Page.GetByLabel("Express").CheckAsync();
        await shopper.NextAsync("On to payment", "payment");
        await visit.Page.GetByRole(AriaRole.Radio, new() { Name = "Card" }).CheckAsync();
        await CheckAsync(visit, "shop-payment", () => visit.Page.GetByLabel("Let the next").CheckAsync());
        await CheckAsync(visit, "shop-review", () => shopper.NextAsync("Check the order", "review"));
        await shopper.GoAsync("/checkout/payment");
        await shopper.PlaceAsync();
        await CheckAsync(visit, "shop-declined", () => visit.Page.GetByRole(AriaRole.Alert).WaitForAsync());
        await shopper.PlaceAsync();
        await CheckAsync(visit, "shop-thanks", () => Assertions.Expect(visit.Page).ToHaveURLAsync(site.Url + "/demo/shop/thanks"));
        await CheckAsync(visit, "shop-missing", () => shopper.GoAsync("/p/nothing"));
        visit.AssertNoErrors("402", "404");
    }

    [ChromiumTheory]
    [MemberData(nameof(Looks.OfTheDay), MemberType = typeof(Looks))]
    public async Task The_mailbox_keeps_nobody_out(int width, bool dark)
    {
        await using var site = await DemoSite.StartAsync();
        await using var visit = await chromium.VisitAsync(width, dark);

        await CheckAsync(visit, "mailbox-empty", () => visit.Page.GotoAsync(site.Url + "/demo/mailbox"));
        site.Mails.Add(DemoSite.Mail(1, "Thank you for your order HF-48213307", "<p>Thank you</p>"));
        site.Mails.Add(DemoSite.Mail(2, "Your Ember storm lantern is still here", $"""
            <html lang="en"><head><title>Mail</title></head><body style="font: 16px sans-serif; margin: 32px"><h1>Hello Ana</h1>
            <p>Your cart is as you left it.</p><img src="{site.Url}/demo/shop/files/lantern.png" width="240" height="240" alt="Lantern"></body></html>
            """));
        await CheckAsync(visit, "mailbox", () => visit.Page.GetByText("Thank you for your order").WaitForAsync());
        await CheckAsync(visit, "mailbox-mail", () => visit.Page.Locator(".list a").First.ClickAsync());
        await visit.Page.GetByRole(AriaRole.Tab, new() { Name = "Text" }).ClickAsync();
        await CheckAsync(visit, "mailbox-text", () => visit.Page.GetByRole(AriaRole.Tabpanel).WaitForAsync());
        await visit.Page.GetByRole(AriaRole.Tab, new() { Name = "Headers" }).ClickAsync();
        await CheckAsync(visit, "mailbox-headers", () => visit.Page.GetByText("DKIM-Signature").WaitForAsync());
        visit.AssertNoErrors();
    }

    private static async Task CheckAsync(Visit visit, string name, Func<Task> arrive)
    {
        await arrive();
        var faults = await PageCheck.FaultsAsync(visit, name);
        Assert.True(faults.Count == 0, string.Join(Environment.NewLine, faults));
    }
}
