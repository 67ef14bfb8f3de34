using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Cartwright.Offers;

/// <summary>How a code is written and read: <c>BACK-7K2MQ-XT4HR-9WCDF</c>.</summary>
internal static class CouponCode
{
    /// <summary>
    /// No two that look alike (0 O, 1 I L, 2 Z, 5 S, 6 G, 8 B, U V) and no vowels, so that chance spells no words. Three groups of five of
    /// these 24 are 68 bits.
    /// </summary>
    public const string Alphabet = "23456789CDFHJKMNPQRTVWXY";

    /// <summary>Bytes of chance that a code is made of: so many more than it holds that the remainder bends nothing.</summary>
    public const int ChanceBytes = 16;

    private const int Groups = 3, GroupLength = 5, Longest = 100;

    /// <param name="chance"><see cref="ChanceBytes"/> bytes of a cryptographic source; in simulation of a seeded one.</param>
    public static string Make(string prefix, ReadOnlySpan<byte> chance)
    {
        var number = BinaryPrimitives.ReadUInt128BigEndian(chance);
        var code = new StringBuilder(prefix, prefix.Length + Groups * (GroupLength + 1));
        for (var i = 0; i < Groups * GroupLength; i++)
        {
            if (i % GroupLength == 0 && code.Length > 0) code.Append('-');
            (number, var symbol) = UInt128.DivRem(number, (UInt128)Alphabet.Length);
            code.Append(Alphabet[(int)symbol]);
        }
        return code.ToString();
    }

    /// <summary>The one form a code is found by: capitals and digits alone, whatever case, spaces and dashes it was typed with. Null: no code of ours.</summary>
    public static string? Key(string? text)
    {
        if (text is null || text.Length > Longest) return null;
        var key = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (char.IsAsciiLetterOrDigit(c)) key.Append(char.ToUpperInvariant(c));
            else if (!char.IsWhiteSpace(c) && char.GetUnicodeCategory(c) != UnicodeCategory.DashPunctuation) return null;
        }
        return key.Length == 0 ? null : key.ToString();
    }

    /// <summary>The codes an order carries, by <see cref="Key"/>: platforms tell several with commas between.</summary>
    public static IReadOnlyList<string> KeysIn(string? codes) => codes is null ? [] : [.. codes.Split(',').Select(Key).OfType<string>()];
}
