using System.Globalization;
using Cartwright.Console.Text;

namespace Cartwright.Console;

/// <summary>Amounts, counts and times as the reader writes them. Times are of the store's zone.</summary>
internal sealed record Words(Texts T, TimeZoneInfo Zone, long Now)
{
    // The clocks of browsers and of this server differ a little: what was a moment ago is not yet to come.
    private const long Skew = 5_000;
    private const long Minute = 60_000, Hour = 60 * Minute, Day = 24 * Hour;

    public string Money(long minor, string currency) => new Money(minor, currency).Format(T.Culture.Name);

    public string Count(long number) => number.ToString("N0", T.Culture);

    /// <summary>A share as whole percent; null when there is nothing to divide by.</summary>
    public string? Percent(long part, long whole) => whole <= 0 ? null : ((double)part / whole).ToString("P0", T.Culture);

    public string Clock(long at) => Local(at).ToString(T["time.format.clock"], T.Culture);

    public string ClockWithSeconds(long at) => Local(at).ToString(T["time.format.seconds"], T.Culture);

    public string Exact(long at) => Local(at).ToString(T["time.format.exact"], T.Culture);

    public string Date(long at) => Local(at).ToString(Local(at).Year == Local(Now).Year ? T["time.format.day"] : T["time.format.date"], T.Culture);

    public string Date(DateOnly day) => day.ToString(T["time.format.day"], T.Culture);

    /// <summary>The day of an instant as people say it: today, yesterday, Mon 12 January.</summary>
    public string DayName(long at) => DaysFrom(at) switch
    {
        0 => T["time.today"],
        -1 => T["time.yesterday"],
        1 => T["time.tomorrow"],
        _ => Local(at).ToString(Local(at).Year == Local(Now).Year ? T["time.format.weekday"] : T["time.format.date"], T.Culture),
    };

    /// <summary>How long ago, or in how long; from a week on the date.</summary>
    public string Relative(long at)
    {
        if (at > Now + Skew) return Planned(at);
        var ago = Math.Max(0, Now - at);
        return ago < Minute ? T["time.now"]
            : ago < Hour ? T["time.minutes_ago", ("count", ago / Minute)]
            : ago < Day ? T["time.hours_ago", ("count", ago / Hour)]
            : DaysFrom(at) >= -1 ? T["time.yesterday_at", ("clock", Clock(at))]
            : ago < 7 * Day ? T["time.days_ago", ("count", -DaysFrom(at))]
            : Date(at);
    }

    /// <summary>When something will happen: "at 14:05", "tomorrow at 14:05", "on Mon 12 January at 14:05".</summary>
    public string Planned(long at) =>
        at - Now < Minute ? T["time.soon"]
        : DaysFrom(at) == 0 ? T["time.at", ("clock", Clock(at))]
        : DaysFrom(at) == 1 ? T["time.tomorrow_at", ("clock", Clock(at))]
        : T["time.on_day_at", ("day", DayName(at)), ("clock", Clock(at))];

    /// <summary>A length of time in its two largest units: "4 min", "1 d 2 h".</summary>
    public string Duration(long milliseconds)
    {
        var time = TimeSpan.FromMilliseconds(Math.Max(0, milliseconds));
        string Unit(string unit, int count) => T[$"time.unit.{unit}", ("count", count)];
        (string Text, int Left, string Next) parts =
            time.TotalDays >= 1 ? (Unit("days", (int)time.TotalDays), time.Hours, "hours")
            : time.TotalHours >= 1 ? (Unit("hours", time.Hours), time.Minutes, "minutes")
            : time.TotalMinutes >= 1 ? (Unit("minutes", time.Minutes), time.TotalMinutes < 10 ? time.Seconds : 0, "seconds")
            : (Unit("seconds", time.Seconds), 0, "");
        return parts.Left == 0 ? parts.Text : parts.Text + " " + Unit(parts.Next, parts.Left);
    }

    public static string Machine(long at) => DateTimeOffset.FromUnixTimeMilliseconds(at).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private DateTimeOffset Local(long at) => TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(at), Zone);

    private int DaysFrom(long at) => DateOnly.FromDateTime(Local(at).DateTime).DayNumber - DateOnly.FromDateTime(Local(Now).DateTime).DayNumber;
}
