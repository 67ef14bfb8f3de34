using Cartwright.Journeys;
using Cartwright.Messages;
using Cartwright.Shoppers;

namespace Cartwright.Turns;

/// <summary>
/// Messages that wait for a person: approved or refused, or looked at again when their time runs out or nobody has to be asked any
/// more. The run stands still behind such a message, so that two reminders never leave at once.
/// </summary>
internal static class ApprovalTurn
{
    /// <summary>Looked at again (ms) when another rule was in the way at the time its cart grew too old.</summary>
    private const long Again = 3_600_000;

    public static Turn Decide(ShopperState state, ApprovalSignal signal, TurnContext context)
    {
        var said = signal.Approve ? Approval.Approved : Approval.Refused;
        if (state.Messages.FirstOrDefault(m => m.Id == signal.MessageId) is not { } message) return Answer(state, ApprovalAnswer.NotThere);
        if (message.Approval == said) return Answer(state, ApprovalAnswer.Already);
        if (message.Status != MessageStatus.Held) return Answer(state, ApprovalAnswer.NotWaiting);

        message = message with { Approval = said, ApprovalRound = context.Store.ApprovalRound };
        state = signal.Approve ? Release(state, message, context.Now)
            : TurnDecider.Put(state, TurnDecider.Skipped(message, new GateAnswer(Verdict.Skip, SkipReason.RefusedByMerchant, null,
                [.. (message.Decision?.Rules ?? []).Where(r => r.Rule != SkipReason.Approval), new GateRule(SkipReason.Approval, false, "a person refused it")])));
        return Turn.Of(state, new Story(message.CartId, context.Now, said, signal.By)) with { Result = new ApprovalResult(ApprovalAnswer.Done) };
    }

    /// <summary>Held messages that may not leave any more, or need nobody's approval any more. One that was held stays so in test mode: it was meant for the shopper.</summary>
    public static ShopperState LookAgain(ShopperState state, TurnContext context)
    {
        foreach (var message in state.Messages.Where(m => m.Status == MessageStatus.Held))
        {
            if (Run(state, message) is not { } run || Subject.Of(state, run) is not { } subject || Journey(state, message, context) is not { } journey)
            {
                state = TurnDecider.Put(state, message with { Status = MessageStatus.Withdrawn, SkipReason = SkipReason.Exited });
                continue;
            }
            var answer = SendGatePolicy.Decide(new(context.Store, journey, state, subject.Cart, message.Channel, context.Hash, TurnDecider.Sends(state), context.Now) { Order = subject.Order, PausedUntil = InboundTurn.PausedUntil(run, subject, journey) });
            if (answer.Verdict == Verdict.Skip) state = TurnDecider.Put(state, TurnDecider.Skipped(message, answer));
            else if (context.Store.IsApprovalOver) state = Release(state, message, context.Now);
        }
        return state;
    }

    /// <summary>True while a message of the run waits for approval.</summary>
    public static bool IsBehind(ShopperState state, Enrollment enrollment) =>
        state.Messages.Any(m => m.EnrollmentId == enrollment.Id && m.Status == MessageStatus.Held);

    /// <summary>When a held message has to be looked at: once its cart is too old (ms).</summary>
    public static long? LookAt(ShopperState state, Message message, TurnContext context)
    {
        if (Run(state, message) is not { } run || Subject.Of(state, run) is not { } subject || Journey(state, message, context) is not { } journey) return context.Now + Again;
        var tooOld = (SendGatePolicy.Since(journey, subject.Order, subject.Cart) ?? context.Now) + journey.MaxAgeHours * 3_600_000L + 1;
        return tooOld > context.Now ? tooOld : context.Now + Again;
    }

    // The gate is asked again before it leaves. The waits that follow count from now, as if it had been sent without asking.
    private static ShopperState Release(ShopperState state, Message message, long now) => TurnDecider.Put(state, message with { Status = MessageStatus.Queued, DueAt = now }) with
    {
        Enrollments = [.. state.Enrollments.Select(e => e.Id == message.EnrollmentId && e.NextAt is { } next ? e with { NextAt = next + Math.Max(0, now - message.DueAt) } : e)],
    };

    private static Enrollment? Run(ShopperState state, Message message) => state.Enrollments.FirstOrDefault(e => e.Id == message.EnrollmentId);

    private static JourneyDefinition? Journey(ShopperState state, Message message, TurnContext context) =>
        Run(state, message) is { } enrollment ? context.Version(message.JourneyId, enrollment.JourneyVersion) : null;

    private static Turn Answer(ShopperState state, ApprovalAnswer answer) => Turn.Of(state) with { Result = new ApprovalResult(answer) };
}
