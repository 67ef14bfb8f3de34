using System.Security.Cryptography;
using System.Text;

namespace Cartwright.Tracking.Webhooks;

/// <summary>Signatures are recomputed over the bytes as they came, and compared in constant time.</summary>
internal static class WebhookSignature
{
    /// <summary>True when <paramref name="signature"/> is base64 of HMAC-SHA256 of the body under the secret (UTF-8).</summary>
    public static bool IsHmacSha256(string? signature, ReadOnlySpan<byte> body, string secret)
    {
        Span<byte> told = stackalloc byte[64], own = stackalloc byte[32];
        if (signature is null || signature.Length > 80 || !Convert.TryFromBase64String(signature, told, out var length)) return false;
        HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body, own);
        return CryptographicOperations.FixedTimeEquals(told[..length], own);
    }
}
