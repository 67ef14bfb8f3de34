using Cartwright.Stores;
using Cartwright.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cartwright.Browser.Support;

/// <summary>A page of a shop on an origin of its own, with the body given and, at <c>/sdk.js</c>, a script.</summary>
internal sealed class ShopPage : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ShopPage(WebApplication app) => _app = app;

    public static async Task<ShopPage> StartAsync(string body, string script = "")
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapGet("/", () => Results.Text($"<!doctype html><html lang=\"en\"><head><title>A shop</title><link rel=\"icon\" href=\"data:,\"></head><body>{body}</body></html>", "text/html"));
        app.MapGet("/sdk.js", () => Results.Text(script, "text/javascript"));
        await app.StartAsync();
        return new ShopPage(app);
    }

    /// <summary>Makes the page one of the store's, whose carts count as left after a second.</summary>
    /// <returns>Its origin.</returns>
    public async Task<Uri> BelongToAsync(ApiServer server)
    {
        var origin = new Uri(_app.Urls.First());
        await server.Services.GetRequiredService<StoreStore>().SaveSettingsAsync(server.Store.Id, new StoreSettings { Hosts = [origin.Authority], IdleSeconds = 1 });
        await server.Services.GetRequiredService<StoreDirectory>().RefreshAsync();
        return origin;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
