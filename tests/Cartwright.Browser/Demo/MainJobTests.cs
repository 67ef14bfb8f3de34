using System.Text.Json;
using Cartwright.Browser.Support;
using Cartwright.Tests.Support;
using Microsoft.Playwright;

namespace Cartwright.Browser.Demo;

/// <summary>The main job, end to end, on the real program: leave a cart, get the mail, come back on another device, pay.</summary>
public sealed class MainJobTests(ChromiumFixture chromium) : IClassFixture<ChromiumFixture>
{
    private const string Email = "maren.holt@example.com";

    [ChromiumFact]
    public async Task A_cart_that_was_left_comes_back_by_mail_on_another_device_and_is_paid()
    {
        await using var demo = await DemoProcess.StartAsync();

        // Two products, an e-mail at the first step, an address at the second; then the tab is closed, and the browser is not.
        await using var first = await chromium.VisitAsync(width: 375);
        var shopper = new Shopper(first, demo.Url);
        await shopper.AddAsync("hut-enamel-mug");
        await shopper.AddAsync("ridge-wool-throw");
        await shopper.ContactAsync(Email);
        await shopper.NextAsync("On to the address", "address");
        await shopper.AddressAsync();
        await first.Page.CloseAsync(new PageCloseOptions { RunBeforeUnload = true });

        // The console shows the cart, its stage and its lines.
        await using var merchant = await chromium.VisitAsync();
        await merchant.Page.GotoAsync(demo.Url + "/console");
        await merchant.Page.GetByLabel("E-mail").FillAsync(demo.User);
        await merchant.Page.GetByLabel("Password").FillAsync(demo.Password);
        await merchant.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await merchant.Page.ArrivesAsync("**/console/demo");
        await Eventually.HoldsAsync("the console lists the cart with its stage", async () =>
        {
            await merchant.Page.GotoAsync($"{demo.Url}/console/demo/carts?q={Uri.EscapeDataString(Email)}");
            return await merchant.Page.Locator("main tbody tr").CountAsync() == 1 && (await merchant.Page.Locator("main tbody tr").InnerTextAsync()).Contains("address", StringComparison.OrdinalIgnoreCase);
        });
        await merchant.Page.Locator("main tbody tr a").First.ClickAsync();
        await Assertions.Expect(merchant.Page.Locator("main")).ToContainTextAsync("Hut enamel mug");
        await Assertions.Expect(merchant.Page.Locator("main")).ToContainTextAsync("Ridge wool throw");
        var cartPage = merchant.Page.Url;

        // The reminder is in the mailbox: pictures, names, prices, a way back, a way out, a text part.
        var mail = await Eventually.GetAsync("the reminder arrives", () => MailAsync(demo), TimeSpan.FromMinutes(2));
        var html = await TextAsync($"{demo.Url}/demo/mailbox/mails/{mail}/html");
        Assert.Contains("Hut enamel mug", html, StringComparison.Ordinal);
        Assert.Contains("€89.00", html, StringComparison.Ordinal);
        Assert.Contains("/demo/shop/files/mug.png", html, StringComparison.Ordinal);
        Assert.Contains("/u/", html, StringComparison.Ordinal);
        var text = JsonDocument.Parse(await TextAsync($"{demo.Url}/demo/mailbox/mails/{mail}.json")).RootElement.GetProperty("text").GetString()!;
        Assert.Contains("/r/", text, StringComparison.Ordinal);

        // Its button, in a browser that has never seen the shop, brings back cart and form at the step where it stopped.
        await using var second = await chromium.VisitAsync();
        await second.Page.GotoAsync($"{demo.Url}/demo/mailbox/mails/{mail}/html");
        var landing = await second.Context.RunAndWaitForPageAsync(() => second.Page.Locator("a[href*='/r/']", new() { HasText = "checkout" }).First.ClickAsync());
        await landing.ArrivesAsync("**/demo/shop/checkout/address");
        await Assertions.Expect(landing.GetByLabel("First name")).ToHaveValueAsync("Ana");
        await Assertions.Expect(landing.GetByLabel("Town")).ToHaveValueAsync("Plovdiv");

        // A third device with the same link gets the goods, and nothing of the person.
        await using (var third = await chromium.VisitAsync())
        {
            await third.Page.GotoAsync(System.Text.RegularExpressions.Regex.Match(text, @"\S+/r/\S+", System.Text.RegularExpressions.RegexOptions.NonBacktracking).Value);
            await third.Page.ArrivesAsync("**/demo/shop/checkout/address");
            await Assertions.Expect(third.Page.Locator("body")).ToContainTextAsync("Welcome back");
            await Assertions.Expect(third.Page.GetByLabel("First name")).ToHaveValueAsync("");
        }

        // The shopper pays.
        var payer = new Shopper(landing, demo.Url);
        await payer.NextAsync("On to shipping", "shipping");
        await landing.GetByLabel("To your door").CheckAsync();
        await payer.NextAsync("On to payment", "payment");
        await landing.GetByRole(AriaRole.Radio, new() { Name = "Card" }).CheckAsync();
        await payer.PlaceAsync();
        await landing.ArrivesAsync("**/demo/shop/thanks*");

        // The second reminder never comes: its run has ended, and the cart counts as recovered.
        await Eventually.HoldsAsync("the cart's page says that it came back", async () =>
        {
            await merchant.Page.GotoAsync(cartPage);
            return (await merchant.Page.Locator("main").InnerTextAsync()).Contains("Won back", StringComparison.Ordinal);
        });
        await Assertions.Expect(merchant.Page.Locator("main")).Not.ToContainTextAsync("second reminder tomorrow");
        Assert.Single(await MailsAsync(demo));

        // The overview shows what came back, in charts.
        await merchant.Page.GotoAsync($"{demo.Url}/console/demo");
        await Assertions.Expect(merchant.Page.Locator("main canvas, main svg").First).ToBeVisibleAsync();
        await merchant.ScreenshotAsync("main-job-overview");
        merchant.AssertNoErrors();
    }

    private static async Task<string?> MailAsync(DemoProcess demo) => (await MailsAsync(demo)).FirstOrDefault();

    private static async Task<List<string>> MailsAsync(DemoProcess demo)
    {
        using var list = JsonDocument.Parse(await TextAsync($"{demo.Url}/demo/mailbox/mails.json"));
        return [.. list.RootElement.GetProperty("mails").EnumerateArray().Where(m => m.GetProperty("to").GetString() == Email).Select(m => m.GetProperty("id").GetRawText())];
    }

    private static async Task<string> TextAsync(string url)
    {
        using var client = new HttpClient();
        return await client.GetStringAsync(url);
    }
}
