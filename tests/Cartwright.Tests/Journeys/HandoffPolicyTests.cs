using Cartwright.Journeys;
using Cartwright.Stores;

namespace Cartwright.Tests.Journeys;

public sealed class HandoffPolicyTests
{
    [Theory]
    [InlineData("live", null, true)]
    [InlineData("live", "", true)]
    [InlineData("live", "service@shop.test", false)]
    [InlineData("draft", null, false)]
    public void A_live_journey_with_a_hand_off_in_a_branch_needs_somebody_to_hand_to(string status, string? to, bool isUnheard)
    {
        var definition = new JourneyDefinition { Name = "n", Trigger = new JourneyTrigger(TriggerType.CartAbandoned), Steps = [new BranchStep(Condition.Is("cart.total", ">=", 5000), [new HandoffStep()])] };
        var journeys = new PureRun([("j", definition), ("other", definition with { Steps = [new SendStep("email", "cart-reminder")] })]).Journeys.Select(j => j with { Status = status });

        Assert.Equal(isUnheard ? ["j"] : [], HandoffPolicy.Unheard(journeys, new StoreSettings { HandoffTo = to }).Select(j => j.Slug));
    }
}
