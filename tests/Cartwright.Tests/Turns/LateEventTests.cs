using System.Text.Json;
using Cartwright.Carts;
using Cartwright.Hosting;
using Cartwright.Recovery;
using Cartwright.Shoppers;
using Cartwright.Stores;
using Cartwright.Tracking;
using Cartwright.Turns;
using FsCheck.Fluent;

namespace Cartwright.Tests.Turns;

/// <summary>Promise 2 where state is kept: what was decided on the way must not bend the facts.</summary>
public sealed class LateEventTests
{
    private static readonly Store Store = new(Guid.Parse("0191a000-0000-7000-8000-000000000001"), "shop", "Shop", "https://shop.test", "EUR", "UTC", "en", new StoreSettings(), 0);

    [Fact]
    public void Events_in_any_order_end_in_the_facts_of_their_own_order() =>
        Properties.Check(Prop.ForAll(EventStreams.Arbitrary, numbers =>
        {
            var events = EventStreams.Of(numbers);
            var shuffled = events.ToArray();
            new Random(numbers.Length).Shuffle(shuffled);

            var (inOrder, late) = (Run(events.Order(EventOrder.Instance)), Run(shuffled));

            Assert.Equal(Carts(inOrder), Carts(late));
            Assert.Equal(Orders(inOrder), Orders(late));
        }), max: 500);

    [Fact]
    public void A_cart_that_a_late_event_joined_to_another_takes_no_more_events()
    {
        // The snapshot names c1 late: what was one cart without a name and one with it turns out to be one cart.
        var first = Some.Added(EventStreams.Start + 10, cart: "c1");
        var second = Some.Added(EventStreams.Start + 20, product: "p2", cart: "c1");
        var between = Some.Ordered(EventStreams.Start + 15, order: "o1") with { CartId = "c1" };
        var third = Some.Added(EventStreams.Start + 30, product: "p3", cart: "c1");

        Assert.Equal(Carts(Run([first, between, second, third])), Carts(Run([first, second, between, third])));
    }

    internal static ShopperState Run(IEnumerable<StorefrontEvent> events)
    {
        var state = new ShopperState { StoreId = Store.Id, Id = Guid.Parse("0191a000-0000-7000-8000-000000000002") };
        var ids = new Ids(new TestClock(), new Random(1));
        var log = new List<StorefrontEvent>();
        var now = EventStreams.Start + 10L * 86_400_000;
        foreach (var e in events)
        {
            var late = string.CompareOrdinal(EventStamp.Of(e), state.LastStamp) <= 0;
            var since = CartDecider.Since([.. state.Carts.Where(c => !c.Merged).Select(c => c.Facts)], e.At);
            state = TurnDecider.Decide(state, new EventSignal(e), new TurnContext(Store, [], (_, _) => null, (kind, value) => kind + value, ids, now++), late ? new EventLog(since, [.. log.Where(x => x.At >= since)]) : null).State;
            log.Add(e);
        }
        return state;
    }

    internal static string[] Carts(ShopperState state) =>
        [.. state.Carts.Where(c => !c.Merged).Select(c => JsonSerializer.Serialize(c.Facts) + JsonSerializer.Serialize(c.Facts.Details.OrderBy(d => d.Key))).Order(StringComparer.Ordinal)];

    internal static string[] Orders(ShopperState state) => [.. state.Orders.OrderBy(o => o.ExternalId, StringComparer.Ordinal).Select(Text)];

    private static string Text(Order o) => $"{o.ExternalId} {o.Total} {o.Currency} refunded {Math.Min(o.Refunded, o.Total)} placed {o.PlacedAt} paid {o.PaidAt} cancelled {o.CancelledAt} confirmed {o.Confirmed}";
}
