using System.Buffers.Binary;
using System.Security.Cryptography;
using Cartwright.Hosting;

namespace Cartwright.Messages.Email;

/// <summary>
/// Names one message in the local part of an address, so that what comes back is known by it alone: <c>b.{token}</c> for bounces (VERP),
/// <c>r.{token}</c> for what people answer. The token is base32 in lower case (servers change the case of addresses) of the store's and
/// the message's id and 6 bytes of an HMAC-SHA256: 63 characters with the prefix, of the 64 that RFC 5321 allows. It does not expire.
/// </summary>
internal static class ReturnPath
{
    public const char Bounce = 'b', Reply = 'r';
    private const int Ids = 32, Mac = 6;
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz234567";

    /// <summary>The local part of the envelope's sender: <c>b.…</c></summary>
    public static string Make(Guid store, Guid message, Secrets secrets) => Make(Bounce, store, message, secrets);

    /// <summary>Where an answer leads back: the inbound domain's token address, else the address the shop set; null: an answer goes to the sender.</summary>
    public static string? ReplyTo(Stores.Store store, Guid message, string? inboundDomain, Secrets secrets) =>
        inboundDomain is { Length: > 0 } ? $"{Make(Reply, store.Id, message, secrets)}@{inboundDomain}" : store.Settings.ReplyTo;

    public static string Make(char purpose, Guid store, Guid message, Secrets secrets) => $"{purpose}.{Token(purpose, store, message, secrets)}";

    /// <summary>The token alone, for providers that hand a value of ours back in their events (custom arguments, metadata, tags): the one of bounces.</summary>
    public static string Token(Guid store, Guid message, Secrets secrets) => Token(Bounce, store, message, secrets);

    /// <summary>Of a local part (<c>b.…</c>), an address, or a bare token of <see cref="Token(Guid, Guid, Secrets)"/>; null when it is none of ours.</summary>
    public static (char Purpose, Guid Store, Guid Message)? Read(string? text, Secrets secrets)
    {
        if (text is null) return null;
        var local = text.AsSpan(0, text.IndexOf('@', StringComparison.Ordinal) is >= 0 and var at ? at : text.Length).Trim(" <>");
        var purpose = local.Length > 2 && local[1] == '.' ? char.ToLowerInvariant(local[0]) : Bounce;
        if (local.Length > 2 && local[1] == '.') local = local[2..];
        Span<byte> bytes = stackalloc byte[Ids + Mac];
        if (purpose is not (Bounce or Reply) || !Decode(local, bytes)) return null;
        Span<byte> mac = stackalloc byte[Mac];
        Sign(purpose, bytes[..Ids], mac, secrets);
        return CryptographicOperations.FixedTimeEquals(mac, bytes[Ids..]) ? (purpose, new Guid(bytes[..16], bigEndian: true), new Guid(bytes[16..Ids], bigEndian: true)) : null;
    }

    private static string Token(char purpose, Guid store, Guid message, Secrets secrets)
    {
        Span<byte> bytes = stackalloc byte[Ids + Mac];
        store.TryWriteBytes(bytes, bigEndian: true, out _);
        message.TryWriteBytes(bytes[16..], bigEndian: true, out _);
        Sign(purpose, bytes[..Ids], bytes[Ids..], secrets);
        Span<char> text = stackalloc char[(((Ids + Mac) * 8) + 4) / 5];
        for (var i = 0; i < text.Length; i++)
        {
            var bit = i * 5;
            var pair = (bytes[bit / 8] << 8) | (bit / 8 + 1 < bytes.Length ? bytes[bit / 8 + 1] : 0);
            text[i] = Alphabet[(pair >> (11 - (bit % 8))) & 31];
        }
        return new string(text);
    }

    private static bool Decode(ReadOnlySpan<char> text, Span<byte> bytes)
    {
        if (text.Length != ((bytes.Length * 8) + 4) / 5) return false;
        int buffer = 0, bits = 0, at = 0;
        foreach (var letter in text)
        {
            var value = Alphabet.IndexOf(char.ToLowerInvariant(letter), StringComparison.Ordinal);
            if (value < 0) return false;
            buffer = ((buffer << 5) | value) & 0xfff;
            if ((bits += 5) < 8) continue;
            bits -= 8;
            if (at < bytes.Length) bytes[at++] = (byte)(buffer >> bits);
        }
        return at == bytes.Length;
    }

    private static void Sign(char purpose, ReadOnlySpan<byte> ids, Span<byte> mac, Secrets secrets)
    {
        Span<byte> content = stackalloc byte[Ids + 4], full = stackalloc byte[32];
        ids.CopyTo(content);
        BinaryPrimitives.WriteInt32BigEndian(content[Ids..], purpose);
        HMACSHA256.HashData(secrets.ReturnKey, content, full);
        full[..Mac].CopyTo(mac);
    }
}
