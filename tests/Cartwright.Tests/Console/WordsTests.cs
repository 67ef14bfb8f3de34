using Cartwright.Console;
using Cartwright.Console.Text;

namespace Cartwright.Tests.Console;

public sealed class WordsTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 12, 9, 0, 0, TimeSpan.Zero);
    private static readonly Words Words = new(Texts.For("en", "en-IE"), TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"), Now.ToUnixTimeMilliseconds());

    [Theory]
    [InlineData(-30, "just now")]
    [InlineData(-5 * 60, "5 min ago")]
    [InlineData(-3 * 3600, "3 h ago")]
    [InlineData(-26 * 3600, "yesterday, 08:00")]
    [InlineData(-3 * 86400, "3 days ago")]
    [InlineData(-10 * 86400, "2 Jan")]
    [InlineData(-20 * 86400, "23 Dec 2025")]
    [InlineData(30, "in a moment")]
    [InlineData(3600, "today at 11:00")]
    [InlineData(16 * 3600, "tomorrow at 02:00")]
    [InlineData(3 * 86400, "on Thu 15 January at 10:00")]
    public void A_time_is_told_as_people_tell_it_where_the_store_is(int seconds, string expected) =>
        Assert.Equal(expected, Words.Relative(Now.AddSeconds(seconds).ToUnixTimeMilliseconds()));

    [Theory]
    [InlineData(0, "0 s")]
    [InlineData(40, "40 s")]
    [InlineData(220, "3 min 40 s")]
    [InlineData(240, "4 min")]
    [InlineData(5400, "1 h 30 min")]
    [InlineData(86400, "1 day")]
    [InlineData(180000, "2 days 2 h")]
    public void A_length_of_time_has_its_two_largest_units(int seconds, string expected) => Assert.Equal(expected, Words.Duration(seconds * 1000L));

    [Fact]
    public void A_share_of_nothing_is_none()
    {
        Assert.Null(Words.Percent(1, 0));
        Assert.Equal("19%", Words.Percent(19, 100)!.Replace(" ", "").Replace("\u00a0", ""));
    }
}
