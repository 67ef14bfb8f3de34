using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using Cartwright.Stores;
using Cartwright.Tracking.Segment;
using Cartwright.Tracking.Webhooks;

namespace Cartwright.Tracking.WooCommerce;

/// <summary>What holds for every event of a delivery. Topic: lower case, such as <c>order.updated</c>. ReceivedAt in ms since 1970.</summary>
internal sealed record WooCommerceCall(Store Store, string Topic, string MessageIds, long ReceivedAt)
{
    /// <summary>
    /// The delivery's id with a hash of its body: two deliveries of one webhook in the same second share the id. Then the number of the
    /// event in it. At most 100 characters.
    /// </summary>
    public string MessageId(int number) => $"{MessageIds}:{number}";
}

/// <summary>A delivery of WooCommerce: its signature and what it says. Pure. Bodies are those of its REST API v3, or the older envelope.</summary>
internal static partial class WooCommerceWebhook
{
    private const string Topic = "x-wc-webhook-topic", Signature = "x-wc-webhook-signature", DeliveryId = "x-wc-webhook-delivery-id";

    /// <summary>Sent when a webhook is made or switched on: a form with the webhook's id, without topic and signature.</summary>
    public static bool IsPing(WebhookCall call)
    {
        var body = call.Body.Span;
        return call.Header(Topic) is null && call.Header(Signature) is null
            && body.StartsWith("webhook_id="u8) && body.Length is > 11 and < 40 && !body[11..].ContainsAnyExceptInRange((byte)'0', (byte)'9');
    }

    /// <summary>
    /// Signed with the secret after WordPress has decoded it (wp_specialchars_decode with both quotes), always: a secret as it was typed
    /// signs nothing when the two differ, so that only the decoded one is tried.
    /// </summary>
    public static bool IsSigned(WebhookCall call, string secret) =>
        WebhookSignature.IsHmacSha256(call.Header(Signature), call.Body.Span, Entities().Replace(secret, entity => WebUtility.HtmlDecode(entity.Value)));

    /// <exception cref="BadFieldException">The body is not what the topic promises.</exception>
    /// <exception cref="JsonException">The body is not JSON.</exception>
    public static PlatformDelivery Translate(WebhookCall call)
    {
        var topic = call.Header(Topic)?.Trim().ToLowerInvariant() ?? throw new BadFieldException("the header X-WC-Webhook-Topic is missing: it says what the body is");
        var dot = topic.IndexOf('.');
        var (resource, happened) = dot < 0 ? (topic, "") : (topic[..dot], topic[(dot + 1)..]);
        if (resource == "coupon") return PlatformDelivery.Nothing("a coupon by itself changes no cart; what it took off comes with the order");
        if (resource == "action") return PlatformDelivery.Nothing("an action of another plugin carries nothing that is known here");
        if (resource is not ("order" or "customer" or "product") || happened is not ("created" or "updated" or "deleted" or "restored"))
            return PlatformDelivery.Nothing($"the topic '{JsonReading.Cut(topic, 60)}' is not known");

        using var document = JsonDocument.Parse(call.Body);
        var body = Unwrapped(document.RootElement, resource);
        var told = new WooCommerceCall(call.Store, topic, MessageIds(call), call.ReceivedAt);
        return resource switch
        {
            "order" => WooCommerceOrders.Translate(body, told),
            "customer" => WooCommerceCustomers.Translate(body, told),
            _ => WooCommerceProducts.Translate(body, told),
        };
    }

    // The API before v1 wraps the object in its name.
    private static JsonElement Unwrapped(JsonElement body, string resource)
    {
        if (body.ValueKind == JsonValueKind.Object && body.Get("id"u8) is null && body.Get(System.Text.Encoding.UTF8.GetBytes(resource)) is { } inner) body = inner;
        return body.ValueKind == JsonValueKind.Object ? body : throw new BadFieldException($"the {resource} must be an object, not {JsonReading.Describe(body)}");
    }

    private static string MessageIds(WebhookCall call)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(call.Body.Span).AsSpan(0, 8));
        return $"woo:{JsonReading.Cut(call.Header(DeliveryId) ?? "", 64)}:{hash}";
    }

    // What wp_specialchars_decode(…, ENT_QUOTES) decodes: & < > " ' and nothing else of HTML.
    [GeneratedRegex("&(amp|lt|gt|quot|#0*(34|38|39|60|62)|#[xX]0*2[267]);", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Entities();
}
