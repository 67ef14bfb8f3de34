using System.Collections.Frozen;

namespace Cartwright;

/// <summary>
/// The currencies of ISO 4217 (list one, "Table A.1", SIX Financial Information, as of 2026-01-01) with the number of
/// digits of their minor unit. Currencies withdrawn less than three years ago stay, for carts and orders that are older.
/// </summary>
internal static class Currencies
{
    /// <summary>Digits after the decimal point per currency; what is not named has two.</summary>
    private static readonly (int Exponent, string Codes)[] Table =
    [
        (0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"),
        (3, "BHD IQD JOD KWD LYD OMR TND"),
        (4, "CLF UYW"),
        (2, "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW "
          + "CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF "
          + "IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK "
          + "MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP "
          + "SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XCD XCG YER "
          + "ZAR ZMW ZWG"),
        // Withdrawn: Croatia's kuna (2023), Sierra Leone's old leone and Zimbabwe's dollar (2024), the Antillean guilder
        // (2025), Cuba's convertible peso, Bulgaria's lev (2026).
        (2, "ANG BGN CUC HRK SLL ZWL"),
    ];

    private static readonly FrozenDictionary<string, int> Exponents = Table
        .SelectMany(row => row.Codes.Split(' '), (row, code) => KeyValuePair.Create(code, row.Exponent))
        .ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>
    /// Signs people know, from the root locale of Unicode CLDR 44: the sign where it cannot be mistaken, and the one that
    /// names the country. A currency without a sign here is written with its code.
    /// </summary>
    private static readonly FrozenDictionary<string, (string Short, string Wide)> Signs = new Dictionary<string, (string, string)>(StringComparer.Ordinal)
    {
        ["EUR"] = ("€", "€"),
        ["USD"] = ("$", "US$"),
        ["GBP"] = ("£", "£"),
        ["JPY"] = ("¥", "JP¥"),
        ["CNY"] = ("CN¥", "CN¥"),
        ["INR"] = ("₹", "₹"),
        ["KRW"] = ("₩", "₩"),
        ["ILS"] = ("₪", "₪"),
        ["VND"] = ("₫", "₫"),
        ["PHP"] = ("₱", "₱"),
        ["AUD"] = ("A$", "A$"),
        ["BRL"] = ("R$", "R$"),
        ["CAD"] = ("CA$", "CA$"),
        ["HKD"] = ("HK$", "HK$"),
        ["MXN"] = ("MX$", "MX$"),
        ["NZD"] = ("NZ$", "NZ$"),
        ["TWD"] = ("NT$", "NT$"),
        ["XCD"] = ("EC$", "EC$"),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>All codes, in no order.</summary>
    public static IReadOnlyCollection<string> Codes => Exponents.Keys;

    /// <summary>The code in capitals, when it is one of ISO 4217; null when it is not.</summary>
    public static string? Normalize(string? currency)
    {
        if (currency is not { Length: 3 }) return null;
        var code = currency.ToUpperInvariant();
        return Exponents.ContainsKey(code) ? code : null;
    }

    /// <summary>Digits of the minor unit, 0 to 4. <paramref name="currency"/> in capitals; an unknown one is an error of ours.</summary>
    public static int Exponent(string currency) =>
        Exponents.TryGetValue(currency, out var digits) ? digits : throw new ArgumentException($"'{currency}' is not an ISO 4217 currency.", nameof(currency));

    /// <summary>
    /// The sign to print. <paramref name="taken"/> is the sign the reader's own currency has: where both would be "$",
    /// the foreign one is written "US$".
    /// </summary>
    public static string Sign(string currency, string taken)
    {
        if (!Signs.TryGetValue(currency, out var sign)) return currency;
        return sign.Short == taken ? sign.Wide : sign.Short;
    }
}
