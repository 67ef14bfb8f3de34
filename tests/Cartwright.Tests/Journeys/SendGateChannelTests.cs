using Cartwright.Carts;
using Cartwright.Journeys;
using Cartwright.Shoppers;
using Cartwright.Stores;

namespace Cartwright.Tests.Journeys;

/// <summary>What goes to the shop's own people and systems needs no shopper's address or leave, and still no order and no empty cart.</summary>
public sealed class SendGateChannelTests
{
    private static readonly Guid Id = Guid.Parse("0191a000-0000-7000-8000-000000000001");
    private const long Now = 1_800_000_000_000;

    [Theory]
    [InlineData("handoff")]
    [InlineData("webhook")]
    public void A_shopper_without_address_at_the_cap_and_suppressed_is_handed_to_people_all_the_same(string channel)
    {
        var answer = Ask(channel, f => f);

        Assert.Equal(Verdict.Send, answer.Verdict);
        Assert.DoesNotContain(answer.Rules, r => r.Rule is "address" or "suppression" or "consent" or "cap" or "quiet hours");
        Assert.NotEqual(Verdict.Send, Ask("email", f => f).Verdict);
    }

    [Fact]
    public void An_order_or_an_empty_cart_stops_it()
    {
        Assert.Equal(SkipReason.Ordered, Ask("handoff", f => f with { OrderedAt = Now }).Reason);
        Assert.Equal(SkipReason.Emptied, Ask("handoff", f => f with { Lines = [] }).Reason);
        Assert.Equal(SkipReason.TooOld, Ask("webhook", f => f with { LastActivityAt = Now - 200 * 3_600_000L }).Reason);
    }

    private static GateAnswer Ask(string channel, Func<CartFacts, CartFacts> change)
    {
        var cart = new Cart { Id = Id, Facts = change(new CartFacts { Key = "c", Currency = "EUR", Lines = [new Line("tea", null, null, "Tea", 1, 700, null, null)], LastActivityAt = Now - 600_000 }) };
        var store = new Store(Id, "shop", "Shop", "https://shop.test", "EUR", "UTC", "en", new StoreSettings { CapMessages = 1 }, 0);
        var shopper = new ShopperState { StoreId = Id, Id = Id, Carts = [cart], Permissions = [new Permission("handoff", "h", false, 1, "server", null, "manual")] };
        return SendGatePolicy.Decide(new(store, ReadyJourneys.All[0].Definition, shopper, cart, channel, (_, _) => "h", [Now - 1000], Now));
    }
}
