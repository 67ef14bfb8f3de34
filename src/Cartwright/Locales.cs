using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Globalization;

namespace Cartwright;

/// <summary>Language tags (BCP 47) as shops and browsers send them, and the cultures of this machine.</summary>
internal static class Locales
{
    /// <summary>What is written when nothing better is known.</summary>
    public const string Default = "en";

    private static readonly FrozenSet<string> Installed = CultureInfo
        .GetCultures(CultureTypes.AllCultures)
        .Select(culture => culture.Name)
        .ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly ConcurrentDictionary<string, CultureInfo> Cultures = new(StringComparer.Ordinal);

    /// <summary>
    /// The culture of a tag with its country ("de" becomes de-DE), or of the nearest tag this machine knows ("de-XX" is
    /// "de"); American English when it knows none. Never throws, whatever the text.
    /// </summary>
    public static CultureInfo Culture(string? locale)
    {
        var tag = Normalize(locale);
        while (tag.Length > 0 && !Installed.Contains(tag)) tag = Parent(tag);
        if (tag.Length == 0) tag = Default;
        return Cultures.GetOrAdd(tag, static tag => CultureInfo.CreateSpecificCulture(tag) is { Name.Length: > 0 } culture
            ? culture
            : CultureInfo.CreateSpecificCulture(Default)); // a language without a country, such as Esperanto
    }

    /// <summary>"de_at" becomes "de-AT", "ZH-hant-tw" "zh-Hant-TW"; "" when it is no language tag at all.</summary>
    public static string Normalize(string? locale)
    {
        if (string.IsNullOrEmpty(locale) || locale.Length > 35) return "";
        var parts = locale.Replace('_', '-').Split('-');
        for (var i = 0; i < parts.Length; i++)
        {
            var part = parts[i];
            if (part.Length is 0 or > 8 || !part.All(char.IsAsciiLetterOrDigit)) return "";
            parts[i] = (i, part.Length) switch
            {
                (0, 2 or 3) => part.ToLowerInvariant(),
                (0, _) => "",
                (_, 4) => char.ToUpperInvariant(part[0]) + part[1..].ToLowerInvariant(),
                (_, 2) => part.ToUpperInvariant(),
                _ => part.ToLowerInvariant(),
            };
        }
        return parts[0].Length == 0 ? "" : string.Join('-', parts);
    }

    /// <summary>The tag without its last part: "zh-Hant-TW" gives "zh-Hant", "de" gives "".</summary>
    public static string Parent(string tag) => tag.LastIndexOf('-') is var cut and > 0 ? tag[..cut] : "";
}
