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
            (nameof(JourneyDefinition), "kind") => "recovery: one at a time for a person, stops at an order.",
            (nameof(JourneyDefinition), "maxAgeHours") => "A cart whose last activity is older gets nothing. 1 to 2160 hours.",
            (nameof(JourneyDefinition), "reentryAfterHours") => "The same cart enters again only so long after its last run ended. 0 to 8760 hours.",
            (nameof(JourneyDefinition), "steps") => "1 to 50 steps, done in order.",
            (nameof(JourneyTrigger), "type") => "cart_abandoned",
            (nameof(JourneyTrigger), "minStage") => "The checkout got at least so far: cart, contact, address, shipping or payment.",
            (nameof(JourneyTrigger), "minTotal") => "The cart is worth at least so much, in minor units of its currency.",
            (nameof(WaitStep), "for") => "How long after the step before: an ISO 8601 duration such as PT30M or P1D, up to P90D.",
            (nameof(SendStep), "channel") => "email",
            (nameof(SendStep), "template") => "Name of a template.",
            _ => null,
        };
        if (text is not null) o["description"] = text;
        return o;
    }
}
