using System.Globalization;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Cartwright.Demo;

/// <param name="Delay">One sentence that says how soon the first reminder leaves.</param>
internal sealed record DemoShopConfig(string WriteKey, string Currency, string Locale, string ConsoleUrl, string MailboxUrl, string Delay);

/// <param name="Total">Minor units.</param>
/// <param name="Reported">Whether Cartwright has taken the order's events.</param>
internal sealed record DemoOrderAnswer(string OrderId, bool Paid, long Total, bool Reported);

/// <summary>The demo shop under /demo/shop: its pages, its product list, and its back end that takes orders.</summary>
internal static class DemoShopEndpoints
{
    // What a careful shop would send. Everything, the snippet too, comes from this server in the demo.
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private static readonly string[] Steps = ["contact", "address", "shipping", "payment", "review"];

    public static IServiceCollection AddDemoShop(this IServiceCollection services, DemoStore store, DemoGuide guide) =>
        services.AddSingleton(store).AddSingleton(guide).AddSingleton<DemoReportChannel>();

    /// <summary>Needs <see cref="AddDemoShop"/>, and the built assets beside the program.</summary>
    public static void MapDemoShop(this IEndpointRouteBuilder app)
    {
        var files = new DemoFiles(Path.Combine(AppContext.BaseDirectory, "assets", "shop"));
        var shop = app.MapGroup("/demo/shop").ExcludeFromDescription();
        shop.MapGet("/", (HttpContext http, DemoStore store) => Page(http, files, store, "index"));
        shop.MapGet("/p/{handle}", (HttpContext http, DemoStore store, string handle) =>
            DemoCatalogue.Find(handle) is { } product ? Page(http, files, store, "product", product.Name) : Missing(http, files, store));
        shop.MapGet("/cart", (HttpContext http, DemoStore store) => Page(http, files, store, "cart"));
        shop.MapGet("/checkout", () => TypedResults.Redirect("/demo/shop/checkout/contact"));
        shop.MapGet("/checkout/{step}", (HttpContext http, DemoStore store, string step) =>
            Steps.Contains(step) ? Page(http, files, store, step) : Missing(http, files, store));
        shop.MapGet("/thanks", (HttpContext http, DemoStore store) => Page(http, files, store, "thanks"));
        shop.MapGet("/files/{name}", (HttpContext http, string name) => files.Serve(http, name));
        shop.MapGet("/products.json", () => TypedResults.Json(DemoCatalogue.Goods, DemoJson.Default.DemoGoods));
        shop.MapGet("/config.json", (DemoStore store, DemoGuide guide) => TypedResults.Json(
            new DemoShopConfig(store.WriteKey, DemoCatalogue.Goods.Currency, "en", guide.ConsoleUrl, guide.MailboxUrl, guide.Delay),
            DemoJson.Default.DemoShopConfig));
        shop.MapPost("/api/orders", PlaceOrderAsync).DisableAntiforgery();
        shop.MapFallback((HttpContext http, DemoStore store) => Missing(http, files, store));
    }

    private static ContentHttpResult Page(HttpContext http, DemoFiles files, DemoStore store, string page, string? title = null, int status = 200)
    {
        http.Response.Headers.ContentSecurityPolicy = Policy;
        http.Response.Headers.CacheControl = "no-cache";
        http.Response.Headers["Referrer-Policy"] = "strict-origin-when-cross-origin";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        var html = files.Page(page)
            .Replace("{{writeKey}}", HtmlEncoder.Default.Encode(store.WriteKey), StringComparison.Ordinal)
            .Replace("{{title}}", HtmlEncoder.Default.Encode(title ?? ""), StringComparison.Ordinal);
        return TypedResults.Content(html, "text/html; charset=utf-8", statusCode: status);
    }

    private static ContentHttpResult Missing(HttpContext http, DemoFiles files, DemoStore store) =>
        Page(http, files, store, "missing", status: 404);

    private static async Task<IResult> PlaceOrderAsync(HttpContext http, DemoReportChannel channel, TimeProvider time)
    {
        DemoOrderRequest? request;
        try
        {
            request = await http.Request.ReadFromJsonAsync(DemoJson.Default.DemoOrderRequest, http.RequestAborted);
        }
        catch (JsonException)
        {
            request = null;
        }
        if (request is null)
            return TypedResults.Json(new DemoRefusal(400, "incomplete"), DemoJson.Default.DemoRefusal, statusCode: 400);
        var (order, refusal) = DemoPricing.Decide(request, DemoCatalogue.Goods);
        if (order is null)
            return TypedResults.Json(refusal, DemoJson.Default.DemoRefusal, statusCode: refusal!.Status);

        // The shop's own number, not one of ours: short enough to be read out on the telephone.
        var orderId = "HF-" + RandomNumberGenerator.GetInt32(10_000_000, 100_000_000).ToString(CultureInfo.InvariantCulture);
        var report = DemoReport.Of(order, orderId, channel.Address, time.GetUtcNow());
        var reported = await channel.SendAsync(report, http.RequestAborted);
        return TypedResults.Json(new DemoOrderAnswer(orderId, order.Payment.Prepaid, order.Total, reported), DemoJson.Default.DemoOrderAnswer, statusCode: 201);
    }
}
