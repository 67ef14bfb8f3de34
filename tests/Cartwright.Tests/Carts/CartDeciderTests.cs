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

    [Theory]
    [InlineData(4470, 490, null, null, 0)]
    [InlineData(4390, 490, null, null, -80)]
    [InlineData(4000, null, null, null, 20)]
    [InlineData(3980, 0, 636, null, 0)] // the tax is inside the prices
    [InlineData(4616, 0, 636, null, 0)] // beside them
    [InlineData(4626, 0, 636, null, 10)]
    [InlineData(3480, null, null, 500, 0)]
    public void A_total_that_is_not_the_sum_of_its_parts_shows_by_how_much(int told, int? shipping, int? tax, int? discount, int difference) =>
        Assert.Equal(difference, CartDecider.Fold([Some.Event(EventKind.CartSnapshot, 1) with { Lines = [Some.Line("p1", 2)], Currency = "EUR", Shipping = shipping, Tax = tax, Discount = discount, Total = told }], "EUR").Single().Difference);

    [Fact]
    public void An_order_closes_the_cart_and_the_next_product_opens_another() =>
        Assert.Equal([Stage.Placed, Stage.Cart], CartDecider.Fold([Some.Added(1), Some.Ordered(2), Some.Added(3)], "EUR").Select(c => c.Stage));

    private static string[] Text(IEnumerable<CartFacts> carts) => [.. carts.Select(Text)];

    private static string Text(CartFacts cart) => JsonSerializer.Serialize(cart) + JsonSerializer.Serialize(cart.Details.OrderBy(d => d.Key));

    // Keys count the orders a shopper made before, also those of other devices: they name a cart, they are no fact of it.
    private static string[] Facts(IEnumerable<CartFacts> carts) => [.. carts.Select(c => Text(c with { Key = "" }))];

    // Shopify tells of a cart and its checkout at each change of either; the cart's delivery knows the goods alone.
    private static IEnumerable<StorefrontEvent> Checkout(params IEnumerable<StorefrontEvent> after) =>
    [
        Some.Event(EventKind.CheckoutStarted, 10, null, Trust.Platform) with { CartId = "c1", CheckoutId = "k1", Lines = [Some.Line("p1", 2)], Currency = "EUR", Total = 4470, Shipping = 490 },
        Some.Event(EventKind.StepCompleted, 11, null, Trust.Platform) with { CartId = "c1", CheckoutId = "k1", Stage = "shipping" },
        .. after,
    ];

    private static StorefrontEvent Touched(long at, Trust trust, params EventLine[] lines) => Some.Event(EventKind.CartSnapshot, at, trust == Trust.Browser ? "device-1" : null, trust) with { CartId = "c1", Lines = lines, Currency = "EUR" };

    [Fact]
    public void The_same_goods_told_again_leave_the_checkout_where_it_was()
    {
        var cart = Assert.Single(CartDecider.Fold(Checkout(Touched(12, Trust.Platform, Some.Line("p1", 2, 1500))), "EUR"));
        Assert.Equal((Stage.Shipping, 4470, 1990), (cart.Stage, cart.Total, cart.Lines[0].Unit));
        Assert.Equal(Stage.Shipping, Assert.Single(CartDecider.Fold(Checkout(Touched(12, Trust.Server, Some.Line("p1", 2))), "EUR")).Stage);
    }

    [Fact]
    public void Other_goods_leave_it_there_too_and_no_goods_begin_anew()
    {
        foreach (var lines in (EventLine[][])[[Some.Line("p1")], [Some.Line("p2", 2)], [Some.Line("p1", 2), Some.Line("p2")], []])
            Assert.Equal((lines.Length > 0 ? Stage.Shipping : Stage.Cart, lines.Length), Assert.Single(CartDecider.Fold(Checkout(Touched(12, Trust.Platform, lines)), "EUR")) is var cart ? (cart.Stage, cart.Lines.Count) : default);
        Assert.Equal(Stage.Payment, Assert.Single(CartDecider.Fold([Some.Added(1), Some.Event(EventKind.PaymentEntered, 2), Some.Added(3, product: "p2")], "EUR")).Stage);
    }

    [Fact]
    public void What_the_platform_tells_as_a_whole_is_not_added_to_by_a_page()
    {
        var page = Some.Added(20, product: "p1", cart: "8ffbd0ae9c1a4bfe9d1c7a5f3a2e1d00");
        var whole = Touched(19, Trust.Platform, Some.Line("p1")) with { CartId = page.CartId };
        Assert.Equal(1, Assert.Single(Assert.Single(CartDecider.Fold([whole, page], "EUR")).Lines).Quantity);
        Assert.Equal(2, Assert.Single(Assert.Single(CartDecider.Fold([whole with { Kind = EventKind.CheckoutStarted }, page], "EUR")).Lines).Quantity); // a checkout alone is no word on what comes after it
    }
}
