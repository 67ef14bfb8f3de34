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

    private static PureRun Ready(string slug) => new([.. ReadyJourneys.All.Where(j => j.Slug == slug)]);

    private static Explanation Explained(PureRun run) =>
        ExplainPolicy.Of(run.State, run.Journeys, (id, version) => run.Journeys.FirstOrDefault(j => j.Id == id && j.Version == version)?.Definition, run.Store, run.Now).Single();
}
