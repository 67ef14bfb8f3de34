using Cartwright.Tracking.Webhooks;

namespace Cartwright.Tracking.WooCommerce;

/// <summary>A delivery of WooCommerce: its signature and what it says. Pure.</summary>
internal static class WooCommerceWebhook
{
    /// <summary>Sent when a webhook is made or switched on: a form with the webhook's id, without topic and signature.</summary>
    public static bool IsPing(WebhookCall call) => false;

    public static bool IsSigned(WebhookCall call, string secret) => WebhookSignature.IsHmacSha256(call.Header("x-wc-webhook-signature"), call.Body.Span, secret);

    /// <exception cref="Segment.BadFieldException">The body is not what the topic promises.</exception>
    /// <exception cref="System.Text.Json.JsonException">The body is not JSON.</exception>
    public static PlatformDelivery Translate(WebhookCall call) => PlatformDelivery.Nothing("no topic is understood yet");
}
