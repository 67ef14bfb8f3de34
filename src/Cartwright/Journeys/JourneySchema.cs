using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using static Cartwright.Journeys.JourneyLimits;

namespace Cartwright.Journeys;

/// <summary>The JSON Schema (2020-12) of a journey's definition, made from the records that read it: the two cannot disagree.</summary>
internal static class JourneySchema
{
    public const string Path = "/schemas/journey.json";

    public static JsonObject Schema { get; } = Make();

    private static JsonObject Make()
    {
        var generated = JourneyJson.Default.Options.GetJsonSchemaAsNode(typeof(JourneyDefinition), new JsonSchemaExporterOptions
        {
            TreatNullObliviousAsNonNullable = true,
            TransformSchemaNode = (context, node) => Described(context.PropertyInfo?.DeclaringType, context.PropertyInfo?.Name, node),
        }).AsObject();
        var schema = new JsonObject { ["$schema"] = "https://json-schema.org/draft/2020-12/schema", ["title"] = "A journey of Cartwright", ["description"] = "What starts it, its steps, what ends it." };
        foreach (var (name, value) in generated) schema[name] = value?.DeepClone();
        return schema;
    }

    // What the types cannot say.
    private static JsonNode Described(Type? type, string? property, JsonNode node)
    {
        if (node is not JsonObject o) return node;
        string? text = (type?.Name, property) switch
        {
            (nameof(JourneyDefinition), "kind") => "recovery: help with something begun, one at a time for a person. transactional: about an order, needs no consent. marketing: needs one.",
            (nameof(JourneyDefinition), "maxAgeHours") => $"What it is about (the cart's last activity, the order) may be at most so old. {MinAgeHours} to {MaxAgeHours} hours.",
            (nameof(JourneyDefinition), "reentryAfterHours") => $"The same cart or order enters again only so long after its last run ended. {MinReentryHours} to {MaxReentryHours} hours.",
            (nameof(JourneyDefinition), "priority") => "Of several recovery journeys that fit, the shopper enters the highest; it takes over from a lower one that runs. " + $"{MinPriority} to {MaxPriority}.",
            (nameof(JourneyDefinition), "$schema") => "Where this schema is, for the editor of the file. It is not kept.",
            (nameof(JourneyDefinition), "filter") => "Who enters, beside the trigger.",
            (nameof(JourneyDefinition), "exits") => "What ends it early: " + string.Join(", ", JourneyExit.All) + ". Left out: what fits the trigger.",
            (nameof(JourneyDefinition), "goal") => "What it is for: " + string.Join(", ", JourneyGoal.All) + ". Once that happens the run ends, as one that reached its goal.",
            (nameof(JourneyDefinition), "window") => "The days between which shoppers enter; a season with everyYear.",
            (nameof(JourneyDefinition), "steps") => $"1 to {MaxSteps} steps, done in order.",
            (nameof(JourneyTrigger), "type") => string.Join(", ", TriggerType.All),
            (nameof(JourneyTrigger), "minStage") => "Triggers about a cart: the checkout got at least so far: cart, contact, address, shipping or payment.",
            (nameof(JourneyTrigger), "minTotal") => "Triggers about a cart or an order: it is worth at least so much, in minor units of its currency.",
            (nameof(JourneyTrigger), "after") => "unpaid_order: how long an order waits for its money first, an ISO 8601 duration up to P90D. Left out: PT30M.",
            (nameof(JourneyTrigger), "days") => $"no_order_since: days since the last order, {MinDays} to {MaxDays}.",
            (nameof(BranchStep), "then") or (nameof(SplitWay), "steps") => $"Branches and splits may lie at most {MaxDepth} deep in each other.",
            (nameof(JourneyStep), "id") => "Names the step in every version, so that runs that are moved find it again however it was changed.",
            (nameof(WaitStep), "for") => "How long after the step before: an ISO 8601 duration such as PT30M or P1D, up to P90D.",
            (nameof(WaitStep), "until") => "A time of the day where the shopper is, as 09:30.",
            (nameof(WaitStep), "weekdays") => string.Join(", ", Weekdays) + ".",
            (nameof(WaitStep), "event") => "came_back (to this cart), clicked (a link of a message of this run), order_placed (a new order) or order_paid (of the order it is about, else any); at most for timeout. A branch on wait.outcome tells which it was.",
            (nameof(WaitStep), "beforeClose") => "So long before the shop closes the order.",
            (nameof(SendStep), "channel") => string.Join(" or ", SendChannels),
            (nameof(SendStep), "template") => "Name of a template.",
            (nameof(Condition), "field") => string.Join(", ", ConditionFields.All.Select(f => f.Name)),
            _ => null,
        };
        if (text is not null) o["description"] = text;
        return Limited(type, property, o);
    }

    // What depends on the store, on the calendar or on fields far apart only JourneyPolicy can check, when a journey is saved.
    private static JsonObject Limited(Type? type, string? property, JsonObject o) => (type?.Name, property) switch
    {
        (nameof(JourneyDefinition), "kind") => OneOf(o, JourneyKind.All),
        (nameof(JourneyDefinition), "maxAgeHours") => Between(o, MinAgeHours, MaxAgeHours),
        (nameof(JourneyDefinition), "reentryAfterHours") => Between(o, MinReentryHours, MaxReentryHours),
        (nameof(JourneyDefinition), "priority") => Between(o, MinPriority, MaxPriority),
        (nameof(JourneyDefinition), "exits") => SomeOf(o, JourneyExit.All),
        (nameof(JourneyDefinition), "goal") => OneOf(o, JourneyGoal.All),
        (nameof(JourneyDefinition), "trigger") => OnlyOn(o, ("minStage", TriggerType.IsOfCart), ("minTotal", TriggerType.HasTotal), ("after", t => t == TriggerType.UnpaidOrder), ("days", t => t == TriggerType.NoOrderSince)),
        (nameof(JourneyTrigger), "type") => OneOf(o, TriggerType.All),
        (nameof(JourneyTrigger), "minTotal") => Between(o, 0, null),
        (nameof(JourneyTrigger), "days") => Between(o, MinDays, MaxDays),
        (nameof(JourneyTrigger), "after") or (nameof(WaitStep), "for" or "timeout" or "beforeClose") => Written(o, Iso8601.Pattern),
        (nameof(JourneyWindow), "from" or "to") => Written(o, Day),
        (nameof(JourneyStep), "id") => Written(o, StepId),
        (nameof(WaitStep), "until") => Written(o, TimeOfDay),
        (nameof(WaitStep), "weekdays") => SomeOf(o, Weekdays),
        (nameof(WaitStep), "event") => OneOf(o, WaitEvents),
        (nameof(SendStep), "channel") => OneOf(o, SendChannels),
        (nameof(SendVariant) or nameof(SplitWay), "weight") => Between(o, MinWeight, MaxWeight),
        (nameof(WebhookStep), "event") => Written(o, WebhookEvent),
        (nameof(Condition), "field") => OneOf(o, ConditionFields.All.Select(f => f.Name)),
        (nameof(Condition), "op") => OneOf(o, ConditionPolicy.Ops),
        _ => o,
    };

    private static JsonObject OneOf(JsonObject o, IEnumerable<string> words)
    {
        // A list of words leaves nothing else, so it names null where the type allows that.
        var mayBeNull = o["type"] is JsonArray types && types.Any(t => t!.GetValue<string>() == "null");
        o["enum"] = new JsonArray([.. words.Select(w => (JsonNode?)JsonValue.Create(w)), .. mayBeNull ? new JsonNode?[] { null } : []]);
        return o;
    }

    private static JsonObject SomeOf(JsonObject o, IEnumerable<string> words)
    {
        o["items"] = OneOf(o["items"]!.DeepClone().AsObject(), words);
        return o;
    }

    // On the other triggers a field says nothing: null, or left out.
    private static JsonObject OnlyOn(JsonObject o, params (string Field, Func<string, bool> Takes)[] fields)
    {
        o["allOf"] = new JsonArray([.. fields.Select(f => new JsonObject
        {
            ["if"] = new JsonObject { ["properties"] = new JsonObject { ["type"] = OneOf([], TriggerType.All.Where(t => !f.Takes(t))) } },
            ["then"] = new JsonObject { ["properties"] = new JsonObject { [f.Field] = new JsonObject { ["type"] = "null" } } },
        })]);
        return o;
    }

    private static JsonObject Between(JsonObject o, int least, int? most)
    {
        o["minimum"] = least;
        if (most is { } limit) o["maximum"] = limit;
        return o;
    }

    private static JsonObject Written(JsonObject o, string pattern)
    {
        o["pattern"] = pattern;
        return o;
    }
}
