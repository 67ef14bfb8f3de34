using Cartwright.Browser.Support;
using Cartwright.Tests.Support;
using Microsoft.Playwright;

namespace Cartwright.Browser.Demo;

/// <summary>From the cart to the order, and what the shop's back end reports of it.</summary>
public sealed class DemoOrderTests(ChromiumFixture chromium) : DemoShopTests(chromium)
{
    [ChromiumFact]
    public async Task A_declined_card_is_told_and_the_next_try_is_paid()
    {
        await Shopper.ToPaymentAsync("Card");
        await Shopper.Page.GetByLabel("Let the next card payment be declined").CheckAsync();
        await Shopper.PlaceAsync();
        await Assertions.Expect(Shopper.Page).ToHaveURLAsync(Site.Url + "/demo/shop/checkout/payment");
        await Assertions.Expect(Shopper.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("declined");
        var trouble = await Site.EventAsync("Checkout Trouble");
        Assert.Equal("payment_declined", (string?)trouble["properties"]!["kind"]);
        Assert.Empty(Site.Named("Order Placed"));

        await Shopper.PlaceAsync();
        await Assertions.Expect(Shopper.Page.GetByText("It is paid and leaves the workshop tomorrow.")).ToBeVisibleAsync();
        var paid = await Site.EventAsync("Order Paid");
        var report = Site.Requests.Single(request => request["basic"] is not null);
        Assert.Equal("sk_demo:", (string?)report["basic"]);
        Assert.Equal(["Order Placed", "Order Paid"], report["batch"]!.AsArray().Select(item => (string)item!["event"]!));
        Assert.Equal(21.9m, (decimal)paid["properties"]!["total"]!);
        Assert.Equal("ana@example.com", (string?)paid["properties"]!["email"]);
        Assert.Equal((string?)Site.Named("Product Added")[0]["anonymousId"], (string?)paid["anonymousId"]);
        Assert.Equal((string?)Site.Named("Product Added")[0]["properties"]!["cart_id"], (string?)paid["properties"]!["cart_id"]);
        await Assertions.Expect(Shopper.Page.Locator("#count")).ToBeHiddenAsync();
    }

    [ChromiumFact]
    public async Task A_bank_transfer_is_placed_and_not_paid()
    {
        await Shopper.ToPaymentAsync("Bank transfer");
        await Shopper.PlaceAsync();
        await Assertions.Expect(Shopper.Page.GetByText("as soon as your bank transfer of €21.90 has arrived")).ToBeVisibleAsync();
        var report = await Eventually.GetAsync("the shop reported", () => Site.Requests.FirstOrDefault(request => request["basic"] is not null));
        Assert.Equal("Order Placed", (string?)Assert.Single(report["batch"]!.AsArray())!["event"]);
    }

    [ChromiumFact]
    public async Task An_order_is_placed_when_the_snippet_is_blocked()
    {
        await Visit.Context.RouteAsync("**/cartwright.js", route => route.AbortAsync());
        await Shopper.ToPaymentAsync("Mobile wallet");
        await Shopper.PlaceAsync();
        await Assertions.Expect(Shopper.Page.GetByText("It is paid")).ToBeVisibleAsync();
        var placed = Assert.Single(Site.Named("Order Placed"));
        Assert.StartsWith("order-HF-", (string?)placed["anonymousId"], StringComparison.Ordinal);
    }

    [ChromiumFact]
    public async Task A_server_that_does_not_take_the_report_is_said_on_the_page()
    {
        await Shopper.ToPaymentAsync("Mobile wallet");
        Site.BatchStatus = 503;
        await Shopper.PlaceAsync();
        await Assertions.Expect(Shopper.Page.GetByText("could not report this order")).ToBeVisibleAsync();
    }
}
