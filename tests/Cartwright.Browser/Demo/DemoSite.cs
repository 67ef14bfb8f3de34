using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Cartwright.Demo;
using Cartwright.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cartwright.Browser.Demo;

/// <summary>
/// The demo shop and the mailbox on a port of their own, with the events API in its place reduced to what the snippet sees:
/// it takes batches, answers as it is told, and keeps what came.
/// </summary>
internal sealed class DemoSite : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<JsonObject> _requests = new();

    internal static readonly DemoStore Store = new("demo", "wk_demo", "sk_demo");

    /// <summary>Status /v1/batch answers with; an event counts as received only at 200.</summary>
    public int BatchStatus { get; set; } = 200;

    /// <summary>What /v1/restore gives for a token; null is a link that is no longer good.</summary>
    public Func<string, JsonObject?> Restore { get; set; } = _ => null;

    internal List<MailboxMail> Mails { get; } = [];

    public string Url => _app.Urls.First();

    private DemoSite()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddDemoShop(Store, new DemoGuide("/console", "/demo/mailbox", "In this demo the first reminder leaves 20 seconds after the last activity."));
        _app = builder.Build();
        _app.MapGet("/cartwright.js", () => Results.File(Path.Combine(AppContext.BaseDirectory, "assets", "storefront", "cartwright.js"), "text/javascript"));
        _app.MapPost("/v1/batch", (Delegate)TakeBatchAsync);
        _app.MapPost("/v1/restore", (Delegate)GiveCartAsync);
        _app.MapGet("/console", () => Results.Text("console"));
        _app.MapDemoShop();
        _app.MapMailbox(() => Mails);
    }

    public static async Task<DemoSite> StartAsync()
    {
        var site = new DemoSite();
        await site._app.StartAsync();
        return site;
    }

    /// <summary>Every request to /v1/batch, with the status it was answered with and the key it carried.</summary>
    public IReadOnlyList<JsonObject> Requests => [.. _requests];

    /// <summary>The events that were taken, in the order they came; each once, as the server keeps them.</summary>
    public IReadOnlyList<JsonObject> Events =>
        [.. _requests.Where(request => (int)request["status"]! == 200)
            .SelectMany(request => request["batch"]!.AsArray().Select(item => item!.AsObject()))
            .DistinctBy(item => (string)item["messageId"]!)];

    public IReadOnlyList<JsonObject> Named(string name) => [.. Events.Where(item => (string?)item["event"] == name)];

    /// <summary>Waits for the first event of the name whose properties fit.</summary>
    public Task<JsonObject> EventAsync(string name, Func<JsonObject, bool>? fits = null) =>
        Eventually.GetAsync($"{name} came", () => Named(name).FirstOrDefault(item => fits is null || fits(item["properties"]!.AsObject())));

    private async Task<IResult> TakeBatchAsync(HttpContext http)
    {
        var body = (await JsonNode.ParseAsync(http.Request.Body))!.AsObject();
        body["status"] = BatchStatus;
        body["contentType"] = http.Request.ContentType;
        body["basic"] = http.Request.Headers.Authorization.ToString() is ['B', 'a', 's', 'i', 'c', ' ', .. var code]
            ? Encoding.UTF8.GetString(Convert.FromBase64String(code)) : null;
        _requests.Enqueue(body);
        return BatchStatus == 200 ? Results.Json(new { success = true }) : Results.StatusCode(BatchStatus);
    }

    private async Task<IResult> GiveCartAsync(HttpContext http)
    {
        var body = (await JsonNode.ParseAsync(http.Request.Body))!.AsObject();
        return Restore((string)body["token"]!) is { } cart ? Results.Json(cart) : Results.NotFound();
    }

    /// <summary>A mail with all its parts, made for looking at it.</summary>
    internal static MailboxMail Mail(long id, string subject, string html) => new(
        id, DateTimeOffset.Parse("2026-11-20T10:00:00Z", CultureInfo.InvariantCulture).AddMinutes(id), "Hollow & Fern <hello@hollowfern.test>",
        "Ana López <ana@example.com>", subject, html, "Hello Ana,\r\n\r\nyour Ember storm lantern is still here.\r\n",
        [new("Message-ID", "<1@hollowfern.test>"), new("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"), new("DKIM-Signature", "v=1; a=rsa-sha256; c=relaxed/relaxed; d=hollowfern.test; s=s1; bh=" + new string('x', 44))],
        Encoding.ASCII.GetBytes($"Subject: {subject}\r\n\r\nHello\r\n"));

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}
