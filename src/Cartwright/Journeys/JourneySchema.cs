using System.Text.Json.Nodes;
using System.Text.Json.Schema;

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

    // What the types cannot say; the limits themselves are checked by JourneyPolicy when a journey is saved.
    private static JsonNode Described(Type? type, string? property, JsonNode node)
    {
        if (node is not JsonObject o) return node;
        string? text = (type?.Name, property) switch
        {
            (nameof(JourneyDefinition), "kind") => "recovery: help with something begun, one at a time for a person. transactional: about an order, needs no consent. marketing: needs one.",
            (nameof(JourneyDefinition), "maxAgeHours") => "What it is about (the cart's last activity, the order) may be at most so old. 1 to 2160 hours.",
            (nameof(JourneyDefinition), "reentryAfterHours") => "The same cart or order enters again only so long after its last run ended. 0 to 8760 hours.",
            (nameof(JourneyDefinition), "priority") => "Of several recovery journeys that fit, the shopper enters the highest; it takes over from a lower one that runs. 0 to 100.",
            (nameof(JourneyDefinition), "filter") => "Who enters, beside the trigger.",
            (nameof(JourneyDefinition), "exits") => "What ends it early: " + string.Join(", ", JourneyExit.All) + ". Left out: what fits the trigger.",
            (nameof(JourneyDefinition), "goal") => "What it is for: " + string.Join(", ", JourneyGoal.All) + ". Once that happens the run ends, as one that reached its goal.",
            (nameof(JourneyDefinition), "window") => "The days between which shoppers enter; a season with everyYear.",
            (nameof(JourneyDefinition), "steps") => "1 to 100 steps, done in order.",
            (nameof(JourneyTrigger), "type") => string.Join(", ", TriggerType.All),
            (nameof(JourneyTrigger), "minStage") => "The checkout got at least so far: cart, contact, address, shipping or payment.",
            (nameof(JourneyTrigger), "minTotal") => "The cart or order is worth at least so much, in minor units of its currency.",
            (nameof(JourneyTrigger), "after") => "unpaid_order: how long an order waits for its money first, an ISO 8601 duration. Left out: PT30M.",
            (nameof(JourneyTrigger), "days") => "no_order_since: days since the last order, 1 to 1000.",
            (nameof(JourneyStep), "id") => "Names the step in every version, so that runs that are moved find it again however it was changed.",
            (nameof(WaitStep), "for") => "How long after the step before: an ISO 8601 duration such as PT30M or P1D, up to P90D.",
            (nameof(WaitStep), "until") => "A time of the day where the shopper is, as 09:30.",
            (nameof(WaitStep), "weekdays") => "mon, tue, wed, thu, fri, sat, sun.",
            (nameof(WaitStep), "event") => "came_back, clicked, order_placed or order_paid; at most for timeout. A branch on wait.outcome tells which it was.",
            (nameof(WaitStep), "beforeClose") => "So long before the shop closes the order.",
            (nameof(SendStep), "channel") => "email or sms",
            (nameof(SendStep), "template") => "Name of a template.",
            (nameof(Condition), "field") => string.Join(", ", ConditionFields.All.Select(f => f.Name)),
            _ => null,
        };
        if (text is not null) o["description"] = text;
        return o;
    }
}
