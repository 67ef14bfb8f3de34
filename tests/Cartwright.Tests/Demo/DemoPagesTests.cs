using System.Net;
using System.Text;
using Cartwright.Demo;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cartwright.Tests.Demo;

/// <summary>The demo's pages as a client sees them, over HTTP.</summary>
public sealed class DemoPagesTests : IAsyncLifetime
{
    private readonly List<MailboxMail> _mails = [];
    private WebApplication _app = null!;
    private HttpClient _http = null!;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddDemoShop(new DemoStore("demo", "wk_\"<demo>", "sk_demo"), new DemoGuide("/console", "/demo/mailbox", "After 20 seconds."));
        _app = builder.Build();
        _app.MapDemoShop();
        _app.MapMailbox(() => _mails);
        await _app.StartAsync();
        _http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(_app.Urls.First()) };
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
    }

    [Theory]
    [InlineData("/demo/shop")]
    [InlineData("/demo/shop/")]
    [InlineData("/demo/shop/p/hut-enamel-mug")]
    [InlineData("/demo/shop/cart")]
    [InlineData("/demo/shop/checkout/contact")]
    [InlineData("/demo/shop/checkout/review")]
    [InlineData("/demo/shop/thanks")]
    public async Task Each_page_carries_the_snippet_and_a_strict_policy(string path)
    {
        using var answer = await _http.GetAsync(path);
        var html = await answer.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("<script async src=\"/cartwright.js\" data-key=\"wk_&quot;&lt;demo&gt;\"></script>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("{{", html, StringComparison.Ordinal);
        Assert.DoesNotContain("[[", html, StringComparison.Ordinal);
        Assert.DoesNotContain("sk_demo", html, StringComparison.Ordinal);
        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/demo/shop/p/nothing")]
    [InlineData("/demo/shop/checkout/nothing")]
    [InlineData("/demo/shop/nothing/at/all")]
    public async Task An_unknown_page_is_404_and_looks_like_the_shop(string path)
    {
        using var answer = await _http.GetAsync(path);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("This page is not here", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/demo/shop/files/nothing.png")]
    [InlineData("/demo/shop/files/..%2Fpages%2Findex.html")]
    [InlineData("/demo/mailbox/files/..%2f..%2fshop%2ffiles%2fshop.js")]
    public async Task Only_the_built_files_are_served(string path)
    {
        using var answer = await _http.GetAsync(path);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task A_file_that_has_not_changed_is_304()
    {
        using var first = await _http.GetAsync("/demo/shop/files/mug.png");
        using var again = new HttpRequestMessage(HttpMethod.Get, "/demo/shop/files/mug.png");
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);

        using var second = await _http.SendAsync(again);

        Assert.Equal("image/png", first.Content.Headers.ContentType!.MediaType);
        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"lines\":7}")]
    [InlineData("{}")]
    [InlineData("{\"cartId\":\"c\",\"email\":\"a@b.c\",\"shipping\":\"home\",\"paymentMethod\":\"card\",\"lines\":[null]}")]
    public async Task An_order_that_is_none_is_400(string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");

        using var answer = await _http.PostAsync("/demo/shop/api/orders", content);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task An_order_stands_when_nobody_takes_its_report()
    {
        using var content = new StringContent(
            """{"cartId":"c","email":"a@b.c","shipping":"home","paymentMethod":"card","lines":[{"productId":"hf-mug","quantity":1}]}""", Encoding.UTF8, "application/json");

        using var answer = await _http.PostAsync("/demo/shop/api/orders", content);

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Contains("\"reported\":false", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mail_is_shown_as_a_strangers_document()
    {
        _mails.Add(new MailboxMail(7, DateTimeOffset.UnixEpoch, "a@b.c", "d@e.f", "Hi",
            "<!doctype html><HTML><Head lang=en><title>x</title></Head><header>y</header>", "plain\r\n\r\n  text", [new("X", "1"), new("X", "2")], [65, 66]));

        using var answer = await _http.GetAsync("/demo/mailbox/mails/7/html");
        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();

        Assert.Equal("<!doctype html><HTML><Head lang=en><base target=\"_blank\"><title>x</title></Head><header>y</header>", await answer.Content.ReadAsStringAsync());
        Assert.StartsWith("sandbox ", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("allow-scripts", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("allow-same-origin", policy, StringComparison.Ordinal);
        Assert.Equal("no-referrer", answer.Headers.GetValues("Referrer-Policy").Single());
        Assert.Equal("AB", await _http.GetStringAsync("/demo/mailbox/mails/7/raw"));
        Assert.Contains("\"preview\":\"plain text\"", await _http.GetStringAsync("/demo/mailbox/mails.json"), StringComparison.Ordinal);
        using var missing = await _http.GetAsync("/demo/mailbox/mails/8.json");
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
    }
}
