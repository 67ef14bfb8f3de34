using System.Text.RegularExpressions;
using Cartwright.Browser.Support;
using Cartwright.Tests.Support;
using Microsoft.Playwright;

namespace Cartwright.Browser.Demo;

/// <summary>Every page of the console, with a month behind it and with nothing in it, on a phone in the dark and on a desk in the light.</summary>
public sealed partial class ConsoleAccessibilityTests(ChromiumFixture chromium) : IClassFixture<ChromiumFixture>
{
    private const string Operator = "operator@second.test", Password = "a long enough password";

    [ChromiumFact]
    public async Task The_console_keeps_nobody_out()
    {
        await using var demo = await DemoProcess.StartAsync();
        await demo.RunAsync(null, "store", "create", "--name", "Second shop", "--slug", "empty", "--url", "https://second.test", "--currency", "EUR", "--timezone", "Europe/Berlin", "--json");
        await demo.RunAsync(Password, "user", "create", "--email", Operator, "--role", "operator", "--password-stdin");
        foreach (var (width, dark) in Looks)
        {
            await using var visit = await chromium.VisitAsync(width, dark);
            var console = demo.Url + "/console";
            await CheckAsync(visit, "console-sign-in", console);
            await visit.Page.GetByLabel("E-mail").FillAsync(Operator);
            await visit.Page.GetByLabel("Password").FillAsync("not the password");
            await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
            await CheckAsync(visit, "console-sign-in-wrong");
            await visit.Page.GetByLabel("Password").FillAsync(Password);
            await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
            await Assertions.Expect(visit.Page).Not.ToHaveURLAsync(SignIn());

            await CheckAsync(visit, "console-stores", console);
            foreach (var store in dark ? (string[])["demo", "empty"] : ["demo"]) // empty pages are the same in the light
                foreach (var page in Pages.Where((_, n) => IsLong || n % 2 == (dark ? 0 : 1))) await CheckAsync(visit, $"console-{store}-{(page.Length == 0 ? "overview" : page.Replace('/', '-'))}", $"{console}/{store}/{page}");
            await CheckAsync(visit, "console-demo-carts-none", console + "/demo/carts?q=nobody-of-this-name");
            foreach (var list in new[] { "carts", "messages", "journeys", "offers" })
            {
                await visit.Page.GotoAsync($"{console}/demo/{list}");
                var first = await visit.Page.Locator($"main tbody a[href^='/console/demo/{list}/']").First.GetAttributeAsync("href");
                await CheckAsync(visit, $"console-demo-{list}-one", demo.Url + first);
                if (list != "carts") continue;
                var person = await visit.Page.Locator("main a[href^='/console/demo/shoppers/']").First.GetAttributeAsync("href");
                await CheckAsync(visit, "console-demo-shopper", demo.Url + person);
            }
            await CheckAsync(visit, "console-missing", console + "/demo/nothing-here");
            visit.AssertNoErrors("404", "401", "422", "400");
        }
        Assert.True(_faults.Count == 0, string.Join(Environment.NewLine, _faults));
    }

    [GeneratedRegex("sign-in", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex SignIn();

    private static bool IsLong => Environment.GetEnvironmentVariable("CARTWRIGHT_LONG") == "1";

    // Each takes long: without --long one of two, by the seed of the day, and in it every other page of the full store.
    private static IEnumerable<(int Width, bool Dark)> Looks =>
        IsLong ? [(375, true), (1280, false), (375, false), (1280, true)] : [Seeds.Random("looks").Next(2) == 0 ? (375, true) : (1280, false)];

    private static readonly string[] Pages = ["", "carts", "messages", "journeys", "journeys/new", "offers", "offers/new", "offers/codes", "settings", "settings/inbound", "events", "events/rejected"];

    private readonly List<string> _faults = [];

    private async Task CheckAsync(Visit visit, string name, string? url = null)
    {
        if (url is not null) await visit.Page.GotoAsync(url);
        _faults.AddRange(await PageCheck.FaultsAsync(visit, name));
    }
}
