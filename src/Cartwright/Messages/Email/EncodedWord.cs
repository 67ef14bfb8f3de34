using System.Buffers;
using System.Text;

namespace Cartwright.Messages.Email;

/// <summary>Text outside ASCII in a header (RFC 2047): <c>=?utf-8?Q?…?=</c> or <c>=?utf-8?B?…?=</c>.</summary>
internal static class EncodedWord
{
    /// <summary>Characters an encoded word has around its content.</summary>
    public const int Frame = 12;

    private const int Longest = 75; // RFC 2047 §2

    // The set of RFC 2047 §5 (3), the strictest: valid in a name as well as in a subject.
    private static readonly SearchValues<byte> s_literal = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!*+-/"u8);

    /// <summary>Whether a reader would not get exactly this text back if it were written as it is.</summary>
    public static bool IsNeeded(string text)
    {
        if (text.Length == 0)
            return false;
        if (text[0] == ' ' || text[^1] == ' ' || text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            return true;
        if (text.Contains("  ", StringComparison.Ordinal) || text.Contains("=?", StringComparison.Ordinal))
            return true;
        var longest = 0; // a word without a space cannot be folded
        foreach (var range in text.AsSpan().Split(' '))
            longest = Math.Max(longest, range.End.Value - range.Start.Value);
        return longest > 900;
    }

    /// <summary>Q for text that is mostly Latin, B for the rest.</summary>
    public static bool IsShorterAsBase64(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var q = 0;
        foreach (var b in bytes)
            q += b == ' ' || s_literal.Contains(b) ? 1 : 3;
        return (bytes.Length + 2) / 3 * 4 < q;
    }

    /// <summary>Encodes as many whole characters as fit into <paramref name="room"/> and says how many UTF-16 units those were.</summary>
    public static int Take(ReadOnlySpan<char> text, int room, bool base64, out string word)
    {
        room = Math.Min(room, Longest) - Frame;
        Span<byte> content = stackalloc byte[Longest];
        int taken = 0, bytes = 0, quoted = 0;
        while (taken < text.Length)
        {
            // A lone surrogate decodes to U+FFFD: a header cannot hold half a character.
            Rune.DecodeFromUtf16(text[taken..], out var rune, out var units);
            var size = rune.EncodeToUtf8(content[bytes..]);
            foreach (var b in content.Slice(bytes, size))
                quoted += b == ' ' || s_literal.Contains(b) ? 1 : 3;
            if ((base64 ? (bytes + size + 2) / 3 * 4 : quoted) > room)
                break;
            bytes += size;
            taken += units;
        }

        word = base64
            ? $"=?utf-8?B?{Convert.ToBase64String(content[..bytes])}?="
            : $"=?utf-8?Q?{Quote(content[..bytes])}?=";
        return taken;
    }

    private static string Quote(ReadOnlySpan<byte> content)
    {
        var quoted = new StringBuilder(content.Length * 3);
        foreach (var b in content)
        {
            if (b == ' ')
                quoted.Append('_');
            else if (s_literal.Contains(b))
                quoted.Append((char)b);
            else
                quoted.Append('=').Append(Hex(b >> 4)).Append(Hex(b & 15));
        }

        return quoted.ToString();
    }

    private static char Hex(int digit) => (char)(digit < 10 ? '0' + digit : 'A' + digit - 10);
}
