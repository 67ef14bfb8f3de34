using Cartwright.Carts;
using Cartwright.Messages;
using Cartwright.Shoppers;

namespace Cartwright.Recovery;

/// <summary>
/// Credits an order to at most one message: the last one clicked (confirmed after landing) inside the window before the order, else
/// the last one sent for the same cart inside the window. Last touch, because it is what merchants compare with elsewhere.
/// </summary>
internal static class AttributionPolicy
{
    public static Credit CreditOf(Order order, ShopperState shopper, long windowMs)
    {
        bool Inside(long at) => at <= order.PlacedAt && order.PlacedAt - at <= windowMs;

        var click = shopper.Traits.Clicks.Where(c => Inside(c.At)).OrderBy(c => c.At)
            .Select(c => shopper.Messages.FirstOrDefault(m => m.Id == c.MessageId)).LastOrDefault(m => m is not null);
        if (click is not null) return new Credit("click", click.Id, click.JourneyId);

        var sent = shopper.Messages.Where(m => m.CartId == order.CartId && m.MayHaveLeft && m.SentAt is { } at && Inside(at)).MaxBy(m => m.SentAt);
        return sent is null ? Credit.None : new Credit("cart", sent.Id, sent.JourneyId);
    }

    public static string OutcomeOf(Cart cart, Credit credit, bool wasAbandoned) =>
        !wasAbandoned ? cart.Outcome : credit.Kind == "none" ? CartOutcome.SelfReturned : CartOutcome.Recovered;
}
