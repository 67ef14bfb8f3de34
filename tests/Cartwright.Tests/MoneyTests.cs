using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Cartwright.Tests;

public class MoneyTests
{
    private static readonly Arbitrary<Money> AnyMoney = (
        from currency in Gen.Elements(Currencies.Codes.Order().ToArray())
        from minor in Gen.OneOf(Gen.Choose(-1_000_000, 1_000_000).Select(n => (long)n), Gen.Choose(int.MinValue, int.MaxValue).Select(n => n * 1_000L))
        select new Money(minor, currency)).ToArbitrary();

    private static readonly Arbitrary<decimal> AnyAmount = (
        from digits in Gen.Choose(-1_000_000_000, 1_000_000_000)
        from scale in Gen.Choose(0, 8)
        select digits / (decimal)Math.Pow(10, scale)).ToArbitrary();

    [Theory]
    [InlineData("19.90", "EUR", 1990)]
    [InlineData("19.9", "EUR", 1990)]
    [InlineData("1990", "JPY", 1990)]
    [InlineData("1.234", "KWD", 1234)]
    [InlineData("1.2345", "CLF", 12345)]
    [InlineData("-0.01", "EUR", -1)]
    [InlineData(" 1e3 ", "eur", 100_000)]
    [InlineData("0", "USD", 0)]
    public void Reads_amounts_as_shops_write_them(string text, string currency, long minor)
    {
        Assert.True(Money.TryParseMajor(text, currency, out var money, out var rounded));
        Assert.Equal(new Money(minor, currency.ToUpperInvariant()), money);
        Assert.False(rounded);
    }

    [Theory]
    [InlineData("1.005", "EUR", 101)]
    [InlineData("1.0049", "EUR", 100)]
    [InlineData("-1.005", "EUR", -101)]
    [InlineData("0.5", "JPY", 1)]
    [InlineData("2.5", "JPY", 3)]
    [InlineData("1.2345", "KWD", 1235)]
    public void Rounds_digits_the_currency_lacks_away_from_zero_and_says_so(string text, string currency, long minor)
    {
        Assert.True(Money.TryParseMajor(text, currency, out var money, out var rounded));
        Assert.Equal(minor, money.Minor);
        Assert.True(rounded);
    }

    [Theory]
    [InlineData("1,299.00")]
    [InlineData("1,5")]
    [InlineData("€5")]
    [InlineData("NaN")]
    [InlineData("")]
    [InlineData("100000000000000")]
    [InlineData("-100000000000000")]
    [InlineData("99999999999999.999")]
    public void Refuses_what_is_no_plain_amount_or_too_large(string text) => Assert.False(Money.TryParseMajor(text, "EUR", out _, out _));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("EURO")]
    [InlineData("XXX")]
    [InlineData("€")]
    public void Refuses_a_currency_that_is_none(string? currency) => Assert.False(Money.TryFromMajor(1m, currency, out _));

    [Fact]
    public void Reads_the_same_under_every_culture()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            foreach (var culture in new[] { "de-DE", "tr-TR", "ar-SA", "sv-SE" })
            {
                CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
                Assert.True(Money.TryParseMajor("-1234.56", "eur", out var money, out _));
                Assert.Equal(-123456, money.Minor);
                Assert.Equal("-1234.56 EUR", money.ToString());
            }
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Comes_back_the_same_from_major_units() => Prop.ForAll(AnyMoney, money =>
        Money.TryFromMajor(money.ToMajor(), money.Currency, out var again, out var rounded) && again == money && !rounded).QuickCheckThrowOnFailure();

    [Fact]
    public void Is_never_further_off_than_half_a_minor_unit_and_says_when_it_is_off() => Prop.ForAll(AnyAmount, amount =>
        Currencies.Codes.All(currency =>
        {
            if (!Money.TryFromMajor(amount, currency, out var money, out var rounded)) return false;
            var off = Math.Abs(money.ToMajor() - amount);
            var half = new Money(1, currency).ToMajor() / 2;
            return off <= half && rounded == (off != 0) && (off != half || Math.Abs(money.ToMajor()) > Math.Abs(amount));
        })).QuickCheckThrowOnFailure();

    [Fact]
    public void Holds_the_largest_and_the_smallest_amount_exactly()
    {
        Assert.Equal(-92233720368547758.08m, new Money(long.MinValue, "EUR").ToMajor());
        Assert.Equal(92233720368547758.07m, new Money(long.MaxValue, "EUR").ToMajor());
    }

    [Fact]
    public void Adds_up_in_one_currency_only()
    {
        Assert.Equal(new Money(350, "EUR"), new Money(100, "EUR") + new Money(250, "EUR"));
        Assert.Equal(new Money(-150, "EUR"), new Money(100, "EUR") - new Money(250, "EUR"));
        Assert.Equal(new Money(300, "EUR"), new Money(100, "EUR") * 3);
        Assert.Throws<InvalidOperationException>(() => new Money(1, "EUR") + new Money(1, "USD"));
        Assert.Throws<OverflowException>(() => new Money(long.MaxValue, "EUR") + new Money(1, "EUR"));
        Assert.Throws<OverflowException>(() => new Money(long.MaxValue, "EUR") * 2);
    }
}
