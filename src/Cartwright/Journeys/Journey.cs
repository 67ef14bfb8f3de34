using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Cartwright.Journeys;

/// <summary>A journey as the merchant defines it: what starts it, its steps, what ends it. Published as a JSON Schema at /schemas/journey.json.</summary>
internal sealed record JourneyDefinition
{
    public JourneyDefinition() { }

    /// <summary>For reading JSON: the reader gives a property that is left out its type's zero, not its initial value, but knows the defaults of parameters.</summary>
    [JsonConstructor, SetsRequiredMembers]
    internal JourneyDefinition(string name, JourneyTrigger trigger, IReadOnlyList<JourneyStep> steps, string kind = "recovery", int maxAgeHours = 168, int reentryAfterHours = 168) =>
        (Name, Trigger, Steps, Kind, MaxAgeHours, ReentryAfterHours) = (name, trigger, steps, kind, maxAgeHours, reentryAfterHours);

    public required string Name { get; init; }

    /// <summary>recovery: one at a time for a person, stops at an order.</summary>
    public string Kind { get; set; } = "recovery"; // set, not init: the JSON source generator would overwrite an init default by nothing
    public required JourneyTrigger Trigger { get; init; }

    /// <summary>A cart whose last activity is older gets nothing, so that switching a journey on never mails old carts. Hours.</summary>
    public int MaxAgeHours { get; set; } = 168;

    /// <summary>The same cart enters again only so long after its last run ended. Hours.</summary>
    public int ReentryAfterHours { get; set; } = 168;
    public required IReadOnlyList<JourneyStep> Steps { get; init; }
}

/// <summary>Type: cart_abandoned. MinStage: the checkout got at least so far. MinTotal: minor units of the cart's currency.</summary>
internal sealed record JourneyTrigger(string Type, string? MinStage = null, long? MinTotal = null);

[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(WaitStep), "wait")]
[JsonDerivedType(typeof(SendStep), "send")]
internal abstract record JourneyStep;

/// <summary>Waits a duration (ISO 8601: PT30M, P1D), counted from the step before.</summary>
internal sealed record WaitStep(string For) : JourneyStep
{
    [JsonIgnore] public long Milliseconds => (long)System.Xml.XmlConvert.ToTimeSpan(For).TotalMilliseconds;
}

/// <summary>Sends a template on a channel, if the gate lets it.</summary>
internal sealed record SendStep(string Channel, string Template) : JourneyStep;

/// <summary>A version of a journey in a store. Status: live, draft, paused.</summary>
internal sealed record Journey(Guid StoreId, Guid Id, string Slug, string Status, long Version, JourneyDefinition Definition);

/// <summary>A shopper's run through a journey, for one cart. Position: index of the step to do next, at <see cref="NextAt"/>.</summary>
internal sealed record Enrollment
{
    public required Guid Id { get; init; }
    public required Guid JourneyId { get; init; }
    public long JourneyVersion { get; init; }
    public required Guid CartId { get; init; }

    /// <summary>The how-many-eth time this cart runs through the journey, from 1.</summary>
    public long Entry { get; init; } = 1;
    public EnrollmentStatus Status { get; init; }
    public int Position { get; init; }
    public long? NextAt { get; init; }
    public long EnteredAt { get; init; }
    public long? EndedAt { get; init; }
    public string? ExitReason { get; init; }
}

internal enum EnrollmentStatus { Running, Done, Exited }

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, AllowOutOfOrderMetadataProperties = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(JourneyDefinition))]
internal sealed partial class JourneyJson : JsonSerializerContext;

internal static class JourneyText
{
    public static string Write(JourneyDefinition definition) => JsonSerializer.Serialize(definition, JourneyJson.Default.JourneyDefinition);

    /// <exception cref="JsonException">Not a journey; the message names the place.</exception>
    public static JourneyDefinition Read(string json) => JsonSerializer.Deserialize(json, JourneyJson.Default.JourneyDefinition) ?? throw new JsonException("A journey cannot be null.");
}
