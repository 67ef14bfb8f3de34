using System.Text;

namespace Cartwright.Messages;

/// <summary>A person's name as a greeting says it.</summary>
internal static class NamePolicy
{
    /// <summary>"Anna Schmidt"; names in Chinese characters begin with the family, Japanese ones (with kana or a blank of their own) with a blank between.</summary>
    public static string? Full(string? first, string? last)
    {
        if (first is null || last is null) return first ?? last;
        if (!IsEastAsian(first) || !IsEastAsian(last)) return $"{first} {last}";
        return (first + last).EnumerateRunes().Any(r => r.Value is >= 0x3040 and <= 0x30ff) ? $"{last} {first}" : last + first;
    }

    private static bool IsEastAsian(string name) => name.EnumerateRunes().All(r => r.Value is >= 0x3040 and <= 0x30ff or >= 0x3400 and <= 0x9fff or >= 0xac00 and <= 0xd7a3 or >= 0x20000 and <= 0x323af || Rune.IsWhiteSpace(r));
}
