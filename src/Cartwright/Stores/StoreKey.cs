using System.Security.Cryptography;
using System.Text;
using Cartwright.Tracking;

namespace Cartwright.Stores;

/// <summary>The keys a new store gets. They are shown once; only the write key can be read again.</summary>
internal sealed record NewStoreKeys(string WriteKey, string SecretKey, string WebhookSecret);

internal static class StoreKey
{
    /// <summary>Webhook: what the platform signs its deliveries with. Signing: what we sign ours with. Dkim: what mails are signed with.</summary>
    public const string Write = "write", Secret = "secret", Webhook = "webhook", Signing = "signing", Dkim = "dkim";

    /// <summary>Of what proves a mail provider's events; the provider's name follows.</summary>
    public const string Inbound = "inbound:";

    /// <summary>Random keys: 128 bits for the public one, 256 for the secret ones.</summary>
    public static NewStoreKeys Generate() => new(
        "wk_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)),
        "sk_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)),
        GenerateSigning());

    /// <summary>whsec_ and 256 random bits, as Standard Webhooks wants it.</summary>
    public static string GenerateSigning() => "whsec_" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    public static string Hash(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    /// <summary>Of a platform's secret, which several stores may share: an app signs for all its shops with one.</summary>
    public static string HashOfSecret(Guid store, string secret) => Hash($"{store}:{secret}");

    public static Trust TrustOf(string kind) => kind == Secret ? Trust.Server : Trust.Browser;
}
