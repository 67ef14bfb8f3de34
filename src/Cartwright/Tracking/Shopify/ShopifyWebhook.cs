using Cartwright.Tracking.Webhooks;

namespace Cartwright.Tracking.Shopify;

/// <summary>A delivery of Shopify: its signature and what it says. Pure.</summary>
internal static class ShopifyWebhook
{
    /// <summary>base64(HMAC-SHA256(secret, raw body)) in X-Shopify-Hmac-Sha256 (or without the X-).</summary>
    public static bool IsSigned(WebhookCall call, string secret) =>
        WebhookSignature.IsHmacSha256(call.Header("x-shopify-hmac-sha256") ?? call.Header("shopify-hmac-sha256"), call.Body.Span, secret);

    /// <exception cref="Segment.BadFieldException">The body is not what the topic promises.</exception>
    /// <exception cref="System.Text.Json.JsonException">The body is not JSON.</exception>
    public static PlatformDelivery Translate(WebhookCall call) => PlatformDelivery.Nothing("no topic is understood yet");
}
