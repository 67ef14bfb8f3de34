using System.Text.Json.Serialization;

namespace Cartwright.Journeys;

internal enum Verdict { Send, Skip, Hold }

/// <summary>
/// The gate's answer, rule by rule, as the merchant reads it. <paramref name="Reason"/>: code of the rule that decided;
/// <paramref name="Until"/>: when a held message may be tried again (ms).
/// </summary>
internal sealed record GateAnswer(Verdict Verdict, string? Reason, long? Until, IReadOnlyList<GateRule> Rules)
{
    /// <summary>Since when (ms) it is tried to get the message out; null: it never was allowed to leave, or a person held it back since.</summary>
    public long? TriedSince { get; init; }
}

/// <summary>One rule and what it found. Passed is false for the rule that stopped or held the message.</summary>
internal sealed record GateRule(string Rule, bool Passed, string Text);

/// <summary>Why a message was not sent, or a shopper did not enter a journey: codes that stay the same in the API.</summary>
internal static class SkipReason
{
    public const string NoAddress = "no_address", Suppressed = "suppressed", NoConsent = "no_consent", Refused = "consent_refused",
        Ordered = "ordered", Emptied = "emptied", TooOld = "too_old", Capped = "frequency_cap", Active = "shopper_active", Quiet = "quiet_hours",
        SendingOff = "sending_off", Exited = "journey_ended", JourneyOff = "journey_not_live", OtherJourney = "in_another_journey",
        AlreadyRun = "already_run", StageTooEarly = "stage_too_early", TotalTooLow = "total_too_low", Erased = "erased", OrderedElsewhere = "ordered_elsewhere", FeedSilent = "order_feed_silent",
        Approval = "approval", RefusedByMerchant = "refused_by_merchant", Imported = "imported", ShopNotAsked = "shop_not_asked",
        SoldOut = "sold_out", UnknownGoods = "unknown_goods", Implausible = "address_implausible", NotConfirmed = "consent_not_confirmed", OneText = "one_text_a_cart", CoolDown = "cool_down", OrderCancelled = "order_cancelled", Paid = "order_paid", OrderClosed = "order_closed",
        Replied = "shopper_replied", TopicOff = "topic_off", Filter = "filter", Window = "outside_the_dates", Priority = "another_fits_better", CameBack = "came_back", Unconfirmed = "order_not_confirmed", DailyLimit = "daily_limit", NoCode = "no_code", StepGone = "step_gone", GoalReached = "goal_reached", NoDeadline = "no_deadline",
        Superseded = "superseded", SentBefore = "sent_before";
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = [typeof(GateRuleConverter)])]
[JsonSerializable(typeof(GateAnswer))]
internal sealed partial class GateJson : JsonSerializerContext;
