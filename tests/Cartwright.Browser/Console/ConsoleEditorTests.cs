using Cartwright.Browser.Support;
using Cartwright.Stores;
using Cartwright.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Cartwright.Browser.Console;

/// <summary>Tests of somebody who works in the console: a server of its own for each, with an owner who can sign in.</summary>
public abstract class ConsoleEditorTests(ChromiumFixture chromium) : IClassFixture<ChromiumFixture>, IAsyncLifetime
{
    private protected List<string> Faults { get; } = [];
    private protected ApiServer Server { get; private set; } = null!;
    private protected string Console => new Uri(Server.Stranger.BaseAddress!, "/console/shop").ToString();

    public async Task InitializeAsync()
    {
        Server = await ApiServer.StartAsync(Engine.Sqlite);
        await UserAsync("owner@people.test", Roles.Owner);
    }

    public async Task DisposeAsync() => await Server.DisposeAsync();

    private protected Task UserAsync(string email, string role) => Server.Services.GetRequiredService<UserStore>().CreateAsync(email, ConsoleVisitor.Password, Server.Store.Id, role);

    private protected async Task<Visit> SignInAsync(int width = 1280, bool dark = false, bool javaScript = true, string email = "owner@people.test")
    {
        var visit = await chromium.VisitAsync(width, dark, javaScript: javaScript);
        await visit.Page.GotoAsync(Console);
        await visit.Page.GetByLabel("E-mail").FillAsync(email);
        await visit.Page.GetByLabel("Password").FillAsync(ConsoleVisitor.Password);
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await visit.Page.ArrivesAsync(Console);
        return visit;
    }

    /// <param name="keep">The page goes on after it: its frames stay.</param>
    private protected async Task CheckAsync(Visit visit, string name, string? url = null, bool keep = false)
    {
        if (url is not null) await visit.Page.GotoAsync(url);
        if (keep) await visit.ScreenshotAsync(name);
        else Faults.AddRange(await PageCheck.FaultsAsync(visit, name));
    }

    private protected void AssertFine() => Assert.True(Faults.Count == 0, string.Join(Environment.NewLine, Faults));

    private protected static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);
}
