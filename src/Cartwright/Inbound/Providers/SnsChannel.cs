using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Cartwright.Inbound.Providers;

/// <summary>Fetches what SNS points to: its certificates, which are remembered, and confirmations.</summary>
/// <param name="get">The body at an address of SNS; null: there is none.</param>
internal sealed class SnsChannel(Func<Uri, CancellationToken, Task<byte[]?>> get) : IDisposable
{
    private readonly ConcurrentDictionary<string, X509Certificate2> _known = new(StringComparer.Ordinal);

    public async Task<bool> IsSignedAsync(SnsEnvelope envelope, DateTimeOffset now, CancellationToken ct)
    {
        if (!SnsSignature.IsOfSns(envelope.SigningCertUrl, certificate: true)) return false;
        if (!_known.TryGetValue(envelope.SigningCertUrl, out var certificate))
        {
            if (await get(new Uri(envelope.SigningCertUrl), ct) is not { } pem) return false;
            try { certificate = X509Certificate2.CreateFromPem(System.Text.Encoding.ASCII.GetString(pem)); }
            catch (CryptographicException) { return false; } // no certificate
            if (_known.Count < 100) _known[envelope.SigningCertUrl] = certificate;
        }
        return certificate.NotBefore.ToUniversalTime() <= now.UtcDateTime && now.UtcDateTime <= certificate.NotAfter.ToUniversalTime() && SnsSignature.IsRight(envelope, certificate);
    }

    public async Task<bool> ConfirmAsync(SnsEnvelope envelope, CancellationToken ct) =>
        envelope.SubscribeUrl is { } url && SnsSignature.IsOfSns(url, certificate: false) && await get(new Uri(url), ct) is not null;

    public void Dispose()
    {
        foreach (var certificate in _known.Values) certificate.Dispose();
    }
}
