using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Cartwright.Messages;

/// <summary>What strangers' text may bring into a message: no line breaks into a subject, no turned-round writing, no half characters.</summary>
internal static partial class TextPolicy
{
    // Control characters, and the invisible ones that turn the direction of writing or split lines (Unicode Standard
    // Annex 9): a product name with one could make the rest of the mail read backwards.
    private static readonly SearchValues<char> Unwanted = SearchValues.Create(string.Concat(
        Enumerable.Range(0, 0x20).Concat(Enumerable.Range(0x7f, 0x21))
            .Concat([0x200e, 0x200f, 0x2028, 0x2029, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069, 0xfeff])
            .Select(code => (char)code)));

    /// <summary>One clean line of at most <paramref name="maximum"/> characters; null when nothing is left of it.</summary>
    public static string? Line(string? text, int maximum)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        var line = text.AsSpan().ContainsAny(Unwanted) || text.AsSpan().ContainsAnyInRange('\ud800', '\udfff') ? Clean(text) : text.Trim();
        return line.Length == 0 ? null : Truncate(line, maximum);
    }

    /// <summary>The clean lines of a text of several, at most <paramref name="lines"/> of them.</summary>
    public static IReadOnlyList<string> Lines(string? text, int lines, int maximum) => text is null
        ? []
        : [.. text.Split('\n').Select(line => Line(line, maximum)).OfType<string>().Take(lines)];

    /// <summary>
    /// At most <paramref name="maximum"/> UTF-16 characters, the last of them "…" when something was cut: between words
    /// where one ends in the last third, never inside a character people see as one.
    /// </summary>
    public static string Truncate(string text, int maximum)
    {
        if (text.Length <= maximum) return text;
        var room = Math.Max(0, maximum - 1);
        var fits = 0;
        while (fits < room)
        {
            var next = StringInfo.GetNextTextElementLength(text.AsSpan(fits));
            if (fits + next > room) break;
            fits += next;
        }
        var cut = text[fits] == ' ' ? fits : text.LastIndexOf(' ', Math.Max(fits - 1, 0));
        return (cut >= room * 2 / 3 ? text[..cut] : text[..fits]).TrimEnd(' ', ',', '.', ';', ':') + "…";
    }

    /// <summary>The text without the words of it that are web addresses, or that mail programs would make links of.</summary>
    public static string WithoutAddresses(string text) => WebAddress().IsMatch(text) ? string.Join(' ', WebAddress().Replace(text, " ").Split(' ', StringSplitOptions.RemoveEmptyEntries)) : text;

    // Among the ends of names those that goods are rarely called after: "Dr.Martens" is no host.
    [GeneratedRegex(@"\S*(://|www\.)\S*|[^\s/]+\.[a-z]{2,}/\S*|[^\s.]\S*\.(com|net|org|info|biz|ru|cn|xyz|top|shop|store|online|site|club|click|link|live|win|vip|icu|example)\b\S*", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex WebAddress();

    /// <summary>The first letter or digit, in capitals, for the block that stands in for a picture; "" when there is none.</summary>
    public static string Initial(string text)
    {
        for (var at = 0; at < text.Length;)
        {
            var length = StringInfo.GetNextTextElementLength(text.AsSpan(at));
            if (Rune.IsLetterOrDigit(Rune.GetRuneAt(text, at))) return text.Substring(at, length).ToUpperInvariant();
            at += length;
        }
        return "";
    }

    private static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        var space = false;
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.IsBmp && Unwanted.Contains((char)rune.Value))
            {
                space |= char.IsWhiteSpace((char)rune.Value) || char.IsControl((char)rune.Value);
                continue;
            }
            if (space && clean.Length > 0 && clean[^1] != ' ' && rune.Value != ' ') clean.Append(' ');
            space = false;
            clean.Append(rune.ToString()); // half a surrogate pair comes as U+FFFD
        }
        return clean.ToString().Trim();
    }
}
