using System.Buffers;
using System.Text;

namespace Cartwright.Messages.Sms;

/// <summary>How a text travels. Units: septets of GSM-7 or UTF-16 units of UCS-2. Segments: what is paid for.</summary>
internal sealed record SmsSize(bool IsGsm, int Units, int Segments);

/// <summary>Length of text messages: GSM-7 (3GPP TS 23.038, basic and extension table) holds 160, in parts 153; anything else makes all of it UCS-2: 70, in parts 67.</summary>
internal static class SmsTextPolicy
{
    private const int GsmAlone = 160, GsmPart = 153, UcsAlone = 70, UcsPart = 67;

    // The table's own order; the escape stands between Ξ and Æ.
    private static readonly SearchValues<char> Basic = SearchValues.Create(
        "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà");

    // Each of these takes two septets: the escape and itself.
    private static readonly SearchValues<char> Extension = SearchValues.Create("\f^{}\\[~]|€");

    /// <summary>Segments as carriers count them: neither an escaped character nor a surrogate pair is split between two.</summary>
    public static SmsSize Measure(string text)
    {
        var isGsm = true;
        foreach (var letter in text) isGsm &= Basic.Contains(letter) || Extension.Contains(letter);
        var (alone, part) = isGsm ? (GsmAlone, GsmPart) : (UcsAlone, UcsPart);
        int units = 0, segments = 1, used = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            var size = isGsm ? Extension.Contains((char)rune.Value) ? 2 : 1 : rune.Utf16SequenceLength;
            units += size;
            if (used + size > part) (segments, used) = (segments + 1, 0);
            used += size;
        }
        return new SmsSize(isGsm, units, units <= alone ? 1 : segments);
    }

    /// <summary>The same text with typographic characters written plainly: one ’ would make all of it UCS-2 and more than twice as long.</summary>
    public static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var letter in text)
        {
            _ = letter switch
            {
                '’' or '‘' or '‚' or '´' or '`' => plain.Append('\''),
                '“' or '”' or '„' or '«' or '»' or '″' => plain.Append('"'),
                '–' or '—' or '‐' or '‑' or '−' => plain.Append('-'),
                '…' => plain.Append("..."),
                '×' => plain.Append('x'),
                '·' or '•' => plain.Append('-'),
                '\u00a0' or '\u2009' or '\u202f' or '\t' => plain.Append(' '),
                '\u200b' or '\u00ad' or '\ufeff' => plain,
                _ => plain.Append(letter),
            };
        }
        return plain.ToString();
    }
}
