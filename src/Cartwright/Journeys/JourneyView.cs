using System.Text.Json.Serialization;
using Cartwright.Hosting;
using Cartwright.Messages;
using Cartwright.Shoppers;

namespace Cartwright.Journeys;

/// <summary>A journey as the API shows it. Status: live, draft, paused. Version: raised by each change of the definition.</summary>
internal sealed record JourneyView(Guid Id, string Slug, string Status, long Version, JourneyDefinition Definition)
{
    public static JourneyView Of(Journey j) => new(j.Id, j.Slug, j.Status, j.Version, j.Definition);
}

/// <summary>Status by default stays as it is (a new journey is a draft), and so does the definition.</summary>
internal sealed record JourneyInput(string? Status = null, JourneyDefinition? Definition = null);

/// <summary>Journeys to be taken in. Status by default stays as it is; a new one is a draft. Id and version, as the list shows them, are not looked at.</summary>
internal sealed record JourneysInput(IReadOnlyList<JourneyItemInput> Items);

internal sealed record JourneyItemInput(string Slug, JourneyDefinition Definition, string? Status = null, Guid? Id = null, long? Version = null);

/// <summary>RunningOlder: running enrollments in versions before the present one (Version). The last move, if there was one: to which version, by whom, and from when to when.</summary>
internal sealed record JourneyMoveView(string Journey, long Version, long RunningOlder, long? MovedTo, string? By, DateTime? StartedAt, DateTime? DoneAt);

/// <summary>A shopper's run through a journey. Status: running, done, exited. Position: index of the step to do next, at NextAt. Cart: null when it is about none.</summary>
internal sealed record EnrollmentView(
    Guid Id, string Journey, long JourneyVersion, Guid? Cart, Guid Shopper, long Entry, string Status, long Position, DateTime? NextAt, DateTime EnteredAt, DateTime? EndedAt, string? ExitReason);

/// <summary>
/// One journey and one shopper. State: running, done, exited, not_entered. Reason: a code; Text says it. Next: what comes next, at NextAt. Messages: what its steps
/// made, each with the gate's answer in a sentence.
/// </summary>
internal sealed record ExplanationView(
    string Journey, string Name, string Status, string State, string? Reason, string Text, Guid? Enrollment, DateTime? EnteredAt, DateTime? EndedAt, string? Next, DateTime? NextAt, IReadOnlyList<ExplainedMessage> Messages)
{
    /// <param name="version">A journey's definition by id and version.</param>
    public static ExplanationView Of(Explanation x, ShopperState shopper, Func<Guid, long, JourneyDefinition?> version) => new(
        x.Journey.Slug, x.Journey.Definition.Name, x.Journey.Status, x.State, x.Reason, IsAnswered(x) ? $"{x.Text} They answered: what comes next waits until a person lets the journey go on." : x.Text,
        x.Run?.Id, ApiInput.Time(x.Run?.EnteredAt), ApiInput.Time(x.Run?.EndedAt), x.Next, IsAnswered(x) ? null : ApiInput.Time(x.NextAt),
        [.. shopper.Messages.Where(m => m.EnrollmentId == x.Run?.Id).Select(m => new ExplainedMessage(m.Id, version(m.JourneyId, m.JourneyVersion) is { } d ? JourneyProgram.Of(d).ElementAtOrDefault(m.Step)?.Path : null, m.Channel, m.Template, Enum.GetName(m.Status)!.ToLowerInvariant(), m.SkipReason,
            ExplainPolicy.Why(m)))]);

    private static bool IsAnswered(Explanation x) => x.Run is { Status: EnrollmentStatus.Running, Memo.RepliedAt: not null };
}

/// <summary>Step: its place in the definition (steps[2].then[0]). Why: the rule that stopped it, what ended its run, or the other side's answer; null while it is on its way.</summary>
internal sealed record ExplainedMessage(Guid Id, string? Step, string Channel, string Template, string Status, string? SkipReason, string? Why);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, AllowOutOfOrderMetadataProperties = true, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true, MaxDepth = JourneyLimits.JsonDepth)]
[JsonSerializable(typeof(ApiList<JourneyView>))]
[JsonSerializable(typeof(JourneyInput))]
[JsonSerializable(typeof(JourneysInput))]
[JsonSerializable(typeof(ApiList<JourneyChange>))]
[JsonSerializable(typeof(JourneyMoveView))]
[JsonSerializable(typeof(ApiList<ExplanationView>))]
[JsonSerializable(typeof(ApiList<EnrollmentView>))]
internal sealed partial class JourneyViewJson : JsonSerializerContext;
