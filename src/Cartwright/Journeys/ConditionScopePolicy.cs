namespace Cartwright.Journeys;

/// <summary>What a condition can ask where it stands: a cart only where the journey can be about one, an order likewise, a wait's outcome only behind that wait. Elsewhere it would never be true, and nobody would be told.</summary>
internal static class ConditionScopePolicy
{
    public static IEnumerable<(string Field, string Error)> Check(JourneyDefinition journey)
    {
        if (!TriggerType.All.Contains(journey.Trigger.Type)) return []; // what it is about is not known
        var errors = new List<(string, string)>();
        if (journey.Filter is { } filter) CheckCondition(filter, "filter", journey.Trigger.Type, null, errors);
        CheckSteps(journey.Steps, "steps", journey.Trigger.Type, false, errors);
        return errors;
    }

    // Whether a shopper behind these steps may have waited for an event.
    private static bool CheckSteps(IReadOnlyList<JourneyStep> steps, string path, string trigger, bool waited, List<(string, string)> errors)
    {
        for (var i = 0; i < steps.Count; i++)
        {
            var (at, before) = ($"{path}[{i}]", waited);
            switch (steps[i])
            {
                case WaitStep { Event: not null }:
                    waited = true;
                    break;
                case BranchStep branch:
                    CheckCondition(branch.When, at + ".when", trigger, before, errors);
                    waited |= CheckSteps(branch.Then, at + ".then", trigger, before, errors);
                    waited |= CheckSteps(branch.Else ?? [], at + ".else", trigger, before, errors);
                    break;
                case SplitStep split:
                    for (var w = 0; w < split.Ways.Count; w++) waited |= CheckSteps(split.Ways[w].Steps, $"{at}.ways[{w}].steps", trigger, before, errors);
                    break;
            }
        }
        return waited;
    }

    /// <param name="waited">Null: at the entry, where nothing has been waited for.</param>
    private static void CheckCondition(Condition? condition, string at, string trigger, bool? waited, List<(string, string)> errors)
    {
        if (condition is null) return;
        CheckCondition(condition.Not, at + ".not", trigger, waited, errors);
        foreach (var (name, parts) in ((string, IReadOnlyList<Condition>?)[])[("all", condition.All), ("any", condition.Any)])
            for (var i = 0; i < parts?.Count; i++) CheckCondition(parts[i], $"{at}.{name}[{i}]", trigger, waited, errors);
        if (WhyNot(condition.Field ?? "", trigger, waited) is { } why) errors.Add((at + ".field", why));
    }

    private static string? WhyNot(string field, string trigger, bool? waited)
    {
        bool Asks(string what) => field.StartsWith(what, StringComparison.Ordinal);
        if (Asks("cart.") && !TriggerType.IsOfCart(trigger) && !TriggerType.IsOfOrder(trigger)) return $"A journey on {trigger} is about no cart, so {field} is never known: ask of the shopper (shopper.…), or use a trigger about carts such as cart_abandoned.";
        if (Asks("order.") && !TriggerType.IsOfOrder(trigger)) return $"A journey on {trigger} is about no order, so {field} is never known: ask of the shopper (shopper.orders, shopper.spent), or use a trigger about orders such as order_placed.";
        if (Asks("wait.") && waited is null) return $"At the entry nothing has been waited for: use {field} in a branch behind a wait for an event.";
        return Asks("wait.") && waited == false ? $"No wait for an event comes before: put one ({string.Join(", ", JourneyLimits.WaitEvents)}) in front of this branch." : null;
    }
}
