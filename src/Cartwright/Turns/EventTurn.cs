using System.Globalization;
using Cartwright.Carts;
using Cartwright.Journeys;
using Cartwright.Messages;
using Cartwright.Recovery;
using Cartwright.Shoppers;
using Cartwright.Tracking;

namespace Cartwright.Turns;

/// <summary>What an event changes: the person, the carts, an order; and what that ends.</summary>
internal static class EventTurn
{
    public static Turn Decide(ShopperState state, StorefrontEvent e, TurnContext context, IReadOnlyList<StorefrontEvent>? log)
    {
        var stories = new List<Story>();
        var before = state;
        var stamp = EventStamp.Of(e);
        state = Know(state, e, stamp);
        state = Fold(state, e, stamp, context, log);
        state = Consent(state, e, context, stories);

        foreach (var cart in state.Carts)
        {
            var old = before.Cart(cart.Id);
            if (ReferenceEquals(old, cart)) continue;
            if (cart is { AbandonedAt: { } left, Facts.IsOpen: true } && e.Trust == Trust.Browser && e.At > left && !CartDecider.IsOrder(e.Kind))
            {
                state = TurnDecider.Put(state, cart with { AbandonedAt = null, Lost = false });
                stories.Add(new Story(cart.Id, e.At, "came_back", ""));
            }
            if (cart.Status is CartStatus.Emptied or CartStatus.Merged && old?.Status != cart.Status)
                state = TurnDecider.Stop(state, r => r.CartId == cart.Id, SkipReason.Emptied, context.Now);
        }
        if (CartDecider.IsOrder(e.Kind)) state = Order(state, e, context, stories);
        return new Turn(state, stories, SignalResult.Ok, []);
    }

    private static ShopperState Know(ShopperState state, StorefrontEvent e, string stamp)
    {
        var traits = state.Traits;
        if (traits.Locale is null && e.Locale is not null || traits.TimeZone is null && e.TimeZone is not null || traits.Country is null && e.Country is not null
            || traits.Device is null && e.Device is not null || traits.UserId is null && e.UserId is not null)
            traits = traits with { Locale = traits.Locale ?? e.Locale, TimeZone = traits.TimeZone ?? e.TimeZone, Country = traits.Country ?? e.Country, Device = traits.Device ?? e.Device, UserId = traits.UserId ?? e.UserId };
        var personal = state.Personal;
        if (e.Personal is { } told)
        {
            var typed = e.Kind == EventKind.DetailsEntered && e.Trust == Trust.Browser;
            if (told.Email is not null && string.CompareOrdinal(stamp, personal.EmailStamp ?? "") > 0)
            {
                // An address that was typed does not replace one the shopper is known by.
                if (!typed || traits.TypedOnly) personal = personal with { Email = told.Email, EmailStamp = stamp };
            }
            if (told.Email is not null && !typed && traits.TypedOnly) traits = traits with { TypedOnly = false };
            if (told.Phone is not null && string.CompareOrdinal(stamp, personal.PhoneStamp ?? "") > 0) personal = personal with { Phone = told.Phone, PhoneStamp = stamp };
            if (told.Fields?.GetValueOrDefault("first_name") is { } first && first != personal.FirstName) personal = personal with { FirstName = first };
            if (told.Fields?.GetValueOrDefault("last_name") is { } last && last != personal.LastName) personal = personal with { LastName = last };
        }
        return state with
        {
            FirstSeenAt = state.FirstSeenAt == 0 ? e.At : Math.Min(state.FirstSeenAt, e.At),
            LastSeenAt = Math.Max(state.LastSeenAt, e.At),
            Traits = traits,
            Personal = personal,
        };
    }

    private static ShopperState Fold(ShopperState state, StorefrontEvent e, string stamp, TurnContext context, IReadOnlyList<StorefrontEvent>? log)
    {
        var facts = state.Carts.Where(c => !c.Merged).Select(c => c.Facts).ToList(); // a merged cart is history: nothing touches it
        var isLast = string.CompareOrdinal(stamp, state.LastStamp) > 0;
        if (isLast && log is null)
        {
            var next = CartDecider.Apply(facts, e, context.Store.Currency);
            state = state with { LastStamp = stamp };
            return ReferenceEquals(next, facts) ? state : Adopt(state, next, context);
        }
        // Late, or two shoppers turned out to be one: the whole log is folded again, as if everything had come in its place.
        if (isLast) state = state with { LastStamp = stamp };
        var all = CartDecider.Fold((log ?? []).Append(e), context.Store.Currency);
        return Adopt(state, all, context, keepUnmatched: log is null || log.Count == 0);
    }

    // Carts keep their ids when the log is folded again: found by key, else by what the shop calls them.
    private static ShopperState Adopt(ShopperState state, IReadOnlyList<CartFacts> folded, TurnContext context, bool keepUnmatched = false)
    {
        var free = state.Carts.OrderBy(c => c.Merged).ToList();
        var result = new List<Cart>(folded.Count);
        foreach (var facts in folded)
        {
            var cart = free.FirstOrDefault(c => ReferenceEquals(c.Facts, facts)) ?? free.FirstOrDefault(c => c.Facts.Key == facts.Key)
                ?? free.FirstOrDefault(c => c.Facts.Refs.Intersect(facts.Refs).Any() && c.Facts.Devices.Intersect(facts.Devices).Any());
            if (cart is not null) free.Remove(cart);
            result.Add(cart is null ? new Cart { Id = context.Ids.At(context.Now), Facts = facts }
                : ReferenceEquals(cart.Facts, facts) ? cart
                : cart with { Facts = facts, Merged = false });
        }
        // A cart that the log no longer makes was part of another; one from before the log begins is kept.
        var firstKnown = folded.Count == 0 ? long.MaxValue : folded.Min(f => f.StartedAt);
        foreach (var cart in free)
            result.Add(keepUnmatched || cart.Merged || cart.Facts.StartedAt < firstKnown ? cart : cart with { Merged = true });
        return state with { Carts = result };
    }

    private static ShopperState Consent(ShopperState state, StorefrontEvent e, TurnContext context, List<Story> stories)
    {
        foreach (var said in e.Consents ?? [])
        {
            var address = said.Channel == Channels.Email ? e.Personal?.Email ?? state.Personal.Email : e.Personal?.Phone ?? state.Personal.Phone;
            if (address is null) continue;
            var hash = context.Hash(said.Channel == Channels.Email ? IdentityPolicy.Email : IdentityPolicy.Phone, address);
            var known = state.Permissions.FirstOrDefault(p => p.Channel == said.Channel && p.AddressHash == hash) ?? Permission.Unknown(said.Channel, hash);
            var next = ConsentPolicy.Apply(known, said, e.Trust, e.AnonymousId, e.At);
            if (ReferenceEquals(next, known)) continue;
            state = Put(state, next);
            if (next.Granted == known.Granted && next.Source == known.Source) continue;
            stories.Add(new Story(null, e.At, said.Granted ? "consent_given" : "consent_refused", said.Channel));
            if (!said.Granted)
                state = TurnDecider.Stop(state, r => state.Messages.Any(m => m.EnrollmentId == r.Id && m.IsOpen && m.Channel == said.Channel) || r.Status == EnrollmentStatus.Running, SkipReason.Refused, context.Now);
        }
        return state;
    }

    public static ShopperState Put(ShopperState state, Permission permission) => state with
    {
        Permissions = [.. state.Permissions.Where(p => p.Channel != permission.Channel || p.AddressHash != permission.AddressHash), permission],
    };

    private static ShopperState Order(ShopperState state, StorefrontEvent e, TurnContext context, List<Story> stories)
    {
        var id = OrderDecider.ExternalId(e);
        var cart = state.Carts.FirstOrDefault(c => e.OrderId is not null && c.Facts.OrderId == e.OrderId)
            ?? state.Carts.Where(c => c.Facts.OrderedAt is not null && CartDecider.MayTouch(c.Facts, e)).MaxBy(c => c.Facts.OrderedAt);
        var known = state.Orders.FirstOrDefault(o => o.ExternalId == id);
        var order = OrderDecider.Apply(known, e, context.Ids.At(context.Now), known?.CartId ?? cart?.Id, cart?.Facts.Currency ?? context.Store.Currency, cart?.Facts.Total ?? 0)!;
        var credit = AttributionPolicy.CreditOf(order, state, context.Store.Settings.AttributionDays * 86_400_000L);
        if (credit.Kind == "none" && e.RefMessage is { } message && state.Messages.FirstOrDefault(m => m.Id == message) is { } referred)
            credit = new Credit("click", referred.Id, referred.JourneyId);
        order = order with { Credit = credit };
        state = state with { Orders = [.. state.Orders.Where(o => o.ExternalId != id), order] };
        if (known is null) stories.Add(new Story(order.CartId, e.At, "ordered", string.Create(CultureInfo.InvariantCulture, $"{order.ExternalId}|{order.Total}|{order.Currency}|{e.Trust.Name()}")));

        if (order.CartId is { } cartId && state.Cart(cartId) is { } own)
        {
            var outcome = AttributionPolicy.OutcomeOf(own, credit, own.AbandonedAt is not null || state.Messages.Any(m => m.CartId == cartId && m.MayHaveLeft));
            if (outcome != own.Outcome) state = TurnDecider.Put(state, own with { Outcome = outcome });
        }
        if (order.CancelledAt is not null) return state;
        // An order that is known and is changed or paid back (sent, tagged, a part returned) says nothing of what is in the cart since.
        if (known is not null && e.Kind is (EventKind.OrderUpdated or EventKind.OrderRefunded)) return state;
        return TurnDecider.Stop(state, r => r.Status == EnrollmentStatus.Running || state.Messages.Any(m => m.EnrollmentId == r.Id && m.IsOpen), SkipReason.Ordered, context.Now);
    }
}
