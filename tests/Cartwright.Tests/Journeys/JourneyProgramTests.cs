using Cartwright.Journeys;
using Cartwright.Shoppers;
using static Cartwright.Journeys.Condition;

namespace Cartwright.Tests.Journeys;

public sealed class JourneyProgramTests
{
    [Fact]
    public void Steps_without_branches_keep_their_numbers()
    {
        var ops = JourneyProgram.Of(Of(new SendStep("email", "a"), new WaitStep("P1D"), new SendStep("email", "b")));

        Assert.Equal(["steps[0]", "steps[1]", "steps[2]"], ops.Select(o => o.Path));
        Assert.Equal([1, 2, 3], ops.Select(o => o.Next));
    }

    // Followed by hand through every way: each ends at the step behind the branch.
    [Fact]
    public void Branches_and_splits_lie_in_each_other_and_all_lead_on()
    {
        var ops = JourneyProgram.Of(Of(
            new BranchStep(Is("cart.total", ">", 1),
                [new SendStep("email", "then"), new SplitStep("s", [new(1, [new SendStep("email", "one")]), new(1, []), new(1, [new StopStep()])])],
                [new BranchStep(Is("cart.total", ">", 2), [], [new SendStep("email", "deep")])]),
            new SendStep("email", "last")));

        Assert.Equal([["then", "one", "last"], ["then", "last"], ["then"], ["last"], ["deep", "last"]], Follow(ops, 0).Select(w => w.ToArray()));
    }

    private static IEnumerable<IReadOnlyList<string>> Follow(IReadOnlyList<JourneyOp> ops, int at)
    {
        if (at >= ops.Count || ops[at].Step is StopStep) return [[]];
        var here = ops[at].Step is SendStep send ? (string[])[send.Template] : [];
        var next = ops[at].Ways.Count > 0 ? ops[at].Ways : [ops[at].Next];
        return next.SelectMany(n => Follow(ops, n)).Select(rest => (IReadOnlyList<string>)[.. here, .. rest]);
    }

    private static JourneyDefinition Of(params JourneyStep[] steps) => new() { Name = "n", Trigger = new JourneyTrigger("cart_abandoned"), Steps = steps };
}
