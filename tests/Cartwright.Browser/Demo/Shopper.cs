using Cartwright.Browser.Support;
using Microsoft.Playwright;

namespace Cartwright.Browser.Demo;

/// <summary>Someone who walks through the demo shop.</summary>
internal sealed class Shopper(IPage page, string site)
{
    public Shopper(Visit visit, string site) : this(visit.Page, site) { }

    public IPage Page => page;

    public Task GoAsync(string path) => Page.GotoAsync(site + "/demo/shop" + path);

    public async Task AddAsync(string handle)
    {
        await GoAsync("/p/" + handle);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Add to cart" }).ClickAsync();
        await Page.GetByText("is in your cart").WaitForAsync();
    }

    public async Task ContactAsync(string email, bool offers = false)
    {
        await GoAsync("/checkout/contact");
        var field = Page.GetByLabel("E-mail", new() { Exact = true });
        await field.ClearAsync(); // the shop has kept what was typed before
        await field.PressSequentiallyAsync(email);
        if (offers) await Page.GetByLabel("E-mail me about offers").CheckAsync();
    }

    public async Task AddressAsync()
    {
        await Page.GetByLabel("First name").FillAsync("Ana");
        await Page.GetByLabel("Last name").FillAsync("López");
        await Page.GetByLabel("Street and number").FillAsync("Ivan Vazov 12");
        await Page.GetByLabel("Postcode").FillAsync("4000");
        await Page.GetByLabel("Town").FillAsync("Plovdiv");
        await Page.GetByLabel("Country").SelectOptionAsync("BG");
    }

    public async Task NextAsync(string button, string step)
    {
        await Page.GetByRole(AriaRole.Button, new() { Name = button }).ClickAsync();
        await Assertions.Expect(Page).ToHaveURLAsync(site + "/demo/shop/checkout/" + step);
    }

    /// <summary>From an empty cart to the payment page, with a way to pay chosen.</summary>
    public async Task ToPaymentAsync(string method)
    {
        await AddAsync("hut-enamel-mug");
        await ContactAsync("ana@example.com");
        await NextAsync("On to the address", "address");
        await AddressAsync();
        await NextAsync("On to shipping", "shipping");
        await Page.GetByLabel("To your door").CheckAsync();
        await NextAsync("On to payment", "payment");
        await Page.GetByRole(AriaRole.Radio, new() { Name = method }).CheckAsync();
    }

    public async Task PlaceAsync()
    {
        await NextAsync("Check the order", "review");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Place the order" }).ClickAsync();
    }
}
