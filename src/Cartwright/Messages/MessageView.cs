using System.Text.Json.Serialization;
using Cartwright.Hosting;
using Cartwright.Journeys;

namespace Cartwright.Messages;

/// <summary>
/// A message as the API shows it. To: the address it went to, or would go to; null when the person was erased or the caller may not
/// see it; in test mode the test address. Subject: once it began to leave. Bounce: hard or soft, when it came back. Sandbox: it went to the test address instead of the shopper. Decision: the gate's last answer, rule by rule. TemplateVersion: of the store's own template it was made of; null: of the default, or not made yet. Cart: null of a message that is about none.
/// </summary>
internal sealed record MessageView(
    Guid Id, Guid Enrollment, string Journey, long Step, string Channel, string Template, string? To, string? Subject, string Status, string? SkipReason, DecisionView? Decision,
    Guid? Cart, Guid Shopper, DateTime QueuedAt, DateTime DueAt, DateTime? SentAt, string? Reply, long Attempts, long Opens, long MachineOpens, long Clicks, long MachineClicks,
    bool Sandbox, DateTime? DeliveredAt, string? Bounce, long? TemplateVersion)
{
    public static string NameOf(MessageStatus status) => Enum.GetName(status)!.ToLowerInvariant();

    public static MessageView Of(StoredMessage stored, IReadOnlyDictionary<Guid, string> journeys, bool personal)
    {
        var (m, a) = (stored.Message, stored.Message.Decision);
        return new MessageView(m.Id, m.EnrollmentId, journeys.GetValueOrDefault(m.JourneyId, ""), m.Step, m.Channel, m.Template, m.Sandbox ? m.Content?.Sandbox : personal ? m.Content?.To ?? stored.Address : null, m.Content?.Subject,
            NameOf(m.Status), m.SkipReason,
            a is null ? null : new DecisionView(Enum.GetName(a.Verdict)!.ToLowerInvariant(), a.Reason, ApiInput.Time(a.Until), [.. a.Rules.Select(r => new RuleView(r.Rule, r.Passed, r.Text))]),
            m.CartId == Guid.Empty ? null : m.CartId, stored.Shopper, ApiInput.Time(m.QueuedAt), ApiInput.Time(m.DueAt), ApiInput.Time(m.SentAt), m.Reply, m.Attempt, stored.Opens, stored.MachineOpens, stored.Clicks, stored.MachineClicks, m.Sandbox, ApiInput.Time(m.DeliveredAt), m.Bounce, m.Content?.Version);
    }
}

/// <summary>Verdict: send, skip, hold. Until: when a held message may be tried again.</summary>
internal sealed record DecisionView(string Verdict, string? Reason, DateTime? Until, IReadOnlyList<RuleView> Rules);

internal sealed record RuleView(string Rule, bool Passed, string Text);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ApiList<MessageView>))]
internal sealed partial class MessageViewJson : JsonSerializerContext;
