using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Cartwright.Browser.Support;
using Cartwright.Tests.Support;
using Microsoft.Playwright;

namespace Cartwright.Browser.Demo;

/// <summary>The snippet in a real browser, in the demo shop.</summary>
public sealed class StorefrontTests(ChromiumFixture chromium) : DemoShopTests(chromium)
{
    [ChromiumFact]
    public async Task An_email_is_known_while_the_form_is_still_open()
    {
        await Shopper.AddAsync("ember-storm-lantern");
        await Shopper.ContactAsync("ana@example.com");
        var details = await Site.EventAsync("Checkout Details Entered");
        Assert.Equal("ana@example.com", (string?)details["properties"]!["email"]);
        Assert.Equal("contact", (string?)details["properties"]!["stage"]);
        Assert.Null(details["properties"]!["consent"]);
        Assert.Single(Site.Named("Checkout Details Entered"));
        Assert.EndsWith("/checkout/contact", Shopper.Page.Url, StringComparison.Ordinal);
        Assert.All(Site.Requests, request => Assert.StartsWith("text/plain", (string?)request["contentType"], StringComparison.Ordinal));
        Visit.AssertNoErrors();
    }

    [ChromiumFact]
    public async Task The_cart_and_the_stages_are_told_as_they_happen()
    {
        await Shopper.ToPaymentAsync("Bank transfer");
        await Shopper.NextAsync("Check the order", "review");
        await Site.EventAsync("Checkout Step Viewed", properties => (string?)properties["stage"] == "review");
        Assert.Equal(["contact", "address", "shipping", "payment", "review"],
            Site.Named("Checkout Step Viewed").Select(item => (string)item["properties"]!["stage"]!).Distinct(StringComparer.Ordinal));
        var cart = Site.Named("Cart Updated")[^1]["properties"]!;
        Assert.Equal(5.9m, (decimal)cart["shipping"]!);
        Assert.Equal(21.9m, (decimal)cart["total"]!);
        var line = cart["products"]![0]!;
        Assert.Equal(("hf-mug", 16m, 1), ((string)line["product_id"]!, (decimal)line["price"]!, (int)line["quantity"]!));
        Assert.Equal(Site.Url + "/demo/shop/files/mug.png", (string)line["image_url"]!);
        Assert.Single(Site.Events.Select(item => (string)item["anonymousId"]!).Distinct(StringComparer.Ordinal));
        var details = Site.Named("Checkout Details Entered")[^1]["properties"]!;
        Assert.Equal(("ana@example.com", "Ana", "López", "Plovdiv", "BG"),
            ((string)details["email"]!, (string)details["first_name"]!, (string)details["last_name"]!, (string)details["city"]!, (string)details["country"]!));
        Visit.AssertNoErrors();
    }

    [ChromiumFact]
    public async Task A_tick_is_consent_and_taking_it_back_is_a_refusal()
    {
        await Shopper.AddAsync("hut-enamel-mug");
        await Shopper.ContactAsync("ana@example.com", offers: true);
        var given = await Site.EventAsync("Checkout Details Entered", properties => properties["consent"] is not null);
        Assert.True((bool)given["properties"]!["consent"]!["email"]!);
        Assert.Equal("E-mail me about offers too", (string?)given["properties"]!["consent"]!["text"]);
        await Shopper.Page.GetByLabel("E-mail me about offers").UncheckAsync();
        await Site.EventAsync("Checkout Details Entered", properties => properties["consent"]?["email"] is JsonValue value && !(bool)value);
    }

    [ChromiumFact]
    public async Task Passwords_and_cards_never_leave_the_page()
    {
        await Shopper.ToPaymentAsync("Card");
        await Shopper.Page.GetByLabel("Card number").PressSequentiallyAsync("4242 4242 4242 4242");
        await Shopper.Page.GetByLabel("Name on the card").PressSequentiallyAsync("Card Holder");
        await Shopper.Page.GetByLabel("Valid until").PressSequentiallyAsync("12 / 29");
        await Shopper.Page.GetByLabel("Security code").PressSequentiallyAsync("987");
        await Shopper.NextAsync("Check the order", "review");
        await Shopper.GoAsync("/checkout/contact");
        await Shopper.Page.EvaluateAsync(
            "document.querySelector('#step').insertAdjacentHTML('afterbegin', '<input type=password id=secret name=email_password autocomplete=new-password>')");
        await Shopper.Page.Locator("#secret").PressSequentiallyAsync("hunter2hunter2");
        // Another field proves that typing on this page is told.
        await Shopper.Page.GetByLabel("Telephone").PressSequentiallyAsync("+359 88 1234567");
        await Site.EventAsync("Checkout Details Entered", properties => properties["phone"] is not null);
        // Without ids and instants, which show any three digits by chance.
        var sent = Regex.Replace(string.Concat(Site.Requests.Select(request => request.ToJsonString())), """ "\w*(?:Id|_id|At|imestamp)":"[^"]*" """.Trim(), "", RegexOptions.NonBacktracking);
        Assert.All(["4242", "Card Holder", "12 / 29", "987", "hunter2"], secret => Assert.DoesNotContain(secret, sent, StringComparison.Ordinal));
    }

    [ChromiumTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Leaving_at_once_still_sends_what_was_just_typed(bool close)
    {
        await Shopper.AddAsync("hut-enamel-mug");
        await Shopper.GoAsync("/checkout/contact");
        await Site.EventAsync("Checkout Step Viewed");
        await Shopper.Page.GetByLabel("E-mail", new() { Exact = true }).FillAsync("ana@example.com");
        if (close)
            await Shopper.Page.CloseAsync();
        else
            await Shopper.Page.GotoAsync("about:blank");
        await Site.EventAsync("Checkout Details Entered", properties => (string?)properties["email"] == "ana@example.com");
    }

    [ChromiumFact]
    public async Task What_the_server_could_not_take_is_sent_after_a_reload_with_the_same_id()
    {
        Site.BatchStatus = 503;
        await Shopper.AddAsync("hut-enamel-mug");
        var refused = await Eventually.GetAsync("the refused event came", () => Site.Requests.SelectMany(request => request["batch"]!.AsArray())
            .FirstOrDefault(item => (string?)item!["event"] == "Product Added"));
        Assert.Empty(Site.Events);
        Site.BatchStatus = 200;
        await Shopper.Page.ReloadAsync();
        var taken = await Site.EventAsync("Product Added");
        Assert.Equal(refused.ToJsonString(), taken.ToJsonString());
    }

    [ChromiumFact]
    public async Task Offline_events_survive_a_closed_tab()
    {
        await Shopper.GoAsync("/p/hut-enamel-mug");
        await Site.EventAsync("Product Viewed");
        await Visit.Context.SetOfflineAsync(true);
        await Shopper.Page.GetByRole(AriaRole.Button, new() { Name = "Add to cart" }).ClickAsync();
        await Shopper.Page.GetByText("is in your cart").WaitForAsync();
        await Shopper.Page.CloseAsync();
        await Visit.Context.SetOfflineAsync(false);
        Assert.Empty(Site.Named("Product Added"));
        await new Shopper(await Visit.Context.NewPageAsync(), Site.Url).GoAsync("/");
        await Site.EventAsync("Product Added");
    }

    [ChromiumFact]
    public async Task Two_tabs_are_one_visitor_and_lose_nothing()
    {
        Site.BatchStatus = 503;
        var other = new Shopper(await Visit.Context.NewPageAsync(), Site.Url);
        await Task.WhenAll(Shopper.GoAsync("/p/hut-enamel-mug"), other.GoAsync("/p/carry-field-bag"));
        for (var i = 0; i < 5; i++)
        {
            await Shopper.Page.EvaluateAsync("i => cartwright('track', 'One', { i })", i);
            await other.Page.EvaluateAsync("i => cartwright('track', 'Two', { i })", i);
        }
        Site.BatchStatus = 200;
        await Eventually.HoldsAsync("both tabs were heard", () => Site.Named("One").Count == 5 && Site.Named("Two").Count == 5);
        Assert.Equal([0, 1, 2, 3, 4], Site.Named("One").Select(item => (int)item["properties"]!["i"]!));
        Assert.Single(Site.Named("One").Concat(Site.Named("Two")).Select(item => (string)item["anonymousId"]!).Distinct(StringComparer.Ordinal));
    }

    [ChromiumFact]
    public async Task A_script_error_in_the_checkout_is_told()
    {
        await Shopper.AddAsync("hut-enamel-mug");
        await Shopper.GoAsync("/checkout/payment");
        await Site.EventAsync("Checkout Step Viewed");
        await Shopper.Page.EvaluateAsync("setTimeout(() => { throw new Error('gateway did not load') })");
        var trouble = await Site.EventAsync("Checkout Trouble");
        Assert.Equal("script_error", (string?)trouble["properties"]!["kind"]);
        Assert.Contains("gateway did not load", (string?)trouble["properties"]!["message"], StringComparison.Ordinal);
    }
}
