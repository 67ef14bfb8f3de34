using System.Text.Json;
using Cartwright.Carts;
using Cartwright.Tracking;
using FsCheck.Fluent;

namespace Cartwright.Tests.Carts;

public sealed class CartDeciderTests
{
    [Fact]
    public void Any_order_and_doubling_of_a_set_of_events_gives_the_same_facts() =>
        Properties.Check(Prop.ForAll(EventStreams.Arbitrary, numbers =>
        {
            var events = EventStreams.Of(numbers);
            var mixed = events.Concat(events.Take(3)).ToArray();
            new Random(numbers.Length).Shuffle(mixed);

            Assert.Equal(Text(CartDecider.Fold(events, "EUR")), Text(CartDecider.Fold(mixed, "EUR")));
        }), max: 500);

    [Fact]
    public void Events_applied_one_by_one_in_their_order_give_the_same_as_all_at_once() =>
        Properties.Check(Prop.ForAll(EventStreams.Arbitrary, numbers =>
        {
            var events = EventStreams.Of(numbers).Order(EventOrder.Instance);
            IReadOnlyList<CartFacts> carts = [];
            foreach (var e in events) carts = CartDecider.Apply(carts, e, "EUR");

            Assert.Equal(Text(CartDecider.Fold(EventStreams.Of(numbers), "EUR")), Text(carts));
        }), max: 300);

    [Fact]
    public void A_browser_changes_no_cart_of_another_device() =>
        Properties.Check(Prop.ForAll(EventStreams.Arbitrary, numbers =>
        {
            var events = EventStreams.Of(numbers).Where(e => e.Trust == Trust.Browser).Select(e => e with { AnonymousId = "own" }).ToList();
            var foreign = EventStreams.Of(numbers.Select(n => n + 1_000_001)).Select(e => e with { Trust = Trust.Browser, AnonymousId = e.AnonymousId is null ? null : "foreign" });

            var own = CartDecider.Fold(events, "EUR").ToList();
            var mixed = CartDecider.Fold(events.Concat(foreign), "EUR").Where(c => c.Devices.Contains("own")).ToList();

            Assert.Equal(Facts(own), Facts(mixed));
        }), max: 300);

    [Fact]
    public void A_browser_without_a_device_changes_no_cart_that_the_shops_server_made()
    {
        var made = Some.Added(1) with { Trust = Trust.Server, AnonymousId = null, UserId = "u1", CartId = "c1" };
        var foreign = Some.Added(2, product: "evil") with { AnonymousId = null, UserId = "u1", CartId = "c1" };

        var carts = CartDecider.Fold([made, foreign], "EUR");

        Assert.Equal(["p1"], carts[0].Lines.Select(l => l.ProductId));
    }

    [Fact]
    public void Goods_in_another_currency_are_not_added_up() =>
        Assert.Equal(1990, CartDecider.Fold([Some.Added(1), Some.Added(2, product: "p2") with { Currency = "USD" }], "EUR").Single().Items);

    [Fact]
    public void An_order_closes_the_cart_and_the_next_product_opens_another() =>
        Assert.Equal([Stage.Placed, Stage.Cart], CartDecider.Fold([Some.Added(1), Some.Ordered(2), Some.Added(3)], "EUR").Select(c => c.Stage));

    private static string[] Text(IEnumerable<CartFacts> carts) => [.. carts.Select(Text)];

    private static string Text(CartFacts cart) => JsonSerializer.Serialize(cart) + JsonSerializer.Serialize(cart.Details.OrderBy(d => d.Key));

    // Keys count the orders a shopper made before, also those of other devices: they name a cart, they are no fact of it.
    private static string[] Facts(IEnumerable<CartFacts> carts) => [.. carts.Select(c => Text(c with { Key = "" }))];
}
