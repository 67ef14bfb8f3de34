using Cartwright.Journeys;
using Cartwright.Messages;
using Cartwright.Offers;
using Cartwright.Shoppers;
using static Cartwright.Turns.TurnDecider;

namespace Cartwright.Turns;

/// <summary>The last check before a message leaves, and what became of it.</summary>
internal static class DeliveryTurn
{
    public static Turn Begin(ShopperState state, BeginSendSignal signal, TurnContext context)
    {
        var message = state.Messages.FirstOrDefault(m => m.Id == signal.MessageId);
        if (message is null || !IsClaimedBy(message, signal.Attempt))
            return No(state, $"the claim is no longer ours: {message?.Status.ToString() ?? "gone"}, attempt {message?.Attempt}");
        message = message with { Attempt = signal.Attempt };
        var enrollment = state.Enrollments.FirstOrDefault(e => e.Id == message.EnrollmentId);
        if (enrollment is null || enrollment.Status == EnrollmentStatus.Exited || Subject.Of(state, enrollment) is not { } subject
            || context.Version(message.JourneyId, enrollment.JourneyVersion) is not { } journey)
            return No(Put(state, message with { Status = MessageStatus.Withdrawn, SkipReason = enrollment?.ExitReason ?? SkipReason.Exited }), SkipReason.Exited);

        var offer = signal.IsWithoutCode ? OfferOf(journey, enrollment, state) : null;
        var answer = SendGatePolicy.Decide(new(context.Store, journey, state, subject.Cart, message.Channel, context.Hash, Sends(state), context.Now, message.Approval == Approval.Approved, signal.Shop)
        {
            Order = subject.Order, IsSoldOut = signal.IsSoldOut, SentToday = context.SentToday, QueuedAt = message.QueuedAt, NoCode = signal.IsWithoutCode ? WhyNoCode(enrollment, offer, state, context) : null,
            PausedUntil = InboundTurn.PausedUntil(enrollment, subject, journey), Halted = context.Halted(message.JourneyId),
        });
        // A night or a full day's limit in between is no new beginning: it would be tried for ever.
        var isHeldByPerson = answer is { Verdict: Verdict.Hold, Reason: SkipReason.Approval or SkipReason.JourneyOff or SkipReason.Replied };
        answer = answer with { TriedSince = isHeldByPerson ? null : message.Decision?.TriedSince ?? (answer.Verdict == Verdict.Send ? context.Now : null) };
        if (signal.IsWithoutCode && answer.Verdict == Verdict.Send)
        {
            // It waited beyond the end of its code, or was not to have one before, and the offer still stands: made again it tells the true end of a new one.
            (state, enrollment) = CouponTurn.GiveNow(state, enrollment, context.Offer(offer!)!, subject.Cart?.Id, context);
            state = state with { Enrollments = [.. state.Enrollments.Select(e => e.Id == enrollment.Id ? enrollment : e)] };
            return No(Put(state, message with { Status = MessageStatus.Queued, DueAt = context.Now }), "it had no code; it is made again with one") with { Stories = [new Story(subject.Cart?.Id, context.Now, "coupon_issued", enrollment.Memo.Coupon!)] };
        }
        if (SendGatePolicy.AddressOf(state, subject.Cart, message.Channel) is { } address && address != signal.Content.To && answer.Verdict == Verdict.Send)
            return No(Put(state, message with { Status = MessageStatus.Queued, DueAt = context.Now }), "the address has changed since it was rendered");
        if (signal.Content.Sandbox != context.Store.Settings.SandboxTo && answer.Verdict == Verdict.Send)
            return No(Put(state, message with { Status = MessageStatus.Queued, DueAt = context.Now }), "the test mode was switched since it was rendered");
        return answer.Verdict switch
        {
            Verdict.Send => Turn.Of(Put(state, message with { Status = MessageStatus.Sending, SendingAt = context.Now, Decision = answer, Content = signal.Content, Sandbox = signal.Content.Sandbox is not null }))
                with { Result = new BeginSendResult(true, null) },
            Verdict.Hold when answer.Reason == SkipReason.Approval => No(Put(state, message with { Status = MessageStatus.Held, DueAt = context.Now, Decision = answer }), answer.Reason),
            Verdict.Hold => No(Put(state, message with { Status = MessageStatus.Queued, DueAt = Math.Max(answer.Until ?? 0, context.Now + 1000), Decision = answer }), answer.Reason),
            _ => No(Put(state, Skipped(message, answer)), answer.Reason),
        };
    }

    public static Turn Outcome(ShopperState state, OutcomeSignal signal, TurnContext context)
    {
        var message = state.Messages.FirstOrDefault(m => m.Id == signal.MessageId);
        if (message is null || !IsClaimedBy(message, signal.Attempt) && (message.Status != MessageStatus.Sending || message.Attempt != signal.Attempt)) return Turn.Of(state);
        message = message with { Attempt = signal.Attempt };
        var next = signal.RetryAt is { } retry
            ? message with { Status = MessageStatus.Queued, DueAt = retry, Reply = signal.Reply, SendingAt = null, Sandbox = false, Decision = Tried(message.Decision, context.Now) }
            : message with { Status = signal.Status, Reply = signal.Reply, SentAt = signal.Status == MessageStatus.Sent ? context.Now : null, SkipReason = message.SkipReason };
        state = Put(state, next);
        if (signal.Suppress && SendGatePolicy.AddressOf(state, state.Cart(message.CartId), message.Channel) is { } address)
        {
            var hash = context.Hash(message.Channel == Channels.Email ? IdentityPolicy.Email : IdentityPolicy.Phone, address);
            var known = state.Permissions.FirstOrDefault(p => p.Channel == message.Channel && p.AddressHash == hash) ?? Permission.Unknown(message.Channel, hash);
            state = EventTurn.Put(state, known with { SuppressedFor = known.SuppressedFor ?? SuppressionReason.Bounced });
            state = Stop(state, e => e.Status == EnrollmentStatus.Running, SkipReason.Suppressed, context.Now);
        }
        return Turn.Of(state);
    }

    // A claim that only the process remembers (DeliveryStore) is not in the row, which then is as the claim before it left it.
    private static bool IsClaimedBy(Message message, long attempt) =>
        message.Status == MessageStatus.Claimed && message.Attempt == attempt || message.Status == MessageStatus.Queued && message.Attempt < attempt;

    // What is put off before the gate was asked, for the pace of its domain, counts as tried as well.
    private static GateAnswer Tried(GateAnswer? answer, long now) => answer is null ? new(Verdict.Send, null, null, []) { TriedSince = now } : answer.TriedSince is null ? answer with { TriedSince = now } : answer;

    // Null: a new one can be given.
    private static string? WhyNoCode(Enrollment run, string? offer, ShopperState state, TurnContext context)
    {
        if (offer is null) return "no offer was given before it";
        return state.Coupons.FirstOrDefault(c => c.Code == run.Memo.Coupon)?.Status switch
        {
            CouponStatus.Redeemed => "its code was used",
            CouponStatus.Revoked => "its code was taken back",
            _ => context.Offer(offer) is null ? "the offer is paused" : null,
        };
    }

    /// <summary>The offer whose code the run was to give before it came to where it stands.</summary>
    private static string? OfferOf(JourneyDefinition journey, Enrollment run, ShopperState state) => run.Memo.Offer
        ?? state.Coupons.FirstOrDefault(c => c.Code == run.Memo.Coupon)?.Offer
        ?? (JourneyProgram.Of(journey).Take(run.Position).LastOrDefault(o => o.Step is OfferStep)?.Step as OfferStep)?.Offer;

    private static Turn No(ShopperState state, string? reason) => Turn.Of(state) with { Result = new BeginSendResult(false, reason) };
}
