using Cartwright.Carts;
using Cartwright.Journeys;
using Cartwright.Messages;
using Cartwright.Shoppers;

namespace Cartwright.Turns;

/// <summary>What came back of a message. Delivered and the rest are what a mail server or a provider says of it.</summary>
internal enum MessageReport { Delivered, SoftBounce, HardBounce, Complained, OptedOut }

/// <summary>Somebody who may say so reports on a message. Why: the other side's words, for people. At: when it happened (ms).</summary>
internal sealed record ReportSignal(Guid StoreId, Guid Shopper, Guid MessageId, MessageReport Report, string Why, long At) : Signal(StoreId, Shopper);

/// <summary>A person answered. Key: what makes it the same answer when it comes twice.</summary>
internal sealed record ReplySignal(Guid StoreId, Guid Shopper, Guid? MessageId, string Channel, ReplyContent Content, string Key) : Signal(StoreId, Shopper)
{
    public override string? Once => Key;
}

/// <summary>A person in the console lets go on what a reply had paused.</summary>
internal sealed record ResumeSignal(Guid StoreId, Guid Shopper, Guid CartId, string By) : Signal(StoreId, Shopper);

/// <summary>The shopper chose what to be written to about: the <see cref="Topic"/>s that are off.</summary>
internal sealed record PreferenceSignal(Guid StoreId, Guid Shopper, IReadOnlyList<string> TopicsOff) : Signal(StoreId, Shopper);

/// <summary>What reports, answers and choices of shoppers change.</summary>
internal static class InboundTurn
{
    /// <summary>
    /// An address that could not be reached so many times in a row, over at least so long (ms), is given up. A full box is emptied within days,
    /// and a server that is down comes back within days (RFC 5321, 4.5.4.1: mail servers try for 4–5 days).
    /// </summary>
    public const int SoftInARow = 4;
    public const long SoftOver = 3 * 86_400_000L;

    public static Turn Report(ShopperState state, ReportSignal signal, TurnContext context)
    {
        if (state.Messages.FirstOrDefault(m => m.Id == signal.MessageId) is not { } message) return Turn.Of(state);
        var left = message with { SentAt = message.SentAt ?? message.SendingAt ?? context.Now };
        switch (signal.Report)
        {
            case MessageReport.Delivered:
                return message.DeliveredAt is not null || message.Status is MessageStatus.Bounced ? Turn.Of(state)
                    : Turn.Of(TurnDecider.Put(state, left with { DeliveredAt = signal.At, Status = message.Status == MessageStatus.Unknown ? MessageStatus.Sent : message.Status }));
            case MessageReport.SoftBounce:
                if (message.Status is MessageStatus.Bounced or MessageStatus.Complained) return Turn.Of(state);
                state = TurnDecider.Put(state, left with { Status = MessageStatus.Bounced, Bounce = "soft", Reply = signal.Why });
                return IsGivenUp(state, message.Id) ? Suppress(state, message, SuppressionReason.Bounced, context) : Turn.Of(state);
            case MessageReport.HardBounce:
                if (message.Status == MessageStatus.Complained || message is { Status: MessageStatus.Bounced, Bounce: "hard" }) return Turn.Of(state);
                return Suppress(TurnDecider.Put(state, left with { Status = MessageStatus.Bounced, Bounce = "hard", Reply = signal.Why }), message, SuppressionReason.Bounced, context);
            case MessageReport.Complained:
                if (message.Status == MessageStatus.Complained) return Turn.Of(state);
                return Suppress(TurnDecider.Put(state, left with { Status = MessageStatus.Complained, Reply = signal.Why }), message, SuppressionReason.Complained, context);
            default:
                return Suppress(state, message, SuppressionReason.Unsubscribed, context);
        }
    }

    /// <summary>Keeps the answer, and lets nothing more of the journey leave, nor of others about the same cart or order: a person is talking. What is about an order that was made of the cart goes on.</summary>
    public static Turn Reply(ShopperState state, ReplySignal signal, TurnContext context)
    {
        var message = state.Messages.FirstOrDefault(m => m.Id == signal.MessageId) ?? state.Messages.LastOrDefault(m => m.MayHaveLeft && m.Channel == signal.Channel);
        if (message is { Sandbox: true }) return Turn.Of(state); // somebody of the shop answered a test
        var cart = message?.CartId is { } about && about != Guid.Empty ? about : state.Carts.LastOrDefault(c => !c.Merged)?.Id ?? Guid.Empty;
        var order = state.Enrollments.FirstOrDefault(e => e.Id == message?.EnrollmentId)?.OrderId;
        bool IsPaused(Enrollment run) => run.Status != EnrollmentStatus.Exited && run.Memo.RepliedAt is null
            && (run.Id == message?.EnrollmentId || order is not null && run.OrderId == order || run.CartId == cart && cart != Guid.Empty && context.Version(run.JourneyId, run.JourneyVersion)?.Kind != JourneyKind.Transactional);
        var reply = new Reply(context.Ids.At(context.Now), cart, message?.Id, signal.Channel, context.Now, signal.Content);
        var story = new Story(cart == Guid.Empty ? null : cart, context.Now, "replied", state.Enrollments.Any(IsPaused) ? signal.Channel : signal.Channel + "|nothing_waits");
        state = state with { Enrollments = [.. state.Enrollments.Select(run => IsPaused(run) ? run with { Memo = run.Memo with { RepliedAt = context.Now } } : run)] };
        return Turn.Of(state, story) with { Reply = reply };
    }

    public static Turn Resume(ShopperState state, ResumeSignal signal, TurnContext context)
    {
        var runs = state.Enrollments.Where(r => IsHeldBack(r, signal.CartId)).Select(r => r.Id).ToHashSet();
        if (runs.Count == 0) return Turn.Of(state);
        return Turn.Of(state with
        {
            Enrollments = [.. state.Enrollments.Select(r => !runs.Contains(r.Id) ? r : r with { NextAt = r.Memo.Waits ? context.Now : r.NextAt, Memo = r.Memo with { RepliedAt = null, Waits = false } })],
            Messages = [.. state.Messages.Select(m => m.Status == MessageStatus.Queued && runs.Contains(m.EnrollmentId) ? m with { DueAt = context.Now } : m)],
        }, new Story(signal.CartId == Guid.Empty ? null : signal.CartId, context.Now, "resumed", signal.By));
    }

    public static Turn Prefer(ShopperState state, PreferenceSignal signal)
    {
        IReadOnlyList<string> off = [.. Topic.All.Where(signal.TopicsOff.Contains)];
        return Turn.Of(off.SequenceEqual(state.Traits.TopicsOff) ? state : state with { Traits = state.Traits with { TopicsOff = off } });
    }

    /// <summary>Until when (ms) an answer holds the run back: a person resumes it, or what it is about is too old for it. Null: nothing holds it.</summary>
    public static long? PausedUntil(Enrollment run, Subject subject, JourneyDefinition journey) =>
        run.Memo.RepliedAt is { } replied ? (SendGatePolicy.Since(journey, subject.Order, subject.Cart) ?? replied) + (journey.MaxAgeHours * 3_600_000L) + 1 : null;

    /// <summary>Whether an answer holds the run back that is shown on the page of this cart; what is about no cart is shown with the shopper's last one.</summary>
    public static bool IsHeldBack(Enrollment run, Guid cart) => run.Memo.RepliedAt is not null && (run.CartId == cart || run.CartId == Guid.Empty);

    /// <summary>Whether something that is still to come waits for a person.</summary>
    /// <param name="cart"><see cref="Guid.Empty"/>: what is about no cart.</param>
    public static bool IsWaiting(ShopperState state, Guid cart) =>
        state.Enrollments.Any(e => IsHeldBack(e, cart) && (e.Status == EnrollmentStatus.Running || state.Messages.Any(m => m.EnrollmentId == e.Id && m.IsOpen)));

    private static bool IsGivenUp(ShopperState state, Guid last)
    {
        var message = state.Messages.First(m => m.Id == last);
        var row = state.Messages.Where(m => !m.Sandbox && m.Channel == message.Channel && m.SentAt <= message.SentAt && m.Content?.To == message.Content?.To && m.MayHaveLeft)
            .OrderByDescending(m => m.SentAt).TakeWhile(m => m is { Status: MessageStatus.Bounced, Bounce: "soft" }).ToList();
        return row.Count >= SoftInARow && row[0].SentAt - row[^1].SentAt >= SoftOver;
    }

    // What is said of the test address says nothing of the shopper's.
    private static Turn Suppress(ShopperState state, Message message, string reason, TurnContext context)
    {
        if (message.Sandbox || !Channels.ReachesShopper(message.Channel) || (message.Content?.To ?? SendGatePolicy.AddressOf(state, state.Cart(message.CartId), message.Channel)) is not { } address) return Turn.Of(state);
        var hash = context.Hash(message.Channel == Channels.Email ? IdentityPolicy.Email : IdentityPolicy.Phone, address);
        return TurnDecider.OptOut(state, new OptOutSignal(state.StoreId, state.Id, message.Channel, hash, Address.Hint(address), reason), context);
    }
}
