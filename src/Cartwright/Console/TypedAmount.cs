using System.Globalization;

namespace Cartwright.Console;

/// <summary>An amount as it stands in a field: in major units with a point, whole ones without digits behind it.</summary>
internal static class TypedAmount
{
    public static string Of(long minor, string currency)
    {
        var major = new Money(minor, currency).ToMajor();
        return major.ToString(major == decimal.Truncate(major) ? "0" : "F" + Currencies.Exponent(currency).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }
}
