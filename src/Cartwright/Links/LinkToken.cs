using System.Buffers.Binary;
using System.Security.Cryptography;
using Cartwright.Hosting;

namespace Cartwright.Links;

/// <summary>What a link may be used for; nothing else.</summary>
internal enum LinkPurpose : byte { Restore = 1, Click = 2, Open = 3, Unsubscribe = 4 }

/// <summary>
/// A signed link: base64url of purpose (1 byte), store, shopper and message ids (16 each), expiry (unix seconds, 4), for an
/// unsubscribe link the address hash (16), and the first 16 bytes of the HMAC-SHA256 of all that. The key is not in the database.
/// </summary>
internal sealed record LinkToken(LinkPurpose Purpose, Guid StoreId, Guid ShopperId, Guid MessageId, DateTimeOffset ExpiresAt, string? AddressHash = null)
{
    private const int Base = 53, WithAddress = Base + 16, Mac = 16;

    public string Write(Secrets secrets)
    {
        Span<byte> bytes = stackalloc byte[WithAddress + Mac];
        bytes[0] = (byte)Purpose;
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

    /// <summary>Null when the token is wrong, foreign or expired; which of them is not told.</summary>
    public static LinkToken? Read(string text, LinkPurpose purpose, Secrets secrets, DateTimeOffset now)
    {
        Span<byte> bytes = stackalloc byte[WithAddress + Mac];
        if (text.Length is < 90 or > 114 || !System.Buffers.Text.Base64Url.IsValid(text)) return null;
        if (!System.Buffers.Text.Base64Url.TryDecodeFromChars(text, bytes, out var n) || n is not (Base + Mac or WithAddress + Mac)) return null;
        Span<byte> expected = stackalloc byte[Mac];
        Sign(secrets, bytes[..(n - Mac)], expected);
        if (!CryptographicOperations.FixedTimeEquals(expected, bytes[(n - Mac)..n]) || bytes[0] != (byte)purpose) return null;
        var expires = DateTimeOffset.FromUnixTimeSeconds(BinaryPrimitives.ReadUInt32BigEndian(bytes[49..]));
        return expires < now ? null : new LinkToken(purpose, new Guid(bytes[1..17], bigEndian: true), new Guid(bytes[17..33], bigEndian: true), new Guid(bytes[33..49], bigEndian: true),
            expires, n == WithAddress + Mac ? Secrets.Base64Url(bytes[Base..WithAddress]) : null);
    }

    private static void Sign(Secrets secrets, ReadOnlySpan<byte> content, Span<byte> mac)
    {
        Span<byte> full = stackalloc byte[32];
        HMACSHA256.HashData(secrets.LinkKey, content, full);
        full[..Mac].CopyTo(mac);
    }
}
