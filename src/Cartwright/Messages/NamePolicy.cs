using System.Text;
using System.Text.RegularExpressions;

namespace Cartwright.Messages;

/// <summary>A person's name as a greeting says it.</summary>
internal static partial class NamePolicy
{
    /// <summary>"Anna Schmidt"; names in Chinese characters begin with the family, Japanese ones (with kana or a blank of their own) with a blank between.</summary>
    public static string? Full(string? first, string? last)
    {
        if (first is null || last is null) return first ?? last;
        if (!IsEastAsian(first) || !IsEastAsian(last)) return $"{first} {last}";
        return (first + last).EnumerateRunes().Any(r => r.Value is >= 0x3040 and <= 0x30ff) ? $"{last} {first}" : last + first;
    }

    /// <summary>
    /// The name, if it can be one: anybody may type into a checkout of whom they like, and mail programs make a link of what looks like an address. Digits and signs of
    /// addresses are in no name; where it is none the greeting goes without.
    /// </summary>
    public static string? Plausible(string? name) => name is null || name.Any(c => char.IsDigit(c) || "/\\@<>:|".Contains(c, StringComparison.Ordinal)) || TextPolicy.WithoutAddresses(name) != name || DomainLike().IsMatch(name) ? null : name;

    [GeneratedRegex(@"[\p{L}-]{2,}\.\p{L}{2,}", RegexOptions.NonBacktracking)]
    private static partial Regex DomainLike();

    private static bool IsEastAsian(string name) => name.EnumerateRunes().All(r => r.Value is >= 0x3040 and <= 0x30ff or >= 0x3400 and <= 0x9fff or >= 0xac00 and <= 0xd7a3 or >= 0x20000 and <= 0x323af || Rune.IsWhiteSpace(r));
}
