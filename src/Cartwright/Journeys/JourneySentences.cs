namespace Cartwright.Journeys;

/// <summary>Journeys as people read them, in English as the gate's answers are.</summary>
internal static class JourneySentences
{
    public static string Of(JourneyTrigger trigger, string currency)
    {
        var when = trigger.Type switch
        {
            TriggerType.CartAbandoned => "When a cart is left",
            TriggerType.CheckoutAbandoned => "When a checkout is left",
            TriggerType.PaymentFailed => "When a checkout is left after a payment was declined",
            TriggerType.TechnicalTrouble => "When a checkout is left after a technical fault",
            TriggerType.UnpaidOrder => $"When an order has waited {Duration(trigger.AfterMs)} for its payment, or its payment was declined",
            TriggerType.OrderPlaced => "When an order is placed",
            TriggerType.OrderPaid => "When an order is paid",
            TriggerType.Registered => "When somebody opens an account and has not ordered",
            TriggerType.NoOrderSince => $"When the last order is {trigger.Days} days ago",
            TriggerType.BackInStock => "When goods of a cart that was left can be had again",
            TriggerType.PriceDrop => "When goods of a cart that was left become cheaper",
            TriggerType.Browsed => "When a known shopper came, looked, and put nothing into a cart",
            _ => trigger.Type,
        };
        if (trigger.MinStage is { } stage && stage != "cart") when += $" at the {stage} step or later";
        return trigger.MinTotal is { } min and > 0 ? $"{when}, worth {Money(min, currency)} or more" : when;
    }

    public static string Of(JourneyStep step, string currency) => step switch
    {
        WaitStep { For: not null } wait => $"Wait {Duration(wait.Milliseconds)}",
        WaitStep { Event: { } what } wait => $"Wait until the shopper {Event(what)}, at most {Duration(Iso8601.Milliseconds(wait.Timeout ?? "P7D"))}",
        WaitStep { BeforeClose: { } before } => $"Wait until {Duration(Iso8601.Milliseconds(before))} before the shop closes the order",
        WaitStep wait => $"Wait until {(wait.Weekdays is { } days ? string.Join(", ", days.Select(Day)) + " " : "")}{wait.Until} where the shopper is".Replace("  ", " ", StringComparison.Ordinal),
        SendStep { Variants: { Count: > 0 } variants } send => $"Send “{send.Template}” or one of {variants.Count} variants by {Channel(send.Channel)}",
        SendStep send => $"Send “{send.Template}” by {Channel(send.Channel)}",
        BranchStep branch => $"If {ConditionPolicy.Sentence(branch.When, currency)}",
        SplitStep split => $"Share shoppers out at random: {string.Join(" to ", split.Ways.Select(w => w.Weight))} ({split.Name})",
        OfferStep offer => $"Give a code of the offer “{offer.Offer}”",
        HandoffStep => "Hand over to a person in the shop",
        TagStep { Remove: true } tag => $"Take the mark “{tag.Tag}” away",
        TagStep tag => $"Mark the shopper “{tag.Tag}”",
        WebhookStep webhook => $"Tell the store's webhook “{webhook.Event}”",
        StopStep => "End here",
        _ => step.GetType().Name,
    };

    public static string Ends(JourneyDefinition journey) => "Ends when " + string.Join(" or ", (journey.Goal is { } goal ? [$"its goal is reached ({Exit(goal)})"] : Enumerable.Empty<string>())
        .Concat(journey.ExitsInForce.Where(e => e != journey.Goal).Select(Exit)).Append("the shopper wants no messages"));

    private static string Exit(string exit) => exit switch
    {
        JourneyExit.Ordered => "the shopper orders", JourneyExit.Paid => "the order is paid", JourneyExit.Cancelled => "the order is cancelled", JourneyExit.Emptied => "the cart is emptied",
        JourneyGoal.Clicked => "the shopper comes by the link", _ => "the shopper comes back",
    };

    public static string Duration(long ms)
    {
        var time = TimeSpan.FromMilliseconds(ms);
        static string Of(double n, string unit) => FormattableString.Invariant($"{n:0.##} {unit}{(n == 1 ? "" : "s")}");
        return time.TotalDays >= 1 && time.TotalDays == Math.Floor(time.TotalDays) ? Of(time.TotalDays, "day") : time.TotalHours >= 1 && time.TotalHours * 2 == Math.Floor(time.TotalHours * 2) ? Of(time.TotalHours, "hour") : Of(time.TotalMinutes, "minute");
    }

    private static string Money(long minor, string currency) => new Money(minor, currency).Format("en");

    private static string Channel(string channel) => channel == Shoppers.Channels.Sms ? "text message" : "e-mail";

    private static string Event(string what) => what switch { "came_back" => "comes back", "clicked" => "comes by the link", "order_placed" => "orders", "order_paid" => "has paid", _ => what };

    private static string Day(string day) => day switch { "mon" => "Monday", "tue" => "Tuesday", "wed" => "Wednesday", "thu" => "Thursday", "fri" => "Friday", "sat" => "Saturday", _ => "Sunday" };
}
