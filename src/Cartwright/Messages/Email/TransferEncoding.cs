using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Cartwright.Messages.Email;

/// <summary>The two ways of RFC 2045 to bring text of any script through a seven-bit path.</summary>
internal static class TransferEncoding
{
    private const int Width = 76; // RFC 2045 §6.7 and §6.8
    private const int BytesPerBase64Line = Width / 4 * 3;

    private static readonly SearchValues<byte> s_literal = SearchValues.Create(
        " \t!\"#$%&'()*+,-./0123456789:;<>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~"u8);

    /// <summary>Bytes that <see cref="ToCanonical"/> needs for this text.</summary>
    public static int CanonicalRoom(string text) =>
        Encoding.UTF8.GetByteCount(text) + text.AsSpan().Count('\n') + text.AsSpan().Count('\r');

    /// <summary>UTF-8 with every line break as CRLF, the form text has in a mail; answers its length.</summary>
    public static int ToCanonical(string text, Span<byte> target)
    {
        // Encoded to the end of the target, then moved to its start while line breaks are mended: never overtakes itself,
        // as each break grows by one byte at most and the target has one byte of slack for each.
        var source = target[^Encoding.UTF8.GetByteCount(text)..];
        Encoding.UTF8.GetBytes(text, source);
        var written = 0;
        while (true)
        {
            var run = source.IndexOfAny((byte)'\r', (byte)'\n');
            var plain = run < 0 ? source : source[..run];
            plain.CopyTo(target[written..]);
            written += plain.Length;
            if (run < 0)
                return written;
            var skip = source[run] == '\r' && run + 1 < source.Length && source[run + 1] == '\n' ? 2 : 1;
            source = source[(run + skip)..];
            target[written++] = (byte)'\r';
            target[written++] = (byte)'\n';
        }
    }

    public static int Base64Length(int bytes) =>
        (bytes + 2) / 3 * 4 + 2 * ((bytes + BytesPerBase64Line - 1) / BytesPerBase64Line);

    /// <summary>Lines of 76 characters, each ended by CRLF.</summary>
    public static void WriteBase64(ReadOnlySpan<byte> content, IBufferWriter<byte> output)
    {
        var target = output.GetSpan(Base64Length(content.Length));
        var written = 0;
        while (content.Length > 0)
        {
            var line = content[..Math.Min(BytesPerBase64Line, content.Length)];
            Base64.EncodeToUtf8(line, target[written..], out _, out var size);
            written += size;
            target[written++] = (byte)'\r';
            target[written++] = (byte)'\n';
            content = content[line.Length..];
        }

        output.Advance(written);
    }

    /// <summary>
    /// Quoted-printable of canonical text, or false as soon as it would not fit into <paramref name="target"/>:
    /// the caller gives it the size that base64 would have.
    /// </summary>
    public static bool TryQuotedPrintable(ReadOnlySpan<byte> content, Span<byte> target, out int written)
    {
        written = 0;
        while (true)
        {
            var end = content.IndexOf("\r\n"u8);
            var line = end < 0 ? content : content[..end];
            if (!TryLine(line, target, ref written))
                return false;
            if (end < 0)
                return true;
            if (target.Length - written < 2)
                return false;
            target[written++] = (byte)'\r';
            target[written++] = (byte)'\n';
            content = content[(end + 2)..];
        }
    }

    private static bool TryLine(ReadOnlySpan<byte> line, Span<byte> target, ref int written)
    {
        var room = Width - 1; // one is kept for the = of a soft break
        while (line.Length > 0)
        {
            // 3 for the longest step, 3 for a soft break before it.
            if (target.Length - written < Math.Min(room, line.Length) + 6)
                return false;
            var reach = line[..Math.Min(room, line.Length)];
            var run = reach.IndexOfAnyExcept(s_literal);
            if (run < 0)
                run = reach.Length;
            if (run == line.Length && line[^1] is (byte)' ' or (byte)'\t')
                run--; // white space at the end of a line would be lost on the way (RFC 2045 §6.7 rule 3)
            reach[..run].CopyTo(target[written..]);
            written += run;
            room -= run;
            line = line[run..];
            if (line.Length == 0)
                break;
            if (room < 3)
            {
                "=\r\n"u8.CopyTo(target[written..]);
                written += 3;
                room = Width - 1;
            }

            if (!s_literal.Contains(line[0]) || line.Length == 1 && line[0] is (byte)' ' or (byte)'\t')
            {
                target[written++] = (byte)'=';
                target[written++] = Hex(line[0] >> 4);
                target[written++] = Hex(line[0] & 15);
                room -= 3;
                line = line[1..];
            }
        }

        return true;
    }

    private static byte Hex(int digit) => (byte)(digit < 10 ? '0' + digit : 'A' + digit - 10);
}
