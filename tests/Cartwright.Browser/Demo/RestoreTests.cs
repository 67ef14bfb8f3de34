using System.Text.Json.Nodes;
using Cartwright.Browser.Support;
using Cartwright.Tests.Support;
using Microsoft.Playwright;

namespace Cartwright.Browser.Demo;

/// <summary>A link from a mail, opened in a browser that has never seen the shop.</summary>
public sealed class RestoreTests(ChromiumFixture chromium) : DemoShopTests(chromium)
{
    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        Site.Restore = token => token == "T0ken-1" ? Cart("/demo/shop/checkout/address") : null;
    }

    [ChromiumTheory]
    [InlineData("/#cw-restore=T0ken-1")]
    [InlineData("/?cw_restore=T0ken-1")]
    [InlineData("/checkout/address#cw-restore=T0ken-1")]
    public async Task Cart_and_form_come_back_at_the_step_where_it_stopped(string path)
    {
        await Shopper.GoAsync(path);
        await Assertions.Expect(Shopper.Page).ToHaveURLAsync(Site.Url + "/demo/shop/checkout/address");
        await Assertions.Expect(Shopper.Page.GetByText("Welcome back. Your cart is as you left it.")).ToBeVisibleAsync();
        await Assertions.Expect(Shopper.Page.GetByLabel("First name")).ToHaveValueAsync("Ana");
        await Assertions.Expect(Shopper.Page.GetByLabel("Town")).ToHaveValueAsync("Plovdiv");
        await Assertions.Expect(Shopper.Page.GetByLabel("Country")).ToHaveValueAsync("BG");
        await Assertions.Expect(Shopper.Page.Locator("#summary")).ToContainTextAsync("Ember storm lantern");
        var step = await Site.EventAsync("Checkout Step Viewed", properties => (string?)properties["cart_id"] == "c-left");
        Assert.Equal("T0ken-1", (string?)step["context"]!["cartwright"]!["ref"]);
        Assert.All(Site.Events, item => Assert.DoesNotContain("T0ken-1", item["context"]!["page"]!.ToJsonString(), StringComparison.Ordinal));
        Assert.Empty(Site.Named("Checkout Details Entered"));
        Visit.AssertNoErrors();
    }

    [ChromiumFact]
    public async Task Later_steps_are_filled_too_and_the_order_names_the_message()
    {
        await Shopper.GoAsync("/#cw-restore=T0ken-1");
        await Assertions.Expect(Shopper.Page).ToHaveURLAsync(Site.Url + "/demo/shop/checkout/address");
        await Shopper.GoAsync("/checkout/contact");
        await Assertions.Expect(Shopper.Page.GetByLabel("E-mail", new() { Exact = true })).ToHaveValueAsync("ana@example.com");
        await Shopper.NextAsync("On to the address", "address");
        await Shopper.NextAsync("On to shipping", "shipping");
        await Shopper.Page.GetByLabel("Express").CheckAsync();
        await Shopper.NextAsync("On to payment", "payment");
        await Shopper.Page.GetByLabel("Mobile wallet").CheckAsync();
        await Shopper.PlaceAsync();
        await Assertions.Expect(Shopper.Page.GetByRole(AriaRole.Heading, new() { Name = "Thank you, Ana" })).ToBeVisibleAsync();
        var paid = await Site.EventAsync("Order Paid");
        Assert.Equal("T0ken-1", (string?)paid["context"]!["cartwright"]!["ref"]);
        Assert.Equal("c-left", (string?)paid["properties"]!["cart_id"]);
    }

    [ChromiumFact]
    public async Task A_cart_begun_here_is_kept_and_the_larger_quantity_counts()
    {
        await Shopper.AddAsync("hut-enamel-mug");
        await Shopper.AddAsync("hut-enamel-mug");
        Site.Restore = _ => Cart(null);
        await Shopper.GoAsync("/cart#cw-restore=T0ken-1");
        await Assertions.Expect(Shopper.Page.GetByLabel("Quantity of Hut enamel mug")).ToHaveValueAsync("2");
        await Assertions.Expect(Shopper.Page.GetByLabel("Quantity of Ember storm lantern")).ToHaveValueAsync("1");
    }

    [ChromiumFact]
    public async Task What_changed_since_is_told()
    {
        var cart = Cart(null);
        cart["cart"]!["lines"] = new JsonArray(
            Line("hf-lantern", "Ember storm lantern", 1, "49.00"), Line("hf-stool", "Perch folding stool", 5, "79.00"), Line("hf-old", "Old kettle", 1, "30.00"));
        Site.Restore = _ => cart;
        await Shopper.GoAsync("/cart#cw-restore=T0ken-1");
        var notice = Shopper.Page.Locator("#notice");
        await Assertions.Expect(notice).ToContainTextAsync("Ember storm lantern was €49.00 and is now €54.00.");
        await Assertions.Expect(notice).ToContainTextAsync("Of Perch folding stool only 3 are left.");
        await Assertions.Expect(notice).ToContainTextAsync("Old kettle is no longer sold and was left out.");
        await Assertions.Expect(Shopper.Page.GetByLabel("Quantity of Perch folding stool")).ToHaveValueAsync("3");
    }

    [ChromiumFact]
    public async Task A_link_of_another_site_is_not_followed()
    {
        var cart = Cart("https://evil.example/checkout");
        Site.Restore = _ => cart;
        await Shopper.GoAsync("/cart#cw-restore=T0ken-1");
        await Assertions.Expect(Shopper.Page.GetByText("Welcome back")).ToBeVisibleAsync();
        Assert.Equal(Site.Url + "/demo/shop/cart", Shopper.Page.Url);
    }

    [ChromiumFact]
    public async Task A_link_that_is_no_longer_good_says_so_and_the_shop_goes_on()
    {
        await Shopper.GoAsync("/#cw-restore=old");
        await Assertions.Expect(Shopper.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("no longer good");
        Assert.Equal(Site.Url + "/demo/shop/", Shopper.Page.Url);
        await Shopper.AddAsync("hut-enamel-mug");
        Assert.Null((await Site.EventAsync("Product Added"))["context"]!["cartwright"]);
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
