using System.Security.Cryptography;
using System.Text;

namespace Cartwright.Inbound.Providers;

/// <summary>Twilio's webhooks: signed by HMAC-SHA1 over the address as it was configured and the fields of the form in their order.</summary>
internal static class TwilioWebhook
{
    public static bool IsSigned(InboundCall call, string authToken)
    {
        if (call.Header("X-Twilio-Signature") is not { } signature) return false;
        var isJson = call.Header("Content-Type")?.Contains("json", StringComparison.OrdinalIgnoreCase) == true;
        return call.Urls.Any(url => isJson ? IsSignedJson(url, call.Body.Span, signature, authToken) : IsSignature(url, Form(call.Body.Span), signature, authToken));
    }

    /// <summary>Twilio is not consistent about the port, and about what of the query is escaped: any way that fits is right.</summary>
    public static bool IsSignature(string url, IReadOnlyList<KeyValuePair<string, string>> form, string signature, string authToken)
    {
        Span<byte> told = stackalloc byte[20], own = stackalloc byte[20];
        if (signature.Length > 40 || !Convert.TryFromBase64String(signature, told, out var n) || n != 20) return false;
        var fields = new StringBuilder();
        foreach (var field in form.GroupBy(f => f.Key, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal))
            foreach (var value in field.Select(f => f.Value).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)) fields.Append(field.Key).Append(value);
        foreach (var candidate in Ways(url))
        {
            HMACSHA1.HashData(Encoding.UTF8.GetBytes(authToken), Encoding.UTF8.GetBytes(candidate + fields), own);
            if (CryptographicOperations.FixedTimeEquals(told, own)) return true;
        }
        return false;
    }

    // A body of JSON is signed by its hash in the query.
    private static bool IsSignedJson(string url, ReadOnlySpan<byte> body, string signature, string authToken)
    {
        var at = url.IndexOf("bodySHA256=", StringComparison.Ordinal);
        if (at < 0) return false;
        var told = url[(at + 11)..].Split('&')[0];
        return told.Equals(Convert.ToHexStringLower(SHA256.HashData(body)), StringComparison.OrdinalIgnoreCase) && IsSignature(url, [], signature, authToken);
    }

    public static IReadOnlyList<KeyValuePair<string, string>> Form(ReadOnlySpan<byte> body) =>
        [.. Encoding.UTF8.GetString(body).Split('&', StringSplitOptions.RemoveEmptyEntries).Take(500).Select(pair =>
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            string Plain(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
            return equals < 0 ? KeyValuePair.Create(Plain(pair), "") : KeyValuePair.Create(Plain(pair[..equals]), Plain(pair[(equals + 1)..]));
        })];

    /// <summary>What became of a text message; null for a status that says nothing yet.</summary>
    /// <param name="refs">The token of our callback's address.</param>
    public static Feedback? Report(IReadOnlyDictionary<string, string> form, IReadOnlyList<string> refs, long now)
    {
        var code = form.GetValueOrDefault("ErrorCode", "");
        FeedbackKind? kind = form.GetValueOrDefault("MessageStatus", form.GetValueOrDefault("SmsStatus", "")) switch
        {
            "delivered" or "read" => FeedbackKind.Delivered,
            // Twilio's error dictionary: 30005 unknown handset, 30006 landline or unreachable carrier, 21211/21214/21614 no mobile number, 21610 opted out.
            "undelivered" or "failed" => code switch { "30005" or "30006" or "21211" or "21214" or "21614" => FeedbackKind.HardBounce, "21610" => FeedbackKind.OptOut, _ => FeedbackKind.SoftBounce },
            _ => null,
        };
        var status = form.GetValueOrDefault("MessageStatus", "");
        return kind is { } known ? new Feedback($"twilio:{form.GetValueOrDefault("MessageSid", "")}:{status}", known, refs, form.GetValueOrDefault("To"), $"{status} {code} {form.GetValueOrDefault("ErrorMessage", "")}".Trim(), now) : null;
    }

    private static IEnumerable<string> Ways(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var u)) { yield return url; yield break; }
        var start = url.IndexOf("://", StringComparison.Ordinal) + 3;
        var end = url.AsSpan(start).IndexOfAny('/', '?') is >= 0 and var slash ? start + slash : url.Length;
        var authority = url[start..end];
        var host = authority.LastIndexOf(':') is > 0 and var colon && !authority.EndsWith(']') ? authority[..colon] : authority;
        foreach (var address in ((string[])[authority, host, $"{host}:{(u.Scheme == Uri.UriSchemeHttps ? 443 : 80)}"]).Distinct())
        {
            var way = url[..start] + address + url[end..];
            yield return way;
            var query = way.IndexOf('?', StringComparison.Ordinal);
            if (query < 0) continue;
            yield return way[..query] + Uri.UnescapeDataString(way[query..]);
            yield return way[..query] + '?' + string.Join('&', way[(query + 1)..].Split('&').Select(p => string.Join('=', p.Split('=', 2).Select(x => Uri.EscapeDataString(Uri.UnescapeDataString(x))))));
        }
    }
}
