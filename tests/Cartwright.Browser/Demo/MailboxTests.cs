using Cartwright.Browser.Support;
using Cartwright.Tests.Support;
using Microsoft.Playwright;

namespace Cartwright.Browser.Demo;

/// <summary>The mailbox viewer in a real browser.</summary>
public sealed class MailboxTests(ChromiumFixture chromium) : IClassFixture<ChromiumFixture>, IAsyncLifetime
{
    private DemoSite _site = null!;
    private Visit _visit = null!;

    private IPage Page => _visit.Page;

    public async Task InitializeAsync()
    {
        _site = await DemoSite.StartAsync();
        _visit = await chromium.VisitAsync();
    }

    public async Task DisposeAsync()
    {
        await _visit.DisposeAsync();
        await _site.DisposeAsync();
    }

    [ChromiumFact]
    public async Task A_mail_that_comes_in_shows_by_itself_newest_first()
    {
        await Page.GotoAsync(_site.Url + "/demo/mailbox");
        await Assertions.Expect(Page.GetByText("No mail yet.")).ToBeVisibleAsync();
        await Assertions.Expect(Page.GetByText("leaves 20 seconds after")).ToBeVisibleAsync();
        _site.Mails.Add(DemoSite.Mail(1, "Your lantern is still here", "<p>one</p>"));
        await Assertions.Expect(Page.GetByRole(AriaRole.Link, new() { Name = "Your lantern" })).ToBeVisibleAsync();
        _site.Mails.Add(DemoSite.Mail(2, "Thank you for your order", "<p>two</p>"));
        await Assertions.Expect(Page.Locator(".list .subject").First).ToContainTextAsync("Thank you");
        await Assertions.Expect(Page).ToHaveTitleAsync("(2) Mailbox");
    }

    [ChromiumFact]
    public async Task A_mail_runs_no_script_and_its_button_opens_beside_the_viewer_without_a_referrer()
    {
        _site.Mails.Add(DemoSite.Mail(1, "Hello", """
            <html><head><title>x</title></head><body><script>document.title = 'ran'; top.location = 'about:blank'</script>
            <a href="/demo/shop/cart">Back to your cart</a></body></html>
            """));
        await Page.GotoAsync(_site.Url + "/demo/mailbox/1");
        var popup = await Page.RunAndWaitForPopupAsync(() => Page.FrameLocator("iframe").GetByText("Back to your cart").ClickAsync());
        await Assertions.Expect(popup).ToHaveTitleAsync("Your cart · Hollow & Fern");
        Assert.Equal("", await popup.EvaluateAsync<string>("document.referrer"));
        Assert.True(await popup.EvaluateAsync<bool>("opener === null"));
        // The shop works in it: it has left the sandbox.
        await Assertions.Expect(popup.GetByText("Your cart is empty.")).ToBeVisibleAsync();
        Assert.EndsWith("/demo/mailbox/1", Page.Url, StringComparison.Ordinal);
    }

    [ChromiumFact]
    public async Task Text_and_headers_are_a_tab_away_also_by_keyboard()
    {
        _site.Mails.Add(DemoSite.Mail(1, "Hello", "<p>one</p>"));
        await Page.GotoAsync(_site.Url + "/demo/mailbox/1");
        await Page.GetByRole(AriaRole.Tab, new() { Name = "Text" }).ClickAsync();
        await Assertions.Expect(Page.GetByRole(AriaRole.Tabpanel)).ToContainTextAsync("your Ember storm lantern is still here");
        await Page.Keyboard.PressAsync("ArrowRight");
        await Assertions.Expect(Page.GetByRole(AriaRole.Tabpanel)).ToContainTextAsync("List-Unsubscribe=One-Click");
        await Page.Keyboard.PressAsync("ArrowRight");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Phone" }).ClickAsync();
        var frame = await Page.Locator("iframe").BoundingBoxAsync();
        Assert.Equal(375, Math.Round(frame!.Width));
    }

    [ChromiumFact]
    public async Task A_mail_that_is_gone_says_so()
    {
        await Page.GotoAsync(_site.Url + "/demo/mailbox/99");
        await Assertions.Expect(Page.GetByText("This mail is no longer here.")).ToBeVisibleAsync();
    }
}
