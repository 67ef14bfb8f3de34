using Cartwright.Messages;
using Cartwright.Stores;

namespace Cartwright.Tests.Messages;

public sealed class DispatchPolicyTests
{
    private static readonly StoreSettings Settings = new() { DispatchBy = "14:00", DispatchClosed = ["2026-12-25", "2026-12-28"] };

    [Theory]
    [InlineData("2026-12-21T09:00:00+01:00", "2026-12-21T14:00:00+01:00")] // a Monday morning
    [InlineData("2026-12-21T12:01:00+01:00", "2026-12-22T14:00:00+01:00")] // too near to be read in time
    [InlineData("2026-12-21T23:30:00Z", "2026-12-22T14:00:00+01:00")] // already Tuesday there
    [InlineData("2026-12-24T14:00:00+01:00", "2026-12-29T14:00:00+01:00")] // a holiday, the week-end, another holiday
    [InlineData("2026-06-05T15:00:00+02:00", "2026-06-08T14:00:00+02:00")]
    public void The_next_cut_off_is_on_a_working_day_by_the_clock_of_the_store(string now, string next) =>
        Assert.Equal(DateTimeOffset.Parse(next, System.Globalization.CultureInfo.InvariantCulture), DispatchPolicy.Next(Settings, Zone("Europe/Berlin"), DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture)));

    [Fact]
    public void A_time_that_clocks_skip_is_the_hour_after_it()
    {
        var settings = new StoreSettings { DispatchBy = "02:30", DispatchDays = ["sun"] };

        Assert.Equal(new DateTimeOffset(2026, 3, 29, 3, 30, 0, TimeSpan.FromHours(2)), DispatchPolicy.Next(settings, Zone("Europe/Berlin"), new DateTimeOffset(2026, 3, 28, 12, 0, 0, TimeSpan.Zero)));
    }

    [Theory]
    [InlineData(null, "mon")]
    [InlineData("noon", "mon")]
    [InlineData("14:00", "never")]
    public void A_shop_that_says_nothing_promises_nothing(string? by, string day) =>
        Assert.Null(DispatchPolicy.Next(new StoreSettings { DispatchBy = by, DispatchDays = [day] }, TimeZoneInfo.Utc, DateTimeOffset.UnixEpoch));

    private static TimeZoneInfo Zone(string id) => TimeZoneInfo.FindSystemTimeZoneById(id);
}
