using System.Globalization;
using Cartwright.Carts;
using Cartwright.Messages;
using Cartwright.Shoppers;
using Cartwright.Stores;

namespace Cartwright.Journeys;

/// <summary>
/// One journey and one shopper. State: running, done, exited, or not_entered. Reason: the code of why it ended or was not entered; Text says it. Next: what comes
/// next, and when (ms).
/// </summary>
internal sealed record Explanation(Journey Journey, string State, string? Reason, string Text, Enrollment? Run, string? Next, long? NextAt)
{
    /// <summary>The step that comes next, when one does.</summary>
    public JourneyStep? Step { get; init; }

    /// <summary>Of one that ended and fits still: before this (ms) it does not begin again for the same.</summary>
    public long? AgainAt { get; init; }
}

/// <summary>Why a shopper did or did not enter each journey, where it is, what happens next and when. Asks the very functions that decide.</summary>
internal static class ExplainPolicy
{
    /// <param name="refusals">What was recorded of the shopper's carts when journeys were asked; null: not read.</param>
    public static IReadOnlyList<Explanation> Of(
        ShopperState shopper, IReadOnlyList<Journey> journeys, Func<Guid, long, JourneyDefinition?> version, Store store, long now, IReadOnlyDictionary<string, string>? categories = null, IReadOnlyList<Refusal>? refusals = null) =>
        [.. journeys.OrderByDescending(j => j.Definition.Priority).ThenBy(j => j.Slug, StringComparer.Ordinal).Select(j => Of(j, shopper, journeys, version, store, now, categories, refusals ?? []))];

    private static Explanation Of(
        Journey journey, ShopperState shopper, IReadOnlyList<Journey> journeys, Func<Guid, long, JourneyDefinition?> version, Store store, long now, IReadOnlyDictionary<string, string>? categories, IReadOnlyList<Refusal> refusals)
    {
        var occasion = Best(journey, shopper, store);
        var runs = shopper.Enrollments.Where(e => e.JourneyId == journey.Id).ToList();
        // What is asked about is the shopper's latest cart or order; of an older one only what still runs is told.
        var own = occasion is null ? runs.LastOrDefault() : runs.LastOrDefault(r => r.Subject == occasion.Subject || r.Subject.Length == 0 && occasion.Cart?.Id == r.CartId);
        if ((own ?? runs.LastOrDefault(r => r.Status == EnrollmentStatus.Running)) is { } run)
        {
            if (run.Status != EnrollmentStatus.Running)
            {
                var ended = $"It ended: {ReasonSentences.Of(run.ExitReason ?? "completed")}.";
                var again = occasion is not null && WhyNot(occasion) == SkipReason.AlreadyRun && run.EndedAt + journey.Definition.ReentryAfterHours * 3_600_000L is { } free && free > now ? free : (long?)null;
                if (again is { } at) ended = $"{ended} It does not begin again for the same {(occasion!.Order is not null ? "order" : occasion.Cart is not null ? "cart" : "shopper")} before {Local(at, store)}.";
                return new(journey, run.Status == EnrollmentStatus.Done ? "done" : "exited", run.ExitReason, ended, run, null, null) { AgainAt = again };
            }
            var (next, nextAt, step) = Next(run, version(run.JourneyId, run.JourneyVersion) ?? journey.Definition, shopper, store);
            var text = journey.Status != "live" ? $"The shopper is in it, and it stands still: {SendGatePolicy.HaltedText(journey.Status)}." : run.Memo.Held is { } held ? $"The shopper is in it. The next message waits: {held}." : "The shopper is in it.";
            if (own is null && WhyNot(occasion!) is { } not) text = $"{text} That is about an earlier {(occasion!.Order is null ? "cart" : "order")}; for the latest it was not entered: {Text(not, journey.Definition, store)}.";
            return new(journey, "running", null, text, run, next, nextAt) { Step = step };
        }
        if (journey.Status != "live") return new(journey, "not_entered", SkipReason.JourneyOff, "The journey is not live.", null, null, null);
        if (occasion is null) return new(journey, "not_entered", "no_occasion", Missing(journey.Definition.Trigger), null, null, null);
        if (WhyNot(occasion) is { } why) return new(journey, "not_entered", why, $"It was not entered: {Text(why, journey.Definition, store)}.", null, null, null);
        return ComesAt(journey.Definition.Trigger, occasion, store) is { } comes
            ? new(journey, "not_entered", "not_yet", $"It fits, and its time has not come: {(occasion.Cart is null ? "so long after the order it is asked again" : "a cart counts as left after a while without a sign of life")}.", null, null, comes)
            : new(journey, "not_entered", "missed", $"It fits now, and did not when it was asked: {KeptOut(journey, occasion, shopper, journeys, store, refusals)}. What happens from now on is asked anew.", null, null, null);

        string? WhyNot(Occasion about) => JourneyDecider.WhyNot(journey, shopper, about, store, id => journeys.FirstOrDefault(j => j.Id == id), now, categories);
    }

    // When (ms) it will be asked; null: it was.
    private static long? ComesAt(JourneyTrigger trigger, Occasion occasion, Store store) => occasion switch
    {
        { Cart: { } cart } => cart.Status == CartStatus.Active ? cart.Facts.LastActivityAt + store.Settings.IdleSeconds * 1000L : null,
        { Order: { } order } when trigger.Type == TriggerType.NoOrderSince => order.SinceAsked < trigger.Days ? order.PlacedAt + trigger.Days * 86_400_000L : null,
        { Order: { } order } when trigger.Type == TriggerType.UnpaidOrder && !order.WasAskedUnpaid(trigger.AfterMs) => order.UnpaidAt(trigger.AfterMs, store.Settings.IdleSeconds * 1000L),
        _ => null,
    };

    // What kept it out when it was asked: as it was recorded, and which other journey it was, as the shopper's runs tell.
    private static string KeptOut(Journey journey, Occasion occasion, ShopperState shopper, IReadOnlyList<Journey> journeys, Store store, IReadOnlyList<Refusal> refusals)
    {
        var recorded = occasion.Cart is { } cart ? refusals.LastOrDefault(r => r.CartId == cart.Id && r.Journey == journey.Definition.Name)?.Reason : null;
        if (recorded is not (null or SkipReason.OtherJourney)) return Text(recorded, journey.Definition, store);
        var other = Before(journey, occasion, shopper, journeys)?.Definition.Name;
        if (recorded is not null) return other is null ? Text(recorded, journey.Definition, store) : $"the shopper was in “{other}”, which is as urgent or more, and one at a time is the rule";
        if (other is not null) return $"the shopper was in “{other}”, which is as urgent or more, or the journey was not live yet";
        return $"{(occasion.Cart is not null ? "the cart was left" : occasion.Order is not null ? "the order was told" : "the account was made")} before the journey went live, or while something else kept it out";
    }

    // The other journey that ran when the cart was left, or was entered for it before this one was asked.
    private static Journey? Before(Journey journey, Occasion occasion, ShopperState shopper, IReadOnlyList<Journey> journeys)
    {
        if (journey.Definition.Kind != JourneyKind.Recovery || occasion.Cart is not { AbandonedAt: { } left } cart) return null;
        return shopper.Enrollments.Where(e => e.JourneyId != journey.Id && (e.EnteredAt >= left ? e.CartId == cart.Id : !(e.EndedAt <= left)))
            .Select(e => journeys.FirstOrDefault(j => j.Id == e.JourneyId)).LastOrDefault(j => j is { Definition.Kind: JourneyKind.Recovery } && j.Definition.Priority >= journey.Definition.Priority);
    }

    private static string Local(long at, Store store) =>
        string.Create(CultureInfo.InvariantCulture, $"{TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(at), store.Zone):yyyy-MM-dd HH:mm} ({store.Zone.Id})");

    /// <summary>Why a message of a run left, waits or did not leave; null: it is on its way.</summary>
    public static string? Why(Message message) => message switch
    {
        { Status: MessageStatus.Skipped or MessageStatus.Held or MessageStatus.Queued, Decision: { } gate } when gate.Rules.LastOrDefault(r => !r.Passed) is { } rule => rule.Text,
        { Status: MessageStatus.Skipped or MessageStatus.Withdrawn, SkipReason: { } reason } => ReasonSentences.Of(reason),
        { Status: MessageStatus.Failed or MessageStatus.Unknown or MessageStatus.Bounced, Reply: { Length: > 0 } reply } => reply,
        { MayHaveLeft: true } => "every rule let it pass",
        _ => null,
    };

    // The latest cart or order that its trigger could be about.
    private static Occasion? Best(Journey journey, ShopperState shopper, Store store)
    {
        var type = journey.Definition.Trigger.Type;
        if (TriggerType.IsOfOrder(type)) return shopper.Orders.Where(o => type != TriggerType.OrderPaid || o.PaidAt is not null).MaxBy(o => o.PlacedAt) is { } order ? new Occasion(type, Order: order) : null;
        if (!TriggerType.IsOfCart(type)) return type == TriggerType.Registered && shopper.Traits.UserId is not null ? new Occasion(type) : null;
        return shopper.Carts.Where(c => !c.Merged).OrderByDescending(c => c.Facts.LastActivityAt).SelectMany(Occasion.Of).FirstOrDefault(o => o.Type == type);
    }

    /// <summary>What a run does next, as far as it can be known, and when (ms): waits for a time are added up, and nothing behind one for an event or behind a branch is certain. Step null: it ends.</summary>
    public static (string Text, long? At, JourneyStep? Step) Next(Enrollment run, JourneyDefinition journey, ShopperState shopper, Store store)
    {
        var ops = JourneyProgram.Of(journey);
        var (at, position, subject) = (run.NextAt, run.Position, Subject.Of(shopper, run));
        while (ops.ElementAtOrDefault(position) is { } op)
        {
            if (op.Step is WaitStep { BeforeClose: not null } && subject?.Order?.ClosesAt is null) return ($"It ends: {ReasonSentences.Of(SkipReason.NoDeadline)}", at, null);
            if (op.Step is StopStep) break;
            // A wait lasts from when the step before it was done: where the run stands, that is when it goes on.
            if (op.Step is WaitStep { Event: null } wait && at is { } from) at = JourneyDecider.WaitsUntil(wait, from, CountryPolicy.ZonesOf(shopper, CountryPolicy.CountryOf(shopper, subject?.Cart), store)[0], subject?.Order?.ClosesAt);
            else if (op.Step is not null) return (JourneySentences.Of(op.Step, store.Currency), at, op.Step);
            position = op.Next;
        }
        return ("It ends", at, null);
    }

    private static string Missing(JourneyTrigger trigger) => trigger.Type switch
    {
        TriggerType.PaymentFailed => "No payment of this shopper was declined in a checkout that was left.",
        TriggerType.TechnicalTrouble => "No technical fault was seen in a checkout that was left.",
        TriggerType.CartAbandoned or TriggerType.CheckoutAbandoned => "The shopper has left no cart that it could be about.",
        TriggerType.Registered => "The shopper has no account.",
        _ when TriggerType.IsOfOrder(trigger.Type) => "No order of this shopper is known that it could be about.",
        _ => "Nothing happened yet that starts it.",
    };

    /// <summary>Why a journey was not entered, with what it asks for.</summary>
    public static string Text(string reason, JourneyDefinition journey, Store store) => reason switch
    {
        SkipReason.Filter when journey.Filter is { } filter => $"its filter asks that {ConditionPolicy.Sentence(filter, store.Currency)}",
        SkipReason.TooOld => $"it is older than {journey.MaxAgeHours} hours",
        SkipReason.OtherJourney => "the shopper is in another journey that is as urgent or more, and one at a time is the rule",
        SkipReason.Ordered => "the shopper has ordered",
        SkipReason.JourneyOff => "the journey is not live",
        SkipReason.StageTooEarly when journey.Trigger.MinStage is { } stage => $"the checkout did not get to the {stage} step",
        _ => ReasonSentences.Of(reason),
    };
}
