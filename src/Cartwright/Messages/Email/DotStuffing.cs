using System.Buffers;

namespace Cartwright.Messages.Email;

/// <summary>The transparency of RFC 5321 §4.5.2: a line that begins with a dot gets a second one.</summary>
internal static class DotStuffing
{
    /// <summary>The content for DATA, ended by CRLF: the very same memory when nothing has to be added, else a copy in <paramref name="copy"/>.</summary>
    public static ReadOnlyMemory<byte> Apply(ReadOnlyMemory<byte> content, ArrayBufferWriter<byte> copy)
    {
        var rest = content.Span;
        var complete = rest.EndsWith("\r\n"u8);
        if (complete && rest[0] != '.' && rest.IndexOf("\r\n."u8) < 0)
            return content;

        copy.ResetWrittenCount();
        if (rest is [(byte)'.', ..])
            copy.Write("."u8);
        for (int dot; (dot = rest.IndexOf("\r\n."u8)) >= 0; rest = rest[(dot + 2)..])
        {
            copy.Write(rest[..(dot + 2)]);
            copy.Write("."u8);
        }

        copy.Write(rest);
        if (!complete)
            copy.Write("\r\n"u8);
        return copy.WrittenMemory;
    }
}
