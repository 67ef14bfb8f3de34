using Cartwright.Journeys;
using static Cartwright.Journeys.Condition;

namespace Cartwright.Tests.Journeys;

public sealed class JourneyMovePolicyTests
{
    private static readonly SendStep A = new("email", "a"), B = new("email", "b");
    private static readonly WaitStep Day = new("P1D");

    [Fact]
    public void The_same_step_is_found_wherever_it_stands_now()
    {
        Assert.Equal(4, Place([A, Day, B], [A, Day, new TagStep("t"), Day, B], 2));
        Assert.Equal(0, Place([A, Day, B], [B], 2));
        Assert.Equal(2, Place([A, Day, B], [A, new BranchStep(Is("shopper.orders", "=", 0), [B])], 2));
    }

    [Fact]
    public void Of_several_that_do_the_same_it_is_the_one_with_as_many_before_it()
    {
        Assert.Equal(4, Place([A, Day, A], [A, Day, B, Day, A], 2));
        Assert.Null(Place([A, Day, A], [A], 2));
    }

    [Fact]
    public void One_that_was_changed_where_it_stands_is_still_the_step_unless_it_has_a_name()
    {
        Assert.Equal(2, Place([A, Day, B], [A, Day, new SendStep("email", "c")], 2));
        Assert.Null(Place([A, Day, B with { Id = "last" }], [A, Day, new SendStep("email", "c")], 2));
        Assert.Equal(0, Place([A, Day, B with { Id = "last" }], [new SendStep("sms", "c") { Id = "last" }, A], 2));
        Assert.Null(Place([A, Day, B], [A, Day, new HandoffStep()], 2));
    }

    [Fact]
    public void One_that_waits_for_an_event_waits_on_only_for_an_event()
    {
        var wait = new WaitStep(Event: "clicked", Timeout: "P2D");
        Assert.Equal(1, Place([A, wait, B], [A, wait with { Timeout = "P3D" }, B], 1));
        Assert.Null(Place([A, wait, B], [A, Day, B], 1));
    }

    [Fact]
    public void The_end_is_the_end_and_a_jump_is_where_it_leads()
    {
        Assert.Equal(2, Place([A], [A, B], 1));
        JourneyStep[] branched = [new BranchStep(Is("shopper.orders", "=", 0), [A, Day], [A]), B];
        var jump = JourneyProgram.Of(Of(branched)).ToList().FindIndex(o => o.Step is null);
        Assert.Equal(1, Place(branched, [A, B], jump));
    }

    [Fact]
    public void Two_steps_cannot_have_one_name_and_a_name_is_a_word()
    {
        var names = new JourneyNames(["a", "b"]);
        Assert.Equal(["steps[1].then[0].id"], JourneyPolicy.Check(Of([A with { Id = "x" }, new BranchStep(Is("shopper.orders", "=", 0), [B with { Id = "x" }])]), names).Select(e => e.Field));
        Assert.Equal(["steps[0].id"], JourneyPolicy.Check(Of([A with { Id = "two words" }]), names).Select(e => e.Field));
    }

    private static int? Place(JourneyStep[] from, JourneyStep[] to, int position) => JourneyMovePolicy.PlaceIn(Of(to), Of(from), position);

    private static JourneyDefinition Of(IReadOnlyList<JourneyStep> steps) => new() { Name = "n", Trigger = new JourneyTrigger(TriggerType.CartAbandoned), Steps = steps };
}
