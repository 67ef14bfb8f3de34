using Cartwright.Journeys;
using Cartwright.Tracking;

namespace Cartwright.Tests.Turns;

/// <summary>Whose event a wait is for.</summary>
public sealed class WaitTests
{
    [Theory, InlineData(TriggerType.CartAbandoned, "timed_out"), InlineData(TriggerType.Registered, "happened")]
    public void That_another_cart_came_back_is_not_what_a_run_about_a_cart_waits_for(string trigger, string outcome)
    {
        var run = Of(trigger, JourneyExit.CameBack);
        run.Tell(Some.Event(EventKind.Identified, run.Now, "device-1") with { UserId = "u1", Personal = new Personal { Email = "ada@mail.test" } });
        Leave(run, "c1", "device-1");
        run.RunFor(TimeSpan.FromHours(1));
        Leave(run, "c2", "device-2");
        run.RunFor(TimeSpan.FromHours(1)).Tell(Some.Added(run.Now, "device-2", "p3", cart: "c2")).RunFor(TimeSpan.FromDays(3));

        Assert.Equal(outcome, run.State.Enrollments.First(e => run.JourneyOf(e)!.Slug == "j").Memo.Waited);
    }

    [Theory]
    [InlineData(TriggerType.OrderPlaced, JourneyExit.Paid, "o2", "timed_out")]
    [InlineData(TriggerType.OrderPlaced, JourneyExit.Paid, "o1", "happened")]
    [InlineData(TriggerType.OrderPlaced, JourneyExit.Ordered, "o2", "happened")]
    [InlineData(TriggerType.OrderPaid, JourneyExit.Paid, "o2", "happened")]
    public void A_wait_for_money_is_for_that_of_the_order_unless_that_was_paid_before(string trigger, string awaited, string paid, string outcome)
    {
        var run = Of(trigger, awaited, JourneyKind.Transactional);
        Leave(run, "c1", "device-1");
        Order(run, EventKind.OrderPlaced, "o1");
        if (trigger == TriggerType.OrderPaid) Order(run, EventKind.OrderPaid, "o1");
        run.RunFor(TimeSpan.FromHours(1));
        Order(run, EventKind.OrderPaid, paid);
        run.RunFor(TimeSpan.FromDays(3));

        Assert.Equal(outcome, run.State.Enrollments[0].Memo.Waited);
    }

    [Fact]
    public void One_event_that_tells_that_it_was_placed_and_paid_ends_both_waits()
    {
        var run = new PureRun([("j", new JourneyDefinition
        {
            Name = "n", Trigger = new JourneyTrigger(TriggerType.CartAbandoned), Exits = [JourneyExit.Emptied],
            Steps = [new WaitStep(Event: JourneyExit.Ordered, Timeout: "P2D"), new WaitStep(Event: JourneyExit.Paid, Timeout: "P2D"), new BranchStep(Condition.Is("wait.outcome", "=", "happened"), [new TagStep("paid")])],
        })]);
        Leave(run, "c1", "device-1");
        run.RunFor(TimeSpan.FromHours(1));
        Order(run, EventKind.OrderPaid, "o1");
        run.RunFor(TimeSpan.FromMinutes(1));

        Assert.Equal(["paid"], run.State.Traits.Tags);
    }

    [Fact]
    public void An_order_that_was_paid_when_its_run_comes_to_wait_for_that_is_waited_for_no_more()
    {
        var run = Of(TriggerType.OrderPlaced, JourneyExit.Paid, JourneyKind.Transactional);
        Order(run, EventKind.OrderPaid, "o1");
        run.RunFor(TimeSpan.FromMinutes(1));

        Assert.Equal((EnrollmentStatus.Done, "happened"), run.State.Enrollments.Select(e => (e.Status, e.Memo.Waited)).Single());
    }

    private static PureRun Of(string trigger, string awaited, string kind = JourneyKind.Recovery) =>
        new([("j", new JourneyDefinition { Name = "n", Kind = kind, Trigger = new JourneyTrigger(trigger), Exits = [], Steps = [new WaitStep(Event: awaited, Timeout: "P2D"), new TagStep("after")] })]);

    private static void Leave(PureRun run, string cart, string device) =>
        run.Tell(Some.Added(run.Now, device, cart: cart)).Tell(Some.Typed(run.Now, "ada@mail.test", device, cart));

    private static void Order(PureRun run, EventKind kind, string order) =>
        run.Tell(Some.Event(kind, run.Now, trust: Trust.Server) with { OrderId = order, Total = 100, Currency = "EUR", Personal = new Personal { Email = "ada@mail.test" } });
}
