using System.Text.Json.Serialization;
using Cartwright.Hosting;

namespace Cartwright.Journeys;

/// <summary>A journey as the API shows it. Status: live, draft, paused. Version: raised by each change of the definition.</summary>
internal sealed record JourneyView(Guid Id, string Slug, string Status, long Version, JourneyDefinition Definition)
{
    public static JourneyView Of(Journey j) => new(j.Id, j.Slug, j.Status, j.Version, j.Definition);
}

/// <summary>Status by default stays as it is (a new journey is a draft), and so does the definition.</summary>
internal sealed record JourneyInput(string? Status = null, JourneyDefinition? Definition = null);

/// <summary>A shopper's run through a journey. Status: running, done, exited. Position: index of the step to do next, at NextAt.</summary>
internal sealed record EnrollmentView(
    Guid Id, string Journey, long JourneyVersion, Guid Cart, Guid Shopper, long Entry, string Status, long Position, DateTime? NextAt, DateTime EnteredAt, DateTime? EndedAt, string? ExitReason);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, AllowOutOfOrderMetadataProperties = true, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ApiList<JourneyView>))]
[JsonSerializable(typeof(JourneyInput))]
[JsonSerializable(typeof(ApiList<EnrollmentView>))]
internal sealed partial class JourneyViewJson : JsonSerializerContext;
