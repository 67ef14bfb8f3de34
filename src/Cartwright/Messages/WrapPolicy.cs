using System.Text;

namespace Cartwright.Messages;

/// <summary>Lays out a plain-text part: lines of readable length, no runs of empty lines.</summary>
internal static class WrapPolicy
{
    /// <summary>RFC 5322 wants lines of at most 78 characters; two are left for quoting.</summary>
    public const int Width = 76;

    /// <summary>
    /// Breaks long lines between words and indents what follows like the first, or past its "- ". A word longer than a line (an address)
    /// stays whole. At most one empty line in a row, none at the start, one line break at the end.
    /// </summary>
    public static string Wrap(string text)
    {
        var wrapped = new StringBuilder(text.Length + 64);
        var empty = 0;
        foreach (var range in text.AsSpan().Split('\n'))
        {
            var line = text.AsSpan()[range].TrimEnd();
            if (line.IsEmpty)
            {
                empty++;
                continue;
            }
            if (empty > 0 && wrapped.Length > 0) wrapped.Append('\n');
            empty = 0;
            Append(wrapped, line);
        }
        return wrapped.ToString();
    }

    private static void Append(StringBuilder wrapped, ReadOnlySpan<char> line)
    {
        var indent = line.Length - line.TrimStart(' ').Length;
        if (line[indent..].StartsWith("- ")) indent += 2;
        for (var used = 0; used + line.Length > Width;)
        {
            var room = Math.Min(Width - used, line.Length - 1);
            var cut = line[..(room + 1)].LastIndexOf(' ');
            if (used == 0 && cut <= indent || cut < 0)
            {
                // The first word alone is too long: the line ends where that word does.
                var next = line[room..].IndexOf(' ');
                if (next < 0) break;
                cut = room + next;
            }
            wrapped.Append(line[..cut].TrimEnd(' ')).Append('\n').Append(' ', indent);
            line = line[cut..].TrimStart(' ');
            used = indent;
        }
        wrapped.Append(line).Append('\n');
    }
}
