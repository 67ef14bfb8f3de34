using System.Buffers;
using System.Buffers.Text;
using System.Numerics;
using System.Runtime.Intrinsics;

namespace Cartwright.Messages.Email;

/// <summary>
/// The two ways of RFC 2045 to bring text of any script through a seven-bit path. Text comes in as UTF-8 with LF at the
/// ends of lines and leaves with CRLF.
/// </summary>
internal static class TransferEncoding
{
    private const int Width = 76; // RFC 2045 §6.7 and §6.8
    private const int BytesPerBase64Line = Width / 4 * 3;
    private const int LongestStep = 2 * Width; // a soft break and a line, written before the length is looked at again

    /// <summary>Length of the base64 form of text with so many bytes and line ends.</summary>
    public static int Base64Length(int bytes, int lineEnds)
    {
        var total = bytes + lineEnds;
        return (total + 2) / 3 * 4 + 2 * ((total + BytesPerBase64Line - 1) / BytesPerBase64Line);
    }

    /// <summary>Lines of 76 characters, each ended by CRLF.</summary>
    public static void WriteBase64(ReadOnlySpan<byte> text, int lineEnds, IBufferWriter<byte> output)
    {
        var rented = ArrayPool<byte>.Shared.Rent(text.Length + lineEnds);
        ReadOnlySpan<byte> rest = rented.AsSpan(0, WithCrLf(text, rented));
        var target = output.GetSpan(Base64Length(text.Length, lineEnds));
        var written = 0;
        while (rest.Length > 0)
        {
            var line = rest[..Math.Min(BytesPerBase64Line, rest.Length)];
            Base64.EncodeToUtf8(line, target[written..], out _, out var size);
            written += size;
            target[written++] = (byte)'\r';
            target[written++] = (byte)'\n';
            rest = rest[line.Length..];
        }

        output.Advance(written);
        ArrayPool<byte>.Shared.Return(rented);
    }

    /// <summary>Bytes that <see cref="TryQuotedPrintable"/> needs to work in.</summary>
    public static int QuotedRoom(int bytes, int lineEnds) => Base64Length(bytes, lineEnds) + LongestStep;

    /// <summary>Quoted-printable if it is no longer than base64; else false, as soon as that is clear.</summary>
    public static bool TryQuotedPrintable(ReadOnlySpan<byte> text, int lineEnds, Span<byte> target, out int written)
    {
        var limit = Base64Length(text.Length, lineEnds);
        int to = 0, column = 0;
        while (text.Length > 0 && to <= limit)
        {
            var run = Math.Min(LiteralRun(text), Width - 1 - column); // the last place is for the = of a soft break
            if (run > 0)
            {
                text[..run].CopyTo(target[to..]);
                to += run;
                column += run;
                text = text[run..];
                continue;
            }

            var b = text[0];
            if (b == '\n')
            {
                to = EndOfLine(target, to, column);
                target[to++] = (byte)'\r';
                target[to++] = (byte)'\n';
                column = 0;
                text = text[1..];
            }
            else if (column > Width - 4)
            {
                (to, column) = (SoftBreak(target, to), 0);
            }
            else
            {
                to = Escape(target, to, b);
                column += 3;
                text = text[1..];
            }
        }

        written = EndOfLine(target, to, column);
        return written <= limit;
    }

    /// <summary>White space at the end of a line would be lost on the way (RFC 2045 §6.7 rule 3), so it is escaped.</summary>
    private static int EndOfLine(Span<byte> target, int to, int column)
    {
        if (column == 0 || target[to - 1] is not ((byte)' ' or (byte)'\t'))
            return to;
        var blank = target[--to];
        if (column > Width - 2)
            to = SoftBreak(target, to);
        return Escape(target, to, blank);
    }

    private static int SoftBreak(Span<byte> target, int to)
    {
        "=\r\n"u8.CopyTo(target[to..]);
        return to + 3;
    }

    private static int Escape(Span<byte> target, int to, byte b)
    {
        var digits = "0123456789ABCDEF"u8;
        target[to] = (byte)'=';
        target[to + 1] = digits[b >> 4];
        target[to + 2] = digits[b & 15];
        return to + 3;
    }

    private static int WithCrLf(ReadOnlySpan<byte> text, Span<byte> target)
    {
        var written = 0;
        for (int end; (end = text.IndexOf((byte)'\n')) >= 0; text = text[(end + 1)..])
        {
            text[..end].CopyTo(target[written..]);
            written += end;
            target[written++] = (byte)'\r';
            target[written++] = (byte)'\n';
        }

        text.CopyTo(target[written..]);
        return written + text.Length;
    }

    /// <summary>How many of the next bytes stand for themselves (RFC 2045 §6.7 rules 1 to 3: printable ASCII but "=", and
    /// blanks); looks at 16 at once, as HTML has an "=" every twenty bytes and longer steps would be in vain.</summary>
    private static int LiteralRun(ReadOnlySpan<byte> text)
    {
        if (text.Length >= Vector128<byte>.Count)
        {
            var bytes = Vector128.Create(text);
            var special = Vector128.LessThan(bytes, Vector128.Create((byte)' ')) & ~Vector128.Equals(bytes, Vector128.Create((byte)'\t'))
                | Vector128.GreaterThan(bytes, Vector128.Create((byte)'~'))
                | Vector128.Equals(bytes, Vector128.Create((byte)'='));
            return Math.Min(BitOperations.TrailingZeroCount(special.ExtractMostSignificantBits()), Vector128<byte>.Count);
        }

        var run = 0;
        while (run < text.Length && text[run] is >= (byte)' ' and <= (byte)'~' and not (byte)'=' or (byte)'\t')
            run++;
        return run;
    }
}
