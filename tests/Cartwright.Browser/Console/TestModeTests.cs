using System.Text.RegularExpressions;
using Cartwright.Browser.Support;
using Cartwright.Stores;
using Cartwright.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Cartwright.Browser.Console;

/// <summary>A merchant tries the store out: approves and refuses the first messages, then has everything sent to an address of their own.</summary>
public sealed partial class TestModeTests(ChromiumFixture chromium) : IClassFixture<ChromiumFixture>
{
    private const string Owner = "owner@people.test", Merchant = "merchant@shop.test";
    private readonly List<string> _faults = [];

    [ChromiumFact]
    public async Task The_first_messages_are_approved_and_refused_and_then_everything_goes_to_the_test_address()
    {
        await using var server = await ApiServer.StartAsync(Engine.Sqlite);
        await server.Services.GetRequiredService<UserStore>().CreateAsync(Owner, ConsoleVisitor.Password, server.Store.Id, Roles.Owner);
        var console = new Uri(server.Stranger.BaseAddress!, "/console/shop").ToString();
        await using var visit = await SignInAsync(console, 1280, dark: false);
        var page = visit.Page;

        // A mistake is said beside its field; then the first three are to wait.
        await page.GotoAsync(console + "/settings");
        await page.GetByLabel("Send everything to").FillAsync("me at the shop");
        await SaveAsync(page);
        await Assertions.Expect(page.Locator("#e-sandbox_to")).ToContainTextAsync("Use one e-mail address");
        await CheckAsync(visit, "test-mode-wrong");
        await page.GetByLabel("Send everything to").FillAsync("");
        await page.GetByLabel("Wait for approval of the first").FillAsync("3");
        await SaveAsync(page);
        await Assertions.Expect(page.GetByText("So far 0 of 3 are decided.")).ToBeVisibleAsync();
        await page.GotoAsync(console + "/messages?status=held");
        await CheckAsync(visit, "test-mode-nothing-held");

        foreach (var name in (string[])["ada", "bob", "cleo"]) await server.AbandonCartAsync("d-" + name, $"{name}@mail.test", "c-" + name);
        await Eventually.HoldsAsync("three messages wait", async () => (await server.GetAsync("/api/messages?status=held")).GetProperty("items").GetArrayLength() == 3);
        await page.GotoAsync(console);
        await page.GetByRole(AriaRole.Link, new() { Name = "3 messages wait for approval" }).ClickAsync();
        await Assertions.Expect(page.Locator("iframe").First.ContentFrame.Locator("body")).ToContainTextAsync("Tea");
        var first = await page.Locator(".approvals h2 a").First.GetAttributeAsync("href");
        foreach (var (width, dark) in Looks)
        {
            await using var other = await SignInAsync(console, width, dark);
            await CheckAsync(other, "test-mode-held", console + "/messages?status=held");
            await CheckAsync(other, "test-mode-held-one", new Uri(server.Stranger.BaseAddress!, first).ToString());
            other.AssertNoErrors();
        }

        var approved = Address(await page.Locator(".approval").First.InnerTextAsync());
        await page.GetByRole(AriaRole.Button, new() { NameRegex = StartsWithApprove() }).First.ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("Approved");
        await Eventually.HoldsAsync("the approved one arrives", () => server.Mail.Mails.Any(m => m.To == approved));
        await Assertions.Expect(page.Locator(".approvals > li")).ToHaveCountAsync(2);

        var refused = Address(await page.Locator(".approval").First.InnerTextAsync());
        await page.Locator(".approvals h2 a").First.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { NameRegex = StartsWithRefuse() }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("Refused");
        await page.GotoAsync(console + "/messages?status=not_sent");
        await Assertions.Expect(page.Locator("main tbody tr")).ToContainTextAsync("somebody refused it");

        await page.GotoAsync(console + "/messages?status=held");
        await page.GetByRole(AriaRole.Button, new() { NameRegex = StartsWithApprove() }).ClickAsync();
        await Eventually.HoldsAsync("the last one arrives", () => server.Mail.Mails.Count == 2);
        Assert.DoesNotContain(server.Mail.Mails, m => m.To == refused);
        await page.GotoAsync(console + "/messages?status=held");
        await Assertions.Expect(page.Locator(".empty")).ToContainTextAsync("leave by themselves");

        // Test mode.
        await page.GotoAsync(console + "/settings");
        await page.GetByLabel("Send everything to").FillAsync(Merchant);
        await SaveAsync(page);
        await Assertions.Expect(page.GetByText("Test mode: all messages go to m•••@shop.test, none to a shopper.")).ToBeVisibleAsync();
        await server.AbandonCartAsync("d-dora", "dora@mail.test", "c-dora");
        await Eventually.HoldsAsync("the test arrives", () => server.Mail.Mails.Any(m => m.To == Merchant));
        await Eventually.HoldsAsync("it is known to be sent", async () => (await server.GetAsync("/api/messages?status=sent")).GetProperty("items").GetArrayLength() == 3);
        await page.GotoAsync(console + "/messages");
        var test = page.Locator("main tbody tr").Filter(new() { HasText = "dora@mail.test" });
        await Assertions.Expect(test.Locator(".chip", new() { HasText = "Test" })).ToBeVisibleAsync();
        var sent = await test.Locator("a").First.GetAttributeAsync("href");
        foreach (var (width, dark) in Looks)
        {
            await using var other = await SignInAsync(console, width, dark);
            await CheckAsync(other, "test-mode-settings", console + "/settings#test");
            await CheckAsync(other, "test-mode-overview", console);
            await CheckAsync(other, "test-mode-messages", console + "/messages");
            await CheckAsync(other, "test-mode-sent", new Uri(server.Stranger.BaseAddress!, sent).ToString());
            await CheckLinksAsync(server, other);
            other.AssertNoErrors("400");
        }
        visit.AssertNoErrors("400");
        Assert.True(_faults.Count == 0, string.Join(Environment.NewLine, _faults));
    }

    // Each takes long: without --long one of two, by the seed of the day.
    private static IEnumerable<(int Width, bool Dark)> Looks =>
        Environment.GetEnvironmentVariable("CARTWRIGHT_LONG") == "1" ? [(375, true), (1280, false), (375, false), (1280, true)] : [Seeds.Random("looks").Next(2) == 0 ? (375, true) : (1280, false)];

    private async Task<Visit> SignInAsync(string console, int width, bool dark)
    {
        var visit = await chromium.VisitAsync(width, dark);
        await visit.Page.GotoAsync(console);
        await visit.Page.GetByLabel("E-mail").FillAsync(Owner);
        await visit.Page.GetByLabel("Password").FillAsync(ConsoleVisitor.Password);
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await visit.Page.ArrivesAsync(console);
        return visit;
    }

    // What the merchant sees who tries the links of the test.
    private async Task CheckLinksAsync(ApiServer server, Visit visit)
    {
        var text = server.Mail.Mails.Last(m => m.To == Merchant).Content.Text;
        foreach (var (way, name) in new[] { ("/r/", "test-mail-back"), ("/u/", "test-mail-away") })
            await CheckAsync(visit, name, new Uri(server.Stranger.BaseAddress!, way + new string([.. text[(text.IndexOf(way, StringComparison.Ordinal) + 3)..].TakeWhile(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')])).ToString());
    }

    private static Task SaveAsync(IPage page) => page.GetByRole(AriaRole.Button, new() { Name = "Save changes" }).ClickAsync();

    private static string Address(string text) => Regex.Match(text, @"\w+@mail\.test", RegexOptions.NonBacktracking).Value;

    private async Task CheckAsync(Visit visit, string name, string? url = null)
    {
        if (url is not null) await visit.Page.GotoAsync(url);
        _faults.AddRange(await PageCheck.FaultsAsync(visit, name));
    }

    [GeneratedRegex("^Approve(?! all)", RegexOptions.None, 1000)]
    private static partial Regex StartsWithApprove();

    [GeneratedRegex("^Refuse", RegexOptions.None, 1000)]
    private static partial Regex StartsWithRefuse();
}
