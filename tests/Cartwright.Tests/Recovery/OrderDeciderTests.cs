using Cartwright.Recovery;
using Cartwright.Tracking;
using FsCheck.Fluent;

namespace Cartwright.Tests.Recovery;

public sealed class OrderDeciderTests
{
    private static readonly Guid Id = Guid.Parse("0191a000-0000-7000-8000-000000000003");

    [Fact]
    public void Any_order_of_an_orders_events_gives_the_same_total_and_refunds() =>
        Properties.Check(Prop.ForAll(EventStreams.Arbitrary, numbers =>
        {
            var events = EventStreams.Of(numbers).Select(e => e with { OrderId = "o1" }).ToArray();
            var shuffled = events.ToArray();
            new Random(numbers.Length).Shuffle(shuffled);

            Assert.Equal(Figures(Fold(events)), Figures(Fold(shuffled)));
        }), max: 500);

    [Fact]
    public void What_is_credited_never_exceeds_the_order_and_refunds_take_it_back() =>
        Properties.Check(Prop.ForAll(EventStreams.Arbitrary, numbers =>
        {
            var events = EventStreams.Of(numbers).Select(e => e with { OrderId = "o1" }).ToList();
            if (Fold(events) is not { } order) return;

            Assert.InRange(order.Net, 0, Math.Max(0, order.Total));
            var refunded = OrderDecider.Apply(order, Some.Ordered(1, trust: Trust.Platform, total: 500) with { Kind = EventKind.OrderRefunded }, Id, null, "EUR", 0)!;
            if (order is { Confirmed: true, CancelledAt: null }) Assert.Equal(Math.Max(0, order.Net - 500), refunded.Net);
        }), max: 300);

    [Fact]
    public void A_refund_told_twice_counts_once()
    {
        var refund = Some.Ordered(2, trust: Trust.Server, total: 700) with { Kind = EventKind.OrderRefunded };

        Assert.Equal(1290, Fold([Some.Ordered(1, trust: Trust.Server, total: 1990), refund, refund])!.Net);
    }

    [Fact]
    public void A_browsers_word_is_unconfirmed_until_the_server_says_the_same()
    {
        var told = Fold([Some.Ordered(1, total: 99_999)])!;
        var confirmed = Fold([Some.Ordered(1, total: 99_999), Some.Ordered(2, trust: Trust.Server, total: 1990)])!;

        Assert.False(told.Confirmed);
        Assert.Equal((true, 1990), (confirmed.Confirmed, confirmed.Total));
    }

    [Fact]
    public void What_a_browser_made_up_does_not_become_confirmed_by_a_server_that_tells_no_amount() =>
        Assert.Equal(1500, OrderDecider.Apply(Fold([Some.Ordered(1, total: 99_999)]), Some.Ordered(2, trust: Trust.Server) with { Total = null }, Id, null, "EUR", cartTotal: 1500)!.Total);

    [Fact]
    public void A_browser_neither_refunds_nor_cancels_what_the_server_confirmed()
    {
        var server = Some.Ordered(1, trust: Trust.Server, total: 1990);

        Assert.Equal(1990, Fold([server, Some.Ordered(2) with { Kind = EventKind.OrderRefunded }, Some.Ordered(3) with { Kind = EventKind.OrderCancelled }])!.Net);
        Assert.Equal(1990, Fold([Some.Ordered(2) with { Kind = EventKind.OrderRefunded }, server])!.Net);
    }

    [Fact]
    public void Number_and_pages_are_the_shops_last_word_and_never_the_browsers()
    {
        var first = Some.Ordered(1, trust: Trust.Server, total: 100) with { OrderNumber = "#1", PayUrl = "https://shop.test/pay/1" };
        var later = Some.Ordered(2, trust: Trust.Server, total: 100) with { OrderNumber = "#1001" };
        foreach (var events in (StorefrontEvent[][])[[first, later], [later, first]])
            Assert.Equal(("#1001", "https://shop.test/pay/1"), Fold(events) is { } order ? (order.Number, order.PayUrl) : default);

        Assert.Null(Fold([Some.Ordered(1, total: 100) with { OrderNumber = "#9", OrderUrl = "https://evil.test", PayUrl = "https://evil.test" }]) is { } made ? made.Number ?? made.Url ?? made.PayUrl : "");
    }

    [Fact]
    public void Goods_are_the_shops_last_word_too_with_what_came_to_their_price()
    {
        var first = Some.Ordered(1, trust: Trust.Server) with { Lines = [Some.Line("a"), Some.Line("b")], Shipping = 490 };
        var later = Some.Ordered(2, trust: Trust.Server) with { Lines = [Some.Line("a", 2)], Tax = 300 };
        var page = Some.Ordered(3) with { Lines = [Some.Line("evil")] };
        foreach (var events in (StorefrontEvent[][])[[first, later, page], [later, page, first], [page, later, first]])
        {
            var goods = Fold(events)!.Goods!;
            Assert.Equal(("a", 2, null, 300L), (Assert.Single(goods.Lines).ProductId, goods.Lines[0].Quantity, goods.Shipping, goods.Tax));
        }
        Assert.Null(Fold([page])!.Goods);
    }

    private static Order? Fold(IEnumerable<StorefrontEvent> events) => events.Aggregate((Order?)null, (order, e) => OrderDecider.Apply(order, e, Id, null, "EUR", 0));

    private static (long, string, long, long, long?, long?, bool)? Figures(Order? o) =>
        o is null ? null : (o.Total, o.Currency, Math.Min(o.Refunded, o.Total), o.PlacedAt, o.PaidAt, o.CancelledAt, o.Confirmed);
}
