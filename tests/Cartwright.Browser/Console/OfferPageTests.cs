using Cartwright.Browser.Support;
using Cartwright.Stores;
using Cartwright.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Cartwright.Browser.Console;

/// <summary>A merchant makes an offer, sees the codes that were given of it, finds one and takes it back.</summary>
public sealed class OfferPageTests(ChromiumFixture chromium) : IClassFixture<ChromiumFixture>
{
    private readonly List<string> _faults = [];

    [ChromiumTheory, MemberData(nameof(Looks.OfTheDay), MemberType = typeof(Looks))]
    public async Task An_offer_is_made_and_its_codes_are_seen_found_and_taken_back(int width, bool dark)
    {
        await using var server = await ApiServer.StartAsync(Engine.Sqlite);
        await server.Services.GetRequiredService<UserStore>().CreateAsync("owner@people.test", ConsoleVisitor.Password, server.Store.Id, Roles.Owner);
        var console = new Uri(server.Stranger.BaseAddress!, "/console/shop").ToString();
        await using var visit = await chromium.VisitAsync(width, dark);
        var page = visit.Page;
        await page.GotoAsync(console + "/offers");
        await page.GetByLabel("E-mail").FillAsync("owner@people.test");
        await page.GetByLabel("Password").FillAsync(ConsoleVisitor.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.ArrivesAsync(console + "/offers");
        await CheckAsync(visit, "offers");
        await CheckAsync(visit, "codes-empty", console + "/offers/codes");
        await Assertions.Expect(page.Locator(".empty")).ToContainTextAsync("No code was made yet.");

        await page.GotoAsync(console + "/offers/new");
        await page.GetByLabel("Name").FillAsync("Five off tonight");
        await page.GetByLabel("What it gives").SelectOptionAsync("free_shipping");
        await Assertions.Expect(page.GetByLabel("How much")).ToBeHiddenAsync();
        await page.GetByLabel("What it gives").SelectOptionAsync("amount");
        await page.GetByLabel("How much").FillAsync("five");
        await page.GetByLabel("Codes begin with").FillAsync("five");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create offer" }).ClickAsync();
        await Assertions.Expect(page.Locator("#e-value")).ToHaveTextAsync("Use an amount such as 5 or 4.90.");
        await Assertions.Expect(page.GetByLabel("How much")).ToHaveValueAsync("five");
        await CheckAsync(visit, "offer-wrong");
        await page.GetByLabel("How much").FillAsync("5");
        await page.GetByLabel("For orders of at least").FillAsync("49.90");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create offer" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("Created.");
        await Assertions.Expect(page.Locator(".lead")).ToHaveTextAsync("Its codes give €5.00 off from €49.90 on and are good for 7 days.");
        await Assertions.Expect(page.Locator(".empty")).ToContainTextAsync("No code was made yet.");

        var (codes, carts) = (new List<string>(), new HashSet<string>());
        foreach (var name in (string[])["ada", "bob"])
        {
            await server.AbandonCartAsync("d-" + name, $"{name}@mail.test", "c-" + name);
            var cart = await server.CartAsync($"the cart of {name}", c => !carts.Contains(c.GetProperty("id").GetString()!));
            carts.Add(cart.GetProperty("id").GetString()!);
            var made = await server.SendAsync(HttpMethod.Post, "/api/coupons", $$"""{"offer":"five-off-tonight","shopper":"{{cart.GetProperty("shopper").GetString()}}","cart":"{{cart.GetProperty("id").GetString()}}"}""");
            codes.Add(made.GetProperty("coupon").GetProperty("code").GetString()!);
        }
        await server.SendAsync(HttpMethod.Post, "/api/coupons/redeem", $$"""{"code":"{{codes[0]}}","orderId":"1042"}""");
        await page.ReloadAsync();
        var rows = page.Locator(".codes tbody tr");
        await Assertions.Expect(rows).ToHaveCountAsync(2);
        await Assertions.Expect(rows.Nth(0)).ToContainTextAsync("Live");
        await Assertions.Expect(rows.Nth(1)).ToContainTextAsync("ada@mail.test");
        await Assertions.Expect(rows.Nth(1)).ToContainTextAsync("Redeemed");
        await Assertions.Expect(rows.Nth(1)).ToContainTextAsync("order 1042");
        await CheckAsync(visit, "offer-codes");

        await page.GotoAsync(console + "/offers/codes");
        await CheckAsync(visit, "codes");
        await page.GetByPlaceholder("Code or e-mail address").FillAsync(codes[1].ToLowerInvariant().Replace("-", "", StringComparison.Ordinal)[..9]);
        await page.GetByPlaceholder("Code or e-mail address").PressAsync("Enter");
        await Assertions.Expect(rows).ToHaveCountAsync(1);
        await Assertions.Expect(rows).ToContainTextAsync(codes[1]);
        await page.GetByRole(AriaRole.Button, new() { Name = $"Take back the code {codes[1]}" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("Taken back");
        await Assertions.Expect(rows).ToContainTextAsync("by hand");

        await page.GotoAsync(console + "/offers/five-off-tonight");
        await page.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("Paused");
        visit.AssertNoErrors("400");
        Assert.True(_faults.Count == 0, string.Join(Environment.NewLine, _faults));
    }

    private async Task CheckAsync(Visit visit, string name, string? url = null)
    {
        if (url is not null) await visit.Page.GotoAsync(url);
        _faults.AddRange(await PageCheck.FaultsAsync(visit, name));
    }
}
