using System.Globalization;

namespace Cartwright;

/// <summary>
/// An amount of money: <paramref name="Minor"/> in minor units (cents; yen have none) of the ISO 4217 currency
/// <paramref name="Currency"/> (three capitals). Never a floating-point number; sums and products are checked and throw
/// <see cref="OverflowException"/> rather than wrap.
/// </summary>
internal readonly record struct Money(long Minor, string Currency)
{
    /// <summary>Nothing, in this currency.</summary>
    public static Money Zero(string currency) => new(0, currency);

    /// <summary>
    /// Money from an amount in major units (19.90 euros), as shops send it. False when the currency is unknown or the amount
    /// too large. More digits than the currency has are rounded half away from zero, and <paramref name="rounded"/> says so.
    /// </summary>
    public static bool TryFromMajor(decimal major, string? currency, out Money money, out bool rounded)
    {
        money = default;
        rounded = false;
        if (Currencies.Normalize(currency) is not { } code) return false;

        var digits = Currencies.Exponent(code);
        var whole = Math.Round(major, digits, MidpointRounding.AwayFromZero);
        if (Math.Abs(whole) > Limit) return false;

        rounded = whole != major;
        money = new Money((long)(whole * Scale(digits)), code);
        return true;
    }

    /// <inheritdoc cref="TryFromMajor(decimal, string?, out Money, out bool)"/>
    public static bool TryFromMajor(decimal major, string? currency, out Money money) => TryFromMajor(major, currency, out money, out _);

    /// <summary>
    /// Money from text in major units: "19.9", "-3", "1e3". The point is the decimal point whatever the machine's culture;
    /// thousands separators are refused, since "1,299" means two things.
    /// </summary>
    public static bool TryParseMajor(ReadOnlySpan<char> text, string? currency, out Money money, out bool rounded)
    {
        const NumberStyles Plain = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent
            | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite;
        if (decimal.TryParse(text, Plain, CultureInfo.InvariantCulture, out var major)) return TryFromMajor(major, currency, out money, out rounded);
        money = default;
        rounded = false;
        return false;
    }

    /// <summary>The amount in major units, exact: 1990 minor units of EUR are 19.90.</summary>
    public decimal ToMajor()
    {
        var size = (ulong)(Minor < 0 ? -(Int128)Minor : Minor);
        return new decimal((int)(size & uint.MaxValue), (int)(size >> 32), 0, Minor < 0, (byte)Currencies.Exponent(Currency));
    }

    /// <summary>The amount as people of this locale write it, with the digits of its currency: "€19.90", "19,90 €", "¥1,990".</summary>
    public string Format(string? locale) => ToMajor().ToString("C", MoneyFormat.For(locale, Currency));

    public static Money operator +(Money left, Money right) => left with { Minor = checked(left.Minor + right.In(left.Currency)) };

    public static Money operator -(Money left, Money right) => left with { Minor = checked(left.Minor - right.In(left.Currency)) };

    public static Money operator *(Money money, int times) => money with { Minor = checked(money.Minor * times) };

    /// <summary>For logs and tests; people get <see cref="Format"/>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{ToMajor()} {Currency}");

    // With four digits at most, 14 digits before the point fit into a long of minor units.
    private const decimal Limit = 99_999_999_999_999m;

    private static decimal Scale(int digits) => digits switch { 0 => 1m, 2 => 100m, 3 => 1_000m, _ => 10_000m };

    private long In(string currency) => Currency == currency
        ? Minor
        : throw new InvalidOperationException($"Cannot add {Currency} to {currency}.");
}
