using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Cartwright.Messages.Webhooks;

/// <summary>Signs as Standard Webhooks 1.0 says: HMAC-SHA256 over id, time and body, one signature for each secret that is good.</summary>
internal static class WebhookSignaturePolicy
{
    private const string Prefix = "whsec_";

    /// <param name="secrets">whsec_ and base64; more than one while they are changed.</param>
    /// <param name="at">Unix seconds, of this attempt.</param>
    public static IReadOnlyList<(string Name, string Value)> Headers(string id, long at, ReadOnlySpan<byte> body, IEnumerable<string> secrets)
    {
        var time = at.ToString(CultureInfo.InvariantCulture);
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{id}.{time}."), .. body];
        var signatures = secrets.Select(secret => "v1," + Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(secret[Prefix.Length..]), signed)));
        return [("webhook-id", id), ("webhook-timestamp", time), ("webhook-signature", string.Join(' ', signatures))];
    }
}
