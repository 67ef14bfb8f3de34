using Cartwright.Journeys;
using Cartwright.Shoppers;
using Cartwright.Stores;
using Cartwright.Tracking;
using static Cartwright.Journeys.Condition;

namespace Cartwright.Tests.Turns;

/// <summary>Journeys of every trigger and step, on the decisions of the server.</summary>
public sealed class JourneyTurnTests
{
    private static readonly string[] Live = ["abandoned-cart", "abandoned-checkout", "payment-failed", "technical-trouble", "unpaid-order"];

    [Theory]
    [InlineData(null, "abandoned-checkout", "cart-reminder")]
    [InlineData("payment_declined", "payment-failed", "payment-failed")]
    [InlineData("script_error", "technical-trouble", "technical-trouble")]
    [InlineData("api_error", "technical-trouble", "technical-trouble")]
    [InlineData("other", "abandoned-checkout", "cart-reminder")]
    public void A_shopper_enters_the_one_journey_that_fits_best(string? trouble, string slug, string template)
    {
        var run = Ready(Live);
        Leave(run, trouble);
        run.RunFor(TimeSpan.FromMinutes(5));

        Assert.Equal(slug, run.JourneyOf(Assert.Single(run.State.Enrollments))!.Slug);
        Assert.Equal([template], run.Sent.Select(s => s.Template));
        Assert.InRange(run.Sent[0].At - run.Start, 0, 5 * 60_000);
    }

    [Fact]
    public void A_cart_without_a_checkout_gets_the_carts_journey()
    {
        var run = Ready(Live);
        run.Tell(Some.Event(EventKind.Identified, run.Now, trust: Trust.Server) with { UserId = "u1", Personal = new Personal { Email = "ada@mail.test" } }).Tell(Some.Added(run.Now));
        run.RunFor(TimeSpan.FromMinutes(5));
        Assert.Equal("abandoned-cart", run.JourneyOf(Assert.Single(run.State.Enrollments))!.Slug);
    }

    /// <summary>A page's word may be heard after the cart was found left: on a phone without a net, behind a slow server.</summary>
    [Theory]
    [InlineData("the address", "cart-reminder")]
    [InlineData("the address, by the shop", "cart-reminder")]
    [InlineData("the refused card", "payment-failed")]
    public void What_is_told_late_of_a_cart_that_was_left_still_begins_its_journey_and_once(string told, string template)
    {
        var run = Ready(Live);
        run.Tell(Some.Added(run.Now));
        if (template == "payment-failed") run.Tell(Some.Typed(run.Now, "ada@mail.test"));
        var left = run.Now;
        run.RunFor(TimeSpan.FromMinutes(10));
        var before = run.Sent.Count;
        Assert.Equal(template == "payment-failed" ? 1 : 0, before);

        var late = told switch
        {
            "the address" => Some.Typed(left, "ada@mail.test"),
            "the address, by the shop" => Some.Event(EventKind.Identified, run.Now, trust: Trust.Server) with { UserId = "u1", Personal = new Personal { Email = "ada@mail.test" } },
            _ => Some.Event(EventKind.Trouble, left) with { Trouble = "payment_declined" },
        };
        run.Tell(late).Tell(late with { MessageId = "again" }).RunFor(TimeSpan.FromMinutes(10));
        Assert.Equal([template], run.Sent.Skip(before).Select(s => s.Template));
    }

    [Fact]
    public void Who_gives_an_address_for_another_cart_is_not_written_to_about_the_one_of_before()
    {
        var run = Ready(Live);
        run.Tell(Some.Added(run.Now, cart: "c1")).RunFor(TimeSpan.FromDays(1));
        run.Tell(Some.Added(run.Now, product: "p2", cart: "c2")).Tell(Some.Typed(run.Now, "ada@mail.test", cart: "c2")).RunFor(TimeSpan.FromMinutes(2));
        Assert.Empty(run.Sent);
        run.RunFor(TimeSpan.FromMinutes(10));

        var entered = Assert.Single(run.State.Enrollments);
        Assert.Contains("cart:c2", run.State.Cart(entered.CartId)!.Facts.Refs);
        Assert.Single(run.Sent);
    }

    [Fact]
    public void An_order_without_money_is_helped_once_until_it_is_paid_and_never_after_it_was_closed()
    {
        foreach (var (paid, closes, sent) in new[] { (false, 72, 2), (true, 72, 1), (false, 1, 1) })
        {
            var run = Ready(Live);
            Leave(run, null);
            run.Tell(Placed(run, closes));
            run.RunFor(TimeSpan.FromMinutes(31));
            Assert.Equal(["unpaid-order"], run.Sent.Select(s => s.Template));
            if (paid) run.Tell(Some.Ordered(run.Now, order: "o1", trust: Trust.Server));
            run.RunFor(TimeSpan.FromDays(20));
            Assert.Equal(sent, run.Sent.Count);
            if (paid) Assert.Equal(SkipReason.Paid, Assert.Single(run.State.Enrollments, e => e.OrderId is not null).ExitReason);
        }
    }

    [Fact]
    public void An_order_that_only_the_browser_told_of_is_thanked_for_by_nobody()
    {
        foreach (var trust in (Trust[])[Trust.Browser, Trust.Server])
        {
            var run = Ready(["order-confirmation"]);
            Leave(run, null);
            run.Tell(Some.Ordered(run.Now, trust: trust)).RunFor(TimeSpan.FromDays(2));
            Assert.Equal(trust == Trust.Server ? 1 : 0, run.Sent.Count);
        }
    }

    [Fact]
    public void An_order_is_confirmed_once_however_often_it_is_told()
    {
        var run = Ready(["order-confirmation", "after-purchase"]);
        Leave(run, null);
        run.Tell(Placed(run, 72)).Tell(Placed(run, 72)).Tell(Some.Ordered(run.Now, order: "o1", trust: Trust.Platform)).Tell(Some.Ordered(run.Now, order: "o1", trust: Trust.Server)).RunFor(TimeSpan.FromDays(3));
        Assert.Equal(1, run.Sent.Count(s => s.Template == "order-confirmation"));
        Assert.Equal(1, run.Sent.Count(s => s.Template == "next-purchase"));
    }

    [Fact]
    public void Who_opened_an_account_and_ordered_nothing_hears_of_it_within_the_week_and_who_ordered_does_not()
    {
        foreach (var orders in (bool[])[false, true])
        {
            var run = Ready(["registered-no-order"]);
            run.Tell(Some.Event(EventKind.Identified, run.Now, trust: Trust.Server) with { UserId = "u1", Personal = new Personal { Email = "ada@mail.test" }, Consents = [new ConsentGiven(Channels.Email, true, "yes")] });
            run.RunFor(TimeSpan.FromDays(1));
            if (orders) run.Tell(Some.Ordered(run.Now, trust: Trust.Server) with { UserId = "u1" });
            run.RunFor(TimeSpan.FromDays(10));
            Assert.Equal(orders ? 0 : 1, run.Sent.Count);
            Assert.All(run.Sent, s => Assert.InRange(s.At - run.Start, 0, 6 * 86_400_000L));
        }
    }

    [Fact]
    public void Days_after_the_last_order_are_counted_from_the_last_one()
    {
        var run = Ready(["win-back"]);
        Leave(run, null);
        run.Tell(Some.Ordered(run.Now, order: "o1", trust: Trust.Server)).RunFor(TimeSpan.FromDays(60));
        run.Tell(Some.Ordered(run.Now, order: "o2", trust: Trust.Server)).RunFor(TimeSpan.FromDays(89));
        Assert.Empty(run.Sent);
        run.RunFor(TimeSpan.FromDays(2));
        Assert.Equal(["win-back"], run.Sent.Select(s => s.Template));
    }

    [Fact]
    public void A_wait_for_an_event_ends_with_it_or_with_its_time_and_a_branch_knows_which()
    {
        foreach (var comes in (bool[])[false, true])
        {
            var run = Of(new WaitStep(Event: "came_back", Timeout: "P2D"), new BranchStep(Is("wait.outcome", "=", "happened"), [new SendStep("email", "a")], [new SendStep("email", "b")]));
            Leave(run, null);
            run.RunFor(TimeSpan.FromHours(5));
            if (comes) run.Tell(Some.Event(EventKind.PageViewed, run.Now));
            run.RunFor(TimeSpan.FromDays(4));
            Assert.Equal([comes ? "a" : "b"], run.Sent.Select(s => s.Template));
            Assert.Equal(comes, run.Sent[0].At - run.Start < 6 * 3_600_000L);
        }
    }

    [Fact]
    public void A_split_and_the_variants_of_a_send_take_a_shopper_one_way()
    {
        var run = Of(new SplitStep("s", [new(1, [new SendStep("email", "a")]), new(1, [new SendStep("email", "b")])]), new SendStep("email", "c", [new SendVariant("d", 3)]));
        Leave(run, null);
        run.RunFor(TimeSpan.FromHours(1));
        Assert.Equal(2, run.Sent.Count);
        Assert.Contains(run.Sent[0].Template, (string[])["a", "b"]);
        Assert.Contains(run.Sent[1].Template, (string[])["c", "d"]);
    }

    [Fact]
    public void A_mark_is_put_on_and_taken_away_and_an_end_is_one()
    {
        var run = Of(new TagStep("vip"), new TagStep("new"), new TagStep("vip", Remove: true), new StopStep(), new SendStep("email", "never"));
        Leave(run, null);
        run.RunFor(TimeSpan.FromHours(1));
        Assert.Equal(["new"], run.State.Traits.Tags);
        Assert.Empty(run.Sent);
        Assert.Equal(EnrollmentStatus.Done, Assert.Single(run.State.Enrollments).Status);
    }

    [Fact]
    public void A_filter_and_dates_keep_shoppers_out()
    {
        foreach (var (filter, window, enters) in new (Condition?, JourneyWindow?, bool)[]
        {
            (Is("cart.total", ">", 100), null, true), (Is("cart.total", ">", 1_000_000), null, false),
            (null, new JourneyWindow("2026-03-01", "2026-03-31"), true), (null, new JourneyWindow("2026-04-01"), false), (null, new JourneyWindow(To: "2026-03-01"), false),
            (null, new JourneyWindow("2019-12-20", "2019-03-05", EveryYear: true), true), (null, new JourneyWindow("2019-06-01", "2019-06-30", EveryYear: true), false),
        })
        {
            var run = new PureRun([("j", new JourneyDefinition { Name = "n", Trigger = new JourneyTrigger(TriggerType.CartAbandoned), Filter = filter, Window = window, Steps = [new SendStep("email", "a")] })]);
            Leave(run, null);
            run.RunFor(TimeSpan.FromHours(1));
            Assert.Equal(enters ? 1 : 0, run.Sent.Count);
        }
    }

    [Fact]
    public void A_filter_of_a_journey_about_orders_asks_of_the_cart_that_was_ordered()
    {
        foreach (var least in (int[])[100, 1_000_000])
        {
            var run = new PureRun([("j", new JourneyDefinition { Name = "n", Kind = JourneyKind.Transactional, Trigger = new JourneyTrigger(TriggerType.OrderPlaced), Filter = Is("cart.total", ">", least), Steps = [new SendStep("email", "a")] })]);
            Leave(run, null);
            run.Tell(Some.Ordered(run.Now, trust: Trust.Server));
            run.RunFor(TimeSpan.FromHours(1));
            Assert.Equal(least == 100 ? 1 : 0, run.Sent.Count);
        }
    }

    [Fact]
    public void Who_came_to_look_hears_of_it_only_without_a_cart()
    {
        foreach (var fills in (bool[])[false, true])
        {
            var run = Ready(["came-back-and-looked"]);
            run.Tell(Some.Event(EventKind.Identified, run.Now) with { UserId = "u1", Personal = new Personal { Email = "ada@mail.test" }, Consents = [new ConsentGiven(Channels.Email, true, "yes")] });
            run.Tell(Some.Event(EventKind.Identified, run.Now, trust: Trust.Server) with { UserId = "u1", Personal = new Personal { Email = "ada@mail.test" }, Consents = [new ConsentGiven(Channels.Email, true, "yes")] });
            run.Tell(Some.Event(EventKind.ProductViewed, run.Now) with { UserId = "u1" });
            if (fills) run.Tell(Some.Added(run.Now));
            run.RunFor(TimeSpan.FromHours(5));
            Assert.Equal(fills ? 0 : 1, run.Sent.Count);
        }
    }

    [Fact]
    public void Goods_that_are_back_are_news_only_for_whom_they_still_lie_in_a_cart_that_was_left()
    {
        foreach (var (takesOut, orders, isThere, sent) in new[] { (false, false, false, 1), (true, false, false, 0), (false, true, false, 0), (false, false, true, 0) })
        {
            var run = Ready(["back-in-stock"]);
            run.Tell(Some.Event(EventKind.Identified, run.Now, trust: Trust.Server) with { UserId = "u1", Personal = new Personal { Email = "ada@mail.test" }, Consents = [new ConsentGiven(Channels.Email, true, "yes")] });
            run.Tell(Some.Added(run.Now) with { UserId = "u1" }).Tell(Some.Added(run.Now, product: "p2"));
            if (takesOut) run.Tell(Some.Event(EventKind.ProductRemoved, run.Now) with { Lines = [Some.Line("p1")] });
            run.RunFor(TimeSpan.FromDays(1));
            if (orders) run.Tell(Some.Ordered(run.Now));
            if (isThere) run.Tell(Some.Event(EventKind.PageViewed, run.Now));
            run.News("p1", TriggerType.BackInStock).RunFor(TimeSpan.FromDays(1));
            Assert.Equal(sent, run.Sent.Count);
        }
    }

    [Fact]
    public void News_of_goods_that_lie_in_two_carts_are_told_once()
    {
        var run = Ready(["price-drop"]);
        run.Tell(Some.Event(EventKind.Identified, run.Now, trust: Trust.Server) with { UserId = "u1", Personal = new Personal { Email = "ada@mail.test" }, Consents = [new ConsentGiven(Channels.Email, true, "yes")] });
        foreach (var cart in (string[])["c1", "c2"]) run.Tell(Some.Added(run.Now, cart: cart) with { UserId = "u1" });
        run.RunFor(TimeSpan.FromDays(1));
        Assert.Equal(2, run.State.Carts.Count(c => c.AbandonedAt is not null));

        run.News("p1", TriggerType.PriceDrop).RunFor(TimeSpan.FromDays(1));
        Assert.Equal(["price-drop"], run.Sent.Select(s => s.Template));
        // And once more when it becomes cheaper again, of the cart of which it was not told.
        run.News("p1", TriggerType.PriceDrop).RunFor(TimeSpan.FromDays(1));
        Assert.Equal(2, run.Sent.Count);
    }

    [Fact]
    public void A_run_finishes_on_the_version_it_began_with()
    {
        var run = Ready(["abandoned-cart"]);
        Leave(run, null);
        run.RunFor(TimeSpan.FromHours(1));
        run.Journeys = [run.Journeys[0] with { Version = 2, Definition = run.Journeys[0].Definition with { Steps = [new StopStep()] } }];
        run.RunFor(TimeSpan.FromDays(2));
        Assert.Equal(["cart-reminder", "cart-reminder-2"], run.Sent.Select(s => s.Template));
    }

    [Theory]
    [InlineData("order_placed", true)]
    [InlineData("came_back", false)]
    [InlineData(null, true)]
    public void A_run_ends_when_what_it_is_for_has_happened(string? goal, bool orders)
    {
        var run = new PureRun([("j", new JourneyDefinition { Name = "n", Trigger = new JourneyTrigger(TriggerType.CartAbandoned), Goal = goal, Steps = [new SendStep("email", "a"), new WaitStep("P1D"), new SendStep("email", "b")] })]);
        Leave(run, null);
        run.RunFor(TimeSpan.FromHours(1)).Tell(orders ? Some.Ordered(run.Now, trust: Trust.Server) : Some.Event(EventKind.PageViewed, run.Now)).RunFor(TimeSpan.FromDays(3));

        Assert.Equal(["a"], run.Sent.Select(s => s.Template));
        Assert.Equal(goal is null ? SkipReason.Ordered : SkipReason.GoalReached, Assert.Single(run.State.Enrollments).ExitReason);
        Assert.Equal(["goal"], JourneyPolicy.Check(run.Journeys[0].Definition with { Goal = "fame" }, new JourneyNames(["a", "b"])).Select(e => e.Field));
    }

    [Theory, InlineData("order_placed"), InlineData("order_paid")]
    public void An_order_whose_first_word_is_that_it_is_paid_was_placed_as_well(string awaited)
    {
        var run = new PureRun([("j", new JourneyDefinition
        {
            Name = "n", Trigger = new JourneyTrigger(TriggerType.CartAbandoned), Exits = [JourneyExit.Emptied], Steps = [new WaitStep(Event: awaited, Timeout: "P2D"), new TagStep("after")],
        })]);
        Leave(run, null);
        run.RunFor(TimeSpan.FromMinutes(10));
        run.Tell(Some.Ordered(run.Now, trust: Trust.Server)).RunFor(TimeSpan.FromMinutes(1));

        Assert.Equal("happened", Assert.Single(run.State.Enrollments).Memo.Waited);
    }

    [Fact]
    public void Each_journey_about_an_unpaid_order_begins_at_its_own_time()
    {
        JourneyDefinition After(string time, string template) => new() { Name = time, Kind = JourneyKind.Transactional, MaxAgeHours = 336, Trigger = new JourneyTrigger(TriggerType.UnpaidOrder, After: time), Steps = [new SendStep("email", template)] };
        var run = new PureRun([("late", After("P2D", "late")), ("soon", After("PT30M", "soon"))]);
        Leave(run, null);
        run.Tell(Placed(run, 100));
        var placed = run.State.Orders[0].PlacedAt;
        Explanation Late() => ExplainPolicy.Of(run.State, run.Journeys, (id, version) => run.Journeys.FirstOrDefault(j => j.Id == id && j.Version == version)?.Definition, run.Store, run.Now).Single(x => x.Journey.Slug == "late");
        run.RunFor(TimeSpan.FromHours(40));
        Assert.Equal(("not_yet", placed + 2 * 86_400_000L), (Late().Reason, Late().NextAt));
        run.RunFor(TimeSpan.FromDays(4));

        Assert.Equal([("soon", placed + 1_800_000), ("late", placed + 2 * 86_400_000L)], run.Sent.Select(s => (s.Template, s.At)));
    }

    [Fact]
    public void An_order_that_was_asked_about_before_each_had_its_own_time_is_asked_about_no_more()
    {
        var order = new Cartwright.Recovery.Order { Id = new Guid(9, 0, 0, new byte[8]), ExternalId = "o1", Currency = "EUR", UnpaidAsked = true };
        Assert.True(order.WasAskedUnpaid(86_400_000L));
        Assert.False((order with { UnpaidAsked = false }).WasAskedUnpaid(0));
    }

    [Theory]
    [InlineData("red", true), InlineData("", true), InlineData("blue", false)]
    public void News_is_of_the_variant_in_the_cart(string variant, bool isTold)
    {
        var run = Ready(["back-in-stock"]);
        run.Tell(Some.Event(EventKind.Identified, run.Now, trust: Trust.Server) with { Personal = new Personal { Email = "ada@mail.test" }, Consents = [new ConsentGiven("email", true, "yes")] });
        run.Tell(Some.Added(run.Now) with { Lines = [Some.Line("p1") with { Variant = "red" }] }).RunFor(TimeSpan.FromHours(1));
        run.News("p1", "back_in_stock", variant).RunFor(TimeSpan.FromHours(1));
        Assert.Equal(isTold ? 1 : 0, run.Sent.Count);
    }

    [Theory, InlineData(true), InlineData(false)]
    public void News_that_was_over_before_it_left_does_not_bar_the_next(bool wasSoldOut)
    {
        var run = Ready(["back-in-stock"]);
        run.Tell(Some.Event(EventKind.Identified, run.Now, trust: Trust.Server) with { Personal = new Personal { Email = "ada@mail.test" }, Consents = [new ConsentGiven("email", true, "yes")] });
        run.Tell(Some.Added(run.Now)).RunFor(TimeSpan.FromHours(1));
        run.IsSoldOut = wasSoldOut;
        run.News("p1", "back_in_stock").RunFor(TimeSpan.FromHours(1));
        Assert.Equal(wasSoldOut ? 0 : 1, run.Sent.Count);
        run.IsSoldOut = false;
        run.News("p1", "back_in_stock").RunFor(TimeSpan.FromHours(1));

        Assert.Single(run.Sent);
        Assert.Equal(wasSoldOut ? 2 : 1, run.State.Enrollments.Count);
    }

    [Theory, InlineData(1990, 0), InlineData(990, 1)]
    public void An_order_that_was_paid_back_in_full_is_followed_up_no_more(long refunded, int sent)
    {
        var run = Ready(["after-purchase"]);
        Leave(run, null);
        run.Tell(Some.Ordered(run.Now, trust: Trust.Server)).RunFor(TimeSpan.FromMinutes(10));
        run.Tell(Some.Event(EventKind.OrderRefunded, run.Now, trust: Trust.Server) with { OrderId = "o1", Total = refunded, Currency = "EUR" }).RunFor(TimeSpan.FromDays(1));

        Assert.Equal(sent, run.Sent.Count);
        Assert.Equal(sent == 1 ? "completed" : SkipReason.OrderCancelled, Assert.Single(run.State.Enrollments).ExitReason);
    }

    [Fact]
    public void A_message_about_an_order_that_was_paid_back_in_full_does_not_leave()
    {
        var run = new PureRun([.. ReadyJourneys.All.Where(j => j.Slug == "order-confirmation").Select(j => (j.Slug, j.Definition with { Exits = [] }))]) { Slowness = 600_000 };
        Leave(run, null);
        run.Tell(Some.Ordered(run.Now, trust: Trust.Server)).RunFor(TimeSpan.FromMinutes(1));
        run.Tell(Some.Event(EventKind.OrderRefunded, run.Now, trust: Trust.Server) with { OrderId = "o1", Total = 1990, Currency = "EUR" }).RunFor(TimeSpan.FromDays(1));

        Assert.Empty(run.Sent);
        Assert.Equal(SkipReason.OrderCancelled, Assert.Single(run.State.Messages).SkipReason);
    }

    private static StorefrontEvent Placed(PureRun run, int closesInHours) =>
        Some.Event(EventKind.OrderPlaced, run.Now, trust: Trust.Server) with { OrderId = "o1", Total = 1990, Currency = "EUR", ClosesAt = run.Now + closesInHours * 3_600_000L };

    private static void Leave(PureRun run, string? trouble)
    {
        run.Tell(Some.Added(run.Now)).Tell(Some.Typed(run.Now, "ada@mail.test"));
        if (trouble is not null) run.Tell(Some.Event(EventKind.Trouble, run.Now) with { Trouble = trouble });
    }

    private static PureRun Ready(string[] slugs) => new([.. ReadyJourneys.All.Where(j => slugs.Contains(j.Slug))]);

    private static PureRun Of(params JourneyStep[] steps) => new([("j", new JourneyDefinition { Name = "n", Trigger = new JourneyTrigger(TriggerType.CartAbandoned), Steps = steps })]);
}
