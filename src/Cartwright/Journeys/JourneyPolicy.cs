using Cartwright.Carts;
using Cartwright.Shoppers;
using static Cartwright.Journeys.JourneyLimits;

namespace Cartwright.Journeys;

/// <summary>What a store has that a journey may name.</summary>
/// <param name="Channels">Of the templates; null: not asked.</param>
internal sealed record JourneyNames(IReadOnlyCollection<string> Templates, IReadOnlyCollection<string>? Offers = null, IReadOnlyDictionary<string, string>? Channels = null);

/// <summary>Checks a definition when it is saved. Each error names the field and says what would be right.</summary>
internal static class JourneyPolicy
{
    public const string SlugRule = "Use 1 to 60 small letters, digits and dashes.";

    public static bool IsSlug(string slug) => slug.Length is > 0 and <= 60 && !slug.StartsWith('-') && slug.All(c => c is >= 'a' and <= 'z' or >= '0' and <= '9' or '-');

    public static IReadOnlyList<(string Field, string Error)> Check(JourneyDefinition journey, JourneyNames names)
    {
        var errors = new List<(string, string)>();
        if (string.IsNullOrWhiteSpace(journey.Name)) errors.Add(("name", "Give the journey a name."));
        if (!JourneyKind.All.Contains(journey.Kind)) errors.Add(("kind", $"'{journey.Kind}' is not a kind: use {string.Join(", ", JourneyKind.All)}."));
        // It asks for no consent and counts for no cap: it must be owed to the shopper.
        if (journey.Kind == JourneyKind.Transactional && TriggerType.All.Contains(journey.Trigger.Type) && !TriggerType.Transactional.Contains(journey.Trigger.Type))
            errors.Add(("kind", $"Only what follows from an order may be transactional (triggers {string.Join(", ", TriggerType.Transactional)}): use {(TriggerType.IsOfCart(journey.Trigger.Type) ? "recovery or marketing" : "marketing")} on {journey.Trigger.Type}."));
        CheckTrigger(journey.Trigger, errors);
        if (journey.MaxAgeHours is < MinAgeHours or > MaxAgeHours) errors.Add(("maxAgeHours", $"Use {MinAgeHours} to {MaxAgeHours} hours."));
        if (journey.ReentryAfterHours is < MinReentryHours or > MaxReentryHours) errors.Add(("reentryAfterHours", $"Use {MinReentryHours} to {MaxReentryHours} hours."));
        if (journey.Priority is < MinPriority or > MaxPriority) errors.Add(("priority", $"Use {MinPriority} to {MaxPriority}."));
        if (journey.Filter is { } filter) errors.AddRange(ConditionPolicy.Check(filter, "filter"));
        foreach (var exit in journey.Exits ?? [])
            if (!JourneyExit.All.Contains(exit)) errors.Add(("exits", $"'{exit}' ends nothing: use {string.Join(", ", JourneyExit.All)}."));
        if (journey.Goal is { } goal && !JourneyGoal.All.Contains(goal)) errors.Add(("goal", $"'{goal}' is no goal: use {string.Join(", ", JourneyGoal.All)}."));
        // Whatever it says of itself: nobody is reminded of what was bought.
        if (journey.Kind == JourneyKind.Recovery && TriggerType.IsOfCart(journey.Trigger.Type) && journey.Exits is { } exits && !exits.Contains(JourneyExit.Ordered))
            errors.Add(("exits", "A journey about a cart must end when it is ordered: add order_placed, or leave exits out."));
        CheckWindow(journey.Window, errors);
        if (journey.Steps.Count == 0) errors.Add(("steps", $"A journey has 1 to {MaxSteps} steps."));
        var count = 0;
        CheckSteps(journey, journey.Steps, "steps", names, errors, ref count, 0);
        errors.AddRange(ConditionScopePolicy.Check(journey));
        foreach (var twin in JourneyProgram.Of(journey).Where(o => o.Step?.Id is not null).GroupBy(o => o.Step!.Id).SelectMany(g => g.Skip(1))) errors.Add((twin.Path + ".id", $"Another step has the id '{twin.Step!.Id}'."));
        if (count > MaxSteps) errors.Add(("steps", $"A journey has 1 to {MaxSteps} steps, those in branches included."));
        return errors;
    }

    private static void CheckWindow(JourneyWindow? window, List<(string, string)> errors)
    {
        var days = ((string Field, string? Day)[])[("window.from", window?.From), ("window.to", window?.To)];
        var wrong = days.Where(d => d.Day is not null && !ConditionFormat.IsDay(d.Day)).Select(d => (d.Field, $"'{d.Day}' is not a day: write 2026-11-27.")).ToList();
        errors.AddRange(wrong);
        if (wrong.Count == 0 && window is { From: { } from, To: { } to, EveryYear: false } && string.CompareOrdinal(from, to) > 0)
            errors.Add(("window.to", $"It lies before {from}, so nobody would ever enter: give a later day, or everyYear for a season that goes over the turn of the year."));
    }

    private static IEnumerable<(string, string)> CheckTemplate(string template, string channel, string field, JourneyNames names)
    {
        if (!names.Templates.Contains(template)) yield return (field, $"There is no template '{template}'. Known: {string.Join(", ", names.Templates)}.");
        else if (names.Channels?.GetValueOrDefault(template) is { } its && its != channel && names.Channels.Any(c => c.Value == channel))
            yield return (field, $"The template '{template}' is for {its}, and the step sends by {channel}. For {channel} there are: {string.Join(", ", names.Channels.Where(c => c.Value == channel).Select(c => c.Key).Order(StringComparer.Ordinal))}.");
    }

    private static void CheckTrigger(JourneyTrigger trigger, List<(string, string)> errors)
    {
        if (!TriggerType.All.Contains(trigger.Type)) errors.Add(("trigger.type", $"'{trigger.Type}' is not a trigger: use {string.Join(", ", TriggerType.All)}."));
        if (trigger.MinStage is { } stage && StageNames.Parse(stage) is null) errors.Add(("trigger.minStage", $"'{stage}' is not a stage: use cart, contact, address, shipping or payment."));
        if (trigger.MinTotal < 0) errors.Add(("trigger.minTotal", "Use an amount of 0 or more, in minor units."));
        // Nothing would ask for them there, and nobody be told.
        if (trigger.MinStage is not null && !TriggerType.IsOfCart(trigger.Type) && TriggerType.All.Contains(trigger.Type))
            errors.Add(("trigger.minStage", $"A journey on {trigger.Type} is not about a cart, so there is no stage to ask for: leave it out. Triggers that take it: {string.Join(", ", TriggerType.All.Where(TriggerType.IsOfCart))}."));
        if (trigger.MinTotal is not null && !TriggerType.HasTotal(trigger.Type) && TriggerType.All.Contains(trigger.Type))
            errors.Add(("trigger.minTotal", $"A journey on {trigger.Type} is about no cart and no order, so nothing has a total: leave it out. Triggers that take it: {string.Join(", ", TriggerType.All.Where(TriggerType.HasTotal))}."));
        if (trigger.After is { } after && (trigger.Type != TriggerType.UnpaidOrder || !Iso8601.IsDuration(after, LongestWait)))
            errors.Add(("trigger.after", Months(after) ?? (trigger.Type != TriggerType.UnpaidOrder ? "Only unpaid_order takes it, as a duration such as PT30M." : $"'{after}' is not a duration up to P90D: write PT30M for 30 minutes or P1D for a day; 90 days are the most.")));
        if (trigger.Type == TriggerType.NoOrderSince ? trigger.Days is not (>= MinDays and <= MaxDays) : trigger.Days is not null) errors.Add(("trigger.days", $"no_order_since needs it, from {MinDays} to {MaxDays}; nothing else takes it."));
    }

    private static void CheckSteps(JourneyDefinition journey, IReadOnlyList<JourneyStep> steps, string path, JourneyNames names, List<(string, string)> errors, ref int count, int depth)
    {
        if (depth > MaxDepth && steps.Count > 0) { errors.Add((path, $"The steps are nested too deep: branches and splits may lie at most {MaxDepth} deep in each other.")); return; }
        for (var i = 0; i < steps.Count; i++)
        {
            var at = $"{path}[{i}]";
            count++;
            if (steps[i]?.Id is { } id && !IsStepId.IsMatch(id)) errors.Add((at + ".id", "Use 1 to 40 letters, digits, dashes and underscores."));
            switch (steps[i])
            {
                case null:
                    errors.Add((at, "It must be a step, not null."));
                    break;
                case WaitStep wait:
                    errors.AddRange(CheckWait(wait, at, TriggerType.IsOfOrder(journey.Trigger.Type)));
                    break;
                case SendStep send:
                    if (!SendChannels.Contains(send.Channel)) errors.Add((at + ".channel", $"'{send.Channel}' is not a channel that can send: use {string.Join(" or ", SendChannels)}."));
                    foreach (var (field, template) in new[] { (".template", send.Template) }.Concat((send.Variants ?? []).Select((v, n) => ($".variants[{n}].template", v.Template))))
                        errors.AddRange(CheckTemplate(template, send.Channel, at + field, names));
                    if (send.Variants is { } variants && (variants.Count is 0 or > 9 || variants.Any(v => v.Weight is < MinWeight or > MaxWeight))) errors.Add((at + ".variants", $"Give 1 to 9 variants, each with a weight of {MinWeight} to {MaxWeight}."));
                    break;
                case BranchStep branch:
                    errors.AddRange(ConditionPolicy.Check(branch.When, at + ".when"));
                    CheckSteps(journey, branch.Then, at + ".then", names, errors, ref count, depth + 1);
                    CheckSteps(journey, branch.Else ?? [], at + ".else", names, errors, ref count, depth + 1);
                    break;
                case SplitStep split:
                    if (string.IsNullOrWhiteSpace(split.Name)) errors.Add((at + ".name", "Give the split a name: with it a shopper always goes the same way."));
                    if (split.Ways.Count is < 2 or > 10 || split.Ways.Any(w => w.Weight is < MinWeight or > MaxWeight)) errors.Add((at + ".ways", $"Give 2 to 10 ways, each with a weight of {MinWeight} to {MaxWeight}."));
                    for (var w = 0; w < split.Ways.Count; w++) CheckSteps(journey, split.Ways[w].Steps, $"{at}.ways[{w}].steps", names, errors, ref count, depth + 1);
                    break;
                case HandoffStep handoff:
                    errors.AddRange(CheckTemplate(handoff.Template, Channels.Handoff, at + ".template", names));
                    break;
                case OfferStep offer when names.Offers is { } offers && !offers.Contains(offer.Offer):
                    errors.Add((at + ".offer", $"There is no offer '{offer.Offer}'. Known: {string.Join(", ", offers)}."));
                    break;
                case TagStep tag when tag.Tag.Trim().Length is 0 or > 40:
                    errors.Add((at + ".tag", "Use 1 to 40 characters."));
                    break;
                case WebhookStep webhook when !IsWebhookEvent.IsMatch(webhook.Event):
                    errors.Add((at + ".event", "Use 1 to 60 letters, digits, dots and underscores, such as cart.abandoned."));
                    break;
            }
        }
    }

    private static IEnumerable<(string, string)> CheckWait(WaitStep wait, string at, bool ofOrder)
    {
        var given = (wait.For is null ? 0 : 1) + (wait.Until is null && wait.Weekdays is null ? 0 : 1) + (wait.Event is null ? 0 : 1) + (wait.BeforeClose is null ? 0 : 1);
        if (given != 1) yield return (at, "A wait has exactly one of for, until (with or without weekdays), weekdays, event, or beforeClose.");
        if (wait.For is { } time && !Iso8601.IsDuration(time, LongestWait)) yield return (at + ".for", Months(time) ?? $"'{time}' is not a duration: write PT30M for 30 minutes or P1D for a day, up to P90D.");
        if (wait.Until is not null && !IsTimeOfDay.IsMatch(wait.Until)) yield return (at + ".until", $"'{wait.Until}' is not a time of day: write 09:30.");
        if (wait.Weekdays is { } days && (days.Count == 0 || days.Any(d => !Weekdays.Contains(d)))) yield return (at + ".weekdays", $"Use some of {string.Join(", ", Weekdays)}.");
        if (wait.Event is not null && !WaitEvents.Contains(wait.Event)) yield return (at + ".event", $"'{wait.Event}' cannot be waited for: use {string.Join(", ", WaitEvents)}.");
        if (wait.Event is null ? wait.Timeout is not null : !Iso8601.IsDuration(wait.Timeout, LongestWait)) yield return (at + ".timeout", Months(wait.Timeout) ?? "A wait for an event needs it, as a duration of at most P90D; nothing else takes it.");
        if (wait.BeforeClose is { } before && (!ofOrder || !Iso8601.IsDuration(before, LongestWait))) yield return (at + ".beforeClose", Months(before) ?? "Only a journey about orders takes it, as a duration such as P1D.");
    }

    private static string? Months(string? duration) => duration is not null && Iso8601.IsOfMonths(duration) ? $"'{duration}' says months, which are not equally long: write {duration.Replace("P", "PT", StringComparison.Ordinal).Split('M')[0]}M for minutes, or days, as P30D, up to P90D." : null;
}
