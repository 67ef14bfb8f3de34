using System.Globalization;

namespace Cartwright;

/// <summary>Days of a time zone as instants. A day of a clock change has 23 or 25 hours, and may not begin at midnight.</summary>
internal static class DayPolicy
{
    /// <summary>The day (yyyy-MM-dd) in which the instant (ms UTC) lies.</summary>
    public static string DayOf(long at, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(at), zone).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>First instant of the day and first of the next, ms UTC.</summary>
    public static (long From, long To) Bounds(string day, TimeZoneInfo zone)
    {
        var date = Parse(day);
        return (StartOf(date, zone), StartOf(date.AddDays(1), zone));
    }

    /// <summary>The last days up to and including the one of <paramref name="now"/>, oldest first.</summary>
    public static IReadOnlyList<string> Last(int days, long now, TimeZoneInfo zone)
    {
        var today = Parse(DayOf(now, zone));
        return [.. Enumerable.Range(0, days).Select(i => Text(today.AddDays(i - days + 1)))];
    }

    public static DateOnly Parse(string day) => DateOnly.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static long StartOf(DateOnly day, TimeZoneInfo zone)
    {
        var midnight = day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Unspecified);
        // Where clocks jump at midnight, the day begins at the first minute there is.
        while (zone.IsInvalidTime(midnight)) midnight = midnight.AddMinutes(1);
        // Where midnight comes twice, the day begins the first time: the one with the larger offset.
        var offset = zone.IsAmbiguousTime(midnight) ? zone.GetAmbiguousTimeOffsets(midnight).Max() : zone.GetUtcOffset(midnight);
        return new DateTimeOffset(midnight, offset).ToUnixTimeMilliseconds();
    }
}
