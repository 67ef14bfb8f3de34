using System.Globalization;
using System.Text;

namespace Cartwright.Console;

/// <summary>Addresses of things that people name.</summary>
internal static class Slugs
{
    private const int Longest = 56; // the API takes 60, and some are for telling two of a name apart

    /// <summary>A name as an address: small letters, digits and dashes, and not taken yet.</summary>
    /// <param name="otherwise">For a name without a letter of those.</param>
    public static string Of(string name, string otherwise, IReadOnlyCollection<string> taken)
    {
        var slug = new StringBuilder();
        foreach (var c in name.Normalize(NormalizationForm.FormD).ToLowerInvariant())
        {
            if (char.IsAsciiLetterOrDigit(c)) slug.Append(c);
            else if (CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark && slug.Length > 0 && slug[^1] != '-') slug.Append('-');
        }
        var plain = slug.ToString(0, Math.Min(slug.Length, Longest)).Trim('-') is { Length: > 0 } text ? text : otherwise;
        return Enumerable.Range(1, taken.Count + 1).Select(n => n == 1 ? plain : $"{plain}-{n.ToString(CultureInfo.InvariantCulture)}").First(s => !taken.Contains(s));
    }
}
