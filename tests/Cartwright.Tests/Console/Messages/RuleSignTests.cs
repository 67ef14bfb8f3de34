using Cartwright.Carts;
using Cartwright.Console.Messages;
using Cartwright.Console.Text;
using Cartwright.Journeys;
using Cartwright.Shoppers;
using Cartwright.Stores;

namespace Cartwright.Tests.Console.Messages;

public sealed class RuleSignTests
{
    private static readonly GateAnswer AllAsked = Ask();

    [Fact]
    public void Every_rule_has_a_name_for_people()
    {
        var words = Texts.For("en", "en");
        Assert.Equal(Verdict.Send, AllAsked.Verdict);
        Assert.All(AllAsked.Rules, rule => Assert.True(words.Has("rule." + rule.Rule), rule.Rule));
    }

    [Fact]
    public void A_shop_that_cannot_be_asked_was_not_checked()
    {
        Assert.Equal(("quiet", "minus", "unchecked"), RuleSign.Of(AllAsked.Rules.Single(r => r.Rule == "shop"), waits: false));
        Assert.Equal(("good", "check", "passed"), RuleSign.Of(AllAsked.Rules.Single(r => r.Rule == "order"), waits: false));
        Assert.Equal(("risk", "clock", "failed"), RuleSign.Of(new GateRule("shop", false, "the shop could not be asked whether this was ordered; it is tried again"), waits: true));
        Assert.Equal(("bad", "cross", "failed"), RuleSign.Of(new GateRule("stock", false, "everything in it is sold out"), waits: false));
    }

    private static GateAnswer Ask()
    {
        const long now = 1_700_000_000_000;
        var store = new Store(new Guid(1, 0, 0, new byte[8]), "shop", "Shop", "https://shop.test", "EUR", "UTC", "en", new StoreSettings(), 0);
        var journey = new JourneyDefinition { Name = "n", Kind = "recovery", Trigger = new JourneyTrigger(TriggerType.CartAbandoned), Steps = [new SendStep(Channels.Email, "t")] };
        var cart = new Cart { Id = new Guid(2, 0, 0, new byte[8]), AbandonedAt = now, Facts = new CartFacts { Key = "k", Currency = "EUR", Lines = [new Line("p", null, null, "Tea", 1, 100, null, null)], StartedAt = 1, LastActivityAt = now - 3_600_000 } };
        var shopper = new ShopperState { StoreId = store.Id, Id = new Guid(3, 0, 0, new byte[8]), Carts = [cart], Personal = new ShopperPersonal { Email = "ada@mail.test" } };
        return SendGatePolicy.Decide(new SendGatePolicy.Facts(store, journey, shopper, cart, Channels.Email, (_, address) => address, [], now));
    }
}
