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
}

/// <summary>Why a shopper did or did not enter each journey, where it is, what happens next and when. Asks the very functions that decide.</summary>
internal static class ExplainPolicy
{
    public static IReadOnlyList<Explanation> Of(ShopperState shopper, IReadOnlyList<Journey> journeys, Func<Guid, long, JourneyDefinition?> version, Store store, long now, IReadOnlyDictionary<string, string>? categories = null) =>
        [.. journeys.OrderByDescending(j => j.Definition.Priority).ThenBy(j => j.Slug, StringComparer.Ordinal).Select(j => Of(j, shopper, journeys, version, store, now, categories))];

    private static Explanation Of(Journey journey, ShopperState shopper, IReadOnlyList<Journey> journeys, Func<Guid, long, JourneyDefinition?> version, Store store, long now, IReadOnlyDictionary<string, string>? categories)
    {
        var occasion = Best(journey, shopper, store);
        var runs = shopper.Enrollments.Where(e => e.JourneyId == journey.Id).ToList();
        // What is asked about is the shopper's latest cart or order; of an older one only what still runs is told.
        var own = occasion is null ? runs.LastOrDefault() : runs.LastOrDefault(r => r.Subject == occasion.Subject || r.Subject.Length == 0 && occasion.Cart?.Id == r.CartId);
        if ((own ?? runs.LastOrDefault(r => r.Status == EnrollmentStatus.Running)) is { } run)
        {
            if (run.Status != EnrollmentStatus.Running) return new(journey, run.Status == EnrollmentStatus.Done ? "done" : "exited", run.ExitReason, $"It ended: {Ended(run.ExitReason ?? "completed")}.", run, null, null);
            var (next, at, step) = Next(run, version(run.JourneyId, run.JourneyVersion) ?? journey.Definition, shopper, store);
            var text = journey.Status != "live" ? $"The shopper is in it, and it stands still: {SendGatePolicy.HaltedText(journey.Status)}." : run.Memo.Held is { } held ? $"The shopper is in it. The next message waits: {held}." : "The shopper is in it.";
            if (own is null && WhyNot(occasion!) is { } not) text = $"{text} That is about an earlier {(occasion!.Order is null ? "cart" : "order")}; for the latest it was not entered: {Text(not, journey.Definition, store)}.";
            return new(journey, "running", null, text, run, next, at) { Step = step };
        }
        if (journey.Status != "live") return new(journey, "not_entered", SkipReason.JourneyOff, "The journey is not live.", null, null, null);
        if (occasion is null) return new(journey, "not_entered", "no_occasion", Missing(journey.Definition.Trigger), null, null, null);
        if (WhyNot(occasion) is { } why) return new(journey, "not_entered", why, $"It was not entered: {Text(why, journey.Definition, store)}.", null, null, null);
        return ComesAt(journey.Definition.Trigger, occasion, store) is { } comes
            ? new(journey, "not_entered", "not_yet", $"It fits, and its time has not come: {(occasion.Cart is null ? "so long after the order it is asked again" : "a cart counts as left after a while without a sign of life")}.", null, null, comes)
            : new(journey, "not_entered", "missed", $"It fits now, and did not when it was asked: {(occasion.Cart is not null ? "the cart was left" : occasion.Order is not null ? "the order was told" : "the account was made")} before the journey went live, or while something else kept it out. What happens from now on is asked anew.", null, null, null);

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

    // For the API, in English; the console has words of its own, which this part may not know.
    private static string Ended(string reason) => reason switch
    {
        "completed" => "all of its steps are done",
        SkipReason.Superseded => "a more urgent journey took over",
        SkipReason.Ordered => "the cart was ordered",
        SkipReason.OrderedElsewhere => "the shopper ordered something since",
        SkipReason.Emptied => "the cart is empty, or part of another",
        SkipReason.CameBack => "the shopper came back",
        SkipReason.Paid => "the order was paid",
        SkipReason.OrderCancelled => "the order was cancelled",
        SkipReason.OrderClosed => "the shop has closed the order",
        SkipReason.NoDeadline => "the shop did not say when it closes the order (closesAt)",
        SkipReason.GoalReached => "what it was for has happened",
        SkipReason.Refused or SuppressionReason.Refused => "the shopper said no to messages",
        SkipReason.JourneyOff => "the journey was removed, or what it was about is gone",
        SkipReason.StepGone => "the journey was changed, and its next step is no longer there",
        SkipReason.Erased => "everything personal was erased",
        SuppressionReason.Unsubscribed => "the shopper unsubscribed",
        SuppressionReason.Bounced => "mails to the address came back",
        SuppressionReason.Complained => "the shopper called a message spam",
        "stopped" => "somebody stopped the reminders",
        _ => reason.Replace('_', ' '),
    };

    /// <summary>Why a message of a run left, waits or did not leave; null: it is on its way.</summary>
    public static string? Why(Message message) => message switch
    {
        { Status: MessageStatus.Skipped or MessageStatus.Held or MessageStatus.Queued, Decision: { } gate } when gate.Rules.LastOrDefault(r => !r.Passed) is { } rule => rule.Text,
        { Status: MessageStatus.Skipped or MessageStatus.Withdrawn, SkipReason: { } reason } => Ended(reason),
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

    private static (string? Text, long? At, JourneyStep? Step) Next(Enrollment run, JourneyDefinition journey, ShopperState shopper, Store store)
    {
        var ops = JourneyProgram.Of(journey);
        var (at, position) = (run.NextAt, run.Position);
        // Durations are certain; behind a branch nothing is.
        while (ops.ElementAtOrDefault(position) is { } op)
        {
            if (op.Step is null) { position = op.Next; continue; }
            if (op.Step is WaitStep { Event: null } wait && at is { } from && run.Position != position)
            {
                at = JourneyDecider.WaitsUntil(wait, from, CountryPolicy.ZonesOf(shopper, CountryPolicy.CountryOf(shopper, null), store)[0], shopper.Orders.FirstOrDefault(o => o.Id == run.OrderId)?.ClosesAt);
                position = op.Next;
                continue;
            }
            if (op.Step is WaitStep { Event: null } first && at is not null) { position = op.Next; at = first.For is null ? at : at + first.Milliseconds; continue; }
            return (JourneySentences.Of(op.Step, store.Currency), at, op.Step);
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

    public static string Text(string reason, JourneyDefinition journey, Store store) => reason switch
    {
        SkipReason.Filter => $"its filter asks that {ConditionPolicy.Sentence(journey.Filter!, store.Currency)}",
        SkipReason.TooOld => $"it is older than {journey.MaxAgeHours} hours",
        SkipReason.OtherJourney => "the shopper is in another journey that is as urgent or more, and one at a time is the rule",
        SkipReason.AlreadyRun => "it ran for this already",
        SkipReason.NoAddress => "no address is known",
        SkipReason.Ordered => "the shopper has ordered",
        SkipReason.JourneyOff => "the journey is not live",
        SkipReason.Window => "today lies outside its dates",
        SkipReason.Unconfirmed => "only the browser told of the order, the shop's server did not",
        SkipReason.StageTooEarly => $"the checkout did not get to the {journey.Trigger.MinStage} step",
        SkipReason.TotalTooLow => "there is too little in it",
        _ => reason.Replace('_', ' '),
    };
}
