using Cartwright.Console.Journeys;
using Cartwright.Journeys;

namespace Cartwright.Tests.Console.Journeys;

public sealed class WaitTests
{
    [Theory]
    [InlineData("PT30M", "30", "minutes")]
    [InlineData("PT90M", "90", "minutes")]
    [InlineData("PT2H", "2", "hours")]
    [InlineData("PT24H", "1", "days")]
    [InlineData("P3D", "3", "days")]
    [InlineData("PT30S", "0.5", "minutes")]
    [InlineData("PT20S", "0.333333", "minutes")]
    [InlineData("PT0S", "0", "minutes")]
    public void A_time_is_shown_in_its_largest_whole_unit_and_read_back_the_same(string wait, string number, string unit)
    {
        var shown = Wait.Of(wait);

        Assert.Equal(new Wait(number, unit), shown);
        Assert.Equal(Iso8601.Milliseconds(wait), Iso8601.Milliseconds(shown.Read()!));
    }

    [Fact]
    public void What_somebody_wrote_for_a_time_is_shown_as_it_is() => Assert.Equal(new Wait("tomorrow", "minutes"), Wait.Of("tomorrow"));

    [Theory]
    [InlineData("", "days")]
    [InlineData("soon", "days")]
    [InlineData("-1", "days")]
    [InlineData("401", "days")]
    [InlineData("1,5", "days")]
    [InlineData("79228162514264337593543950335", "days")]
    [InlineData("1", "years")]
    public void What_is_no_time_is_none(string number, string unit) => Assert.Null(new Wait(number, unit).Read());

    [Theory]
    [InlineData(168, "7", "days")]
    [InlineData(30, "30", "hours")]
    [InlineData(0, "0", "hours")]
    public void Whole_hours_are_days_where_they_can_be(int hours, string number, string unit)
    {
        Assert.Equal(new Wait(number, unit), Wait.OfHours(hours));
        Assert.Equal(hours, new Wait(number, unit).ReadHours());
        Assert.Null(new Wait("0.5", "hours").ReadHours());
    }
}
