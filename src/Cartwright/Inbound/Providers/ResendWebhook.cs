using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Cartwright.Hosting;
using Cartwright.Messages.Email;

namespace Cartwright.Inbound.Providers;

/// <summary>Resend's webhooks, signed as Standard Webhooks says (under the header names of Svix, or the standard's).</summary>
internal static class ResendWebhook
{
    private const long Tolerance = 300;

    public static bool IsSigned(InboundCall call, string secret) =>
        (call.Header("svix-id") ?? call.Header("webhook-id")) is { } id && (call.Header("svix-timestamp") ?? call.Header("webhook-timestamp")) is { } time
        && (call.Header("svix-signature") ?? call.Header("webhook-signature")) is { } signatures
        && long.TryParse(time, CultureInfo.InvariantCulture, out var at) && Math.Abs(call.Now / 1000 - at) <= Tolerance && IsSignature(id, time, call.Body.Span, signatures, secret);

    /// <param name="signatures">Separated by spaces; one that fits is enough, unknown schemes are passed over.</param>
    /// <param name="secret">Base64, with or without whsec_ and padding.</param>
    public static bool IsSignature(string id, string time, ReadOnlySpan<byte> body, string signatures, string secret)
    {
        if (KeyOf(secret) is not { } key) return false;
        Span<byte> own = stackalloc byte[32], told = stackalloc byte[32];
        HMACSHA256.HashData(key, [.. Encoding.UTF8.GetBytes($"{id}.{time}."), .. body], own);
        foreach (var signature in signatures.Split(' '))
            if (signature.StartsWith("v1,", StringComparison.Ordinal) && signature.Length < 64 && Convert.TryFromBase64String(signature[3..], told, out var n) && CryptographicOperations.FixedTimeEquals(told[..n], own)) return true;
        return false;
    }

    public static bool IsSecret(string secret) => KeyOf(secret) is not null;

    private static byte[]? KeyOf(string secret)
    {
        var text = (secret.StartsWith("whsec_", StringComparison.Ordinal) ? secret[6..] : secret).TrimEnd('=');
        var key = new byte[text.Length];
        return text.Length > 0 && Convert.TryFromBase64String(text + new string('=', (4 - (text.Length % 4)) % 4), key, out var length) && length > 0 ? key[..length] : null;
    }

    /// <summary>Resend took a mail in; the event tells only of it.</summary>
    public static bool IsMail(InboundCall call)
    {
        using var document = JsonDocument.Parse(call.Body);
        return document.RootElement.Text("type") == "email.received";
    }

    public static IEnumerable<Feedback> Translate(InboundCall call)
    {
        using var document = JsonDocument.Parse(call.Body);
        var (e, data) = (document.RootElement, document.RootElement.At("data"));
        if (Kind(e.Text("type"), data) is not { } kind) yield break;
        var to = data.At("to") is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray().FirstOrDefault() is { ValueKind: JsonValueKind.String } first ? first.GetString() : null : data.Text("to");
        yield return new Feedback($"resend:{call.Header("svix-id") ?? call.Header("webhook-id") ?? data.Text("email_id")}:{e.Text("type")}", kind,
            [.. JsonReading.Ours(data.At("tags")), .. JsonReading.Ours(data.At("headers")), .. data.Text("message_id") is { } id ? [id] : Array.Empty<string>()], to,
            $"{e.Text("type")} {data.Text("bounce", "type")} {data.Text("bounce", "message")}".Trim(), JsonReading.Time(e.Text("created_at"), call.Now), data.Text("click", "userAgent") ?? "", data.Text("click", "ipAddress"));
    }

    private static FeedbackKind? Kind(string? type, JsonElement data) => type switch
    {
        "email.delivered" => FeedbackKind.Delivered,
        "email.complained" => FeedbackKind.Complaint,
        "email.opened" => FeedbackKind.Open,
        "email.clicked" => FeedbackKind.Click,
        "email.suppressed" => FeedbackKind.HardBounce,
        "email.bounced" => data.Text("bounce", "type") is "Transient" or "Undetermined" ? FeedbackKind.SoftBounce
            : data.Text("bounce", "message") is { } said && BouncePolicy.IsFailure(said) && !BouncePolicy.IsHard(BouncePolicy.StatusIn(said), said) ? FeedbackKind.SoftBounce : FeedbackKind.HardBounce,
        _ => null,
    };
}
