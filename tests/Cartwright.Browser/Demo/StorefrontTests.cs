using System.Text.Json.Nodes;
using Cartwright.Browser.Support;
using Cartwright.Tests.Support;
using Microsoft.Playwright;

namespace Cartwright.Browser.Demo;

/// <summary>The snippet in a real browser, in the demo shop.</summary>
[Collection(ChromiumCollection.Name)]
public sealed class StorefrontTests(ChromiumFixture chromium) : IAsyncLifetime
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
    public async Task An_email_is_known_while_the_form_is_still_open()
    {
        await _shopper.AddAsync("ember-storm-lantern");
        await _shopper.ContactAsync("ana@example.com");
        var details = await _site.EventAsync("Checkout Details Entered");
        Assert.Equal("ana@example.com", (string?)details["properties"]!["email"]);
        Assert.Equal("contact", (string?)details["properties"]!["stage"]);
        Assert.Null(details["properties"]!["consent"]);
        Assert.Single(_site.Named("Checkout Details Entered"));
        Assert.EndsWith("/checkout/contact", _shopper.Page.Url, StringComparison.Ordinal);
        Assert.All(_site.Requests, request => Assert.StartsWith("text/plain", (string?)request["contentType"], StringComparison.Ordinal));
        _visit.AssertNoErrors();
    }

    [ChromiumFact]
    public async Task The_cart_and_the_stages_are_told_as_they_happen()
    {
        await _shopper.ToPaymentAsync("Bank transfer");
        await _shopper.NextAsync("Check the order", "review");
        await _site.EventAsync("Checkout Step Viewed", properties => (string?)properties["stage"] == "review");
        Assert.Equal(["contact", "address", "shipping", "payment", "review"],
            _site.Named("Checkout Step Viewed").Select(item => (string)item["properties"]!["stage"]!).Distinct(StringComparer.Ordinal));
        var cart = _site.Named("Cart Updated")[^1]["properties"]!;
        Assert.Equal(5.9m, (decimal)cart["shipping"]!);
        Assert.Equal(21.9m, (decimal)cart["total"]!);
        var line = cart["products"]![0]!;
        Assert.Equal(("hf-mug", 16m, 1), ((string)line["product_id"]!, (decimal)line["price"]!, (int)line["quantity"]!));
        Assert.Equal(_site.Url + "/demo/shop/files/mug.png", (string)line["image_url"]!);
        Assert.Single(_site.Events.Select(item => (string)item["anonymousId"]!).Distinct(StringComparer.Ordinal));
        var details = _site.Named("Checkout Details Entered")[^1]["properties"]!;
        Assert.Equal(("ana@example.com", "Ana", "López", "Plovdiv", "BG"),
            ((string)details["email"]!, (string)details["first_name"]!, (string)details["last_name"]!, (string)details["city"]!, (string)details["country"]!));
        _visit.AssertNoErrors();
    }

    [ChromiumFact]
    public async Task A_tick_is_consent_and_taking_it_back_is_a_refusal()
    {
        await _shopper.AddAsync("hut-enamel-mug");
        await _shopper.ContactAsync("ana@example.com", remind: true);
        var given = await _site.EventAsync("Checkout Details Entered", properties => properties["consent"] is not null);
        Assert.True((bool)given["properties"]!["consent"]!["email"]!);
        Assert.Equal("Remind me by e-mail if I don't finish", (string?)given["properties"]!["consent"]!["text"]);
        await _shopper.Page.GetByLabel("Remind me by e-mail").UncheckAsync();
        await _site.EventAsync("Checkout Details Entered", properties => properties["consent"]?["email"] is JsonValue value && !(bool)value);
    }

    [ChromiumFact]
    public async Task Passwords_and_cards_never_leave_the_page()
    {
        await _shopper.ToPaymentAsync("Card");
        await _shopper.Page.GetByLabel("Card number").PressSequentiallyAsync("4242 4242 4242 4242");
        await _shopper.Page.GetByLabel("Name on the card").PressSequentiallyAsync("Card Holder");
        await _shopper.Page.GetByLabel("Valid until").PressSequentiallyAsync("12 / 29");
        await _shopper.Page.GetByLabel("Security code").PressSequentiallyAsync("987");
        await _shopper.NextAsync("Check the order", "review");
        await _shopper.GoAsync("/checkout/contact");
        await _shopper.Page.EvaluateAsync(
            "document.querySelector('#step').insertAdjacentHTML('afterbegin', '<input type=password id=secret name=email_password autocomplete=new-password>')");
        await _shopper.Page.Locator("#secret").PressSequentiallyAsync("hunter2hunter2");
        // Another field proves that typing on this page is told.
        await _shopper.Page.GetByLabel("Telephone").PressSequentiallyAsync("+359 88 1234567");
        await _site.EventAsync("Checkout Details Entered", properties => properties["phone"] is not null);
        var sent = string.Concat(_site.Requests.Select(request => request.ToJsonString()));
        Assert.All(["4242", "Card Holder", "12 / 29", "987", "hunter2"], secret => Assert.DoesNotContain(secret, sent, StringComparison.Ordinal));
    }

    [ChromiumTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Leaving_at_once_still_sends_what_was_just_typed(bool close)
    {
        await _shopper.AddAsync("hut-enamel-mug");
        await _shopper.GoAsync("/checkout/contact");
        await _site.EventAsync("Checkout Step Viewed");
        await _shopper.Page.GetByLabel("E-mail", new() { Exact = true }).FillAsync("ana@example.com");
        if (close)
            await _shopper.Page.CloseAsync();
        else
            await _shopper.Page.GotoAsync("about:blank");
        await _site.EventAsync("Checkout Details Entered", properties => (string?)properties["email"] == "ana@example.com");
    }

    [ChromiumFact]
    public async Task What_the_server_could_not_take_is_sent_after_a_reload_with_the_same_id()
    {
        _site.BatchStatus = 503;
        await _shopper.AddAsync("hut-enamel-mug");
        var refused = await Eventually.GetAsync("the refused event came", () => _site.Requests.SelectMany(request => request["batch"]!.AsArray())
            .FirstOrDefault(item => (string?)item!["event"] == "Product Added"));
        Assert.Empty(_site.Events);
        _site.BatchStatus = 200;
        await _shopper.Page.ReloadAsync();
        var taken = await _site.EventAsync("Product Added");
        Assert.Equal(refused.ToJsonString(), taken.ToJsonString());
    }

    [ChromiumFact]
    public async Task Offline_events_survive_a_closed_tab()
    {
        await _shopper.GoAsync("/p/hut-enamel-mug");
        await _site.EventAsync("Product Viewed");
        await _visit.Context.SetOfflineAsync(true);
        await _shopper.Page.GetByRole(AriaRole.Button, new() { Name = "Add to cart" }).ClickAsync();
        await _shopper.Page.GetByText("is in your cart").WaitForAsync();
        await _shopper.Page.CloseAsync();
        await _visit.Context.SetOfflineAsync(false);
        Assert.Empty(_site.Named("Product Added"));
        await new Shopper(await _visit.Context.NewPageAsync(), _site.Url).GoAsync("/");
        await _site.EventAsync("Product Added");
    }

    [ChromiumFact]
    public async Task Two_tabs_are_one_visitor_and_lose_nothing()
    {
        _site.BatchStatus = 503;
        var other = new Shopper(await _visit.Context.NewPageAsync(), _site.Url);
        await Task.WhenAll(_shopper.GoAsync("/p/hut-enamel-mug"), other.GoAsync("/p/carry-field-bag"));
        for (var i = 0; i < 5; i++)
        {
            await _shopper.Page.EvaluateAsync("i => cartwright('track', 'One', { i })", i);
            await other.Page.EvaluateAsync("i => cartwright('track', 'Two', { i })", i);
        }
        _site.BatchStatus = 200;
        await Eventually.HoldsAsync("both tabs were heard", () => _site.Named("One").Count == 5 && _site.Named("Two").Count == 5);
        Assert.Equal([0, 1, 2, 3, 4], _site.Named("One").Select(item => (int)item["properties"]!["i"]!));
        Assert.Single(_site.Named("One").Concat(_site.Named("Two")).Select(item => (string)item["anonymousId"]!).Distinct(StringComparer.Ordinal));
    }

    [ChromiumFact]
    public async Task A_script_error_in_the_checkout_is_told()
    {
        await _shopper.AddAsync("hut-enamel-mug");
        await _shopper.GoAsync("/checkout/payment");
        await _site.EventAsync("Checkout Step Viewed");
        await _shopper.Page.EvaluateAsync("setTimeout(() => { throw new Error('gateway did not load') })");
        var trouble = await _site.EventAsync("Checkout Trouble");
        Assert.Equal("script_error", (string?)trouble["properties"]!["kind"]);
        Assert.Contains("gateway did not load", (string?)trouble["properties"]!["message"], StringComparison.Ordinal);
    }
}
