using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Cartwright.Hosting;

/// <summary>
/// Makes ids: UUIDv7 (RFC 9562, section 5.7) of the product clock, so that they sort by creation. Chance comes from the given
/// source: a seeded one in simulation makes the same ids again.
/// </summary>
internal sealed class Ids(TimeProvider clock, Random chance)
{
    private readonly Lock _lock = new();

    public static Ids Unpredictable(TimeProvider clock) => new(clock, new CryptographicRandom());

    public Guid Next() => At(clock.GetUtcNow().ToUnixTimeMilliseconds());

    public Guid At(long unixMilliseconds)
    {
        Span<byte> bytes = stackalloc byte[16];
        lock (_lock) chance.NextBytes(bytes);
        BinaryPrimitives.WriteInt64BigEndian(bytes, unixMilliseconds << 16 | BinaryPrimitives.ReadUInt16BigEndian(bytes[6..]));
        bytes[6] = (byte)(bytes[6] & 0x0F | 0x70);
        bytes[8] = (byte)(bytes[8] & 0x3F | 0x80);
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>Bytes from the same source of chance.</summary>
    public byte[] Chance(int count)
    {
        var bytes = new byte[count];
        lock (_lock) chance.NextBytes(bytes);
        return bytes;
    }

    private sealed class CryptographicRandom : Random
    {
        public CryptographicRandom() : base(0) { }
        public override void NextBytes(Span<byte> buffer) => RandomNumberGenerator.Fill(buffer);
        public override void NextBytes(byte[] buffer) => RandomNumberGenerator.Fill(buffer);
    }
}
