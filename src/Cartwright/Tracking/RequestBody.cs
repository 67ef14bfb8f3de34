using System.Buffers;
using System.IO.Compression;

namespace Cartwright.Tracking;

/// <summary>The body is larger than it may be, also once unpacked.</summary>
internal sealed class BodyTooLargeException(int limit) : Exception($"The body is larger than {limit / 1024} KB. Send fewer events at once.");

/// <summary>Reads a request's body into memory, unpacking gzip under whatever content type it comes (RudderStack's node SDK sends it as a form).</summary>
internal static class RequestBody
{
    /// <exception cref="BodyTooLargeException">More than <paramref name="limit"/> bytes, packed or unpacked.</exception>
    /// <exception cref="InvalidDataException">The gzip data are broken.</exception>
    public static async ValueTask<ReadOnlyMemory<byte>> ReadAsync(HttpRequest request, int limit, CancellationToken ct)
    {
        if (request.ContentLength > limit) throw new BodyTooLargeException(limit);
        var reader = request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(ct);
            if (read.Buffer.Length > limit)
            {
                reader.AdvanceTo(read.Buffer.End);
                throw new BodyTooLargeException(limit);
            }
            if (read.IsCompleted)
            {
                var body = read.Buffer.ToArray();
                reader.AdvanceTo(read.Buffer.End);
                return body is [0x1f, 0x8b, ..] ? Unpack(body, limit) : body is [0xef, 0xbb, 0xbf, ..] ? body.AsMemory(3) : body;
            }
            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static byte[] Unpack(byte[] body, int limit)
    {
        using var gzip = new GZipStream(new MemoryStream(body), CompressionMode.Decompress);
        var result = new byte[limit + 1];
        var n = 0;
        int k;
        while (n <= limit && (k = gzip.Read(result, n, result.Length - n)) > 0) n += k;
        return n <= limit ? result[..n] : throw new BodyTooLargeException(limit);
    }
}
