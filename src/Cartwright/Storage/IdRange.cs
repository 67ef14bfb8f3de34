using System.Buffers.Binary;

namespace Cartwright.Storage;

/// <summary>Bounds for ids, which are UUIDv7: rows of a time are a range of the primary key.</summary>
internal static class IdRange
{
    /// <summary>No id made at or after the instant (ms since 1970 UTC) is smaller, none made before it is greater.</summary>
    public static Guid From(long unixMilliseconds)
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        BinaryPrimitives.WriteInt64BigEndian(bytes, Math.Max(0, unixMilliseconds) << 16);
        return new Guid(bytes, bigEndian: true);
    }
}
