using System.Buffers;
using System.Text;

namespace Cartwright.Messages.Email;

/// <summary>What may stand in a header line.</summary>
internal static class MailText
{
    private static readonly SearchValues<char> s_breaks = SearchValues.Create('\r', '\n', '\0');

    /// <summary>
    /// Any text as one line fit for a subject or a name: runs of white space, line breaks and control characters
    /// become one space, the ends are trimmed.
    /// </summary>
    public static string OneLine(string text)
    {
        var line = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (!char.IsWhiteSpace(c) && !char.IsControl(c))
                line.Append(c);
            else if (line.Length > 0 && line[^1] != ' ')
                line.Append(' ');
        }

        return line.ToString().TrimEnd(' ');
    }

    /// <summary>Refuses what would start a header or a command of its own.</summary>
    /// <exception cref="UnwritableMailException">There is a line break or a NUL in the text.</exception>
    public static string OneLineOrThrow(string text, string what) =>
        text.AsSpan().ContainsAny(s_breaks)
            ? throw new UnwritableMailException($"{what} must not contain a line break or a NUL character.")
            : text;
}
