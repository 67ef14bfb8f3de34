using Cartwright.Browser.Support;
using Cartwright.Links;
using Cartwright.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Cartwright.Browser.Links;

/// <summary>The pages behind the links of messages, as a shopper sees them, in a shop whose colour nothing can be read on.</summary>
public sealed class ShopperPagesTests(ChromiumFixture chromium) : IClassFixture<ChromiumFixture>
{
    [ChromiumTheory, MemberData(nameof(Looks.OfTheDay), MemberType = typeof(Looks))]
    public async Task Paying_leaving_and_choosing_can_be_read_and_done_without_script(int width, bool dark)
    {
        await using var server = await ApiServer.StartAsync(Engine.Sqlite);
        await server.SendAsync(HttpMethod.Patch, "/api/stores/shop", """
            {"settings":{"accentColor":"#ffee00","paymentMethods":[{"name":"Bank transfer","details":["IBAN DE02 1203 0000 0000 2020 51","BIC BYLADEM1001"]},{"name":"PayPal"}],"contactPhone":"+49 30 1234567"}}
            """);
        var (placed, closes) = (TimeProvider.System.GetUtcNow().AddHours(-26).ToString("O"), TimeProvider.System.GetUtcNow().AddHours(40).ToString("O"));
        await server.SendAsync(HttpMethod.Post, "/api/orders", $$"""{"orderId":"77","number":"#1001","status":"placed","total":20.5,"currency":"EUR","email":"ann@mail.test","phone":"+4915112345678","at":"{{placed}}","closesAt":"{{closes}}"}""");
        await server.AbandonCartAsync("d1", "bob@mail.test", "c1");
        var mails = await server.Mail.WaitForAsync(2);
        var pay = Way(mails.Single(m => m.To == "ann@mail.test").Content.Text!, "/pay/");
        var away = Way(mails.Single(m => m.To == "bob@mail.test").Content.Text!, "/u/");
        var order = (await server.GetAsync("/api/orders")).GetProperty("items")[0];
        var sent = (await server.GetAsync("/api/messages")).GetProperty("items").EnumerateArray().First(m => m.GetProperty("template").GetString() == "unpaid-order");
        var code = await server.Services.GetRequiredService<LinkStore>().ShortenAsync(server.Store.Id, order.GetProperty("shopper").GetGuid(), sent.GetProperty("id").GetGuid(), TimeProvider.System.GetUtcNow().AddDays(1), isTest: false);
        await server.SendAsync(HttpMethod.Post, "/api/orders", """{"orderId":"77","status":"updated","payUrl":"https://shop.test/pay/77"}""");

        var faults = new List<string>();
        foreach (var locale in Environment.GetEnvironmentVariable("CARTWRIGHT_LONG") == "1" ? (string[])["en", "de", "bg", "ja", "zh"] : ["bg"])
        {
            await using var visit = await chromium.VisitAsync(width, dark, locale, javaScript: true);
            foreach (var (way, name) in new[] { (pay, "pay"), (away, "away"), ($"/s/{code}/u", "texts-away"), ("/pay/none", "gone") })
            {
                await visit.Page.GotoAsync(new Uri(server.Stranger.BaseAddress!, way).ToString());
                faults.AddRange(await PageCheck.FaultsAsync(visit, $"{name}-{locale}"));
            }
        }
        Assert.True(faults.Count == 0, string.Join(Environment.NewLine, faults));

        await using var bare = await chromium.VisitAsync(width, dark, javaScript: false);
        await bare.Page.GotoAsync(new Uri(server.Stranger.BaseAddress!, $"/s/{code}/u").ToString());
        await bare.Page.GetByRole(AriaRole.Button).ClickAsync();
        await Assertions.Expect(bare.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("will not send text messages to your number");
        await bare.Page.GotoAsync(new Uri(server.Stranger.BaseAddress!, pay).ToString());
        // Asked for is enough: a host that is not there is not told alike by every Chromium.
        await bare.Page.RunAndWaitForRequestAsync(() => bare.Page.GetByRole(AriaRole.Button).First.ClickAsync(), "https://shop.test/pay/77");
    }

    private static string Way(string text, string way) => way + text.Split(way)[1].Split('\n', '\r', ' ', ')')[0];
}
