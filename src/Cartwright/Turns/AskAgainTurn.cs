using Cartwright.Journeys;
using Cartwright.Messages;
using Cartwright.Shoppers;

namespace Cartwright.Turns;

/// <summary>The store's settings or journeys were changed: what a rule of theirs holds back asks the gate again.</summary>
internal sealed record AskAgainSignal(Guid StoreId, Guid Shopper) : Signal(StoreId, Shopper)
{
    public override bool IsUrgent => false;
}

/// <summary>
/// What is held keeps the time at which its rule would have let it go. After a change that time may be wrong, so it is due now, and the gate sets a new one.
/// What was tried and is tried again, and what waits for a person, stays as it is.
/// </summary>
internal static class AskAgainTurn
{
    private static readonly string[] OfSettings = [SkipReason.Quiet, SkipReason.DailyLimit, SkipReason.CoolDown, SkipReason.Active, SkipReason.JourneyOff];

    public static Turn Decide(ShopperState state, TurnContext context) => Turn.Of(state with
    {
        Enrollments = [.. state.Enrollments.Select(e => IsHeld(e, context) ? e with { NextAt = context.Now } : e)],
        Messages = [.. state.Messages.Select(m => m is { Status: MessageStatus.Queued, Decision: { Verdict: Verdict.Hold, Reason: { } reason } } && m.DueAt > context.Now && OfSettings.Contains(reason) ? m with { DueAt = context.Now } : m)],
    });

    private static bool IsHeld(Enrollment run, TurnContext context) => run is { Status: EnrollmentStatus.Running, Memo: { Held: not null, Waits: false } } && run.NextAt > context.Now;
}
