using Cartwright.Journeys;
using Cartwright.Stores;
using Cartwright.Tracking;

namespace Cartwright.Tests.Journeys;

/// <summary>Why a shopper is not in a journey, when that is asked next, and why a message did not leave.</summary>
public sealed class ExplainPolicyTests
{
    [Fact]
    public void A_cart_that_may_still_go_on_is_asked_when_it_counts_as_left()
    {
        var run = Ready("abandoned-checkout");
        run.Tell(Some.Added(run.Now)).Tell(Some.Typed(run.Now, "ada@mail.test"));

        var x = Explained(run);

        Assert.Equal(("not_yet", run.Now + run.Store.Settings.IdleSeconds * 1000L), (x.Reason, x.NextAt));
        run.RunFor(TimeSpan.FromMinutes(10));
        Assert.Equal("running", Explained(run).State);
    }

    [Fact]
    public void A_cart_that_was_left_before_the_journey_went_live_is_not_said_to_come()
    {
        var run = Ready("abandoned-checkout");
        var live = run.Journeys;
        run.Journeys = [.. live.Select(j => j with { Status = "draft" })];
        run.Tell(Some.Added(run.Now)).Tell(Some.Typed(run.Now, "ada@mail.test")).RunFor(TimeSpan.FromMinutes(10));
        Assert.Equal(SkipReason.JourneyOff, Explained(run).Reason);
        run.Journeys = live;
        run.RunFor(TimeSpan.FromHours(1));

        var x = Explained(run);

        Assert.Equal(("missed", (long?)null), (x.Reason, x.NextAt));
        Assert.Contains("the cart was left before the journey went live", x.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Days_after_an_order_are_counted_to_the_moment()
    {
        var run = Ready("win-back");
        run.Tell(Some.Added(run.Now)).Tell(Some.Typed(run.Now, "ada@mail.test")).Tell(Some.Ordered(run.Now, trust: Trust.Server));
        var placed = run.State.Orders[0].PlacedAt;
        run.RunFor(TimeSpan.FromDays(10));

        Assert.Equal(("not_yet", placed + 90 * 86_400_000L), (Explained(run).Reason, Explained(run).NextAt));
        run.RunFor(TimeSpan.FromDays(82));
        Assert.Equal(1, Explained(run).Run?.Entry);
    }

    [Fact]
    public void A_message_that_an_order_withdrew_is_told_so_and_not_why_it_was_held_before()
    {
        var run = new PureRun([("j", new JourneyDefinition { Name = "n", Trigger = new JourneyTrigger(TriggerType.CartAbandoned), Steps = [new SendStep("email", "cart-reminder")] })],
            new StoreSettings { ApproveFirst = 5 });
        run.Tell(Some.Added(run.Now)).Tell(Some.Typed(run.Now, "ada@mail.test")).RunFor(TimeSpan.FromMinutes(10));
        Assert.Contains("approv", ExplainPolicy.Why(Assert.Single(run.State.Messages)), StringComparison.Ordinal);

        run.Tell(Some.Ordered(run.Now, trust: Trust.Server));

        Assert.Equal("the cart was ordered", ExplainPolicy.Why(Assert.Single(run.State.Messages)));
        Assert.Equal("It ended: the cart was ordered.", Explained(run).Text);
    }

    [Fact]
    public void What_is_told_is_of_the_latest_cart_and_not_of_one_before()
    {
        var run = new PureRun([("j", new JourneyDefinition { Name = "n", Trigger = new JourneyTrigger(TriggerType.CartAbandoned, MinTotal: 1000), Steps = [new SendStep("email", "cart-reminder")] })]);
        run.Tell(Some.Added(run.Now, cart: "c1")).Tell(Some.Typed(run.Now, "ada@mail.test", cart: "c1")).RunFor(TimeSpan.FromHours(1));
        Assert.Equal("done", Explained(run).State);
        run.Tell(Some.Added(run.Now, cart: "c2", unit: 500)).Tell(Some.Typed(run.Now, "ada@mail.test", cart: "c2")).RunFor(TimeSpan.FromHours(1));

        Assert.Equal(("not_entered", SkipReason.TotalTooLow), (Explained(run).State, Explained(run).Reason));
    }

    [Fact]
    public void A_run_about_an_earlier_cart_is_told_with_why_the_latest_was_refused()
    {
        var run = Ready("abandoned-cart");
        run.Tell(Some.Added(run.Now, cart: "c1")).Tell(Some.Typed(run.Now, "ada@mail.test", cart: "c1")).RunFor(TimeSpan.FromHours(1));
        run.Tell(Some.Added(run.Now, cart: "c2")).Tell(Some.Typed(run.Now, "ada@mail.test", cart: "c2")).RunFor(TimeSpan.FromHours(1));

        var x = Explained(run);
        Assert.Equal("running", x.State);
        Assert.Contains("an earlier cart; for the latest it was not entered: the shopper is in another journey", x.Text, StringComparison.Ordinal);
    }

    [Theory, InlineData("paused", "the journey is paused"), InlineData("draft", "the journey is a draft again")]
    public void A_run_of_a_journey_that_is_not_live_is_said_to_stand_still(string status, string text)
    {
        var run = Ready("abandoned-cart");
        run.Tell(Some.Added(run.Now)).Tell(Some.Typed(run.Now, "ada@mail.test")).RunFor(TimeSpan.FromHours(1));
        run.Journeys = [.. run.Journeys.Select(j => j with { Status = status })];

        Assert.Equal(("running", $"The shopper is in it, and it stands still: {text}."), (Explained(run).State, Explained(run).Text));
    }

    [Fact]
    public void Waits_that_follow_each_other_are_added_up_and_what_is_told_is_what_comes()
    {
        var run = Waits(new WaitStep("PT1H"), new WaitStep(Until: "09:30"), new WaitStep(Weekdays: ["wed", "thu"]), new SendStep("email", "cart-reminder"));

        var x = Explained(run);
        run.RunFor(TimeSpan.FromDays(8));

        Assert.Equal(("Send “cart-reminder” by e-mail", run.Sent.Single().At), (x.Next, x.NextAt));
    }

    [Fact]
    public void Nothing_is_told_of_what_lies_behind_a_wait_for_an_event()
    {
        var run = Waits(new WaitStep("PT1H"), new WaitStep("PT2H"), new WaitStep(Event: "came_back", Timeout: "P1D"), new SendStep("email", "cart-reminder"));

        var x = Explained(run);

        Assert.Equal((true, run.State.Enrollments.Single().EnteredAt + 3 * 3_600_000L), (x.Step is WaitStep { Event: "came_back" }, x.NextAt));
    }

    [Fact]
    public void What_ended_says_until_when_it_does_not_begin_again_for_the_same()
    {
        var run = Waits(new SendStep("email", "cart-reminder"));
        var ended = run.State.Enrollments.Single().EndedAt!.Value;

        Assert.Equal(ended + 168 * 3_600_000L, Explained(run).AgainAt);
        Assert.Contains("all of its steps are done. It does not begin again for the same cart before 2026-", Explained(run).Text, StringComparison.Ordinal);
        Assert.EndsWith("(Europe/Berlin).", Explained(run).Text, StringComparison.Ordinal);

        run.Tell(Some.Ordered(run.Now, trust: Trust.Server)); // that, and not the time, keeps it out now
        Assert.Null(Explained(run).AgainAt);
    }

    [Fact]
    public void What_kept_a_journey_out_when_it_was_asked_is_named()
    {
        JourneyDefinition Of(string name, int priority) => new() { Name = name, Priority = priority, Trigger = new JourneyTrigger(TriggerType.CartAbandoned), Steps = [new SendStep("email", "cart-reminder")] };
        var run = new PureRun([("high", Of("High", 90)), ("low", Of("Low", 10))]);
        run.Tell(Some.Added(run.Now)).Tell(Some.Typed(run.Now, "ada@mail.test")).RunFor(TimeSpan.FromMinutes(10));
        var cart = run.State.Carts.Single().Id;
        string Low(params Refusal[] recorded) => ExplainPolicy.Of(run.State, run.Journeys, (_, _) => null, run.Store, run.Now, null, recorded).Single(e => e.Journey.Slug == "low").Text;

        Assert.StartsWith("It fits now, and did not when it was asked: the shopper was in “High”, which is as urgent or more, or the journey was not live yet.", Low(), StringComparison.Ordinal);
        Assert.StartsWith("It fits now, and did not when it was asked: the shopper was in “High”, which is as urgent or more, and one at a time is the rule.", Low(new Refusal(cart, "Low", SkipReason.OtherJourney)), StringComparison.Ordinal);
        Assert.StartsWith("It fits now, and did not when it was asked: no address is known.", Low(new Refusal(cart, "High", SkipReason.Filter), new Refusal(cart, "Low", SkipReason.NoAddress)), StringComparison.Ordinal);
    }

    private static PureRun Waits(params JourneyStep[] steps)
    {
        var run = new PureRun([("j", new JourneyDefinition { Name = "n", Trigger = new JourneyTrigger(TriggerType.CartAbandoned), Steps = steps, MaxAgeHours = 336 })]);
        return run.Tell(Some.Added(run.Now)).Tell(Some.Typed(run.Now, "ada@mail.test")).RunFor(TimeSpan.FromMinutes(10));
    }

    private static PureRun Ready(string slug) => new([.. ReadyJourneys.All.Where(j => j.Slug == slug)]);

    private static Explanation Explained(PureRun run) =>
        ExplainPolicy.Of(run.State, run.Journeys, (id, version) => run.Journeys.FirstOrDefault(j => j.Id == id && j.Version == version)?.Definition, run.Store, run.Now).Single();
}
