using Cartwright.Journeys;

namespace Cartwright.Tests.Journeys;

public sealed class JourneyPolicyTests
{
    public static TheoryData<string> Triggers => [.. TriggerType.All];

    [Theory, MemberData(nameof(Triggers))]
    public void Only_what_follows_from_an_order_is_transactional(string trigger)
    {
        var errors = Check(Of(trigger) with { Kind = JourneyKind.Transactional });

        if (trigger is "order_placed" or "order_paid" or "unpaid_order") { Assert.Empty(errors); return; }
        var (field, error) = Assert.Single(errors);
        Assert.Equal("kind", field);
        Assert.Contains("order_placed, order_paid, unpaid_order", error, StringComparison.Ordinal);
        Assert.Contains(TriggerType.IsOfCart(trigger) ? "use recovery or marketing" : "use marketing", error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_ready_journeys_are_right()
    {
        var templates = ReadyJourneys.All.SelectMany(j => JourneyProgram.Of(j.Definition)).Select(o => o.Step).OfType<SendStep>().Select(s => s.Template).Append("hand-off").ToList();

        Assert.All(ReadyJourneys.All, j => Assert.Empty(JourneyPolicy.Check(j.Definition, new JourneyNames(templates))));
    }

    [Fact]
    public void What_a_condition_cannot_ask_where_it_stands_is_told() =>
        Assert.Equal(["filter.field"], Check(Of("shopper_registered") with { Filter = Condition.Is("cart.total", ">", 1) }).Select(e => e.Field));

    [Theory]
    [InlineData("2026-12-20", "2026-01-06", false, "window.to")]
    [InlineData("2026-12-20", "2026-01-06", true, null)]
    [InlineData("2026-12-20", "2026-12-20", false, null)]
    [InlineData("2026-12-20", null, false, null)]
    [InlineData("2026-02-30", "2026-01-06", false, "window.from")]
    public void A_window_that_nobody_could_enter_by_is_refused(string from, string? to, bool everyYear, string? wrong) =>
        Assert.Equal(wrong is null ? [] : [wrong], Check(Of("cart_abandoned") with { Window = new JourneyWindow(from, to, everyYear) }).Select(e => e.Field));

    [Fact]
    public void A_wait_of_a_month_is_asked_whether_a_minute_was_meant()
    {
        const string Asked = "'P1M' says months, which are not equally long: write PT1M for minutes, or days, as P30D, up to P90D.";

        Assert.Equal([("steps[0].for", Asked)], Check(Of("cart_abandoned") with { Steps = [new WaitStep("P1M")] }));
        Assert.Equal([("steps[0].timeout", Asked)], Check(Of("cart_abandoned") with { Steps = [new WaitStep(Event: "clicked", Timeout: "P1M")] }));
        Assert.Equal([("steps[0].beforeClose", Asked)], Check(Of("unpaid_order") with { Steps = [new WaitStep(BeforeClose: "P1M")] }));
        Assert.Equal([("trigger.after", Asked)], Check(Of("unpaid_order") with { Trigger = new JourneyTrigger("unpaid_order", After: "P1M") }));
        Assert.Empty(Check(Of("cart_abandoned") with { Steps = [new WaitStep("PT1M"), new WaitStep("P30D"), new WaitStep("P1DT1M")] }));
    }

    [Fact]
    public void What_lasts_too_long_is_told_how_long_it_may_last()
    {
        var (field, error) = Assert.Single(Check(Of("unpaid_order") with { Trigger = new JourneyTrigger("unpaid_order", After: "P400D") }));

        Assert.Equal("trigger.after", field);
        Assert.Contains("P90D", error, StringComparison.Ordinal);
        Assert.Contains("Only unpaid_order", Assert.Single(Check(Of("order_placed") with { Trigger = new JourneyTrigger("order_placed", After: "PT1H") })).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(5, null, "")]
    [InlineData(6, "steps[0].then[0].then[0].then[0].then[0].then[0].then", "at most 5 deep")]
    [InlineData(40, "steps[0].then[0].then[0].then[0].then[0].then[0].then", "at most 5 deep")]
    [InlineData(4000, "steps", "at most 512 deep")]
    public void Steps_that_are_nested_too_deep_are_told_how_deep_they_may_be(int depth, string? field, string said)
    {
        var steps = """[{"type":"stop"}]""";
        for (var i = 0; i < depth; i++) steps = $$"""[{"type":"branch","when":{"field":"shopper.orders","op":">","value":0},"then":{{steps}}}]""";

        var (definition, errors) = JourneyText.Take($$"""{"name":"n","trigger":{"type":"cart_abandoned"},"steps":{{steps}}}""");
        if (definition is not null) errors = Check(definition);

        if (field is null) { Assert.Empty(errors); return; }
        Assert.Equal(field, Assert.Single(errors).Field);
        Assert.Contains(said, errors[0].Error, StringComparison.Ordinal);
        Assert.Contains("nested too deep", errors[0].Error, StringComparison.Ordinal);
    }

    private static IReadOnlyList<(string Field, string Error)> Check(JourneyDefinition journey) => JourneyPolicy.Check(journey, new JourneyNames([]));

    private static JourneyDefinition Of(string trigger) => new()
    {
        Name = "n", Kind = TriggerType.IsOfCart(trigger) ? JourneyKind.Recovery : JourneyKind.Marketing,
        Trigger = new JourneyTrigger(trigger, Days: trigger == TriggerType.NoOrderSince ? 30 : null), Steps = [new StopStep()],
    };
}
