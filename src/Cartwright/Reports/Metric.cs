namespace Cartwright.Reports;

/// <summary>
/// What report_day holds. Counts and amounts (minor units) by the currency of the cart or order; what has none (messages, clicks)
/// stands under the empty currency.
/// </summary>
internal static class Metric
{
    /// <summary>Carts begun on the day.</summary>
    public const string CartsStarted = "carts_started";

    /// <summary>Carts left on the day (each once), and what was in them.</summary>
    public const string CartsAbandoned = "carts_abandoned", AbandonedValue = "abandoned_value";

    /// <summary>Those of them with a way to reach the shopper.</summary>
    public const string Recoverable = "recoverable", RecoverableValue = "recoverable_value";

    /// <summary>Those of them that are still waiting to be won back now.</summary>
    public const string AtRisk = "at_risk", AtRiskValue = "at_risk_value";

    public const string MessagesSent = "messages_sent";

    /// <summary>Of the messages sent on the day: those that came back, that were complained of, that a provider or carrier reported as delivered.</summary>
    public const string Bounced = "messages_bounced", Complained = "messages_complained", Delivered = "messages_delivered";

    /// <summary>Answers of people.</summary>
    public const string Replies = "replies";

    /// <summary>Returns by a link that the landing page confirmed.</summary>
    public const string Clicks = "clicks";

    /// <summary>Orders that count: told by the shop's server or platform, or by the browser where the store accepts that. Net of refunds, cancelled ones left out.</summary>
    public const string Orders = "orders", OrdersRevenue = "orders_revenue";

    /// <summary>Those of them credited to a message.</summary>
    public const string RecoveredOrders = "recovered_orders", RecoveredRevenue = "recovered_revenue";

    /// <summary>Credited, but so far only the browser says so.</summary>
    public const string UnconfirmedOrders = "recovered_orders_unconfirmed", UnconfirmedRevenue = "recovered_revenue_unconfirmed";

    /// <summary>Carts left on the day by the stage they got to, and what was in them.</summary>
    public static string Stage(string stage) => "stage_" + stage;
    public static string StageValue(string stage) => "stage_value_" + stage;

    /// <summary>The stages at which a cart can be left, in their order.</summary>
    public static IReadOnlyList<string> Stages { get; } = ["cart", "contact", "address", "shipping", "payment"];
}

/// <summary>One figure of one day (yyyy-MM-dd in the store's zone).</summary>
internal sealed record Figure(string Day, string Currency, string Metric, long Value);
