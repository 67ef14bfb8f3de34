using System.Globalization;
using Cartwright.Carts;
using Cartwright.Journeys;
using Cartwright.Shoppers;
using Cartwright.Tracking;

namespace Cartwright.Turns;

/// <summary>
/// A device landed by the link of a message and its page said so. The click counts as a person's; the device may go on with the cart;
/// what was typed goes back only to the device that typed it and to the first other one within 48 hours of the message (R2).
/// </summary>
internal static class ReturnTurn
{
    private const long ClaimWindow = 48L * 3600 * 1000;

    public static Turn Decide(ShopperState state, ReturnSignal signal, TurnContext context)
    {
        var message = state.Messages.FirstOrDefault(m => m.Id == signal.MessageId);
        if (message is null || state.Cart(message.CartId) is not { } cart) return Turn.Of(state) with { Result = new ReturnResult(null, false) };

        var first = cart.ClaimedBy is null && context.Now - (message.SentAt ?? message.QueuedAt) <= ClaimWindow;
        var typedHere = cart.Facts.Devices.Count > 0 && cart.Facts.Devices[0] == signal.Device && cart.ClaimedBy != signal.Device;
        var personal = typedHere || cart.ClaimedBy == signal.Device && context.Now - cart.ClaimedAt <= ClaimWindow || first;
        var stories = new List<Story>();

        if (!state.Traits.Clicks.Any(c => c.MessageId == signal.MessageId && c.Device == signal.Device))
        {
            state = state with { Traits = state.Traits with { Clicks = [.. state.Traits.Clicks.TakeLast(49), new ConfirmedClick(signal.MessageId, signal.Device, context.Now)] } };
            stories.Add(new Story(cart.Id, context.Now, "returned", personal ? "personal" : "goods"));
        }
        if (first && !typedHere) cart = cart with { ClaimedBy = signal.Device, ClaimedAt = context.Now };

        var events = new List<StorefrontEvent>();
        if (cart.Facts.IsOpen || personal && !cart.Facts.Devices.Contains(signal.Device))
        {
            // In the log, so that a late event that folds everything again still knows this device, and that the shopper is on the site.
            var returned = new StorefrontEvent
            {
                StoreId = state.StoreId, MessageId = string.Create(CultureInfo.InvariantCulture, $"return:{signal.MessageId}:{signal.Device}:{context.Now}"), At = context.Now, ReceivedAt = context.Now, Kind = EventKind.Returned,
                Trust = Trust.Server, AnonymousId = personal ? signal.Device : null, Ref = cart.Facts.Key, Name = "Returned",
            };
            events.Add(returned);
            var facts = CartDecider.Apply([cart.Facts], returned, context.Store.Currency);
            cart = cart with { Facts = facts[0] };
            if (string.CompareOrdinal(EventStamp.Of(returned), state.LastStamp) > 0) state = state with { LastStamp = EventStamp.Of(returned) };
        }
        // On the site again: the cart is no longer left, and the next reminder waits until it is.
        if (cart.Facts.IsOpen) cart = cart with { AbandonedAt = null, Lost = false, Facts = cart.Facts with { LastActivityAt = Math.Max(cart.Facts.LastActivityAt, context.Now) } };
        state = JourneyTurn.Reach(TurnDecider.Put(state, cart), JourneyGoal.Clicked, context, r => r.Id == message.EnrollmentId);
        state = JourneyTurn.Happened(state, [JourneyGoal.Clicked], context, (run, _, _) => run.Id == message.EnrollmentId);
        return new Turn(state, stories, new ReturnResult(cart, personal), events);
    }
}
