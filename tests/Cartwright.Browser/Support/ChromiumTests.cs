using Cartwright.Tests.Support;
using Xunit.Sdk;

namespace Cartwright.Browser.Support;

/// <summary>That the helpers see what they are there to see, before anyone relies on their silence.</summary>
public sealed class ChromiumTests(ChromiumFixture chromium) : IClassFixture<ChromiumFixture>
{
    private const string Good = """
        <!doctype html><html lang="en"><head><title>Your cart</title><meta name="viewport" content="width=device-width, initial-scale=1">
        <style>:root { color-scheme: light dark }</style></head>
        <body><main><h1>Your cart</h1><label>E-mail <input type="email" name="email"></label></main></body></html>
        """;

    [ChromiumFact]
    public async Task An_accessible_page_passes()
    {
        await using var visit = await chromium.VisitAsync();
        await visit.Page.SetContentAsync(Good);

        await Axe.AssertCleanAsync(visit.Page);
        visit.AssertNoErrors();
    }

    [ChromiumFact]
    public async Task A_field_without_a_name_and_pale_text_do_not()
    {
        await using var visit = await chromium.VisitAsync();
        await visit.Page.SetContentAsync(Good.Replace("<label>E-mail ", "<p style=\"color: #ccc; background: #fff\">soon sold out</p><label>", StringComparison.Ordinal));

        var failure = await Assert.ThrowsAsync<XunitException>(() => Axe.AssertCleanAsync(visit.Page));

        Assert.Contains("label:", failure.Message, StringComparison.Ordinal);
        Assert.Contains("color-contrast:", failure.Message, StringComparison.Ordinal);
    }

    [ChromiumFact]
    public async Task Complaints_of_a_page_are_collected()
    {
        await using var visit = await chromium.VisitAsync();
        await visit.Page.SetContentAsync(Good);
        await visit.Page.EvaluateAsync($"console.error('declined'); setTimeout(() => null.cart); fetch('http://127.0.0.1:{FreePort.Next()}/').catch(() => 0)");

        foreach (var kind in (string[])["console error: declined", "not caught: ", "request failed: GET "])
            await Eventually.HoldsAsync($"it was noted: {kind}", () => visit.Errors.Any(e => e.StartsWith(kind, StringComparison.Ordinal)));
        var failure = Assert.Throws<XunitException>(() => visit.AssertNoErrors("declined"));

        Assert.DoesNotContain("declined", failure.Message, StringComparison.Ordinal);
        Assert.Contains("not caught: ", failure.Message, StringComparison.Ordinal);
    }

    [ChromiumFact]
    public async Task Visits_have_the_size_and_the_colours_they_ask_for_and_share_nothing()
    {
        await using var phone = await chromium.VisitAsync(width: 375, dark: true);
        await using var desk = await chromium.VisitAsync();
        await phone.Context.AddCookiesAsync([new() { Name = "cart", Value = "1", Url = "http://127.0.0.1/" }]);
        await phone.Page.SetContentAsync(Good);

        Assert.Equal(375, await phone.Page.EvaluateAsync<int>("innerWidth"));
        Assert.True(await phone.Page.EvaluateAsync<bool>("matchMedia('(prefers-color-scheme: dark)').matches"));
        Assert.False(await desk.Page.EvaluateAsync<bool>("matchMedia('(prefers-color-scheme: dark)').matches"));
        Assert.Empty(await desk.Context.CookiesAsync());

        var picture = await phone.ScreenshotAsync("helpers");
        var start = (await File.ReadAllBytesAsync(picture))[..4];
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], start);
    }
}
