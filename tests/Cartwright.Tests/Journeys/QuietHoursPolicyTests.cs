using Cartwright.Journeys;

namespace Cartwright.Tests.Journeys;

public sealed class QuietHoursPolicyTests
{
    private const long Minute = 60_000, Hour = 60 * Minute;

    [Fact]
    public void In_every_time_zone_and_over_every_change_of_the_clock_the_night_is_quiet_and_ends_at_its_hour()
    {
        foreach (var zone in TimeZoneInfo.GetSystemTimeZones())
            foreach (var at in ChangesOf(zone, 2026).Append(new DateTimeOffset(2026, 1, 15, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds()))
                for (var now = at - 26 * Hour; now <= at + 26 * Hour; now += 29 * Minute)
                    Check(zone, now, 22, 7);
    }

    [Theory, InlineData(1, 3), InlineData(2, 3), InlineData(0, 23), InlineData(23, 0)]
    public void Quiet_hours_that_end_inside_a_change_of_the_clock_end_all_the_same(int from, int to)
    {
        foreach (var name in (string[])["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/St_Johns", "Africa/Casablanca", "Asia/Kathmandu"])
        {
            var zone = TimeZoneInfo.FindSystemTimeZoneById(name);
            foreach (var at in ChangesOf(zone, 2026))
                for (var now = at - 26 * Hour; now <= at + 26 * Hour; now += 7 * Minute)
                    Check(zone, now, from, to);
        }
    }

    [Fact]
    public void The_hour_that_comes_twice_is_quiet_twice()
    {
        // Berlin, 25 October 2026: 2:30 comes at 0:30 and at 1:30 UTC; quiet from 2 to 3 holds in both.
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        var first = new DateTimeOffset(2026, 10, 25, 0, 30, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

        Assert.Equal(first + 90 * Minute, QuietHoursPolicy.OpensAt(first, 2, 3, zone));
        Assert.Equal(first + 90 * Minute, QuietHoursPolicy.OpensAt(first + Hour, 2, 3, zone));
    }

    // Said by the wall clock alone, minute by minute, without the policy's way of finding the end.
    private static void Check(TimeZoneInfo zone, long now, int from, int to)
    {
        bool Quiet(long at)
        {
            var hour = TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(at), zone).Hour;
            return from < to ? hour >= from && hour < to : hour >= from || hour < to;
        }

        var opens = QuietHoursPolicy.OpensAt(now, from, to, zone);
        Assert.Equal(Quiet(now), opens is not null);
        if (opens is not { } end) return;
        Assert.False(Quiet(end), $"{zone.Id}: opened into the quiet at {end} from {now}");
        Assert.True(end > now && Quiet(end - Minute), $"{zone.Id}: from {now} it opens at {end}, but it was open a minute before");
    }

    private static IEnumerable<long> ChangesOf(TimeZoneInfo zone, int year)
    {
        var at = new DateTimeOffset(year, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var offset = zone.GetUtcOffset(at);
        for (var end = at.AddYears(1); at < end; at = at.AddMinutes(30))
        {
            if (zone.GetUtcOffset(at) == offset) continue;
            offset = zone.GetUtcOffset(at);
            yield return at.ToUnixTimeMilliseconds();
        }
    }
}
