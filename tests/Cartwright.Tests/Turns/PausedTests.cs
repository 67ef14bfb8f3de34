using Cartwright.Journeys;
using Cartwright.Messages;
using Cartwright.Tracking;

namespace Cartwright.Tests.Turns;

/// <summary>What becomes of runs and messages of a journey that is not live any more.</summary>
public sealed class PausedTests
{
    [Theory, InlineData("paused"), InlineData("draft")]
    public void A_run_of_a_journey_that_is_not_live_gives_way_to_any_other(string status)
    {
        var run = Ready("payment-failed", "abandoned-cart");
        Leave(run, "payment_declined");
        run.RunFor(TimeSpan.FromHours(2));
        Set(run, "payment-failed", status);
        run.RunFor(TimeSpan.FromHours(3));
        Leave(run, null);
        run.RunFor(TimeSpan.FromHours(1));

        Assert.Equal([("payment-failed", SkipReason.Superseded), ("abandoned-cart", null)], run.State.Enrollments.Select(e => (run.JourneyOf(e)!.Slug, e.ExitReason)));
        Assert.Equal(["payment-failed", "cart-reminder"], run.Sent.Select(s => s.Template));
    }

    [Theory, InlineData("paused"), InlineData("draft")]
    public void A_run_stands_still_and_says_so_and_goes_on_once_it_is_live(string status)
    {
        var run = Ready("abandoned-cart");
        Leave(run, null);
        run.RunFor(TimeSpan.FromHours(1));
        Set(run, "abandoned-cart", status);
        run.RunFor(TimeSpan.FromDays(2));
        Assert.Single(run.State.Messages);
        Assert.Equal(SendGatePolicy.HaltedText(status), Assert.Single(run.State.Enrollments).Memo.Held);

        Set(run, "abandoned-cart", "live");
        run.RunFor(TimeSpan.FromHours(2));
        Assert.Equal(["cart-reminder", "cart-reminder-2"], run.Sent.Select(s => s.Template));
        Assert.Null(run.State.Enrollments[0].Memo.HaltedAt);
    }

    [Theory, InlineData(false), InlineData(true)]
    public void A_run_that_stands_still_ends_with_its_time(bool isDated)
    {
        var run = new PureRun([("j", new JourneyDefinition
        {
            Name = "n", Kind = JourneyKind.Transactional, MaxAgeHours = 48, Trigger = new JourneyTrigger(isDated ? TriggerType.CartAbandoned : TriggerType.Registered), Steps = [new WaitStep("P1D"), new SendStep("email", "cart-reminder")],
        })]);
        run.Tell(Some.Event(EventKind.Identified, run.Now, trust: Trust.Server) with { UserId = "u1", Personal = new Personal { Email = "ada@mail.test" } });
        if (isDated) Leave(run, null);
        run.RunFor(TimeSpan.FromMinutes(5));
        Set(run, "j", "paused");

        run.RunFor(TimeSpan.FromHours(isDated ? 46 : 70));
        Assert.Equal(EnrollmentStatus.Running, Assert.Single(run.State.Enrollments).Status);
        run.RunFor(TimeSpan.FromHours(4));
        Assert.Equal((EnrollmentStatus.Exited, SkipReason.TooOld), (run.State.Enrollments[0].Status, run.State.Enrollments[0].ExitReason));
    }

    [Theory, InlineData("paused"), InlineData("draft")]
    public void What_is_queued_waits_with_the_reason_and_leaves_once_the_journey_is_live(string status)
    {
        var run = Queued();
        Set(run, "abandoned-cart", status);
        run.RunFor(TimeSpan.FromHours(30));

        Assert.Empty(run.Sent);
        var message = Assert.Single(run.State.Messages);
        Assert.Equal((MessageStatus.Queued, Verdict.Hold, SkipReason.JourneyOff), (message.Status, message.Decision!.Verdict, message.Decision.Reason));
        Assert.Equal(SendGatePolicy.HaltedText(status), ExplainPolicy.Why(message));

        Set(run, "abandoned-cart", "live");
        run.RunFor(TimeSpan.FromHours(2));
        Assert.Equal("cart-reminder", run.Sent[0].Template);
    }

    [Fact]
    public void What_waited_for_its_journey_passes_the_gate_anew()
    {
        var run = Queued();
        Set(run, "abandoned-cart", "paused");
        run.RunFor(TimeSpan.FromHours(3));
        run.Tell(Some.Ordered(run.Now, trust: Trust.Server));
        Set(run, "abandoned-cart", "live");
        run.RunFor(TimeSpan.FromHours(3));

        Assert.Empty(run.Sent);
        Assert.Equal((MessageStatus.Withdrawn, SkipReason.Ordered), (run.State.Messages[0].Status, run.State.Messages[0].SkipReason));
    }

    [Fact]
    public void What_waited_too_long_for_its_journey_is_left_out_with_its_reason()
    {
        var run = Queued();
        Set(run, "abandoned-cart", "paused");
        run.RunFor(TimeSpan.FromDays(8));

        Assert.Empty(run.Sent);
        Assert.Equal(SkipReason.TooOld, Assert.Single(run.State.Messages).SkipReason);
    }

    // The message is made, and would leave ten minutes later.
    private static PureRun Queued()
    {
        var run = new PureRun([.. ReadyJourneys.All.Where(j => j.Slug == "abandoned-cart")]) { Slowness = 600_000 };
        Leave(run, null);
        run.RunFor(TimeSpan.FromMinutes(6));
        Assert.Equal(MessageStatus.Queued, Assert.Single(run.State.Messages).Status);
        return run;
    }

    private static void Set(PureRun run, string slug, string status) => run.Journeys = [.. run.Journeys.Select(j => j.Slug == slug ? j with { Status = status } : j)];

    private static void Leave(PureRun run, string? trouble)
    {
        run.Tell(Some.Added(run.Now)).Tell(Some.Typed(run.Now, "ada@mail.test"));
        if (trouble is not null) run.Tell(Some.Event(EventKind.Trouble, run.Now) with { Trouble = trouble });
    }

    private static PureRun Ready(params string[] slugs) => new([.. slugs.Select(slug => ReadyJourneys.All.Single(j => j.Slug == slug))]);
}
