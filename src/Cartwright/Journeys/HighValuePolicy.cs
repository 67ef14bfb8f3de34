using System.Collections.Frozen;

namespace Cartwright.Journeys;

/// <summary>From what total a new store's carts go to a person first: about 500 euros, as a round amount of its currency.</summary>
internal static class HighValuePolicy
{
    // Major units, by the euro reference rates of the European Central Bank in autumn 2025, rounded to what people would write.
    private static readonly FrozenDictionary<string, long> Amounts = new Dictionary<string, long>(StringComparer.Ordinal)
    {
        ["AED"] = 2_000, ["ARS"] = 750_000, ["BGN"] = 1_000, ["BRL"] = 3_000, ["CLP"] = 500_000, ["CNY"] = 4_000, ["COP"] = 2_000_000, ["CZK"] = 12_000, ["DKK"] = 4_000, ["HKD"] = 4_500, ["HUF"] = 200_000,
        ["IDR"] = 9_000_000, ["ILS"] = 2_000, ["INR"] = 50_000, ["ISK"] = 70_000, ["JPY"] = 80_000, ["KRW"] = 800_000, ["MXN"] = 10_000, ["MYR"] = 2_500, ["NOK"] = 6_000, ["PHP"] = 35_000, ["PLN"] = 2_000,
        ["RON"] = 2_500, ["RSD"] = 60_000, ["SAR"] = 2_000, ["SEK"] = 5_500, ["THB"] = 20_000, ["TRY"] = 25_000, ["TWD"] = 18_000, ["UAH"] = 25_000, ["VND"] = 15_000_000, ["ZAR"] = 10_000,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <returns>Minor units; of a currency not listed 500 whole ones.</returns>
    public static long In(string currency)
    {
        var minor = Amounts.GetValueOrDefault(currency, 500);
        for (var digits = Currencies.Exponent(currency); digits > 0; digits--) minor *= 10;
        return minor;
    }
}
