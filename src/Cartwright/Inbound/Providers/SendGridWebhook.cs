using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Cartwright.Hosting;
using Cartwright.Messages.Email;

namespace Cartwright.Inbound.Providers;

/// <summary>SendGrid's event webhook: an array of events, signed by ECDSA (P-256, SHA-256) over the time and the raw body, its last line break included.</summary>
internal static class SendGridWebhook
{
    /// <param name="key">The public key as SendGrid shows it: SPKI in base64.</param>
    public static bool IsSigned(InboundCall call, string key)
    {
        if (call.Header("X-Twilio-Email-Event-Webhook-Signature") is not { } signature || call.Header("X-Twilio-Email-Event-Webhook-Timestamp") is not { } time) return false;
        try
        {
            using var ecdsa = ECDsa.Create();
            ecdsa.ImportSubjectPublicKeyInfo(Convert.FromBase64String(key), out _);
            byte[] signed = [.. Encoding.UTF8.GetBytes(time), .. call.Body.Span];
            return ecdsa.VerifyData(signed, Convert.FromBase64String(signature), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        }
        catch (Exception e) when (e is FormatException or CryptographicException) { return false; } // no key, or no signature
    }

    public static bool IsKey(string key)
    {
        try
        {
            using var ecdsa = ECDsa.Create();
            ecdsa.ImportSubjectPublicKeyInfo(Convert.FromBase64String(key), out _);
            return true;
        }
        catch (Exception e) when (e is FormatException or CryptographicException) { return false; }
    }

    public static IEnumerable<Feedback> Translate(InboundCall call)
    {
        using var document = JsonDocument.Parse(call.Body);
        var events = document.RootElement.ValueKind == JsonValueKind.Array ? document.RootElement.EnumerateArray().ToList() : [document.RootElement];
        foreach (var e in events)
        {
            if (Kind(e) is not { } kind) continue;
            yield return new Feedback($"sendgrid:{e.Text("sg_event_id")}:{e.Text("event")}", kind, [.. JsonReading.Ours(e), .. e.Text("smtp-id") is { } id ? [id] : Array.Empty<string>()], e.Text("email"),
                $"{e.Text("event")} {e.Text("status")} {e.Text("reason")}".Trim(), JsonReading.Time(e.Text("timestamp"), call.Now), e.Text("useragent") ?? "", e.Text("ip"));
        }
    }

    private static FeedbackKind? Kind(JsonElement e) => e.Text("event") switch
    {
        "delivered" => FeedbackKind.Delivered,
        "bounce" when e.Text("type") == "blocked" => FeedbackKind.SoftBounce,
        "bounce" => BouncePolicy.IsHard(e.Text("status") ?? "", e.Text("reason") ?? "") ? FeedbackKind.HardBounce : FeedbackKind.SoftBounce,
        "dropped" => Dropped(e.Text("reason") ?? ""),
        "spamreport" => FeedbackKind.Complaint,
        "unsubscribe" or "group_unsubscribe" => FeedbackKind.OptOut,
        "open" => e.IsTrue("sg_machine_open") ? FeedbackKind.MachineOpen : FeedbackKind.Open,
        "click" => FeedbackKind.Click,
        _ => null, // processed, deferred: nothing is decided
    };

    // Never sent, since the provider knows the address from before.
    private static FeedbackKind Dropped(string reason) =>
        reason.Contains("Spam", StringComparison.OrdinalIgnoreCase) && reason.Contains("Report", StringComparison.OrdinalIgnoreCase) ? FeedbackKind.Complaint
        : reason.Contains("Unsubscribed", StringComparison.OrdinalIgnoreCase) ? FeedbackKind.OptOut
        : reason.Contains("Bounced Address", StringComparison.OrdinalIgnoreCase) || reason.Contains("Invalid", StringComparison.OrdinalIgnoreCase) ? FeedbackKind.HardBounce : FeedbackKind.SoftBounce;
}
