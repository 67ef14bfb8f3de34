using System.Globalization;
using Xunit;

namespace Cartwright.Tests;

public class MoneyFormatTests
{
    [Theory]
    [InlineData(1990, "EUR", "en", "€19.90")]
    [InlineData(1990, "EUR", "de", "19,90 €")]
    [InlineData(123456789, "EUR", "de-AT", "€ 1.234.567,89")]
    [InlineData(1990, "EUR", "fr", "19,90 €")]
    [InlineData(1990, "EUR", "nl", "€ 19,90")]
    [InlineData(1990, "USD", "en-US", "$19.90")]
    [InlineData(1990, "USD", "en-CA", "US$19.90")]
    [InlineData(1990, "CAD", "en-US", "CA$19.90")]
    [InlineData(1990, "USD", "de", "19,90 $")]
    [InlineData(1990, "GBP", "en-GB", "£19.90")]
    [InlineData(1990, "CHF", "en", "CHF 19.90")]
    [InlineData(1990, "CHF", "de", "19,90 CHF")]
    [InlineData(12800, "JPY", "en", "¥12,800")]
    [InlineData(12800, "JPY", "de", "12.800 ¥")]
    [InlineData(12800, "JPY", "ja", "¥12,800")]
    [InlineData(1990, "CNY", "zh", "¥19.90")]
    [InlineData(1990, "CNY", "ja", "CN¥19.90")]
    [InlineData(1234567, "KWD", "en", "KWD 1,234.567")]
    [InlineData(1990, "EUR", "bg-BG", "19,90 €")]
    [InlineData(-500, "EUR", "en", "−€5.00")]
    [InlineData(-500, "EUR", "de", "−5,00 €")]
    [InlineData(0, "EUR", "en", "€0.00")]
    [InlineData(1990, "EUR", "xx-nonsense", "€19.90")]
    [InlineData(1990, "EUR", null, "€19.90")]
    public void Writes_prices_as_people_of_the_locale_do(long minor, string currency, string? locale, string expected)
    {
        // Which blank a culture puts between thousands, or which yen sign, is ICU's business.
        var written = new Money(minor, currency).Format(locale).Replace('\u00a0', ' ').Replace('\u202f', ' ').Replace('\uffe5', '¥');

        Assert.Equal(expected, written);
    }

    [Fact]
    public void Has_all_digits_of_the_currency_in_every_culture_of_the_machine()
    {
        foreach (var culture in CultureInfo.GetCultures(CultureTypes.AllCultures))
        {
            foreach (var (currency, digits) in new[] { ("EUR", "123456"), ("JPY", "1234"), ("KWD", "1234567") })
            {
                Assert.True(Money.TryFromMajor(1234.567m, currency, out var money));
                var written = money.Format(culture.Name);

                var figures = string.Concat(written.Where(char.IsAsciiDigit));
                Assert.True(figures == (currency == "JPY" ? "1235" : currency == "EUR" ? "123457" : digits), $"{culture.Name}: {written}");
                Assert.DoesNotContain("¤", written);
                Assert.DoesNotContain("XDR", written);
                Assert.DoesNotContain(' ', written);
            }
        }
    }
}
