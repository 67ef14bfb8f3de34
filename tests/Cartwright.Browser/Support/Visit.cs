using System.Collections.Concurrent;
using Cartwright.Tests.Support;
using Microsoft.Playwright;
using Xunit.Sdk;

namespace Cartwright.Browser.Support;

/// <summary>
/// A person with a browser of their own: no cookies, no storage, nothing shared with other visits. Collects what the page
/// complains about: errors and warnings in the console, exceptions nobody caught, requests that failed.
/// </summary>
public sealed class Visit : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _errors = new();
    private readonly string _look;

    internal Visit(IPage page, int width, bool dark)
    {
        Page = page;
        _look = $"{width}-{(dark ? "dark" : "light")}";
        Context.Page += (_, opened) => Listen(opened);
        Listen(page);
    }

    public IPage Page { get; }
    public IBrowserContext Context => Page.Context;
    public IReadOnlyCollection<string> Errors => _errors;

    /// <summary>Leaves <c>TestResults/screenshots/NAME-WIDTH-light|dark.png</c> of the whole page for a person to look at.</summary>
    /// <returns>Its path.</returns>
    public async Task<string> ScreenshotAsync(string name)
    {
        var path = Path.Combine(Repository.Results("screenshots"), $"{name}-{_look}.png");
        await Page.ScreenshotAsync(new PageScreenshotOptions { Path = path, FullPage = true });
        return path;
    }

    /// <param name="expected">Parts of complaints that this test provokes: <c>"404"</c>.</param>
    public void AssertNoErrors(params string[] expected)
    {
        var unexpected = _errors.Where(error => !expected.Any(part => error.Contains(part, StringComparison.Ordinal))).ToList();
        if (unexpected.Count > 0) throw new XunitException($"The page complained:{Environment.NewLine}{string.Join(Environment.NewLine, unexpected)}");
    }

    public async ValueTask DisposeAsync() => await Context.CloseAsync();

    private void Listen(IPage page)
    {
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning") _errors.Enqueue($"console {message.Type}: {message.Text} ({message.Location})");
        };
        page.PageError += (_, error) => _errors.Enqueue($"not caught: {error}");
        page.RequestFailed += (_, request) =>
        {
            // Leaving a page ends what it still loads: no fault of the page.
            if (request.Failure != "net::ERR_ABORTED") _errors.Enqueue($"request failed: {request.Method} {request.Url}: {request.Failure}");
        };
    }
}
