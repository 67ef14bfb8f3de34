using Cartwright.Console.Overview;
using Cartwright.Reports;

namespace Cartwright.Tests.Console.Overview;

public sealed class HintsTests
{
    private static readonly string[] Days = ["2026-01-11", "2026-01-12"], Before = ["2026-01-09", "2026-01-10"];

    [Fact]
    public void A_shop_that_is_not_connected_hears_of_that_first() =>
        Assert.Equal(["hint.connect", "hint.no_journey"], Keys(new HintFacts(Figures(), 0, true, false, 0)));

    [Fact]
    public void What_stops_all_messages_comes_before_what_could_be_better() =>
        Assert.Equal(["hint.sending_off", "hint.no_journey", "hint.unreachable"], Keys(new HintFacts(Busy, 0, false, true, 9)));

    [Fact]
    public void A_platform_that_no_longer_tells_of_orders_is_told() =>
        Assert.Equal("hint.feed_silent", Keys(new HintFacts(Busy, 1, true, true, 0, OrderFeedSilent: true)).First());

    [Fact]
    public void Order_webhooks_that_are_off_are_told() =>
        Assert.Equal("hint.webhooks_off", Keys(new HintFacts(Busy, 1, true, true, 0, WebhooksOff: true)).First());

    [Fact]
    public void Cart_mails_of_the_shop_itself_are_told_after_what_is_broken() =>
        Assert.Equal(["hint.webhooks_off", "hint.cart_mails"], Keys(new HintFacts(Busy, 1, true, true, 0, WebhooksOff: true, CartMails: true)).Take(2));

    [Fact]
    public void A_store_in_test_mode_hears_that_no_shopper_gets_a_message() =>
        Assert.Equal("hint.sandbox", Keys(new HintFacts(Busy, 1, true, true, 0, Sandbox: true)).First());

    [Fact]
    public void A_journey_whose_hand_offs_nobody_gets_is_named_with_the_setting()
    {
        var hint = Hints.For(new HintFacts(Busy, 1, true, true, 0, UnheardHandoffs: ["High value", "Other"])).First();

        Assert.Equal(("hint.no_handoff", "settings#f-handoff_to", 2, "High value"), (hint.Key, hint.Link, hint.Count, hint.Journey));
        Assert.DoesNotContain("hint.no_handoff", Keys(new HintFacts(Busy, 1, true, true, 0, UnheardHandoffs: [])));
    }

    [Fact]
    public void The_step_at_which_most_money_stays_is_named_with_its_money()
    {
        var hint = Hints.For(new HintFacts(Figures(
            (Metric.CartsAbandoned, 30), (Metric.Recoverable, 30), (Metric.Stage("cart"), 20), (Metric.StageValue("cart"), 90_000),
            (Metric.Stage("shipping"), 4), (Metric.StageValue("shipping"), 8_000), (Metric.Stage("payment"), 6), (Metric.StageValue("payment"), 7_000)), 1, true, true, 0)).Single();

        Assert.Equal(("hint.stage", "shipping", 4, 8_000, "carts?stage=shipping"), (hint.Key, hint.Name, hint.Count, hint.Amount, hint.Link));
    }

    [Fact]
    public void A_few_carts_say_nothing_about_shares() =>
        Assert.Empty(Hints.For(new HintFacts(Figures((Metric.CartsAbandoned, 3), (Metric.Stage("payment"), 3), (Metric.StageValue("payment"), 9_000)), 1, true, true, 0)));

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 0)]
    public void Orders_only_the_browser_tells_of_are_worth_a_word_unless_they_are_accepted(bool accepted, int expected) =>
        Assert.Equal(expected, Hints.For(new HintFacts(Figures((Metric.UnconfirmedOrders, 2), (Metric.UnconfirmedRevenue, 5_000)), 1, true, accepted, 0)).Count(h => h.Key == "hint.unconfirmed"));

    [Fact]
    public void Figures_tell_periods_and_currencies_apart()
    {
        var figures = new OverviewFigures(
            [
                new("2026-01-12", "EUR", Metric.RecoveredRevenue, 100), new("2026-01-11", "EUR", Metric.RecoveredRevenue, 20), new("2026-01-09", "EUR", Metric.RecoveredRevenue, 7),
                new("2026-01-12", "USD", Metric.RecoveredRevenue, 999), new("2026-01-09", "USD", Metric.RecoveredRevenue, 1), new("2026-01-12", "", Metric.MessagesSent, 3), new("2025-12-24", "EUR", Metric.AtRiskValue, 50),
            ], "EUR", Days, Before);

        Assert.Equal((120, 7, 100, 3, 50), (figures.Sum(Metric.RecoveredRevenue), figures.Before(Metric.RecoveredRevenue), figures.On("2026-01-12", Metric.RecoveredRevenue), figures.Sum(Metric.MessagesSent), figures.Now(Metric.AtRiskValue)));
        Assert.Equal([("USD", 999L)], figures.Foreign(Metric.RecoveredRevenue));
    }

    private static OverviewFigures Busy => Figures((Metric.CartsAbandoned, 40), (Metric.Recoverable, 10), (Metric.AbandonedValue, 400), (Metric.RecoverableValue, 100), (Metric.StageValue("payment"), 10), (Metric.Stage("payment"), 1));

    private static OverviewFigures Figures(params (string Metric, long Value)[] values) => new(values.Select(v => new Figure("2026-01-12", "EUR", v.Metric, v.Value)), "EUR", Days, Before);

    private static IEnumerable<string> Keys(HintFacts facts) => Hints.For(facts).Select(h => h.Key);
}
