using Cartwright.Shoppers;
using Cartwright.Tracking;
using FsCheck.Fluent;

namespace Cartwright.Tests.Shoppers;

public sealed class ConsentPolicyTests
{
    [Fact]
    public void In_any_order_the_servers_last_no_stays_a_no() =>
        Properties.Check(Prop.ForAll(EventStreams.Arbitrary, numbers =>
        {
            var said = numbers.Distinct().Select((n, i) => Statement(n, i)).ToArray();
            if (said.Where(s => s.Trust > Trust.Browser).OrderBy(s => s.At).LastOrDefault() is not { Granted: false }) return;

            Assert.False(Apply(said).Granted);
        }), max: 1000);

    [Fact]
    public void In_any_order_the_shoppers_own_last_word_counts_when_the_shop_said_nothing() =>
        Properties.Check(Prop.ForAll(EventStreams.Arbitrary, numbers =>
        {
            var said = numbers.Distinct().Select((n, i) => Statement(n, i) with { Trust = Trust.Browser }).ToArray();
            if (said.Length == 0) return;

            Assert.Equal(said.MaxBy(s => s.At)!.Granted, Apply(said).Granted);
        }), max: 500);

    [Fact]
    public void A_no_and_then_a_yes_with_the_public_key_do_not_undo_the_servers_no() =>
        Assert.False(Apply([new(Trust.Server, false, 1), new(Trust.Browser, false, 2), new(Trust.Browser, true, 3)]).Granted);

    [Fact]
    public void A_late_no_of_the_server_undoes_the_browsers_yes() =>
        Assert.False(Apply([new(Trust.Browser, true, 3), new(Trust.Server, false, 1)]).Granted);

    [Fact]
    public void The_shoppers_no_undoes_the_servers_earlier_yes() =>
        Assert.False(Apply([new(Trust.Server, true, 1), new(Trust.Browser, false, 2)]).Granted);

    [Theory, InlineData(nameof(Trust.Browser), false), InlineData(nameof(Trust.Server), true)]
    public void That_a_yes_was_confirmed_is_not_the_browsers_to_say_however_often(string trust, bool confirmed)
    {
        var known = Permission.Unknown("sms", "h");
        for (var at = 1; at <= 3; at++) known = ConsentPolicy.Apply(known, new ConsentGiven("sms", true, null, true), Enum.Parse<Trust>(trust), "d1", at);
        Assert.Equal((true, confirmed), (known.Granted, known.Confirmed));
    }

    [Fact]
    public void A_yes_lifts_no_suppression() =>
        Assert.Equal("complained", ConsentPolicy.Apply(Permission.Unknown("email", "h") with { SuppressedFor = "complained" }, new ConsentGiven("email", true, null), Trust.Server, null, 5).SuppressedFor);

    private static Said Statement(int number, int index)
    {
        var draw = new Random(number);
        return new Said(draw.Next(3) == 0 ? Trust.Server : Trust.Browser, draw.Next(2) == 0, draw.Next(1000) * 1000L + index);
    }

    private static Permission Apply(IEnumerable<Said> said) =>
        said.Aggregate(Permission.Unknown("email", "h"), (p, s) => ConsentPolicy.Apply(p, new ConsentGiven("email", s.Granted, null), s.Trust, "d1", s.At));

    private sealed record Said(Trust Trust, bool Granted, long At);
}
