using System.Text.Json.Nodes;
using Cartwright.Browser.Support;
using Cartwright.Tests.Support;
using Microsoft.Playwright;

namespace Cartwright.Browser.Demo;

/// <summary>A link from a mail, opened in a browser that has never seen the shop.</summary>
[Collection(ChromiumCollection.Name)]
public sealed class RestoreTests(ChromiumFixture chromium) : IAsyncLifetime
{
    private DemoSite _site = null!;
    private Visit _visit = null!;
    private Shopper _shopper = null!;

    public async Task InitializeAsync()
    {
        _site = await DemoSite.StartAsync();
        _visit = await chromium.VisitAsync();
        _shopper = new Shopper(_visit, _site.Url);
        _site.Restore = token => token == "T0ken-1" ? Cart("/demo/shop/checkout/address") : null;
    }

    public async Task DisposeAsync()
    {
        await _visit.DisposeAsync();
        await _site.DisposeAsync();
    }

    [ChromiumTheory]
    [InlineData("/#cw-restore=T0ken-1")]
    [InlineData("/?cw_restore=T0ken-1")]
    [InlineData("/checkout/address#cw-restore=T0ken-1")]
    public async Task Cart_and_form_come_back_at_the_step_where_it_stopped(string path)
    {
        await _shopper.GoAsync(path);
        await Assertions.Expect(_shopper.Page).ToHaveURLAsync(_site.Url + "/demo/shop/checkout/address");
        await Assertions.Expect(_shopper.Page.GetByText("Welcome back. Your cart is as you left it.")).ToBeVisibleAsync();
        await Assertions.Expect(_shopper.Page.GetByLabel("First name")).ToHaveValueAsync("Ana");
        await Assertions.Expect(_shopper.Page.GetByLabel("Town")).ToHaveValueAsync("Plovdiv");
        await Assertions.Expect(_shopper.Page.GetByLabel("Country")).ToHaveValueAsync("BG");
        await Assertions.Expect(_shopper.Page.Locator("#summary")).ToContainTextAsync("Ember storm lantern");
        var step = await _site.EventAsync("Checkout Step Viewed", properties => (string?)properties["cart_id"] == "c-left");
        Assert.Equal("T0ken-1", (string?)step["context"]!["cartwright"]!["ref"]);
        Assert.All(_site.Events, item => Assert.DoesNotContain("T0ken-1", item["context"]!["page"]!.ToJsonString(), StringComparison.Ordinal));
        Assert.Empty(_site.Named("Checkout Details Entered"));
        _visit.AssertNoErrors();
    }

    [ChromiumFact]
    public async Task Later_steps_are_filled_too_and_the_order_names_the_message()
    {
        await _shopper.GoAsync("/#cw-restore=T0ken-1");
        await Assertions.Expect(_shopper.Page).ToHaveURLAsync(_site.Url + "/demo/shop/checkout/address");
        await _shopper.GoAsync("/checkout/contact");
        await Assertions.Expect(_shopper.Page.GetByLabel("E-mail", new() { Exact = true })).ToHaveValueAsync("ana@example.com");
        await _shopper.NextAsync("On to the address", "address");
        await _shopper.NextAsync("On to shipping", "shipping");
        await _shopper.Page.GetByLabel("Express").CheckAsync();
        await _shopper.NextAsync("On to payment", "payment");
        await _shopper.Page.GetByLabel("Mobile wallet").CheckAsync();
        await _shopper.PlaceAsync();
        await Assertions.Expect(_shopper.Page.GetByRole(AriaRole.Heading, new() { Name = "Thank you, Ana" })).ToBeVisibleAsync();
        var paid = await _site.EventAsync("Order Paid");
        Assert.Equal("T0ken-1", (string?)paid["context"]!["cartwright"]!["ref"]);
        Assert.Equal("c-left", (string?)paid["properties"]!["cart_id"]);
    }

    [ChromiumFact]
    public async Task A_cart_begun_here_is_kept_and_the_larger_quantity_counts()
    {
        await _shopper.AddAsync("hut-enamel-mug");
        await _shopper.AddAsync("hut-enamel-mug");
        _site.Restore = _ => Cart(null);
        await _shopper.GoAsync("/cart#cw-restore=T0ken-1");
        await Assertions.Expect(_shopper.Page.GetByLabel("Quantity of Hut enamel mug")).ToHaveValueAsync("2");
        await Assertions.Expect(_shopper.Page.GetByLabel("Quantity of Ember storm lantern")).ToHaveValueAsync("1");
    }

    [ChromiumFact]
    public async Task What_changed_since_is_told()
    {
        var cart = Cart(null);
        cart["cart"]!["lines"] = new JsonArray(
            Line("hf-lantern", "Ember storm lantern", 1, "49.00"), Line("hf-stool", "Perch folding stool", 5, "79.00"), Line("hf-old", "Old kettle", 1, "30.00"));
        _site.Restore = _ => cart;
        await _shopper.GoAsync("/cart#cw-restore=T0ken-1");
        var notice = _shopper.Page.Locator("#notice");
        await Assertions.Expect(notice).ToContainTextAsync("Ember storm lantern was €49.00 and is now €54.00.");
        await Assertions.Expect(notice).ToContainTextAsync("Of Perch folding stool only 3 are left.");
        await Assertions.Expect(notice).ToContainTextAsync("Old kettle is no longer sold and was left out.");
        await Assertions.Expect(_shopper.Page.GetByLabel("Quantity of Perch folding stool")).ToHaveValueAsync("3");
    }

    [ChromiumFact]
    public async Task A_link_of_another_site_is_not_followed()
    {
        var cart = Cart("https://evil.example/checkout");
        _site.Restore = _ => cart;
        await _shopper.GoAsync("/cart#cw-restore=T0ken-1");
        await Assertions.Expect(_shopper.Page.GetByText("Welcome back")).ToBeVisibleAsync();
        Assert.Equal(_site.Url + "/demo/shop/cart", _shopper.Page.Url);
    }

    [ChromiumFact]
    public async Task A_link_that_is_no_longer_good_says_so_and_the_shop_goes_on()
    {
        await _shopper.GoAsync("/#cw-restore=old");
        await Assertions.Expect(_shopper.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("no longer good");
        Assert.Equal(_site.Url + "/demo/shop/", _shopper.Page.Url);
        await _shopper.AddAsync("hut-enamel-mug");
        Assert.Null((await _site.EventAsync("Product Added"))["context"]!["cartwright"]);
    }

    private static JsonObject Cart(string? stageUrl) => new()
    {
        ["cart"] = new JsonObject
        {
            ["id"] = "c-left",
            ["currency"] = "EUR",
            ["stage"] = "address",
            ["stageUrl"] = stageUrl,
            ["lines"] = new JsonArray(Line("hf-lantern", "Ember storm lantern", 1, "54.00"), Line("hf-mug", "Hut enamel mug", 1, "16.00")),
        },
        ["details"] = new JsonObject
        {
            ["email"] = "ana@example.com", ["first_name"] = "Ana", ["last_name"] = "López", ["address1"] = "Ivan Vazov 12",
            ["postal_code"] = "4000", ["city"] = "Plovdiv", ["country"] = "BG",
        },
        ["personal"] = true,
        ["changed"] = new JsonArray(),
    };

    private static JsonObject Line(string id, string name, int quantity, string price) => new()
    {
        ["productId"] = id, ["sku"] = id, ["variant"] = "", ["name"] = name, ["quantity"] = quantity, ["price"] = price,
        ["url"] = "https://shop.example/", ["imageUrl"] = "https://shop.example/x.png",
    };
}
