using Cartwright.Journeys;
using static Cartwright.Journeys.Condition;

namespace Cartwright.Tests.Journeys;

public sealed class ConditionScopePolicyTests
{
    private static readonly Condition Outcome = Is("wait.outcome", "=", "happened");
    private static readonly WaitStep ForClick = new(Event: "clicked", Timeout: "P1D");

    [Theory]
    [InlineData("shopper_registered", "cart.total", false)]
    [InlineData("browsed", "cart.products", false)]
    [InlineData("cart_abandoned", "cart.total", true)]
    [InlineData("back_in_stock", "cart.total", true)]
    [InlineData("unpaid_order", "cart.total", true)] // the cart that was ordered
    [InlineData("cart_abandoned", "order.total", false)]
    [InlineData("shopper_registered", "order.status", false)]
    [InlineData("no_order_since", "order.total", true)]
    [InlineData("order_placed", "order.total", true)]
    [InlineData("shopper_registered", "shopper.orders", true)]
    [InlineData("browsed", "time.hour", true)]
    public void A_condition_asks_only_what_its_journey_can_be_about(string trigger, string field, bool may)
    {
        var asked = Is(field, "exists");

        Assert.Equal(may ? [] : ["filter.any[1].not.field", "steps[0].when.field"], Fields(Of(trigger, new Condition(Any: [Is("shopper.orders", ">", 0), new Condition(Not: asked)]), new BranchStep(asked, []))));
    }

    [Fact]
    public void The_outcome_of_a_wait_is_asked_behind_one()
    {
        Assert.Equal(["filter.field"], Fields(Of("cart_abandoned", Outcome, ForClick)));
        Assert.Equal(["steps[1].when.field"], Fields(Of("cart_abandoned", null, new WaitStep("P1D"), new BranchStep(Outcome, []), ForClick)));
        Assert.Empty(Fields(Of("cart_abandoned", null, ForClick, new WaitStep("P1D"), new BranchStep(Is("shopper.orders", ">", 0), [new BranchStep(Outcome, [])]))));
        // One way has waited is enough for what comes behind, and nothing for the other way.
        Assert.Equal(["steps[0].else[0].when.field"], Fields(Of("cart_abandoned", null, new BranchStep(Is("shopper.orders", ">", 0), [ForClick], [new BranchStep(Outcome, [])]), new BranchStep(Outcome, []))));
        Assert.Equal(["steps[0].ways[1].steps[0].when.field"], Fields(Of("cart_abandoned", null, new SplitStep("s", [new SplitWay(1, [ForClick]), new SplitWay(1, [new BranchStep(Outcome, [])])]), new BranchStep(Outcome, []))));
    }

    private static IEnumerable<string> Fields(JourneyDefinition journey) => ConditionScopePolicy.Check(journey).Select(e => e.Field);

    private static JourneyDefinition Of(string trigger, Condition? filter, params JourneyStep[] steps) => new() { Name = "n", Trigger = new JourneyTrigger(trigger), Filter = filter, Steps = steps };
}
