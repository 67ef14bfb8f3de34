using Cartwright.Journeys;
using Cartwright.Messages;
using Cartwright.Shoppers;
using Cartwright.Stores;
using Cartwright.Tracking;
using Cartwright.Turns;

namespace Cartwright.Tests.Turns;

/// <summary>One recovery journey at a time, and that the most urgent (decision 0033).</summary>
public sealed class TakeOverTests
{
    [Theory]
    [InlineData("payment_declined", "payment-failed")]
    [InlineData("script_error", "technical-trouble")]
    public void What_is_more_urgent_takes_over_from_what_runs(string trouble, string slug)
    {
        var run = Ready("abandoned-cart", slug);
        Leave(run, null);
        run.RunFor(TimeSpan.FromHours(5));
        Leave(run, trouble);
        run.RunFor(TimeSpan.FromDays(4));

        Assert.Equal(["cart-reminder", slug, "cart-reminder-2"], run.Sent.Select(s => s.Template));
        Assert.Equal([("abandoned-cart", EnrollmentStatus.Exited, SkipReason.Superseded), (slug, EnrollmentStatus.Done, "completed")], run.State.Enrollments.Select(e => (run.JourneyOf(e)!.Slug, e.Status, e.ExitReason)));
        Assert.Contains("more urgent", Explained(run, "abandoned-cart").Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(90)]
    [InlineData(89)]
    public void What_is_as_urgent_or_less_is_refused(int priority)
    {
        var run = new PureRun([Of("payment-failed"), ("technical-trouble", Of("technical-trouble").Definition with { Priority = priority })]);
        Leave(run, "payment_declined");
        run.RunFor(TimeSpan.FromHours(5));
        Leave(run, "script_error");
        run.RunFor(TimeSpan.FromHours(5));

        Assert.Equal("payment-failed", run.JourneyOf(Assert.Single(run.State.Enrollments))!.Slug);
        Assert.Equal(SkipReason.OtherJourney, Explained(run, "technical-trouble").Reason);
    }

    [Fact]
    public void Only_help_with_what_was_begun_is_one_at_a_time()
    {
        var run = new PureRun([("low", Of("abandoned-cart").Definition with { Kind = JourneyKind.Marketing }), Of("payment-failed"), ("high", Of("abandoned-checkout").Definition with { Kind = JourneyKind.Marketing, Priority = 100 })]);
        run.Tell(Some.Event(EventKind.Identified, run.Now, trust: Trust.Server) with { Personal = new Personal { Email = "ada@mail.test" }, Consents = [new ConsentGiven(Channels.Email, true, "yes")] });
        Leave(run, "payment_declined");
        run.RunFor(TimeSpan.FromMinutes(5));

        Assert.Equal(3, run.State.Enrollments.Count(e => e.Status == EnrollmentStatus.Running));
    }

    [Theory, InlineData(1, 2), InlineData(2, 1)]
    public void After_the_server_stood_still_what_was_due_first_comes_first(int first, int second)
    {
        JourneyDefinition Waits(int days, string template) => Of("abandoned-cart").Definition with { Kind = JourneyKind.Marketing, Steps = [new WaitStep($"P{days}D"), new SendStep("email", template)] };
        var run = new PureRun([("one", Waits(first, "cart-reminder")), ("two", Waits(second, "cart-reminder-2"))]);
        run.Tell(Some.Event(EventKind.Identified, run.Now, trust: Trust.Server) with { Personal = new Personal { Email = "ada@mail.test" }, Consents = [new ConsentGiven(Channels.Email, true, "yes")] });
        Leave(run, null);
        run.RunFor(TimeSpan.FromHours(1)).StandFor(TimeSpan.FromDays(2.5)).RunFor(TimeSpan.FromMinutes(1));

        Assert.Equal(first < second ? ["cart-reminder", "cart-reminder-2"] : (string[])["cart-reminder-2", "cart-reminder"], run.State.Messages.Select(m => m.Template));
    }

    [Fact]
    public void Who_takes_over_does_not_say_again_what_was_said_of_the_cart_until_it_might_be_said_anew()
    {
        foreach (var (days, again) in new[] { (1, false), (9, true) })
        {
            var low = Of("abandoned-cart").Definition with { MaxAgeHours = 720, Steps = [new SendStep("email", "cart-reminder"), new WaitStep("P20D"), new SendStep("email", "cart-reminder-2")] };
            var high = Of("abandoned-checkout").Definition with { MaxAgeHours = 720, Steps = [new WaitStep(days == 1 ? "PT1M" : "P8D"), new SendStep("email", "cart-reminder"), new SendStep("email", "cart-reminder-2")] };
            var run = new PureRun([("low", low), ("high", high)]);
            run.Tell(Some.Event(EventKind.Identified, run.Now, trust: Trust.Server) with { Personal = new Personal { Email = "ada@mail.test" }, UserId = "u1" }).Tell(Some.Added(run.Now));
            run.RunFor(TimeSpan.FromHours(5));
            Leave(run, null);
            run.RunFor(TimeSpan.FromDays(days));

            Assert.Equal(again ? ["cart-reminder", "cart-reminder", "cart-reminder-2"] : (string[])["cart-reminder", "cart-reminder-2"], run.Sent.Select(s => s.Template));
            Assert.Equal(again ? 0 : 1, run.State.Messages.Count(m => m is { Status: MessageStatus.Skipped, SkipReason: SkipReason.SentBefore }));
        }
    }

    [Fact]
    public void Another_cart_gets_what_the_first_one_had()
    {
        var run = Ready("abandoned-cart", "abandoned-checkout");
        run.Tell(Some.Event(EventKind.Identified, run.Now, trust: Trust.Server) with { Personal = new Personal { Email = "ada@mail.test" }, UserId = "u1" }).Tell(Some.Added(run.Now, cart: "c1") with { UserId = "u1" });
        run.RunFor(TimeSpan.FromHours(5));
        run.Tell(Some.Added(run.Now, product: "p2", cart: "c2")).Tell(Some.Typed(run.Now, "ada@mail.test", cart: "c2"));
        run.RunFor(TimeSpan.FromHours(1));

        Assert.Equal(["cart-reminder", "cart-reminder"], run.Sent.Select(s => s.Template));
        Assert.Equal(SkipReason.Superseded, run.State.Enrollments[0].ExitReason);
    }

    [Fact]
    public void The_last_message_of_a_run_that_is_through_does_not_leave_either()
    {
        var run = new PureRun([("low", Of("abandoned-checkout").Definition with { Steps = [new SendStep("email", "cart-reminder")] }), Of("payment-failed")]) { Slowness = 3_600_000 };
        Leave(run, null);
        run.RunFor(TimeSpan.FromMinutes(30));
        Assert.Equal((EnrollmentStatus.Done, MessageStatus.Queued), (run.State.Enrollments[0].Status, run.State.Messages[0].Status));
        Leave(run, "payment_declined");
        run.RunFor(TimeSpan.FromHours(3));

        Assert.Equal(["payment-failed"], run.Sent.Select(s => s.Template));
        Assert.Equal((MessageStatus.Withdrawn, SkipReason.Superseded), (run.State.Messages[0].Status, run.State.Messages[0].SkipReason));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_the_less_urgent_has_queued_does_not_leave(Engine engine)
    {
        await using var core = await CoreHarness.StartAsync(engine);
        await core.LeaveCartAsync("d1");
        await core.RunForAsync(TimeSpan.FromMinutes(10));
        var claim = Assert.Single(await core.ClaimAsync());
        await core.SendAsync(Some.Added(core.Now, "d1"), Some.Event(EventKind.Trouble, core.Now + 1, "d1") with { Trouble = "payment_declined" });
        await core.RunForAsync(TimeSpan.FromMinutes(5));

        Assert.False(await core.Node.BeginSendAsync(claim, CoreHarness.Mail("d1")));
        var shopper = (await core.ShopperAsync("d1"))!;
        Assert.Equal([("cart-reminder", MessageStatus.Withdrawn, SkipReason.Superseded), ("payment-failed", MessageStatus.Queued, null)], shopper.Messages.Select(m => (m.Template, m.Status, m.SkipReason)));
        Assert.Equal(EnrollmentStatus.Running, Assert.Single(shopper.Enrollments, e => e.Status == EnrollmentStatus.Running).Status);
        Assert.Equal("Abandoned checkout|Payment failed", await core.ScalarAsync<string>("select detail from story where kind = 'superseded'"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_was_leaving_and_was_refused_for_now_is_not_tried_again(Engine engine)
    {
        await using var core = await CoreHarness.StartAsync(engine);
        await core.LeaveCartAsync("d1");
        await core.RunForAsync(TimeSpan.FromMinutes(10));
        var claim = Assert.Single(await core.ClaimAsync());
        Assert.True(await core.Node.BeginSendAsync(claim, CoreHarness.Mail("d1")));
        await core.SendAsync(Some.Added(core.Now, "d1"), Some.Event(EventKind.Trouble, core.Now + 1, "d1") with { Trouble = "payment_declined" });
        await core.RunForAsync(TimeSpan.FromMinutes(5));
        await core.Node.Turns.SubmitAsync(new OutcomeSignal(claim.StoreId, claim.ShopperId, claim.MessageId, claim.Attempt, MessageStatus.Queued, "450 later", core.Now, false)).InTime();

        var again = Assert.Single(await core.ClaimAsync(), c => c.MessageId == claim.MessageId);
        Assert.False(await core.Node.BeginSendAsync(again, CoreHarness.Mail("d1")));
        var message = (await core.ShopperAsync("d1"))!.Messages.Single(m => m.Id == claim.MessageId);
        Assert.Equal((MessageStatus.Withdrawn, SkipReason.Superseded), (message.Status, message.SkipReason));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Who_waits_for_a_person_waits_on(Engine engine)
    {
        await using var core = await CoreHarness.StartAsync(engine);
        await core.LeaveCartAsync("d1");
        await core.RunForAsync(TimeSpan.FromMinutes(10));
        var claim = Assert.Single(await core.ClaimAsync());
        Assert.True(await core.Node.BeginSendAsync(claim, CoreHarness.Mail("d1")));
        await core.Node.EndAsync(claim, MessageStatus.Sent);
        await core.Node.Turns.SubmitAsync(new ReplySignal(core.StoreId, claim.ShopperId, claim.MessageId, Channels.Email, new ReplyContent("d1@shop.test", null, "Is it blue?"), "mail:1")).InTime();
        await core.SendAsync(Some.Added(core.Now, "d1"), Some.Event(EventKind.Trouble, core.Now + 1, "d1") with { Trouble = "payment_declined" });
        await core.RunForAsync(TimeSpan.FromMinutes(5));

        var shopper = (await core.ShopperAsync("d1"))!;
        Assert.Equal(2, shopper.Enrollments.Count);
        Assert.Single(shopper.Messages); // nothing more until the shop's person lets it go on
    }

    private static Explanation Explained(PureRun run, string slug) =>
        ExplainPolicy.Of(run.State, run.Journeys, (id, version) => run.Journeys.FirstOrDefault(j => j.Id == id && j.Version == version)?.Definition, run.Store, run.Now).Single(e => e.Journey.Slug == slug);

    [Fact]
    public void What_one_that_is_done_has_said_of_a_cart_another_does_not_say_again()
    {
        var run = Ready("abandoned-checkout", "abandoned-cart");
        Leave(run, null);
        run.RunFor(TimeSpan.FromDays(5));
        var said = run.Sent.Select(s => s.Template).ToList();
        Assert.Contains("cart-reminder", said);
        run.Tell(Some.Event(EventKind.ProductViewed, run.Now));
        run.RunFor(TimeSpan.FromDays(3));

        Assert.Equal("abandoned-cart", run.JourneyOf(run.State.Enrollments[^1])!.Slug);
        Assert.Equal(said, run.Sent.Select(s => s.Template));
    }

    [Fact]
    public void A_wait_for_the_end_of_an_order_that_nobody_told_ends_the_run()
    {
        var run = new PureRun([("unpaid", new JourneyDefinition
        {
            Name = "Unpaid", Trigger = new JourneyTrigger(TriggerType.UnpaidOrder, After: "PT10M"), Steps = [new SendStep("email", "unpaid-order"), new WaitStep(BeforeClose: "PT1H"), new SendStep("email", "unpaid-order")],
        })]);
        run.Tell(Some.Event(EventKind.OrderPlaced, run.Now) with { OrderId = "o1", Trust = Trust.Server, Total = 900, Currency = "EUR", Personal = new Personal { Email = "ada@mail.test" } });
        run.RunFor(TimeSpan.FromDays(2));

        Assert.Equal(SkipReason.NoDeadline, Assert.Single(run.State.Enrollments).ExitReason);
        Assert.Single(run.Sent);
    }

    private static void Leave(PureRun run, string? trouble)
    {
        run.Tell(Some.Added(run.Now)).Tell(Some.Typed(run.Now, "ada@mail.test"));
        if (trouble is not null) run.Tell(Some.Event(EventKind.Trouble, run.Now) with { Trouble = trouble });
    }

    private static (string Slug, JourneyDefinition Definition) Of(string slug) => ReadyJourneys.All.Single(j => j.Slug == slug);

    private static PureRun Ready(params string[] slugs) => new([.. slugs.Select(Of)]);
}
