
namespace Cartwright.Tests;

public sealed class DayPolicyTests
{
    [Theory]
    [InlineData("Europe/Berlin", "2026-01-12", 24)]
    [InlineData("Europe/Berlin", "2026-03-29", 23)]
    [InlineData("Europe/Berlin", "2026-10-25", 25)]
    [InlineData("Australia/Lord_Howe", "2026-04-05", 24.5)]
    [InlineData("America/Havana", "2026-03-08", 23)] // its clocks jump at midnight: the day begins at one
    [InlineData("America/Havana", "2026-11-01", 25)] // and go back at one: midnight comes twice
    [InlineData("Pacific/Apia", "2026-01-12", 24)]
    public void A_day_has_the_hours_its_clocks_give_it(string zone, string day, double hours)
    {
        var (from, to) = DayPolicy.Bounds(day, Zone(zone));

        Assert.Equal(hours, (to - from) / 3_600_000.0);
    }

    [Theory]
    [InlineData("Europe/Berlin")]
    [InlineData("America/Havana")]
    [InlineData("Asia/Beirut")]
    [InlineData("UTC")]
    public void Every_instant_lies_in_the_day_that_holds_it_and_days_touch(string zone)
    {
        var end = 0L;
        for (var day = new DateOnly(2026, 1, 1); day.Year == 2026; day = day.AddDays(1))
        {
            var name = DayPolicy.Text(day);
            var (from, to) = DayPolicy.Bounds(name, Zone(zone));
            if (end != 0) Assert.Equal(end, from);
            Assert.Equal((name, name), (DayPolicy.DayOf(from, Zone(zone)), DayPolicy.DayOf(to - 1, Zone(zone))));
            end = to;
        }
    }

    [Fact]
    public void The_last_days_end_with_today_where_the_store_is()
    {
        var now = new DateTimeOffset(2026, 3, 1, 23, 30, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

        Assert.Equal(["2026-02-28", "2026-03-01"], DayPolicy.Last(2, now, TimeZoneInfo.Utc));
        Assert.Equal(["2026-03-01", "2026-03-02"], DayPolicy.Last(2, now, Zone("Europe/Berlin")));
    }

    private static TimeZoneInfo Zone(string name) => TimeZoneInfo.FindSystemTimeZoneById(name);
}
