using System.Globalization;

namespace Cartwright.Journeys;

/// <summary>How a text must look for a field to be able to equal it. Rule: what to write instead.</summary>
internal sealed record ConditionFormat(Func<string, bool> Fits, string Rule)
{
    public static ConditionFormat Day { get; } = new(IsDay, "is not a day: write one of the calendar, as 2026-11-27.");

    public static ConditionFormat Country { get; } = new(text => text.Length == 2 && text.All(char.IsAsciiLetter), "is not a country: use two letters of ISO 3166, such as DE.");

    public static ConditionFormat Currency { get; } = new(text => Currencies.Normalize(text) is not null, "is not a currency: use three letters of ISO 4217, such as EUR.");

    public static ConditionFormat Locale { get; } = new(text => Locales.Normalize(text).Length > 0, "is not a language: use a tag such as de or de-AT.");

    public static bool IsDay(string text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);
}
