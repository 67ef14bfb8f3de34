using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Cartwright.Hosting;
using Cartwright.Messages.Email;

namespace Cartwright.Inbound.Providers;

/// <summary>Mailgun's webhooks. Only time and token are signed (HMAC-SHA256), not the event or the mail: so a token is good once, and only for hours.</summary>
internal static class MailgunWebhook
{
    /// <summary>Mailgun tries again for about eight hours (seconds).</summary>
    private const long Oldest = 12 * 3600;

    public static bool IsSigned(InboundCall call, string key) => Signed(call.Body) is { } s && IsSigned(s.Time, s.Token, s.Signature, key, call.Now);

    /// <param name="time">In seconds, as it was sent.</param>
    /// <param name="token">Fifty random characters.</param>
    /// <param name="signature">Hexadecimal.</param>
    /// <param name="key">The account's HTTP webhook signing key.</param>
    /// <param name="now">Real time in ms.</param>
    public static bool IsSigned(string time, string token, string signature, string key, long now) =>
        IsSignature(time, token, signature, key) && long.TryParse(time, CultureInfo.InvariantCulture, out var at) && Math.Abs(now / 1000 - at) <= Oldest;

    public static bool IsSignature(string time, string token, string signature, string key)
    {
        Span<byte> told = stackalloc byte[32];
        return signature.Length == 64 && Convert.FromHexString(signature, told, out _, out var n) == System.Buffers.OperationStatus.Done && n == 32
            && CryptographicOperations.FixedTimeEquals(told, HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(time + token)));
    }

    /// <summary>What makes the delivery good only once.</summary>
    public static string? TokenOf(InboundCall call) => Signed(call.Body)?.Token;

    public static IEnumerable<Feedback> Translate(InboundCall call)
    {
        using var document = JsonDocument.Parse(call.Body);
        var e = document.RootElement.At("event-data");
        if (Kind(e) is not { } kind) yield break;
        yield return new Feedback($"mailgun:{e.Text("id")}:{e.Text("event")}", kind, [.. JsonReading.Ours(e.At("user-variables")), .. e.Text("message", "headers", "message-id") is { } id ? [id] : Array.Empty<string>()], e.Text("recipient"),
            $"{e.Text("event")} {e.Text("delivery-status", "code")} {Said(e)}".Trim(), JsonReading.Time(e.Text("timestamp"), call.Now), e.Text("client-info", "user-agent") ?? "", e.Text("ip"));
    }

    private static string Said(JsonElement e) => e.Text("delivery-status", "message") ?? e.Text("delivery-status", "description") ?? e.Text("reason") ?? "";

    private static FeedbackKind? Kind(JsonElement e) => e.Text("event") switch
    {
        "delivered" => FeedbackKind.Delivered,
        "complained" => FeedbackKind.Complaint,
        "unsubscribed" => FeedbackKind.OptOut,
        "opened" => e.Text("client-info", "bot") is { Length: > 0 } ? FeedbackKind.MachineOpen : FeedbackKind.Open,
        "clicked" => e.Text("client-info", "bot") is { Length: > 0 } ? FeedbackKind.MachineClick : FeedbackKind.Click,
        "failed" when e.Text("severity") == "permanent" => e.Text("reason") switch
        {
            "suppress-bounce" => FeedbackKind.HardBounce,
            "suppress-complaint" => FeedbackKind.Complaint,
            "suppress-unsubscribe" => FeedbackKind.OptOut,
            _ => BouncePolicy.IsHard(e.Text("delivery-status", "enhanced-code") ?? BouncePolicy.StatusIn(Said(e)), Said(e)) ? FeedbackKind.HardBounce : FeedbackKind.SoftBounce,
        },
        _ => null, // accepted, stored, or failed for now: Mailgun tries again
    };

    private static (string Time, string Token, string Signature)? Signed(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var s = document.RootElement.At("signature");
            return s.Text("timestamp") is { } time && s.Text("token") is { } token && s.Text("signature") is { } signature ? (time, token, signature) : null;
        }
        catch (JsonException) { return null; } // no signature then
    }
}
