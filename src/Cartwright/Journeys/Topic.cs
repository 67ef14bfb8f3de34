namespace Cartwright.Journeys;

/// <summary>What a message is about, as a shopper may choose: help with what was left, with an order, news of goods, offers.</summary>
internal static class Topic
{
    public const string Recovery = "recovery", Orders = "orders", News = "news", Offers = "offers";
    public static readonly string[] All = [Recovery, Orders, News, Offers];

    public static string Of(JourneyDefinition journey) => journey.Trigger.Type is TriggerType.BackInStock or TriggerType.PriceDrop ? News
        : journey.Kind switch { JourneyKind.Transactional => Orders, JourneyKind.Marketing => Offers, _ => Recovery };
}
