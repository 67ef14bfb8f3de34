using System.Collections.Concurrent;
using System.Globalization;

namespace Cartwright;

/// <summary>How a currency is written in a locale: the locale's signs and places, the currency's digits.</summary>
internal static class MoneyFormat
{
    private const string NoBreakSpace = "\u00a0";
    private static readonly ConcurrentDictionary<(string Locale, string Currency), NumberFormatInfo> Known = new();

    /// <summary>
    /// The format for <see cref="decimal.ToString(string, IFormatProvider)"/> with "C". An unknown locale is written like
    /// English. Cached per culture that the machine knows, so that what a browser sends cannot make the cache grow.
    /// </summary>
    public static NumberFormatInfo For(string? locale, string currency)
    {
        if (locale is not null && Known.TryGetValue((locale, currency), out var known)) return known;
        var culture = Locales.Culture(locale);
        return Known.GetOrAdd((culture.Name, currency), static (key, culture) => Build(culture, key.Currency), culture);
    }

    private static NumberFormatInfo Build(CultureInfo culture, string currency)
    {
        var format = (NumberFormatInfo)culture.NumberFormat.Clone();
        var region = new RegionInfo(culture.Name);
        format.CurrencySymbol = region.ISOCurrencySymbol == currency
            ? format.CurrencySymbol
            : Currencies.Sign(currency, format.CurrencySymbol);
        format.CurrencyDecimalDigits = Currencies.Exponent(currency);
        format.NegativeSign = "\u2212";

        // The framework's patterns have an ordinary space, which lets "19,90" and "€" part at the end of a line; and a
        // code before the figure ("CHF19.90") wants a space that the sign did not need (CLDR, "currencySpacing").
        var spaced = format.CurrencyPositivePattern >= 2;
        var symbol = format.CurrencySymbol;
        var first = format.CurrencyPositivePattern is 0 or 2;
        var apart = spaced || char.IsLetter(first ? symbol[^1] : symbol[0]);
        if (apart) format.CurrencySymbol = first ? symbol + NoBreakSpace : NoBreakSpace + symbol;
        format.CurrencyPositivePattern = first ? 0 : 1;
        format.CurrencyNegativePattern = first ? 1 : 5;
        return NumberFormatInfo.ReadOnly(format);
    }
}
