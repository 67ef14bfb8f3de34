using Cartwright.Journeys;
using Cartwright.Shoppers;
using Cartwright.Tracking;

namespace Cartwright.Tests.Turns;

/// <summary>When an order that was not paid is asked about, and on which channel.</summary>
public sealed class UnpaidOrderTests
{
    private const long Hour = 3_600_000;

    [Theory]
    [InlineData(60, 36.0)] // a day before the end
    [InlineData(24, 20.0)] // no day is left: four hours before it
    [InlineData(22, 18.0)]
    [InlineData(11, 7.0)]
    [InlineData(7, null)]
    [InlineData(null, 24.5)] // nobody knows when: after a day
    public void It_is_asked_about_at_once_and_once_more_while_there_is_time(int? closesInHours, double? secondAfterHours)
    {
        var run = Placed(closesInHours, agrees: false);
        run.RunFor(TimeSpan.FromDays(10));

        var second = secondAfterHours is { } after ? new[] { ("unpaid-order", Channels.Email, run.Start + (long)(after * Hour)) } : [];
        Assert.Equal([("unpaid-order", Channels.Email, run.Start + Hour / 2), .. second], run.Sent);
    }

    [Theory, InlineData(true, Channels.Sms), InlineData(false, Channels.Email)]
    public void The_second_time_is_a_text_only_to_whom_agreed_to_texts(bool agrees, string channel)
    {
        var run = Placed(60, agrees);
        run.RunFor(TimeSpan.FromDays(10));
        Assert.Equal([Channels.Email, channel], run.Sent.Select(s => s.Channel));
    }

    [Theory, InlineData(true), InlineData(false)]
    public void A_declined_payment_of_an_order_is_answered_within_minutes(bool isToldFirst)
    {
        var run = Ready("unpaid-order");
        var declined = Some.Event(EventKind.Trouble, run.Now, trust: Trust.Platform) with { OrderId = "o1", Trouble = "payment_declined", PaymentMethod = "Credit card" };
        var placed = Order(run, EventKind.OrderPlaced, 72);
        if (isToldFirst) run.Tell(declined).Tell(placed with { Trouble = "payment_declined", PaymentMethod = "Credit card" });
        else run.Tell(placed).Tell(declined);
        run.RunFor(TimeSpan.FromMinutes(5));

        Assert.Equal(("unpaid-order", run.Start + run.Store.Settings.IdleSeconds * 1000L), (run.Sent.Single().Template, run.Sent.Single().At));
        Assert.Equal("Credit card", run.State.Orders.Single().DeclinedMethod);
    }

    [Fact]
    public void Who_pays_at_the_second_try_is_not_asked()
    {
        var run = Ready("unpaid-order");
        run.Tell(Order(run, EventKind.OrderPlaced, 72)).Tell(Some.Event(EventKind.Trouble, run.Now, trust: Trust.Platform) with { OrderId = "o1", Trouble = "payment_declined" });
        run.RunFor(TimeSpan.FromMinutes(2)).Tell(Order(run, EventKind.OrderPaid, 72)).RunFor(TimeSpan.FromDays(5));
        Assert.Empty(run.Sent);
    }

    [Fact]
    public void Thanks_for_the_money_are_as_old_as_the_money()
    {
        var run = Ready("after-purchase");
        run.Tell(Order(run, EventKind.OrderPlaced, null)).RunFor(TimeSpan.FromDays(17));
        run.Tell(Order(run, EventKind.OrderPaid, null) with { Consents = [new ConsentGiven(Channels.Email, true, "yes")] }).RunFor(TimeSpan.FromDays(1));
        Assert.Equal(["next-purchase"], run.Sent.Select(s => s.Template));
    }

    private static PureRun Placed(int? closesInHours, bool agrees)
    {
        var run = Ready("unpaid-order");
        return run.Tell(Order(run, EventKind.OrderPlaced, closesInHours) with { Consents = agrees ? [new ConsentGiven(Channels.Sms, true, "yes")] : null });
    }

    private static StorefrontEvent Order(PureRun run, EventKind kind, int? closesInHours) => Some.Event(kind, run.Now, trust: Trust.Server) with
    {
        OrderId = "o1", Total = 1990, Currency = "EUR", ClosesAt = closesInHours is { } hours ? run.Start + hours * Hour : null,
        Personal = new Personal { Email = "ada@mail.test", Phone = "+4917012345678" },
    };

    private static PureRun Ready(params string[] slugs) => new([.. ReadyJourneys.All.Where(j => slugs.Contains(j.Slug))]);
}
