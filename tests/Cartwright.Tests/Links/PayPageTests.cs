using System.Net;
using System.Text;
using Cartwright.Links;
using Microsoft.Extensions.DependencyInjection;
using MimeKit;

namespace Cartwright.Tests.Links;

/// <summary>The page of what was ordered and not paid.</summary>
public sealed class PayPageTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task The_mail_of_an_unpaid_order_leads_to_it_with_its_number_and_the_ways_to_pay(Engine engine)
    {
        await using var server = await ApiServer.StartAsync(engine);
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = server.Stranger.BaseAddress };
        await server.SendAsync(HttpMethod.Patch, "/api/stores/shop", """{"settings":{"paymentMethods":[{"name":"Bank transfer","details":["IBAN DE02 1203 0000 0000 2020 51"]}],"contactPhone":"+49 30 1234567"}}""");
        var (placed, closes) = (TimeProvider.System.GetUtcNow().AddHours(-26).ToString("O"), TimeProvider.System.GetUtcNow().AddHours(40).ToString("O"));
        await server.SendAsync(HttpMethod.Post, "/api/orders", $$"""{"orderId":"gid-77","number":"#1001","status":"placed","total":20.5,"currency":"EUR","email":"ann@mail.test","at":"{{placed}}","closesAt":"{{closes}}"}""");

        var mail = await MimeMessage.LoadAsync(new MemoryStream((await server.Mail.WaitForAsync(1))[0].Raw));
        Assert.Contains("#1001", mail.TextBody, StringComparison.Ordinal);
        Assert.DoesNotContain("gid-77", mail.Subject + mail.TextBody + mail.HtmlBody, StringComparison.Ordinal);
        var link = "/pay/" + mail.TextBody!.Split("/pay/")[1].Split('\n', '\r', ' ')[0];

        // The short link of a text about it leads there as well.
        var sent = (await server.GetAsync("/api/messages")).GetProperty("items")[0].GetProperty("id").GetGuid();
        var shopper = (await server.GetAsync("/api/orders")).GetProperty("items")[0].GetProperty("shopper").GetGuid();
        var code = await server.Services.GetRequiredService<LinkStore>().ShortenAsync(server.Store.Id, shopper, sent, TimeProvider.System.GetUtcNow().AddDays(1), isTest: false);
        var way = (await browser.GetAsync("/s/" + code)).Headers.Location?.OriginalString;
        Assert.StartsWith("/pay/", way, StringComparison.Ordinal);
        Assert.Contains("#1001", await PageAsync(browser, way!), StringComparison.Ordinal);

        var page = await PageAsync(browser, link);
        Assert.Contains("#1001", page, StringComparison.Ordinal);
        Assert.Contains("€20.50", page, StringComparison.Ordinal);
        Assert.Contains("Reference: #1001", page, StringComparison.Ordinal);
        Assert.Contains("tel:+49301234567", page, StringComparison.Ordinal);
        Assert.DoesNotContain("ann@", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<button", page, StringComparison.Ordinal); // nobody told where it is paid

        var told = await server.SendAsync(HttpMethod.Post, "/api/orders", """{"orderId":"gid-77","status":"updated","payUrl":"https://shop.test/kasse/плащане/77?key=a%20b"}""");
        Assert.Equal("https://shop.test/kasse/плащане/77?key=a%20b", told.GetProperty("payUrl").GetString());
        page = await PageAsync(browser, link);
        var order = page.Split("name=\"order\" value=\"")[1].Split('"')[0];
        var gone = await PostAsync(browser, link, order);
        Assert.Equal((HttpStatusCode.SeeOther, "https://shop.test/kasse/%D0%BF%D0%BB%D0%B0%D1%89%D0%B0%D0%BD%D0%B5/77?key=a%20b"), (gone.StatusCode, gone.Headers.Location?.OriginalString));
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(browser, link, "0191a000-0000-7000-8000-00000000000f")).StatusCode);

        await server.SendAsync(HttpMethod.Post, "/api/orders", """{"orderId":"gid-77","status":"paid"}""");
        Assert.Contains("Nothing waits for a payment", await PageAsync(browser, link), StringComparison.Ordinal);
        Assert.Equal("https://shop.test", (await browser.GetAsync("/s/" + code)).Headers.Location?.OriginalString.TrimEnd('/')); // nothing to pay: the shop
        Assert.Contains("Nothing waits for a payment", await (await PostAsync(browser, link, order)).Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync(link[..^3] + "abc")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync("/r/" + link["/pay/".Length..])).StatusCode); // a link is good for one thing
    }

    [Theory, OnSqlite]
    public async Task A_page_that_is_no_page_of_the_web_is_refused(Engine engine)
    {
        await using var server = await ApiServer.StartAsync(engine);
        foreach (var url in (string[])["http://shop.test/pay", "javascript:alert(1)", "https://user:secret@shop.test/", "pay"])
            Assert.Contains("payUrl", (await server.SendAsync(HttpMethod.Post, "/api/orders", $$"""{"orderId":"1","status":"placed","total":1,"payUrl":"{{url}}"}""", HttpStatusCode.BadRequest)).ToString(), StringComparison.Ordinal);
    }

    private static async Task<string> PageAsync(HttpClient browser, string link)
    {
        var answer = await browser.GetAsync(link);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
    }

    private static async Task<HttpResponseMessage> PostAsync(HttpClient browser, string link, string order) =>
        await browser.PostAsync(link, new StringContent("order=" + order, Encoding.ASCII, "application/x-www-form-urlencoded"));
}
