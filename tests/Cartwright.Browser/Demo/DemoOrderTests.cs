using Cartwright.Browser.Support;
using Cartwright.Tests.Support;
using Microsoft.Playwright;

namespace Cartwright.Browser.Demo;

/// <summary>From the cart to the order, and what the shop's back end reports of it.</summary>
[Collection(ChromiumCollection.Name)]
public sealed class DemoOrderTests(ChromiumFixture chromium) : IAsyncLifetime
{
    private DemoSite _site = null!;
    private Visit _visit = null!;
    private Shopper _shopper = null!;

    public async Task InitializeAsync()
    {
        _site = await DemoSite.StartAsync();
        _visit = await chromium.VisitAsync();
        _shopper = new Shopper(_visit, _site.Url);
    }

    public async Task DisposeAsync()
    {
        await _visit.DisposeAsync();
        await _site.DisposeAsync();
    }

    [ChromiumFact]
    public async Task A_declined_card_is_told_and_the_next_try_is_paid()
    {
        await _shopper.ToPaymentAsync("Card");
        await _shopper.Page.GetByLabel("Let the next card payment be declined").CheckAsync();
        await _shopper.PlaceAsync();
        await Assertions.Expect(_shopper.Page).ToHaveURLAsync(_site.Url + "/demo/shop/checkout/payment");
        await Assertions.Expect(_shopper.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("declined");
        var trouble = await _site.EventAsync("Checkout Trouble");
        Assert.Equal("payment_declined", (string?)trouble["properties"]!["kind"]);
        Assert.Empty(_site.Named("Order Placed"));

        await _shopper.PlaceAsync();
        await Assertions.Expect(_shopper.Page.GetByText("It is paid and leaves the workshop tomorrow.")).ToBeVisibleAsync();
        var paid = await _site.EventAsync("Order Paid");
        var report = _site.Requests.Single(request => request["basic"] is not null);
        Assert.Equal("sk_demo:", (string?)report["basic"]);
        Assert.Equal(["Order Placed", "Order Paid"], report["batch"]!.AsArray().Select(item => (string)item!["event"]!));
        Assert.Equal(21.9m, (decimal)paid["properties"]!["total"]!);
        Assert.Equal("ana@example.com", (string?)paid["properties"]!["email"]);
        Assert.Equal((string?)_site.Named("Product Added")[0]["anonymousId"], (string?)paid["anonymousId"]);
        Assert.Equal((string?)_site.Named("Product Added")[0]["properties"]!["cart_id"], (string?)paid["properties"]!["cart_id"]);
        await Assertions.Expect(_shopper.Page.Locator("#count")).ToBeHiddenAsync();
    }

    [ChromiumFact]
    public async Task A_bank_transfer_is_placed_and_not_paid()
    {
        await _shopper.ToPaymentAsync("Bank transfer");
        await _shopper.PlaceAsync();
        await Assertions.Expect(_shopper.Page.GetByText("as soon as your bank transfer of €21.90 has arrived")).ToBeVisibleAsync();
        var report = await Eventually.GetAsync("the shop reported", () => _site.Requests.FirstOrDefault(request => request["basic"] is not null));
        Assert.Equal("Order Placed", (string?)Assert.Single(report["batch"]!.AsArray())!["event"]);
    }

    [ChromiumFact]
    public async Task An_order_is_placed_when_the_snippet_is_blocked()
    {
        await _visit.Context.RouteAsync("**/cartwright.js", route => route.AbortAsync());
        await _shopper.ToPaymentAsync("Mobile wallet");
        await _shopper.PlaceAsync();
        await Assertions.Expect(_shopper.Page.GetByText("It is paid")).ToBeVisibleAsync();
        var placed = Assert.Single(_site.Named("Order Placed"));
        Assert.StartsWith("order-HF-", (string?)placed["anonymousId"], StringComparison.Ordinal);
    }

    [ChromiumFact]
    public async Task A_server_that_does_not_take_the_report_is_said_on_the_page()
    {
        await _shopper.ToPaymentAsync("Mobile wallet");
        _site.BatchStatus = 503;
        await _shopper.PlaceAsync();
        await Assertions.Expect(_shopper.Page.GetByText("could not report this order")).ToBeVisibleAsync();
    }
}
