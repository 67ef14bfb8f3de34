using Microsoft.Playwright;
using Xunit.Sdk;

namespace Cartwright.Browser.Support;

/// <summary>What each page must stand: axe, and the width of the screen. With CARTWRIGHT_PICTURES=1 it keeps a picture of it for a person to look at.</summary>
internal static class PageCheck
{
    // A picture of a whole page takes as long as the check of it.
    private static readonly bool KeepsPictures = Environment.GetEnvironmentVariable("CARTWRIGHT_PICTURES") == "1" || Environment.GetEnvironmentVariable("CARTWRIGHT_LONG") == "1";

    /// <returns>What is wrong with the page as it stands; empty when nothing is.</returns>
    public static async Task<IReadOnlyList<string>> FaultsAsync(Visit visit, string name)
    {
        // Pictures and products come after the page; some pages ask for news for ever, so silence is not what to wait for.
        // Told to the page, not polled in it: a poll is compiled by the page itself, which its content policy forbids.
        await visit.Page.WaitForLoadStateAsync(LoadState.Load);
        await visit.Page.EvaluateAsync("""
            () => Promise.all([...document.images].map(image => {
                image.loading = 'eager';
                return image.complete || new Promise(done => { image.onload = image.onerror = done; });
            }))
            """).WaitAsync(TimeSpan.FromMinutes(1));
        if (KeepsPictures) await visit.ScreenshotAsync(name);
        var faults = new List<string>();
        try { await Axe.AssertCleanAsync(visit.Page); }
        catch (XunitException broken) { faults.Add($"{name}: {broken.Message}"); }
        if (await visit.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth > innerWidth"))
        {
            var wide = await visit.Page.EvaluateAsync<string[]>("[...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1).slice(0, 3).map(e => e.outerHTML.slice(0, 120))");
            faults.Add($"{name} is wider than the screen: {string.Join(" · ", wide)}");
        }
        return faults;
    }
}
