using Cartwright.Console;
using Cartwright.Console.Journeys;
using Cartwright.Console.Text;
using Cartwright.Journeys;
using Cartwright.Stores;

namespace Cartwright.Tests.Console.Journeys;

public sealed class JourneyVersionsTests
{
    private static readonly JourneyWords Words = new(new Words(Texts.For("en", null), TimeZoneInfo.Utc, 0),
        new StoreEntry(new Store(Guid.Empty, "shop", "Shop", "https://shop.test", "EUR", "UTC", "en", new StoreSettings(), 0), [], new Dictionary<(Guid, long), JourneyDefinition>(), null));

    private static readonly JourneyDefinition First = new()
    {
        Name = "Cart", Trigger = new JourneyTrigger(TriggerType.CartAbandoned), Steps = [new SendStep("email", "cart-reminder"), new WaitStep("P1D"), new SendStep("email", "cart-reminder-2")],
    };

    [Fact]
    public void A_changed_step_an_added_and_a_removed_one_are_told_and_nothing_else()
    {
        var second = First with { Steps = [new SendStep("email", "cart-reminder"), new WaitStep("PT2H"), new SendStep("email", "cart-reminder-2"), new StopStep()] };

        Assert.Equal([new("Wait 1 day", "Wait 2 hours"), new(null, "End here")], JourneyVersions.Between(First, second, Words));
        Assert.Equal([new("Wait 2 hours", "Wait 1 day"), new("End here", null)], JourneyVersions.Between(second, First, Words));
        Assert.Empty(JourneyVersions.Between(First, First, Words));
    }

    [Fact]
    public void Rules_and_steps_in_branches_are_told_in_their_sentences()
    {
        var when = Condition.Is("cart.total", ">=", 5000);
        var older = First with { Steps = [new BranchStep(when, [new TagStep("rich")])] };
        var newer = older with { Priority = 80, Filter = Condition.Is("shopper.orders", ">", 0), Steps = [new BranchStep(when, [new TagStep("rich")], [new TagStep("poor")])] };

        Assert.Equal(
        [
            new("When a cart is left (4 min without a sign of life)", "When a cart is left (4 min without a sign of life), if the number of the shopper's orders is more than 0"), new("Priority 50.", "Priority 80."), new(null, "If not: Mark the shopper “poor”"),
        ], JourneyVersions.Between(older, newer, Words));
    }

    [Fact]
    public void The_newest_stands_first_and_the_first_changed_nothing()
    {
        var list = JourneyVersions.Of([(1, 10, First), (2, 20, First with { Name = "Cart again" })], Words);

        Assert.Equal([(2L, 20L, 1), (1L, 10L, 0)], list.Select(v => (v.Version, v.CreatedAt, v.Changes.Count)));
    }
}
