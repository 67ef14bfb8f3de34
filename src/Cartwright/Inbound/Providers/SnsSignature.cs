using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Cartwright.Hosting;

namespace Cartwright.Inbound.Providers;

/// <summary>What SNS posts. Nothing in it is trusted before its signature was checked.</summary>
internal sealed record SnsEnvelope(string Type, string MessageId, string TopicArn, string? Subject, string Message, string Timestamp, string? Token, string? SubscribeUrl, string SignatureVersion, string Signature, string SigningCertUrl)
{
    /// <exception cref="JsonException">It is not JSON.</exception>
    public static SnsEnvelope? Read(ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body);
        var e = document.RootElement;
        return e.Text("Type") is { } type && e.Text("MessageId") is { } id && e.Text("TopicArn") is { } topic && e.Text("Timestamp") is { } time && e.Text("Signature") is { } signature
            ? new SnsEnvelope(type, id, topic, e.Text("Subject"), e.Text("Message") ?? "", time, e.Text("Token"), e.Text("SubscribeURL"), e.Text("SignatureVersion") ?? "1", signature, e.Text("SigningCertURL") ?? e.Text("SigningCertUrl") ?? "") : null;
    }
}

/// <summary>SNS signs by RSA, with SHA-1 (version 1) or SHA-256 (version 2), over named fields in a fixed order.</summary>
internal static partial class SnsSignature
{
    /// <summary>An address of SNS itself: https, its own host, nothing else. Both certificates and confirmations come only from there.</summary>
    public static bool IsOfSns(string url, bool certificate) =>
        Uri.TryCreate(url, UriKind.Absolute, out var u) && u.Scheme == Uri.UriSchemeHttps && u.IsDefaultPort && u.UserInfo.Length == 0 && Host().IsMatch(u.Host) && (!certificate || u.AbsolutePath.EndsWith(".pem", StringComparison.Ordinal));

    public static bool IsRight(SnsEnvelope e, X509Certificate2 certificate)
    {
        if (e.SignatureVersion is not ("1" or "2")) return false;
        try
        {
            using var key = certificate.GetRSAPublicKey();
            return key is not null && key.VerifyData(Encoding.UTF8.GetBytes(Signed(e)), Convert.FromBase64String(e.Signature), e.SignatureVersion == "2" ? HashAlgorithmName.SHA256 : HashAlgorithmName.SHA1, RSASignaturePadding.Pkcs1);
        }
        catch (Exception error) when (error is FormatException or CryptographicException) { return false; } // no signature
    }

    public static string Signed(SnsEnvelope e)
    {
        var text = new StringBuilder();
        void Add(string name, string? value) { if (value is not null) text.Append(name).Append('\n').Append(value).Append('\n'); }
        Add("Message", e.Message);
        Add("MessageId", e.MessageId);
        if (e.Type == "Notification") Add("Subject", e.Subject);
        else Add("SubscribeURL", e.SubscribeUrl);
        Add("Timestamp", e.Timestamp);
        if (e.Type != "Notification") Add("Token", e.Token);
        Add("TopicArn", e.TopicArn);
        Add("Type", e.Type);
        return text.ToString();
    }

    [GeneratedRegex(@"^sns\.[a-z]{2}(-[a-z]+)+-\d\.amazonaws\.com(\.cn)?$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Host();
}
