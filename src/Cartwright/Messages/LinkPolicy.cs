using System.Buffers;

namespace Cartwright.Messages;

/// <summary>Which addresses may stand in a href or src of a message.</summary>
internal static class LinkPolicy
{
    // What RFC 3986 allows in an address, and beyond ASCII what browsers encode themselves (RFC 3987).
    private static readonly SearchValues<char> Forbidden = SearchValues.Create(string.Concat(
        Enumerable.Range(0, 0x21).Concat(Enumerable.Range(0x7f, 0x21)).Select(code => (char)code)) + "\"<>\\^`{|}");

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789");

    /// <summary>The address itself when it is an absolute http or https one of at most <paramref name="maximum"/> characters, else null.</summary>
    public static string? Web(string? url, int maximum = 2000)
    {
        if (url is null || url.Length > maximum) return null;
        var scheme = url.StartsWith("https://", StringComparison.OrdinalIgnoreCase) ? 8
            : url.StartsWith("http://", StringComparison.OrdinalIgnoreCase) ? 7
            : 0;
        if (scheme == 0 || url.Length == scheme || !char.IsLetterOrDigit(url[scheme]) && url[scheme] != '[') return null;
        return url.AsSpan().ContainsAny(Forbidden) ? null : url;
    }

    /// <summary>
    /// As <see cref="Web"/>, and at most 1,000 characters once escaped: pictures come once a line, and the mail must stay
    /// below the 102 KB where Gmail cuts.
    /// </summary>
    public static string? Picture(string? url) =>
        Web(url, 1000) is { } picture && picture.Length + (4 * picture.AsSpan().Count('&')) + (4 * picture.AsSpan().Count('\'')) <= 1000 ? picture : null;

    /// <summary>"mailto:…" for an address that needs no quoting; null for anything stranger, which is then only shown.</summary>
    public static string? Mail(string? email)
    {
        if (email is null || email.Count(letter => letter == '@') != 1 || email[0] == '@' || email[^1] == '@') return null;
        return email.All(letter => char.IsLetterOrDigit(letter) || "@.!#$*+-/=_~'".Contains(letter)) ? "mailto:" + email.Replace("#", "%23", StringComparison.Ordinal) : null;
    }

    /// <summary>"tel:+4930123456" for a number written for people (RFC 3966); null with fewer than three digits.</summary>
    public static string? Phone(string? phone)
    {
        if (phone is null) return null;
        // "+49 (0)30 …": the zero in brackets is for those who dial without the +49.
        var dialled = phone.TrimStart().StartsWith('+') ? phone.Replace("(0)", "", StringComparison.Ordinal) : phone;
        var digits = string.Concat(dialled.Where(letter => Digits.Contains(letter)));
        if (digits.Length < 3) return null;
        return phone.TrimStart().StartsWith('+') ? "tel:+" + digits : "tel:" + digits;
    }

    /// <summary>
    /// The same picture not much wider than it is shown, where the host makes sizes by a query parameter (Shopify's does:
    /// "width", shopify.dev, image_url). Elsewhere the address stays as it is.
    /// </summary>
    /// <param name="width">Pixels; twice the shown width, for dense screens.</param>
    public static string Sized(string url, int width)
    {
        if (!url.Contains("cdn.shopify.com/", StringComparison.OrdinalIgnoreCase) && !url.Contains("/cdn/shop/", StringComparison.Ordinal)) return url;
        if (url.Contains("width=", StringComparison.Ordinal)) return url;
        var fragment = url.IndexOf('#', StringComparison.Ordinal);
        if (fragment >= 0) url = url[..fragment];
        return url + (url.Contains('?', StringComparison.Ordinal) ? "&width=" : "?width=") + width.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }
}
