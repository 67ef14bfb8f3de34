using Cartwright.Carts;
using Cartwright.Journeys;
using Cartwright.Messages;
using Cartwright.Shoppers;
using Cartwright.Tracking;

namespace Cartwright.Turns;

/// <summary>
/// The one place where a shopper's future is decided: a signal goes in, the next state and what follows from it come out.
/// Simulation, dry run and the server call the same function.
/// </summary>
internal static class TurnDecider
{
    /// <param name="log">What must be folded again, when the signal is an event earlier than what was folded, or one that joined two shoppers; else null.</param>
    public static Turn Decide(ShopperState state, Signal signal, TurnContext context, EventLog? log = null)
    {
        var turn = signal switch
        {
            EventSignal { By: { } by } e => Recorded(EventTurn.Decide(state, e.Event, context, log), e.Event, by, context),
            EventSignal e => EventTurn.Decide(state, e.Event, context, log),
            TimerSignal => Due(state with { WakeAt = null }, context),
            OptOutSignal o => OptOut(state, o, context),
            LiftSignal l => OptIn(state, l, context),
            ReturnSignal r => ReturnTurn.Decide(state, r, context),
            BeginSendSignal b => DeliveryTurn.Begin(state, b, context),
            OutcomeSignal o => DeliveryTurn.Outcome(state, o, context),
            ApprovalSignal a => ApprovalTurn.Decide(state, a, context),
            ProductSignal p => OccasionTurn.News(state, p, context),
            IssueCouponSignal i => CouponTurn.Decide(state, i, context),
            CouponSignal c => CouponTurn.Decide(state, c, context),
            MoveSignal m => MoveTurn.Decide(state, m, context),
            AskAgainSignal => AskAgainTurn.Decide(state, context),
            ReportSignal r => InboundTurn.Report(state, r, context),
            ReplySignal r => InboundTurn.Reply(state, r, context),
            ResumeSignal r => InboundTurn.Resume(state, r, context),
            PreferenceSignal p => InboundTurn.Prefer(state, p),
            EraseSignal => Erase(state, context),
            StopSignal s => Turn.Of(Stop(state, e => e.CartId == s.CartId, "stopped", context.Now), new Story(s.CartId, context.Now, "stopped", s.By)),
            _ => throw new ArgumentOutOfRangeException(nameof(signal), signal.GetType().Name, "This signal has no decision."),
        };
        return turn with { State = Wake(turn.State, context) };
    }

    private static Turn Recorded(Turn turn, StorefrontEvent e, string by, TurnContext context) =>
        turn with { Stories = [.. turn.Stories, new Story(turn.State.Orders.FirstOrDefault(o => o.ExternalId == e.OrderId)?.CartId, context.Now, "recorded", by)] };

    /// <summary>Everything whose time has come: abandonment, entering journeys, their due steps, carts given up.</summary>
    public static Turn Due(ShopperState state, TurnContext context)
    {
        var stories = new List<Story>();
        foreach (var cart in state.Carts)
        {
            var idle = cart.Facts.LastActivityAt + context.Store.Settings.IdleSeconds * 1000L;
            if (cart.Status == CartStatus.Active && idle <= context.Now)
            {
                stories.Add(new Story(cart.Id, idle, "abandoned", cart.Facts.Stage.Name()));
                state = Ask(state, cart with { AbandonedAt = idle }, context, stories);
            }
            else if (cart.Status == CartStatus.Abandoned && LostAt(cart, context) <= context.Now)
            {
                state = Put(state, cart with { Lost = true });
                stories.Add(new Story(cart.Id, LostAt(cart, context), "lost", ""));
            }
            else if (cart.Status == CartStatus.Abandoned && idle <= context.Now && IsToldMore(state, cart)) state = Ask(state, cart, context, stories);
        }
        state = OccasionTurn.Due(state, context, stories);
        state = ApprovalTurn.LookAgain(state, context);
        // After a night without a server what was due first comes first.
        foreach (var enrollment in state.Enrollments.Where(e => e.Status == EnrollmentStatus.Running && e.NextAt <= context.Now).OrderBy(e => e.NextAt))
            if (!ApprovalTurn.IsBehind(state, enrollment)) state = JourneyTurn.Advance(state, enrollment, context, stories);
        state = CouponTurn.Due(RetentionTurn.Forget(state, context, stories), context, stories);
        return new Turn(state, stories, SignalResult.Ok, []);
    }

    // An older cart than the one the shopper was last busy with is let be: they are elsewhere now.
    private static bool IsToldMore(ShopperState state, Cart cart) => cart.Asked < Occasion.Known(state, cart)
        && !state.Carts.Any(c => c.Status is CartStatus.Active or CartStatus.Abandoned && c.Facts.LastActivityAt > cart.Facts.LastActivityAt);

    private static ShopperState Ask(ShopperState state, Cart cart, TurnContext context, List<Story> stories)
    {
        state = Put(state, cart with { Asked = Occasion.Known(state, cart) });
        return JourneyTurn.Enroll(state, [.. Occasion.Of(cart)], context, stories);
    }

    /// <summary>Ends the running enrollments that match and withdraws what they have queued; what is already leaving cannot be called back.</summary>
    public static ShopperState Stop(ShopperState state, Func<Enrollment, bool> which, string reason, long now)
    {
        var ended = state.Enrollments.Where(which).Select(e => e.Id).ToHashSet();
        if (ended.Count == 0) return state;
        return state with
        {
            Enrollments = [.. state.Enrollments.Select(e => ended.Contains(e.Id) ? JourneyDecider.Exit(e, reason, now) : e)],
            Messages = [.. state.Messages.Select(m => m.IsOpen && ended.Contains(m.EnrollmentId) ? m with { Status = MessageStatus.Withdrawn, SkipReason = reason } : m)],
        };
    }

    public static ShopperState Put(ShopperState state, Cart cart) =>
        state with { Carts = [.. state.Carts.Select(c => c.Id == cart.Id ? cart : c)] };

    /// <summary>The message that the gate does not let leave any more.</summary>
    public static Message Skipped(Message message, GateAnswer answer) => message with
    {
        Status = answer.Reason is SkipReason.Ordered or SkipReason.OrderedElsewhere or SkipReason.Emptied or SkipReason.Paid or SkipReason.OrderCancelled ? MessageStatus.Withdrawn : MessageStatus.Skipped,
        SkipReason = answer.Reason, Decision = answer,
    };

    public static ShopperState Put(ShopperState state, Message message) =>
        state with { Messages = [.. state.Messages.Select(m => m.Id == message.Id ? message : m)] };

    /// <summary>Times of this person's messages that left, or may have.</summary>
    public static IReadOnlyList<long> Sends(ShopperState state) =>
        [.. state.Messages.Where(m => m.MayHaveLeft).Select(m => m.SentAt ?? m.SendingAt ?? m.QueuedAt)];

    public static Turn OptOut(ShopperState state, OptOutSignal o, TurnContext context)
    {
        var known = state.Permissions.FirstOrDefault(p => p.Channel == o.Channel && p.AddressHash == o.AddressHash) ?? Permission.Unknown(o.Channel, o.AddressHash);
        state = EventTurn.Put(state, known with { SuppressedFor = known.SuppressedFor ?? o.Reason });
        var stopped = Stop(state, e => e.Status == EnrollmentStatus.Running || state.Messages.Any(m => m.EnrollmentId == e.Id && m.IsOpen), o.Reason, context.Now);
        return known.SuppressedFor is not null ? Turn.Of(stopped) : Turn.Of(stopped, [.. state.Carts.Where(c => c.Facts.IsOpen).Select(c => new Story(c.Id, context.Now, "opted_out", o.Reason))]);
    }

    private static Turn OptIn(ShopperState state, LiftSignal l, TurnContext context)
    {
        if (state.Permissions.FirstOrDefault(p => p.Channel == l.Channel && p.AddressHash == l.AddressHash) is not { SuppressedFor: not null } known) return Turn.Of(state);
        return Turn.Of(EventTurn.Put(state, known with { SuppressedFor = null }), [.. state.Carts.Where(c => c.Facts.IsOpen).Select(c => new Story(c.Id, context.Now, "opted_in", l.By))]);
    }

    private static Turn Erase(ShopperState state, TurnContext context)
    {
        state = CouponTurn.Erase(Stop(state, _ => true, SkipReason.Erased, context.Now), context.Now);
        return Turn.Of(state with
        {
            // The hashes of the addresses stay on the lists: what comes late from before would make the person known again, and written to.
            Personal = new(), DataKey = null, Permissions = [.. AddressesOf(state, context).Select(a => state.Permissions.FirstOrDefault(p => p.Channel == a.Channel && p.AddressHash == a.Hash) ?? Permission.Unknown(a.Channel, a.Hash))
                .Select(p => p with { SuppressedFor = SuppressionReason.Erased })],
            Traits = state.Traits with { UserId = null, Clicks = [], EarlyConsents = null, TypedOnly = true, IsErased = true },
            Carts = [.. state.Carts.Select(c => c with { Facts = c.Facts with { Details = CartFacts.NoDetails, Devices = [], ReturnUrl = null } })],
            // The shop's own pages of an order open by their address alone, and say whose it is.
            Orders = [.. state.Orders.Select(o => o with { Url = null, PayUrl = null })],
            Messages = [.. state.Messages.Select(m => m.Content is null ? m : m with { Content = null })],
        }, [.. state.Carts.Select(c => new Story(c.Id, context.Now, "erased", ""))]);
    }

    private static IEnumerable<(string Channel, string Hash)> AddressesOf(ShopperState state, TurnContext context)
    {
        var emails = state.Carts.Select(c => Address.Email(c.Facts.Details.GetValueOrDefault("email"))).Append(state.Personal.Email).OfType<string>().Distinct(StringComparer.Ordinal);
        var phones = state.Carts.Select(c => Address.Phone(c.Facts.Details.GetValueOrDefault("phone"))).Append(state.Personal.Phone).OfType<string>().Distinct(StringComparer.Ordinal);
        return emails.Select(e => (Channels.Email, context.Hash(IdentityPolicy.Email, e))).Concat(phones.Select(p => (Channels.Sms, context.Hash(IdentityPolicy.Phone, p))));
    }

    private static ShopperState Wake(ShopperState state, TurnContext context)
    {
        long? wake = null;
        void Consider(long at) => wake = wake is null || at < wake ? at : wake;
        foreach (var cart in state.Carts)
        {
            if (cart.Status == CartStatus.Active) Consider(cart.Facts.LastActivityAt + context.Store.Settings.IdleSeconds * 1000L);
            else if (cart.Status == CartStatus.Abandoned)
            {
                Consider(LostAt(cart, context));
                // Told late: the address that was missing, the step it was left at, what went wrong.
                if (IsToldMore(state, cart)) Consider(cart.Facts.LastActivityAt + context.Store.Settings.IdleSeconds * 1000L);
            }
            if (RetentionTurn.DueAt(cart, context) is { } forget) Consider(forget);
        }
        foreach (var enrollment in state.Enrollments)
            if (enrollment is { Status: EnrollmentStatus.Running, NextAt: { } next } && !ApprovalTurn.IsBehind(state, enrollment)) Consider(next);
        if (OccasionTurn.DueAt(state, context) is { } occasion) Consider(occasion);
        foreach (var message in state.Messages)
            if (message.Status == MessageStatus.Held && ApprovalTurn.LookAt(state, message, context) is { } look) Consider(look);

        if (CouponTurn.WakeAt(state) is { } coupon) Consider(coupon);

        // Lazy: a later time is not written; the timer that fires too early finds nothing due and goes back to sleep.
        return wake is null || state.WakeAt <= wake ? state : state with { WakeAt = wake };
    }

    public static long LostAt(Cart cart, TurnContext context) => cart.Facts.LastActivityAt + context.Store.Settings.LostAfterDays * 86_400_000L;
}
