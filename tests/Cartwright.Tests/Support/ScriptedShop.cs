using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Cartwright.Tests.Support;

/// <summary>A shop that speaks what Shopify and WooCommerce document for orders (filter, order, pages with a Link header), webhooks and plugins, has a front page, and can fail.</summary>
internal sealed class ScriptedShop : IAsyncDisposable
{
    public const string Token = "shpat_0123456789", Key = "ck_0123456789", Secret = "cs_0123456789";
    private readonly WebApplication _app;

    private ScriptedShop(WebApplication app) => _app = app;

    public Uri Url => new(_app.Urls.First() + "/");
    public ConcurrentQueue<string> Requests { get; } = new();
    public ConcurrentQueue<JsonObject> Orders { get; } = new();
    public IReadOnlyList<string> Scopes { get; set; } = ["read_orders"];

    /// <summary>Its webhooks: topic, address, status.</summary>
    public IReadOnlyList<(string Topic, string Address, string Status)> Webhooks { get; set; } = [];

    /// <summary>Its front page, for everybody; null: there is none.</summary>
    public string? Page { get; set; }

    /// <summary>Active plugins of WordPress, as folder/file.php.</summary>
    public IReadOnlyList<string> Plugins { get; set; } = [];

    /// <summary>Settings of WooCommerce's own abandoned cart mail; null: the feature is off, and the group is not there.</summary>
    public (string Enabled, string Automated)? CartMail { get; set; }

    /// <summary>Paths that are answered with a status of their own.</summary>
    public IReadOnlyDictionary<string, int> Refused { get; set; } = new Dictionary<string, int>();

    /// <summary>Answers instead of the shop while set.</summary>
    public Func<HttpContext, Task>? Instead { get; set; }

    public static async Task<ScriptedShop> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var shop = new ScriptedShop(app);
        app.Run(shop.AnswerAsync);
        await app.StartAsync();
        return shop;
    }

    public Func<HttpContext, Task> Status(int status, string body = "{}", string? retryAfter = null) => http =>
    {
        http.Response.StatusCode = status;
        if (retryAfter is not null) http.Response.Headers.RetryAfter = retryAfter;
        return http.Response.WriteAsync(body);
    };

    /// <summary>Of Shopify, with the fields its webhooks have.</summary>
    public static JsonObject ShopifyOrder(long id, string email, DateTimeOffset at) => new()
    {
        ["id"] = id, ["email"] = email, ["created_at"] = at.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture), ["updated_at"] = at.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
        ["currency"] = "EUR", ["total_price"] = "15.80", ["financial_status"] = "paid", ["test"] = false,
        ["line_items"] = new JsonArray(new JsonObject { ["product_id"] = 1, ["title"] = "Tea", ["quantity"] = 2, ["price"] = "7.90" }),
    };

    public static JsonObject WooOrder(long id, string email, DateTimeOffset at) => new()
    {
        ["id"] = id, ["status"] = "processing", ["currency"] = "EUR", ["total"] = "15.80", ["order_key"] = "wc_order_" + id,
        ["date_created_gmt"] = at.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture), ["date_modified_gmt"] = at.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture), ["date_paid_gmt"] = at.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture),
        ["billing"] = new JsonObject { ["email"] = email }, ["line_items"] = new JsonArray(new JsonObject { ["product_id"] = 1, ["name"] = "Tea", ["quantity"] = 2, ["subtotal"] = "15.80" }),
    };

    private async Task AnswerAsync(HttpContext http)
    {
        Requests.Enqueue(http.Request.Path + http.Request.QueryString);
        if (Instead is { } instead) { await instead(http); return; }
        if (http.Request.Path == "/" && Page is { } page) { http.Response.ContentType = "text/html"; await http.Response.WriteAsync(page); return; }
        var isShopify = http.Request.Path.StartsWithSegments("/admin", StringComparison.Ordinal);
        var known = isShopify ? http.Request.Headers["X-Shopify-Access-Token"] == Token
            : http.Request.Headers.Authorization == "Basic " + Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"{Key}:{Secret}"));
        if (!known) { await Status(401, """{"errors":"[API] Invalid API key or access token (unrecognized login or wrong password)"}""")(http); return; }
        if (http.Request.Path == "/admin/oauth/access_scopes.json") { await http.Response.WriteAsync(new JsonObject { ["access_scopes"] = new JsonArray([.. Scopes.Select(s => new JsonObject { ["handle"] = s })]) }.ToJsonString()); return; }
        if (Refused.TryGetValue(http.Request.Path, out var refused)) { await Status(refused, """{"code":"woocommerce_rest_cannot_view"}""")(http); return; }
        if (http.Request.Path == "/admin/api/2026-07/webhooks.json") { await http.Response.WriteAsync(new JsonObject { ["webhooks"] = List(w => new JsonObject { ["id"] = 4759306, ["topic"] = w.Topic, ["address"] = w.Address, ["format"] = "json" }) }.ToJsonString()); return; }
        if (http.Request.Path == "/wp-json/wc/v3/system_status") { await http.Response.WriteAsync(new JsonObject { ["active_plugins"] = new JsonArray([.. Plugins.Select(p => new JsonObject { ["plugin"] = p, ["name"] = "The plugin " + p.Split('/')[0], ["version"] = "1.0", ["network_activated"] = false })]) }.ToJsonString()); return; }
        if (http.Request.Path == "/wp-json/wc/v3/settings/email_customer_abandoned_cart_recovery" && CartMail is { } mail)
        {
            await http.Response.WriteAsync(new JsonArray(new JsonObject { ["id"] = "enabled", ["type"] = "checkbox", ["value"] = mail.Enabled }, new JsonObject { ["id"] = "automated", ["type"] = "checkbox", ["value"] = mail.Automated }).ToJsonString());
            return;
        }
        if (http.Request.Path == "/wp-json/wc/v3/webhooks") { await PageAsync(http, List(w => new JsonObject { ["id"] = 142, ["name"] = "Webhook", ["status"] = w.Status, ["topic"] = w.Topic, ["delivery_url"] = w.Address })); return; }
        if (http.Request.Path != "/admin/api/2026-07/orders.json" && http.Request.Path != "/wp-json/wc/v3/orders") { await Status(404)(http); return; }

        var query = http.Request.Query;
        var number = int.Parse(query["page_info"].FirstOrDefault() ?? query["page"].FirstOrDefault() ?? "1", CultureInfo.InvariantCulture);
        var size = int.Parse(query[isShopify ? "limit" : "per_page"].First()!, CultureInfo.InvariantCulture);
        var since = query[isShopify ? "updated_at_min" : "modified_after"].FirstOrDefault() ?? "";
        var changed = isShopify ? "updated_at" : "date_modified_gmt";
        var found = Orders.Where(o => string.CompareOrdinal(o[changed]!.GetValue<string>(), since) >= 0).OrderBy(o => o[changed]!.GetValue<string>(), StringComparer.Ordinal).ToList();
        if (found.Count > number * size)
            http.Response.Headers.Link = isShopify ? $"<{Url}admin/api/2026-07/orders.json?limit={size}&page_info={number + 1}>; rel=\"next\"" : $"<{Url}wp-json/wc/v3/orders?per_page={size}&modified_after={since}&page={number + 1}>; rel=\"next\"";
        var orders = new JsonArray([.. found.Skip((number - 1) * size).Take(size).Select(o => o.DeepClone())]);
        await http.Response.WriteAsync(isShopify ? new JsonObject { ["orders"] = orders }.ToJsonString() : orders.ToJsonString());
    }

    private JsonArray List(Func<(string Topic, string Address, string Status), JsonObject> webhook) => new([.. Webhooks.Select(webhook)]);

    // Pages of WordPress: page and per_page, the next one in the Link header.
    private async Task PageAsync(HttpContext http, JsonArray items)
    {
        var (page, size) = (int.Parse(http.Request.Query["page"].FirstOrDefault() ?? "1", CultureInfo.InvariantCulture), int.Parse(http.Request.Query["per_page"].First()!, CultureInfo.InvariantCulture));
        if (items.Count > page * size) http.Response.Headers.Link = $"<{Url}{http.Request.Path.Value![1..]}?per_page={size}&page={page + 1}>; rel=\"next\"";
        await http.Response.WriteAsync(new JsonArray([.. items.Skip((page - 1) * size).Take(size).Select(i => i!.DeepClone())]).ToJsonString());
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
