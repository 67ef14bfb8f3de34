using Cartwright.Journeys;

namespace Cartwright.Tests.Journeys;

public sealed class JourneyDeciderTests
{
    private const long Hour = 3_600_000;

    [Fact]
    public void A_wait_until_a_time_of_day_ends_at_that_time_in_every_zone_and_over_both_changes_of_the_clock()
    {
        foreach (var zone in TimeZoneInfo.GetSystemTimeZones())
            for (var at = new DateTimeOffset(2026, 1, 1, 0, 17, 0, TimeSpan.Zero); at.Year < 2027; at += TimeSpan.FromHours(37))
            {
                var from = at.ToUnixTimeMilliseconds();
                var until = JourneyDecider.WaitsUntil(new WaitStep(Until: "10:00"), from, zone, null);
                var local = TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(until), zone);
                Assert.True(local is { Hour: 10, Minute: 0 }, $"{zone.Id}: from {at:u} it ends at {local}");
                Assert.InRange(until - from, 0, 25 * Hour);
            }
    }

    [Fact]
    public void A_time_that_the_change_leaves_out_comes_after_it_and_one_that_comes_twice_the_first_time()
    {
        var berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        long At(int month, int day, int hour) => new DateTimeOffset(2026, month, day, hour, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

        Assert.Equal(At(3, 29, 1), JourneyDecider.WaitsUntil(new WaitStep(Until: "02:30"), At(3, 28, 12), berlin, null)); // 03:00, there is no half past two
        Assert.Equal(At(10, 25, 0) + Hour / 2, JourneyDecider.WaitsUntil(new WaitStep(Until: "02:30"), At(10, 24, 12), berlin, null));
    }

    [Fact]
    public void A_wait_for_a_weekday_ends_on_one_of_them()
    {
        var tokyo = TimeZoneInfo.FindSystemTimeZoneById("Asia/Tokyo");
        for (var day = 0; day < 20; day++)
        {
            var from = new DateTimeOffset(2026, 5, 1, 3, 30, 0, TimeSpan.Zero).AddDays(day).ToUnixTimeMilliseconds();
            var local = TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(JourneyDecider.WaitsUntil(new WaitStep(Weekdays: ["tue", "sat"], Until: "09:30"), from, tokyo, null)), tokyo);
            Assert.True(local.DayOfWeek is DayOfWeek.Tuesday or DayOfWeek.Saturday && local is { Hour: 9, Minute: 30 }, local.ToString());
        }
    }

    [Fact]
    public void A_wait_before_the_order_is_closed_never_lies_in_the_past()
    {
        Assert.Equal(76 * Hour, JourneyDecider.WaitsUntil(new WaitStep(BeforeClose: "P1D"), 0, TimeZoneInfo.Utc, 100 * Hour));
        Assert.Equal(90 * Hour, JourneyDecider.WaitsUntil(new WaitStep(BeforeClose: "P1D"), 90 * Hour, TimeZoneInfo.Utc, 100 * Hour));
        Assert.Equal(5, JourneyDecider.WaitsUntil(new WaitStep(BeforeClose: "P1D"), 5, TimeZoneInfo.Utc, null));
    }

    [Fact]
    public void Chance_takes_a_shopper_always_the_same_way_and_shares_by_weight()
    {
        var journey = new Guid(7, 0, 0, new byte[8]);
        var ways = Enumerable.Range(0, 20_000).Select(n => JourneyDecider.Way(new Guid(n, 1, 2, new byte[8]), journey, "half", [1, 3])).ToList();

        Assert.Equal(ways, Enumerable.Range(0, 20_000).Select(n => JourneyDecider.Way(new Guid(n, 1, 2, new byte[8]), journey, "half", [1, 3])));
        Assert.InRange(ways.Count(w => w == 0), 4_700, 5_300);
        Assert.NotEqual(ways, Enumerable.Range(0, 20_000).Select(n => JourneyDecider.Way(new Guid(n, 1, 2, new byte[8]), journey, "other", [1, 3])));
    }
}
