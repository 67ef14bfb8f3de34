using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Cartwright.Messages.Email.Dkim;

/// <summary>Signatures over a written mail (RFC 6376, relaxed/relaxed): the headers that make it what it is, both unsubscribe headers among them, and the whole body.</summary>
internal static class DkimSigner
{
    // RFC 6376 §5.4.1 and RFC 8058 §4. Those of the second list are named once more than they occur, so that none can be added on the way.
    private static readonly HashSet<string> s_signed = new(StringComparer.OrdinalIgnoreCase)
    {
        "From", "To", "Reply-To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type", "Content-Transfer-Encoding",
        "List-Unsubscribe", "List-Unsubscribe-Post", "List-Id", "Feedback-ID", "Auto-Submitted", "In-Reply-To", "References",
    };

    private static readonly string[] s_sealed = ["From", "To", "Subject"];

    /// <summary>The signature headers, one a key, to stand before the mail.</summary>
    /// <param name="bodyAt">Where the body begins, after the empty line.</param>
    /// <param name="at">t=, seconds.</param>
    public static byte[] Sign(ReadOnlySpan<byte> mail, int bodyAt, IReadOnlyList<DkimKey> keys, long at)
    {
        var body = new ArrayBufferWriter<byte>(mail.Length - bodyAt + 2);
        Body(mail[bodyAt..], body);
        var bodyHash = Convert.ToBase64String(SHA256.HashData(body.WrittenSpan));
        var headers = new ArrayBufferWriter<byte>(2048);
        var names = Headers(mail[..bodyAt], headers);
        var signed = headers.WrittenCount;
        var output = new ArrayBufferWriter<byte>(1024 * keys.Count);
        foreach (var key in keys)
        {
            var field = Field(key, at, names, bodyHash);
            headers.ResetTo(signed);
            Header(Encoding.ASCII.GetBytes(field), headers);
            var signature = Convert.ToBase64String(key.Sign(SHA256.HashData(headers.WrittenSpan)));
            Put(output, field);
            for (var i = 0; i < signature.Length; i += 72) Put(output, $"{(i == 0 ? "" : "\r\n ")}{signature.AsSpan(i, Math.Min(72, signature.Length - i))}");
            Put(output, "\r\n");
        }
        return output.WrittenSpan.ToArray();
    }

    // Everything but the signature itself, whose place is last.
    private static string Field(DkimKey key, long at, List<string> names, string bodyHash)
    {
        var text = new StringBuilder($"DKIM-Signature: v=1; a={key.Name}; c=relaxed/relaxed;\r\n d={key.Domain}; s={key.Selector}; t={at};\r\n h=");
        var column = 3;
        foreach (var name in names.Concat(s_sealed.Where(s => names.Contains(s, StringComparer.OrdinalIgnoreCase))))
        {
            if (column > 3) text.Append(':');
            if (column + name.Length > 70)
            {
                text.Append("\r\n  ");
                column = 4;
            }
            text.Append(name);
            column += name.Length + 1;
        }
        return text.Append($";\r\n bh={bodyHash};\r\n b=").ToString();
    }

    private static List<string> Headers(ReadOnlySpan<byte> block, ArrayBufferWriter<byte> output)
    {
        var names = new List<string>();
        while (!block.IsEmpty && !block.StartsWith("\r\n"u8))
        {
            var length = block.IndexOf("\r\n"u8) + 2;
            while (length < block.Length && block[length] is (byte)' ' or (byte)'\t') length += block[length..].IndexOf("\r\n"u8) + 2;
            var header = block[..length];
            var name = Encoding.ASCII.GetString(header[..header.IndexOf((byte)':')]);
            if (s_signed.Contains(name))
            {
                names.Add(name);
                Header(header, output);
                output.Write("\r\n"u8);
            }
            block = block[length..];
        }
        return names;
    }

    // RFC 6376 §3.4.2: name in lower case, unfolded, blanks as one, none at the ends.
    private static void Header(ReadOnlySpan<byte> header, ArrayBufferWriter<byte> output)
    {
        var colon = header.IndexOf((byte)':');
        var room = output.GetSpan(header.Length);
        var n = 0;
        foreach (var c in header[..colon]) room[n++] = c is >= (byte)'A' and <= (byte)'Z' ? (byte)(c | 32) : c;
        room[n++] = (byte)':';
        var start = n;
        var blank = false;
        foreach (var c in header[(colon + 1)..])
        {
            if (c is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n') { blank = true; continue; }
            if (blank && n > start) room[n++] = (byte)' ';
            blank = false;
            room[n++] = c;
        }
        output.Advance(n);
    }

    // RFC 6376 §3.4.4: blanks as one, none at ends of lines, no empty lines at the end.
    private static void Body(ReadOnlySpan<byte> body, ArrayBufferWriter<byte> output)
    {
        var room = output.GetSpan(body.Length + 2);
        var (n, end) = (0, 0);
        while (!body.IsEmpty)
        {
            var next = body.IndexOf("\r\n"u8);
            var line = next < 0 ? body : body[..next];
            body = next < 0 ? [] : body[(next + 2)..];
            n += Line(line, room[n..]);
            var isEmpty = n == 0 || n >= 2 && room[n - 1] == '\n';
            room[n++] = (byte)'\r';
            room[n++] = (byte)'\n';
            if (!isEmpty) end = n;
        }
        output.Advance(end);
    }

    private static int Line(ReadOnlySpan<byte> line, Span<byte> room)
    {
        var n = 0;
        while (true)
        {
            var blank = line.IndexOfAny((byte)' ', (byte)'\t');
            if (blank < 0)
            {
                line.CopyTo(room[n..]);
                return n + line.Length;
            }
            line[..blank].CopyTo(room[n..]);
            n += blank;
            line = line[blank..].TrimStart(" \t"u8);
            if (line.IsEmpty) return n;
            room[n++] = (byte)' ';
        }
    }

    private static void ResetTo(this ArrayBufferWriter<byte> writer, int count)
    {
        if (writer.WrittenCount == count) return;
        var kept = writer.WrittenSpan[..count].ToArray();
        writer.ResetWrittenCount();
        writer.Write(kept);
    }

    private static void Put(ArrayBufferWriter<byte> output, string ascii) => Encoding.ASCII.GetBytes(ascii, output);
}
