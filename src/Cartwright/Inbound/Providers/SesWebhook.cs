using System.Text.Json;
using Cartwright.Hosting;
using Cartwright.Messages.Email;

namespace Cartwright.Inbound.Providers;

/// <summary>What Amazon SES says, as SNS delivers it: JSON inside JSON.</summary>
internal static class SesWebhook
{
    /// <param name="message">The Message of the SNS notification.</param>
    /// <param name="id">Of the notification: the same when it is sent again.</param>
    public static IEnumerable<Feedback> Translate(string message, string id, long now)
    {
        using var document = JsonDocument.Parse(message);
        var e = document.RootElement;
        var mail = e.At("mail");
        string[] refs = [.. JsonReading.Ours(mail.At("tags")), .. JsonReading.Ours(mail.At("headers")), .. mail.Text("commonHeaders", "messageId") is { } common ? [common] : Array.Empty<string>()];
        Feedback Of(FeedbackKind kind, string? address, string why, string? at, string client = "", string? ip = null) => new($"ses:{id}:{address}", kind, refs, address, why.Trim(), JsonReading.Time(at, now), client, ip);
        switch (e.Text("notificationType") ?? e.Text("eventType"))
        {
            case "Bounce":
                var bounce = e.At("bounce");
                foreach (var r in bounce.Items("bouncedRecipients"))
                    yield return Of(Kind(bounce, r), r.Text("emailAddress"), $"{bounce.Text("bounceType")} {bounce.Text("bounceSubType")} {r.Text("diagnosticCode")}", bounce.Text("timestamp"));
                break;
            case "Complaint":
                if (e.Text("complaint", "complaintFeedbackType") is "not-spam") break;
                foreach (var r in e.Items("complaint", "complainedRecipients"))
                    yield return Of(FeedbackKind.Complaint, r.Text("emailAddress"), $"complaint {e.Text("complaint", "complaintFeedbackType")}", e.Text("complaint", "timestamp"));
                break;
            case "Delivery":
                foreach (var r in e.Items("delivery", "recipients"))
                    yield return Of(FeedbackKind.Delivered, r.ValueKind == JsonValueKind.String ? r.GetString() : null, e.Text("delivery", "smtpResponse") ?? "delivered", e.Text("delivery", "timestamp"));
                break;
            case "Open": yield return Of(FeedbackKind.Open, null, "open", e.Text("open", "timestamp"), e.Text("open", "userAgent") ?? "", e.Text("open", "ipAddress")); break;
            case "Click": yield return Of(FeedbackKind.Click, null, "click", e.Text("click", "timestamp"), e.Text("click", "userAgent") ?? "", e.Text("click", "ipAddress")); break;
            case "Subscription": yield return Of(FeedbackKind.OptOut, null, "unsubscribed", e.Text("subscription", "timestamp")); break;
        }
    }

    // "Permanent" is also said of what a server did not like of this one mail: its own words decide, where there are any.
    private static FeedbackKind Kind(JsonElement bounce, JsonElement recipient)
    {
        if (bounce.Text("bounceType") != "Permanent") return FeedbackKind.SoftBounce;
        if (bounce.Text("bounceSubType") is "Suppressed" or "OnAccountSuppressionList" or "NoEmail" || recipient.Text("diagnosticCode") is not { } said) return FeedbackKind.HardBounce;
        return BouncePolicy.IsHard(recipient.Text("status") ?? "", said) ? FeedbackKind.HardBounce : FeedbackKind.SoftBounce;
    }
}
