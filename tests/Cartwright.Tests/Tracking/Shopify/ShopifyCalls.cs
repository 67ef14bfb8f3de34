using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Cartwright.Stores;
using Cartwright.Tests.Support;
using Cartwright.Tracking;
using Cartwright.Tracking.Segment;
using Cartwright.Tracking.Shopify;
using Cartwright.Tracking.Webhooks;

namespace Cartwright.Tests.Tracking.Shopify;

/// <summary>Deliveries as Shopify makes them, and what became of them in one line.</summary>
internal static class ShopifyCalls
{
    public const string Secret = "shpss_test";
    public static readonly long Now = DateTimeOffset.Parse("2026-11-22T12:00:00Z", CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();
    public static readonly Store Store = new(Guid.Parse("0191a000-0000-7000-8000-000000000001"), "shop", "Shop", "https://shop.test", "EUR", "UTC", "en", new StoreSettings(), 0);

    public static WebhookCall Call(string topic, string body, string? webhookId = "b54557e4-bdd9-4b37-8a5f-bf7d70bcd043", Store? store = null) => Call(topic, Encoding.UTF8.GetBytes(body), webhookId, store);

    public static WebhookCall Call(string topic, byte[] body, string? webhookId = "b54557e4-bdd9-4b37-8a5f-bf7d70bcd043", Store? store = null)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["X-Shopify-Topic"] = topic, ["X-Shopify-Shop-Domain"] = "tea.myshopify.com", ["X-Shopify-Hmac-Sha256"] = Sign(body, Secret),
        };
        if (webhookId is not null) headers["X-Shopify-Webhook-Id"] = webhookId;
        return new WebhookCall(store ?? Store, headers, body, Now);
    }

    public static PlatformDelivery Translate(string topic, string body, Store? store = null) => ShopifyWebhook.Translate(Call(topic, body, store: store));

    /// <summary>The one event of the kind that the delivery carries.</summary>
    public static StorefrontEvent One(string topic, string body, EventKind kind, Store? store = null) => Assert.Single(Translate(topic, body, store).Events, e => e.Kind == kind);

    public static string Sign(ReadOnlySpan<byte> body, string secret) => Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body));

    public static long At(string time) => DateTimeOffset.Parse(time, CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();

    /// <summary>Delivers it to a real server, as Shopify does.</summary>
    public static async Task<(HttpStatusCode Status, string Text)> SendAsync(ApiServer server, string topic, string body, string webhookId, string? secret = null)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/webhooks/shopify/shop") { Content = new ByteArrayContent(bytes) };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.Add("X-Shopify-Topic", topic);
        request.Headers.Add("X-Shopify-Hmac-Sha256", Sign(bytes, secret ?? server.Keys.WebhookSecret));
        request.Headers.Add("X-Shopify-Shop-Domain", "tea.myshopify.com");
        request.Headers.Add("X-Shopify-Webhook-Id", webhookId);
        using var answer = await server.Stranger.SendAsync(request);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>What the delivery carries; or why nothing.</summary>
    public static string Effect(WebhookCall call)
    {
        try { return Effect(ShopifyWebhook.Translate(call)); }
        catch (BadFieldException bad) { return "refused: " + bad.Message; }
        catch (System.Text.Json.JsonException) { return "refused: not JSON"; }
    }

    /// <summary>What an event of the pixel carries.</summary>
    public static string PixelEffect(string json)
    {
        try { return Pixel(json) is { Count: > 0 } events ? Effect(new PlatformDelivery { Events = events }) : "nothing"; }
        catch (BadFieldException bad) { return "refused: " + bad.Message; }
        catch (CrawlerException crawler) { return crawler.Message; }
    }

    public static IReadOnlyList<StorefrontEvent> Pixel(string json, Store? store = null, Trust trust = Trust.Browser)
    {
        using var document = System.Text.Json.JsonDocument.Parse(json);
        return ShopifyPixel.Translate(document.RootElement, new Envelope(store ?? Store, trust, Now, document.RootElement.GetTime("sentAt"u8), null, false, _ => null, () => "drawn"));
    }

    private static string Effect(PlatformDelivery delivery)
    {
        if (delivery.Ignored is { } why) return "nothing: " + why;
        var text = new List<string>();
        if (delivery.Events is [var first, ..])
        {
            text.Add(string.Join('+', delivery.Events.Select(e => e.Kind)));
            void Tell(string name, object? value)
            {
                if (value is not null) text.Add(string.Create(CultureInfo.InvariantCulture, $"{name}={value}"));
            }
            Tell("cart", first.CartId);
            Tell("checkout", first.CheckoutId);
            Tell("order", first.OrderId);
            Tell("stage", delivery.Events.LastOrDefault(e => e.Stage is not null)?.Stage);
            Tell("lines", first.Lines?.Count);
            Tell("items", first.Lines?.Sum(l => (l.Unit ?? 0) * l.Quantity));
            Tell("total", first.Total);
            Tell("currency", first.Currency);
            Tell("email", delivery.Events.Select(e => e.Personal?.Email).FirstOrDefault(e => e is not null));
            Tell("customer", first.UserId);
            Tell("campaign", first.Campaign);
            if (first.Kind != EventKind.OrderRefunded) Tell("refunded", delivery.Events.FirstOrDefault(e => e.Kind == EventKind.OrderRefunded)?.Total);
        }
        if (delivery.Products.Count > 0) text.Add("products " + string.Join(',', delivery.Products.Select(p => $"{p.ProductId}/{p.Variant}:{p.Price}:{p.Stock}")));
        text.AddRange(delivery.Erase.Select(p => $"erase {p.Email}/{p.CustomerId}"));
        text.AddRange(delivery.Notices.Select(n => "notice " + n.Action));
        if (delivery.StopsSending) text.Add("stops");
        return string.Join(' ', text);
    }
}
