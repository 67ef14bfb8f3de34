using System.Buffers.Binary;
using System.Security.Cryptography;
using Cartwright.Hosting;

namespace Cartwright.Links;

/// <summary>What a link may be used for; nothing else.</summary>
internal enum LinkPurpose : byte { Restore = 1, Click = 2, Open = 3, Unsubscribe = 4, Pay = 5 }

/// <summary>
/// A signed link: base64url of purpose (1 byte, its highest bit set in a test mail), store, shopper and message ids (16 each), expiry (unix seconds, 4), for an
/// unsubscribe link the address hash (16), and the first 16 bytes of the HMAC-SHA256 of all that. The key is not in the database.
/// IsTest: it stands in a mail to the store's test address, and so speaks for no shopper.
/// </summary>
internal sealed record LinkToken(LinkPurpose Purpose, Guid StoreId, Guid ShopperId, Guid MessageId, DateTimeOffset ExpiresAt, string? AddressHash = null, bool IsTest = false)
{
    private const int Base = 53, WithAddress = Base + 16, Mac = 16, Test = 0x80;

    public string Write(Secrets secrets)
    {
        Span<byte> bytes = stackalloc byte[WithAddress + Mac];
        bytes[0] = (byte)((int)Purpose | (IsTest ? Test : 0));
        StoreId.TryWriteBytes(bytes[1..], bigEndian: true, out _);
        ShopperId.TryWriteBytes(bytes[17..], bigEndian: true, out _);
        MessageId.TryWriteBytes(bytes[33..], bigEndian: true, out _);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[49..], (uint)ExpiresAt.ToUnixTimeSeconds());
        var length = Base;
        if (AddressHash is not null)
        {
            System.Buffers.Text.Base64Url.DecodeFromChars(AddressHash, bytes[Base..]);
            length = WithAddress;
        }
        Sign(secrets, bytes[..length], bytes[length..]);
        return Secrets.Base64Url(bytes[..(length + Mac)]);
    }

    /// <summary>Null when the token is wrong, foreign or expired, or of a test mail; which of them is not told.</summary>
    public static LinkToken? Read(string text, LinkPurpose purpose, Secrets secrets, DateTimeOffset now) =>
        ReadAny(text, purpose, secrets, now) is { IsTest: false } token ? token : null;

    /// <summary>The same, and also those of test mails.</summary>
    public static LinkToken? ReadAny(string text, LinkPurpose purpose, Secrets secrets, DateTimeOffset now)
    {
        Span<byte> bytes = stackalloc byte[WithAddress + Mac];
        if (text.Length is < 90 or > 114 || !System.Buffers.Text.Base64Url.IsValid(text)) return null;
        if (!System.Buffers.Text.Base64Url.TryDecodeFromChars(text, bytes, out var n) || n is not (Base + Mac or WithAddress + Mac)) return null;
        Span<byte> expected = stackalloc byte[Mac];
        Sign(secrets, bytes[..(n - Mac)], expected);
        if (!CryptographicOperations.FixedTimeEquals(expected, bytes[(n - Mac)..n]) || (bytes[0] & ~Test) != (int)purpose) return null;
        var expires = DateTimeOffset.FromUnixTimeSeconds(BinaryPrimitives.ReadUInt32BigEndian(bytes[49..]));
        return expires < now ? null : new LinkToken(purpose, new Guid(bytes[1..17], bigEndian: true), new Guid(bytes[17..33], bigEndian: true), new Guid(bytes[33..49], bigEndian: true),
            expires, n == WithAddress + Mac ? Secrets.Base64Url(bytes[Base..WithAddress]) : null, (bytes[0] & Test) != 0);
    }

    private static void Sign(Secrets secrets, ReadOnlySpan<byte> content, Span<byte> mac)
    {
        Span<byte> full = stackalloc byte[32];
        HMACSHA256.HashData(secrets.LinkKey, content, full);
        full[..Mac].CopyTo(mac);
    }
}
