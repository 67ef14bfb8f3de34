namespace Cartwright.Stores;

internal static class StoreCheckPolicy
{
    /// <summary>What is wrong with the values of a new store, or null.</summary>
    public static string? Check(string slug, string name, string url, string currency, string timeZone, string locale)
    {
        if (slug.Length is 0 or > 60 || !slug.All(c => c is >= 'a' and <= 'z' or >= '0' and <= '9' or '-') || slug.StartsWith('-')) return $"The slug '{slug}' must be 1 to 60 small letters, digits and dashes.";
        if (string.IsNullOrWhiteSpace(name) || name.Length > 200) return "The name must have 1 to 200 characters.";
        if (!Uri.TryCreate(url, UriKind.Absolute, out var u) || u.Scheme is not ("http" or "https") || u.UserInfo.Length > 0) return $"The URL '{url}' must be the shop's address, such as https://shop.example.";
        if (Currencies.Normalize(currency) is null) return $"The currency '{currency}' is not an ISO 4217 code such as EUR.";
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(timeZone, out _)) return $"The time zone '{timeZone}' is not an IANA name such as Europe/Berlin.";
        try { _ = System.Globalization.CultureInfo.GetCultureInfo(locale, predefinedOnly: true); }
        catch (System.Globalization.CultureNotFoundException) { return $"The locale '{locale}' is not a language tag such as de-DE."; }
        return null;
    }
}
