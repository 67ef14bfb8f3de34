using System.Text;
using Cartwright.Browser.Support;
using Cartwright.Messages;
using Cartwright.Tests.Support;
using Microsoft.Playwright;

namespace Cartwright.Browser.Mails;

/// <summary>
/// Every default mail in a browser: on phones and at a desk, light and dark, with and without pictures. The contact sheet of all of them,
/// docs/mails/LANGUAGE.jpg, is made anew with CARTWRIGHT_WRITE_DOCS=1 (with the fonts of Debian's fonts-noto-cjk for Japanese and Chinese).
/// </summary>
public sealed class MailLooksTests(ChromiumFixture chromium) : IClassFixture<ChromiumFixture>
{
    private static readonly MessageRenderer Renderer = new();

    private static bool IsLong => Environment.GetEnvironmentVariable("CARTWRIGHT_LONG") == "1";

    public static TheoryData<string> Languages => [.. MailSamples.Languages];

    [ChromiumTheory, MemberData(nameof(Languages))]
    public async Task Fits_every_screen_and_is_accessible_in_the_light_and_in_the_dark(string language)
    {
        var faults = new List<string>();
        // Words differ by language, colours and roles do not: one language is looked through whole, of the others the widths and the fullest mail.
        foreach (var dark in language == "en" ? (bool[])[false, true] : [language is "ja" or "zh"])
        {
            await using var visit = await chromium.VisitAsync(375, dark);
            await PicturesAsync(visit.Page, blocked: dark); // once with pictures and once without
            var n = 0;
            foreach (var (template, html) in Mails(language))
            {
                n++;
                await visit.Page.SetContentAsync(html);
                foreach (var width in language == "en" ? (int[])[600, 375, 320] : [320])
                {
                    await visit.Page.SetViewportSizeAsync(width, 800);
                    if (await visit.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth > innerWidth")) faults.Add($"{template} is wider than {width}");
                }
                // Without time for all, each mail in one of both; the fullest in both.
                if (template != "cart-reminder-2" && (language != "en" || !IsLong && n % 2 == (dark ? 0 : 1))) continue;
                faults.AddRange((await Axe.BrokenAsync(visit.Page, isMail: true)).Select(broken => $"{template} {(dark ? "dark" : "light")}: {broken}"));
            }
        }
        Assert.Empty(faults);
    }

    [ChromiumTheory, MemberData(nameof(Languages))]
    public async Task Has_its_place_on_the_contact_sheet(string language)
    {
        var write = Environment.GetEnvironmentVariable("CARTWRIGHT_WRITE_DOCS") == "1";
        var path = Repository.PathOf($"docs/mails/{language}.jpg");
        if (write)
        {
            await using var visit = await chromium.VisitAsync(1600);
            await PicturesAsync(visit.Page, blocked: false);
            await visit.Page.SetContentAsync(Sheet(language));
            await visit.Page.EvaluateAsync("Promise.all([...document.querySelectorAll('iframe')].map(f => f.contentDocument.readyState === 'complete' ? 0 : new Promise(done => f.onload = done)))");
            await visit.Page.EvaluateAsync("document.querySelectorAll('iframe').forEach(f => { const high = f.contentDocument.documentElement.scrollHeight; f.style.height = high + 'px'; f.parentElement.style.height = high * 0.5 + 'px'; })");
            await visit.Page.ScreenshotAsync(new PageScreenshotOptions { Path = path, FullPage = true, Type = ScreenshotType.Jpeg, Quality = 60 });
        }
        Assert.InRange(new FileInfo(path).Length, 50_000, 600_000);
    }

    private static IEnumerable<(string Template, string Html)> Mails(string language)
    {
        var model = MailSamples.Of(language);
        foreach (var (template, _) in Renderer.Available.Where(t => t.Locale == language && Renderer.ChannelOf(t.Template) != "sms"))
        {
            var links = template.StartsWith("hand-off", StringComparison.Ordinal) ? model.Links with { Unsubscribe = null, OpenPixel = "" } : model.Links;
            yield return (template, Renderer.Render(template, language, model with { Links = links }).Html);
        }
    }

    // A phone, a phone in the dark and a desk for the fullest mail, a phone for each other one, every second in the dark.
    private static string Sheet(string language)
    {
        var frames = new StringBuilder("<!doctype html><meta charset=utf-8><style>body{margin:16px;font:600 13px sans-serif;display:flex;flex-wrap:wrap;gap:16px;background:#ddd8d0}figure{margin:0}div{overflow:hidden}iframe{border:0;transform:scale(.5);transform-origin:0 0}</style>");
        var n = 0;
        foreach (var (template, html) in Mails(language))
        {
            (int, bool)[] looks = template == "cart-reminder-2" ? [(320, false), (375, true), (600, false)] : [(375, n++ % 2 == 1)];
            foreach (var (width, dark) in looks)
            {
                var shown = dark ? html.Replace("(prefers-color-scheme: dark)", "all", StringComparison.Ordinal) : html.Replace("(prefers-color-scheme: dark)", "not all", StringComparison.Ordinal);
                frames.Append(System.Globalization.CultureInfo.InvariantCulture, $"<figure><figcaption>{template} {width}</figcaption><div style=\"width:{width / 2}px\"><iframe width={width} srcdoc=\"{System.Net.WebUtility.HtmlEncode(shown)}\"></iframe></div></figure>");
            }
        }
        return frames.ToString();
    }

    // The shop of the samples is nowhere: its pictures are drawn here, or are not there.
    private static Task PicturesAsync(IPage page, bool blocked) => page.RouteAsync("https://hollow-fern.example/**", route => blocked ? route.AbortAsync() : route.FulfillAsync(new RouteFulfillOptions
    {
        ContentType = "image/svg+xml",
        Body = route.Request.Url.Contains("/0", StringComparison.Ordinal)
            ? "<svg xmlns='http://www.w3.org/2000/svg' width='160' height='160'><rect width='160' height='160' fill='#e9dcc3'/><path d='M60 50h40l8 70H52z' fill='#b5863b'/><circle cx='80' cy='88' r='14' fill='#fff3c4'/><path d='M62 50a18 22 0 0 1 36 0' fill='none' stroke='#7a5a24' stroke-width='5'/></svg>"
            : "<svg xmlns='http://www.w3.org/2000/svg' width='160' height='160'><rect width='160' height='160' fill='#dfe3dc'/><path d='M30 50h100v70H30z' fill='#8a9a86'/><path d='M30 64h100M30 86h100M30 106h100' stroke='#c7d0c2' stroke-width='6'/></svg>",
    }));
}
