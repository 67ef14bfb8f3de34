using System.Text;

namespace Cartwright.Shoppers;

/// <summary>E-mail addresses and phone numbers in the one form by which they are compared.</summary>
internal static class Address
{
    /// <summary>Trimmed and lower-cased; null when it cannot be an address (RFC 5321 lengths, one @, a domain with a dot, nothing that could break a header).</summary>
    public static string? Email(string? text)
    {
        var s = text?.Trim();
        if (s is null || s.Length is < 6 or > 254) return null;
        var at = s.IndexOf('@');
        if (at is < 1 or > 64 || at != s.LastIndexOf('@') || at > s.Length - 4) return null;
        var domain = s[(at + 1)..];
        if (!domain.Contains('.') || domain.StartsWith('.') || domain.EndsWith('.') || domain.Contains("..", StringComparison.Ordinal) || s[at - 1] == '.') return null;
        foreach (var c in s)
            if (char.IsWhiteSpace(c) || char.IsControl(c) || char.IsSurrogate(c) || c is '<' or '>' or '(' or ')' or ',' or ';' or ':' or '"' or '\\' or '[' or ']') return null;
        return s.ToLowerInvariant();
    }

    /// <summary>Digits with a leading +; null when there are fewer than 7 or more than 15 digits (E.164) or no country code.</summary>
    public static string? Phone(string? text)
    {
        var s = text?.Trim();
        if (s is null || s.Length is < 7 or > 32) return null;
        var digits = new StringBuilder(16);
        foreach (var c in s)
        {
            if (c is >= '0' and <= '9') digits.Append(c);
            else if (c is not ('+' or ' ' or '-' or '.' or '(' or ')' or '/')) return null;
        }
        var number = s.StartsWith("00", StringComparison.Ordinal) ? digits.ToString(2, digits.Length - 2) : s.StartsWith('+') ? digits.ToString() : null;
        return number is { Length: >= 7 and <= 15 } ? "+" + number : null;
    }

    /// <summary>Enough to recognise, too little to use: a•••@shop.test.</summary>
    public static string Hint(string address)
    {
        var at = address.IndexOf('@');
        return at > 0 ? $"{address[0]}•••{address[at..]}" : $"{address[..Math.Min(3, address.Length)]}•••{address[^2..]}";
    }
}
