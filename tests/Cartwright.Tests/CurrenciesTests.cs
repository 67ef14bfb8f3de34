using System.Globalization;
using Xunit;

namespace Cartwright.Tests;

public class CurrenciesTests
{
    [Theory]
    [InlineData("EUR", 2)]
    [InlineData("JPY", 0)]
    [InlineData("KRW", 0)]
    [InlineData("ISK", 0)]
    [InlineData("HUF", 2)]
    [InlineData("BHD", 3)]
    [InlineData("KWD", 3)]
    [InlineData("TND", 3)]
    [InlineData("CLF", 4)]
    public void Knows_the_digits_of_the_minor_unit(string currency, int digits) => Assert.Equal(digits, Currencies.Exponent(currency));

    [Fact]
    public void Names_currencies_with_three_capitals() => Assert.All(Currencies.Codes, code => Assert.Matches("^[A-Z]{3}$", code));

    [Fact]
    public void Knows_the_currency_of_every_country_the_machine_knows()
    {
        var used = CultureInfo.GetCultures(CultureTypes.SpecificCultures)
            .Select(culture => new RegionInfo(culture.Name))
            .Where(region => region.TwoLetterISORegionName.All(char.IsAsciiLetter)) // no "World" or "Europe", which have none
            .Select(region => region.ISOCurrencySymbol)
            .Where(code => code.Length > 0)
            .Distinct();

        Assert.All(used, code => Assert.NotNull(Currencies.Normalize(code)));
    }

    [Fact]
    public void Takes_a_code_in_any_case() => Assert.Equal("CHF", Currencies.Normalize("cHf"));

    [Fact]
    public void Has_no_digits_for_what_is_no_currency() => Assert.Throws<ArgumentException>(() => Currencies.Exponent("eur"));
}
