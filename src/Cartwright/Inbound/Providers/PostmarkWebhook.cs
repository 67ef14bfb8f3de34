using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Cartwright.Hosting;

namespace Cartwright.Inbound.Providers;

/// <summary>Postmark's webhooks: one object each. They are not signed; Postmark sends the user and password that stand in the webhook's address, or a header.</summary>
internal static class PostmarkWebhook
{
    /// <param name="secret">user:password of the basic authentication, or a token sent as bearer or X-Webhook-Token.</param>
    public static bool IsSigned(InboundCall call, string secret)
    {
        var told = call.Header("X-Webhook-Token");
        if (call.Header("Authorization") is { } authorization)
        {
            if (authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)) told = authorization[7..].Trim();
            else if (authorization.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase))
            {
                try { told = Encoding.UTF8.GetString(Convert.FromBase64String(authorization[6..].Trim())); }
                catch (FormatException) { return false; }
            }
        }
        return told is not null && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(told)), SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
    }

    public static IEnumerable<Feedback> Translate(InboundCall call)
    {
        using var document = JsonDocument.Parse(call.Body);
        var e = document.RootElement;
        if (Kind(e) is not { } kind) yield break;
        var at = e.Text("BouncedAt") ?? e.Text("DeliveredAt") ?? e.Text("ReceivedAt") ?? e.Text("ChangedAt");
        yield return new Feedback($"postmark:{e.Text("RecordType")}:{e.Text("MessageID")}:{e.Text("ID") ?? at}", kind, [.. JsonReading.Ours(e.At("Metadata"))], e.Text("Email") ?? e.Text("Recipient"),
            $"{e.Text("Type") ?? e.Text("RecordType")} {e.Text("Details") ?? e.Text("Description")}".Trim(), JsonReading.Time(at, call.Now), e.Text("UserAgent") ?? "", e.Text("Geo", "IP"));
    }

    /// <summary>Whether it is a mail that came in (Postmark Inbound) and no event, and the mail as it came, which Postmark puts in where its server is told to ("Include raw email content").</summary>
    public static (bool IsMail, string? Raw) Mail(InboundCall call)
    {
        using var document = JsonDocument.Parse(call.Body);
        var e = document.RootElement;
        return (e.Text("RecordType") is null && e.At("FromFull") is { ValueKind: JsonValueKind.Object }, e.Text("RawEmail"));
    }

    private static FeedbackKind? Kind(JsonElement e) => e.Text("RecordType") switch
    {
        "Delivery" => FeedbackKind.Delivered,
        "SpamComplaint" => FeedbackKind.Complaint,
        "Open" => FeedbackKind.Open,
        "Click" => FeedbackKind.Click,
        "Bounce" => e.Text("Type") switch
        {
            "HardBounce" or "BadEmailAddress" => FeedbackKind.HardBounce,
            "SpamComplaint" => FeedbackKind.Complaint,
            "Unsubscribe" => FeedbackKind.OptOut,
            "AutoResponder" or "AddressChange" or "ChallengeVerification" or "OpenRelayTest" or "Subscribe" or "InboundError" or "TemplateRenderingFailed" => null,
            _ => FeedbackKind.SoftBounce,
        },
        "SubscriptionChange" when e.IsTrue("SuppressSending") => e.Text("SuppressionReason") switch { "HardBounce" => FeedbackKind.HardBounce, "SpamComplaint" => FeedbackKind.Complaint, _ => FeedbackKind.OptOut },
        _ => null,
    };
}
