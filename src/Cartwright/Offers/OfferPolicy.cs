namespace Cartwright.Offers;

/// <summary>Checks an offer when it is saved. Each error names the field and says what would be right.</summary>
internal static class OfferPolicy
{
    public const int MaxPrefix = 10;

    /// <summary>A thousand million of a currency with two digits: more is a slip.</summary>
    public const long MaxMinor = 100_000_000_000;

    private static readonly TimeSpan Shortest = TimeSpan.FromMinutes(5), Longest = TimeSpan.FromDays(366);

    /// <param name="known">The offer so far: what the input does not name stays as it is. Null: a new one.</param>
    public static (Offer? Offer, IReadOnlyList<(string Field, string Error)> Errors) Check(OfferInput input, string slug, Offer? known, Guid store, string storeCurrency)
    {
        var errors = new List<(string, string)>();
        if (slug.Length is 0 or > 60 || slug.StartsWith('-') || !slug.All(c => c is >= 'a' and <= 'z' or >= '0' and <= '9' or '-')) errors.Add(("slug", "Use 1 to 60 small letters, digits and dashes."));
        else if (input.Slug is { } named && named != slug) errors.Add(("slug", $"An offer keeps its slug: leave it out, or write '{slug}'."));
        var name = (input.Name ?? known?.Name)?.Trim();
        if (name is not { Length: > 0 and <= 200 } || name.Contains('\0')) errors.Add(("name", "Give the offer a name of 1 to 200 characters."));

        var kind = input.Kind ?? known?.Kind;
        var value = 0L;
        if (kind is null || !OfferKind.All.Contains(kind)) errors.Add(("kind", $"Use one of {string.Join(", ", OfferKind.All)}."));
        else value = Value(input.Value, kind == known?.Kind ? known.Value : null, kind, errors);

        if (input.MinTotal is < 0 or > MaxMinor) errors.Add(("minTotal", "Use minor units from 0 (no minimum) on: 5000 is 50.00 EUR."));
        var minTotal = (input.MinTotal ?? known?.MinTotal) is > 0 and var least ? least : (long?)null;
        var currency = kind == OfferKind.Amount || minTotal is not null ? Currencies.Normalize(input.Currency ?? known?.Currency ?? storeCurrency) : null;
        if (input.Currency is { } told && Currencies.Normalize(told) is null) errors.Add(("currency", $"'{told}' is not an ISO 4217 code such as EUR."));
        else if (currency is not null && known?.Currency is { } old && old != currency && (kind == OfferKind.Amount && input.Value is null || minTotal is not null && input.MinTotal is null))
            errors.Add(("currency", $"The amounts are in {old}: send value and minTotal in {currency} with it."));

        var validFor = input.ValidFor ?? known?.ValidFor;
        if (validFor is null || !IsDuration(validFor)) errors.Add(("validFor", "Say how long a code lives as a duration from PT5M to P366D: PT5H for 5 hours, P7D for 7 days."));
        var prefix = (input.CodePrefix ?? known?.CodePrefix ?? "").Trim().ToUpperInvariant();
        if (prefix.Length > MaxPrefix || !prefix.All(char.IsAsciiLetterOrDigit)) errors.Add(("codePrefix", $"Use at most {MaxPrefix} letters (A to Z) and digits."));
        var status = input.Status ?? known?.Status ?? OfferStatus.Active;
        if (status is not (OfferStatus.Active or OfferStatus.Paused)) errors.Add(("status", "Use active or paused."));

        return errors.Count > 0 ? (null, errors) : (new Offer
        {
            StoreId = store, Slug = slug, Name = name!, Kind = kind!, Value = value, Currency = currency, MinTotal = minTotal, ValidFor = validFor!, CodePrefix = prefix, Status = status,
        }, []);
    }

    // A percentage comes as it is read (12.5), an amount in minor units.
    private static long Value(decimal? given, long? known, string kind, List<(string, string)> errors)
    {
        if (kind == OfferKind.FreeShipping)
        {
            if (given is not (null or 0)) errors.Add(("value", "Free shipping has no value: leave it out."));
            return 0;
        }
        if (given is null && known is { } kept) return kept;
        if (OfferKind.IsPercentage(kind))
        {
            if (given is >= 1 and <= 100 and var percent && decimal.Round(percent, 2) == percent) return (long)(percent * 100);
            errors.Add(("value", "Use a percentage from 1 to 100 with at most two digits after the point, such as 10 or 12.5."));
        }
        else
        {
            if (given is >= 1 and <= MaxMinor and var minor && decimal.Truncate(minor) == minor) return (long)minor;
            errors.Add(("value", "Use whole minor units from 1 on: 500 is 5.00 EUR."));
        }
        return 0;
    }

    private static bool IsDuration(string text)
    {
        try { return System.Xml.XmlConvert.ToTimeSpan(text) is var t && t >= Shortest && t <= Longest; }
        catch (Exception e) when (e is FormatException or OverflowException) { return false; }
    }
}
