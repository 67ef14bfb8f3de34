using Cartwright.Console.Journeys;
using Cartwright.Console.Text;
using Cartwright.Journeys;
using Cartwright.Offers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using static Cartwright.Journeys.Condition;

namespace Cartwright.Tests.Console.Journeys;

/// <summary>A definition becomes the fields of a form and the fields a definition; what the buttons do to it in between.</summary>
public sealed class JourneyDraftTests
{
    private static readonly Texts Text = Texts.For("en", null);
    private static readonly EditorChoices Choices = new([("cart-reminder", "email"), ("cart-sms", "sms"), ("hand-off", "handoff")], [.. ReadyOffers.Of(Guid.Empty)]);

    /// <summary>Everything that a definition can say.</summary>
    private static readonly JourneyDefinition Whole = new()
    {
        Name = "All of it", Kind = JourneyKind.Marketing, Priority = 12, MaxAgeHours = 100, ReentryAfterHours = 0, Trigger = new JourneyTrigger(TriggerType.UnpaidOrder, MinTotal: 4990, After: "PT45M"),
        Filter = new Condition(Any: [Is("cart.total", ">", 1050), new Condition(Not: new Condition(All: [Is("shopper.country", "in", (string[])["DE", "AT"]), Is("shopper.hasPhone", "=", true)])), new Condition(Not: Is("cart.products", "contains", "tea"))]),
        Exits = ["order_paid", "came_back"], Goal = "clicked", Window = new JourneyWindow("2026-11-20", "2026-11-30", EveryYear: true),
        Steps =
        [
            new SendStep("email", "cart-reminder", [new SendVariant("cart-reminder", 3)]), new WaitStep("PT36H") { Id = "patience" }, new WaitStep(Until: "09:30"), new WaitStep(Until: "10:00", Weekdays: ["mon", "fri"]), new WaitStep(Weekdays: ["sun"]),
            new WaitStep(Event: "clicked", Timeout: "P2D"), new WaitStep(BeforeClose: "PT12H"),
            new BranchStep(Is("wait.outcome", "exists"), [new TagStep("kept"), new BranchStep(Is("cart.coupon", "exists", false), [new StopStep()])], [new TagStep("gone", Remove: true)]),
            new SplitStep("halves", [new SplitWay(1, [new OfferStep("win-back")]), new SplitWay(2, [])]), new HandoffStep(), new WebhookStep("order.unpaid"),
        ],
    };

    public static TheoryData<string> Ready => new(ReadyJourneys.All.Select(r => r.Slug).Append("whole"));

    [Theory, MemberData(nameof(Ready))]
    public void A_journey_shown_and_sent_back_as_it_was_is_the_same(string slug)
    {
        var journey = slug == "whole" ? Whole : ReadyJourneys.All.First(r => r.Slug == slug).Definition;
        var form = Form(Fields(DraftWriting.Of(journey, "EUR", withPlaces: true)));

        var reading = Read(JourneyDraft.Of(form), journey, [.. ReadyJourneys.All.SelectMany(r => JourneyProgram.Of(r.Definition)).Select(o => o.Step).OfType<SendStep>().Select(s => s.Template), "hand-off"]);

        Assert.Empty(reading.Errors);
        Assert.Equal(Normal(journey), Normal(reading.Definition));
    }

    [Theory]
    [InlineData("steps[1].for", "steps[1].for.number", "soon")]
    [InlineData("steps[3].weekdays", "steps[3].weekdays", "")]
    [InlineData("steps[2].until", "steps[2].until", "half past")]
    [InlineData("steps[7].then[0].tag", "steps[7].then[0].tag", "")]
    [InlineData("filter.parts[0].value", "filter.parts[0].value", "a lot")]
    [InlineData("filter.parts[1].parts[0].field", "filter.parts[1].parts[0].field", "shopper.shoesize")]
    [InlineData("filter.parts[1].parts[0].op", "filter.parts[1].parts[0].op", ">>")]
    [InlineData("filter.parts[2].parts[0].value", "filter.parts[2].parts[0].value", "")]
    [InlineData("trigger.minTotal", "trigger.minTotal", "1,50")]
    [InlineData("maxAgeHours", "maxAgeHours.number", "2.4")]
    [InlineData("priority", "priority", "101")]
    [InlineData("exits", "exits", "never")]
    [InlineData("steps[8].ways", "steps[8].ways[0].weight", "0")]
    [InlineData("steps[0].variants[0].weight", "steps[0].variants[0].weight", "much")]
    public void A_mistake_is_told_at_its_field_and_kept_as_it_was_typed(string field, string path, string typed)
    {
        var draft = DraftWriting.Of(Whole, "EUR", withPlaces: false);
        draft.Set(path, typed);

        Assert.Equal([field], Read(draft, Whole).Errors.Keys);
        Assert.Equal(typed, JourneyDraft.Of(Form(Fields(draft))).Text(path));
    }

    [Theory]
    [InlineData("cart_abandoned", "cart.total")]
    [InlineData("order_placed", "order.total")]
    [InlineData("shopper_registered", "shopper.orders")]
    public void A_condition_that_is_added_asks_what_the_journey_can_answer(string trigger, string field)
    {
        var journey = new JourneyDefinition { Name = "n", Kind = JourneyKind.Marketing, Trigger = new JourneyTrigger(trigger), Steps = [new StopStep()] };
        var draft = DraftWriting.Of(journey, "EUR", withPlaces: false);
        DraftChange.Apply(draft, "condition:filter", Choices);

        Assert.Equal(field, draft.Text("filter.parts[0].field"));
        Assert.Equal(["filter.parts[0].value"], Read(draft, journey).Errors.Keys);
    }

    [Fact]
    public void A_value_that_cannot_be_met_is_told_what_it_should_look_like()
    {
        var draft = DraftWriting.Of(Whole, "EUR", withPlaces: false);
        draft.Set("filter.parts[1].parts[0].value", "Germany");

        Assert.Equal([("filter.parts[1].parts[0].value", "'Germany' is not a country: use two letters of ISO 3166, such as DE.")], Read(draft, Whole).Errors.Select(e => (e.Key, e.Value)));
    }

    [Fact]
    public void A_group_without_a_condition_says_so()
    {
        var draft = DraftWriting.Of(Whole, "EUR", withPlaces: false);
        DraftChange.Apply(draft, "remove:steps[7].when.parts[0]", Choices);

        Assert.Equal(["steps[7].when"], Read(draft, Whole).Errors.Keys);
    }

    [Fact]
    public void A_step_moves_through_the_flow_as_it_is_read_into_ways_and_out_of_them()
    {
        var draft = DraftWriting.Of(new JourneyDefinition
        {
            Name = "", Trigger = new JourneyTrigger(TriggerType.CartAbandoned),
            Steps = [new TagStep("a"), new BranchStep(Is("cart.total", ">", 0), [new TagStep("b")]), new SplitStep("s", [new SplitWay(1, []), new SplitWay(1, [new TagStep("c")])])],
        }, "EUR", withPlaces: false);
        string[] down =
        [
            "?(a b | ) s( | c)", "?(b a | ) s( | c)", "?(b | a) s( | c)", "?(b | ) a s( | c)", "?(b | ) s(a | c)", "?(b | ) s( | a c)", "?(b | ) s( | c a)", "?(b | ) s( | c) a",
        ];
        var at = "steps[0]";
        foreach (var expected in down)
        {
            DraftChange.Apply(draft, "down:" + at, Choices);
            Assert.Equal(expected, Shape(draft, "steps"));
            at = draft.Focus!["down:".Length..];
        }
        DraftChange.Apply(draft, "down:" + at, Choices);
        Assert.Equal(down[^1], Shape(draft, "steps")); // there is nothing below the last
        foreach (var expected in down.Reverse().Skip(1).Append("a ?(b | ) s( | c)"))
        {
            DraftChange.Apply(draft, "up:" + at, Choices);
            Assert.Equal(expected, Shape(draft, "steps"));
            at = draft.Focus!["up:".Length..];
        }
    }

    [Fact]
    public void Every_kind_of_step_can_be_added_where_it_is_asked_for()
    {
        var draft = new JourneyDraft([]);
        foreach (var kind in DraftChange.Kinds) DraftChange.Apply(draft, $"add:steps[0]:{kind}", Choices);
        DraftChange.Apply(draft, "add:steps[5].then[0]:stop", Choices); // nothing there: it changes nothing
        DraftChange.Apply(draft, "add:steps[6].else[0]:tag", Choices);

        Assert.Equal(DraftChange.Kinds.Reverse(), draft.Items("steps").Select(s => draft.Text(s + ".type")));
        Assert.Equal("tag", draft.Text("steps[6].else[0].type"));
        Assert.Equal("steps[6].else[0]", draft.Focus);
    }

    [Fact]
    public void A_copy_has_what_was_typed_and_none_of_the_figures()
    {
        var draft = DraftWriting.Of(Whole, "EUR", withPlaces: true);
        draft.Set("steps[1].for.number", "soon");
        DraftChange.Apply(draft, "copy:steps[1]", Choices);

        Assert.Equal(("soon", "1 patience", "soon", " "), (draft.Text("steps[1].for.number"), draft.Text("steps[1].at") + " " + draft.Text("steps[1].id"), draft.Text("steps[2].for.number"), draft.Text("steps[2].at") + " " + draft.Text("steps[2].id")));
        Assert.Equal("2", draft.Text("steps[3].at"));
    }

    [Fact]
    public void A_group_that_loses_its_last_condition_goes_with_it()
    {
        var draft = DraftWriting.Of(Whole, "EUR", withPlaces: false);
        DraftChange.Apply(draft, "group:filter", Choices);
        Assert.Equal(4, draft.Items("filter.parts").Count);
        DraftChange.Apply(draft, "remove:filter.parts[3].parts[0]", Choices);
        Assert.Equal(3, draft.Items("filter.parts").Count);
    }

    [Theory]
    [InlineData("steps[100000000].type")]
    [InlineData("[0]")]
    [InlineData("steps[-1].type")]
    [InlineData("steps[0")]
    [InlineData("a..b")]
    [InlineData("")]
    public void What_is_no_path_is_left_out(string name) => Assert.Empty(JourneyDraft.Of(Form([(name, "x")])).Root);

    [Fact]
    public void A_name_that_stands_for_two_things_breaks_nothing()
    {
        var draft = JourneyDraft.Of(Form([("steps", "x"), ("steps[0].type", "send"), ("steps.name", "y"), ("trigger[0]", "z"), ("trigger.type", "browsed")]));
        foreach (var change in (string[])["add:steps[0]:wait", "up:steps[0]", "down:trigger", "remove:trigger.type", "condition:steps", "variant:trigger.type", "copy:", ":", "add"]) DraftChange.Apply(draft, change, Choices);
        Assert.NotEmpty(Read(draft, Whole).Errors);
    }

    private static DraftReading Read(JourneyDraft draft, JourneyDefinition basis, string[]? templates = null) =>
        DraftReading.Of(draft, basis, Choices.Names with { Templates = templates ?? [.. Choices.Names.Templates] }, "EUR", Text);

    private static FormCollection Form(IEnumerable<(string Name, string Value)> fields) => new(fields.ToDictionary(f => f.Name, f => new StringValues(f.Value)));

    // What a browser would send: every leaf by its path.
    private static List<(string, string)> Fields(JourneyDraft draft)
    {
        var fields = new List<(string, string)>();
        void Add(System.Text.Json.Nodes.JsonNode? node, string path)
        {
            if (node is System.Text.Json.Nodes.JsonObject o) foreach (var (name, child) in o) Add(child, path.Length == 0 ? name : $"{path}.{name}");
            else if (node is System.Text.Json.Nodes.JsonArray list) for (var i = 0; i < list.Count; i++) Add(list[i], $"{path}[{i}]");
            else fields.Add((path, node!.GetValue<string>()));
        }
        Add(draft.Root, "");
        return fields;
    }

    // The same journey may be written in two ways: PT36H and P1DT12H.
    private static string Normal(JourneyDefinition journey) =>
        System.Text.RegularExpressions.Regex.Replace(JourneyText.Write(journey), "\"P[^\"]+\"", m => Duration(m.Value.Trim('"')), System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1));

    private static string Duration(string text) => Iso8601.IsDuration(text, Iso8601.Longest) ? $"\"{Iso8601.Milliseconds(text)} ms\"" : $"\"{text}\"";

    private static string Shape(JourneyDraft draft, string list) => string.Join(' ', draft.Items(list).Select(step => draft.Text(step + ".type") switch
    {
        "branch" => $"?({Shape(draft, step + ".then")} | {Shape(draft, step + ".else")})",
        "split" => $"s({string.Join(" | ", draft.Items(step + ".ways").Select(w => Shape(draft, w + ".steps")))})",
        _ => draft.Text(step + ".tag"),
    }));
}
