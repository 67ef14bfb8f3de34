using Cartwright.Tests.Support;
using Microsoft.Playwright;

namespace Cartwright.Browser.Support;

/// <summary>
/// One Chromium for a class of tests (starting one a test takes seconds), Debian's own: nothing is downloaded. Each test opens
/// <see cref="Visit"/>s, which share nothing. Started when first asked, so that a machine without Chromium only skips.
/// Take it as <see cref="IClassFixture{TFixture}"/>: a class runs its tests one after the other, two classes run at a time.
/// </summary>
public sealed class ChromiumFixture : IAsyncLifetime
{
    // No sandbox: containers and root have none to offer. The rest keeps the browser from calling home, which would
    // show up in network checks, and from GPUs that are not there.
    private static readonly string[] Flags =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    // Beside another class on two cores a page may take its time; what is wrong stays wrong.
    static ChromiumFixture() => Assertions.SetDefaultExpectTimeout(15_000);

    private readonly SemaphoreSlim _starting = new(1);
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <param name="width">Of the window, in CSS pixels: 375 for a phone, 1280 for a desk.</param>
    /// <param name="dark">What the system asks pages for.</param>
    /// <param name="locale">The shopper's, as the browser tells it.</param>
    /// <param name="javaScript">False for pages that must work without.</param>
    public async Task<Visit> VisitAsync(int width = 1280, bool dark = false, string locale = "en-GB", bool javaScript = true)
    {
        var browser = await BrowserAsync();
        var context = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = width, Height = width < 600 ? 812 : 800 },
            ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
            ReducedMotion = ReducedMotion.Reduce, // a picture taken half-way through a transition is never the same twice
            Locale = locale,
            JavaScriptEnabled = javaScript,
        });
        return new Visit(await context.NewPageAsync(), width, dark);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_browser is not null) await _browser.CloseAsync();
        _playwright?.Dispose();
        _starting.Dispose();
    }

    private async Task<IBrowser> BrowserAsync()
    {
        await _starting.WaitAsync();
        try
        {
            _playwright ??= await Playwright.CreateAsync();
            return _browser ??= await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Tools.Chromium, Args = Flags });
        }
        finally
        {
            _starting.Release();
        }
    }
}
