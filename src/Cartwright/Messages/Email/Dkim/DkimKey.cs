using System.Collections.Concurrent;
using System.Security.Cryptography;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;

namespace Cartwright.Messages.Email.Dkim;

internal enum DkimAlgorithm
{
    /// <summary>RSA with 2,048 bits: every receiver checks it.</summary>
    Rsa,

    /// <summary>Short and quick (RFC 8463); not yet checked everywhere, so it is signed beside RSA, not in its place.</summary>
    Ed25519,
}

/// <summary>A private key that mails of a domain are signed with, ready for use by many threads.</summary>
internal sealed class DkimKey
{
    private const int RsaBits = 2048, Ed25519Bytes = 32;
    private readonly byte[] _private;

    // An RSA object is for one thread at a time, and making it takes a tenth of a signature.
    private readonly ConcurrentBag<RSA> _rsa = [];

    /// <param name="domain">d=, lower case, in the form of DNS.</param>
    /// <param name="privateKey">RSA: PKCS#8; Ed25519: the 32 bytes of RFC 8032.</param>
    public DkimKey(string domain, string selector, DkimAlgorithm algorithm, byte[] privateKey) =>
        (Domain, Selector, Algorithm, _private) = (domain, selector, algorithm, privateKey);

    public string Domain { get; }
    public string Selector { get; }
    public DkimAlgorithm Algorithm { get; }

    /// <summary>a= of the signature.</summary>
    public string Name => Algorithm == DkimAlgorithm.Rsa ? "rsa-sha256" : "ed25519-sha256";

    public static byte[] NewPrivateKey(DkimAlgorithm algorithm)
    {
        if (algorithm == DkimAlgorithm.Ed25519) return RandomNumberGenerator.GetBytes(Ed25519Bytes);
        using var rsa = RSA.Create(RsaBits);
        return rsa.ExportPkcs8PrivateKey();
    }

    /// <summary>What stands in DNS as TXT at <c>selector._domainkey.domain</c>.</summary>
    public string Record()
    {
        if (Algorithm == DkimAlgorithm.Ed25519) return $"v=DKIM1; k=ed25519; p={Convert.ToBase64String(new Ed25519PrivateKeyParameters(_private).GeneratePublicKey().GetEncoded())}";
        using var rsa = Rsa();
        return $"v=DKIM1; k=rsa; p={Convert.ToBase64String(rsa.ExportSubjectPublicKeyInfo())}";
    }

    /// <param name="hash">SHA-256 of what is signed.</param>
    public byte[] Sign(byte[] hash)
    {
        if (Algorithm == DkimAlgorithm.Ed25519)
        {
            var signer = new Ed25519Signer();
            signer.Init(forSigning: true, new Ed25519PrivateKeyParameters(_private));
            signer.BlockUpdate(hash, 0, hash.Length); // RFC 8463 §3: the hash is the message
            return signer.GenerateSignature();
        }
        var rsa = _rsa.TryTake(out var kept) ? kept : Rsa();
        var signature = rsa.SignHash(hash, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        _rsa.Add(rsa);
        return signature;
    }

    private RSA Rsa()
    {
        var rsa = RSA.Create();
        rsa.ImportPkcs8PrivateKey(_private, out _);
        return rsa;
    }
}
