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
    public static Turn Decide(ShopperState state, StorefrontEvent e, TurnContext context, EventLog? log)
    {
        var stories = new List<Story>();
        var before = state;
        var stamp = EventStamp.Of(e);
        state = Know(state, e, stamp);
        state = HistoryTurn.Hide(Rejoin(Fold(state, e, stamp, context, log)));
        state = ConsentTurn.Decide(state, e, context, stories);
        if (e.Imported) state = HistoryTurn.Decide(state, context, stories);

        foreach (var cart in state.Carts)
        {
            var old = before.Cart(cart.Id);
            if (ReferenceEquals(old, cart)) continue;
            // Of carts that are only folded again (two shoppers became one) nobody has done anything.
            if (cart is { AbandonedAt: { } left, Facts.IsOpen: true } && e is { Trust: not Trust.Platform, Imported: false } && e.At > left && cart.Facts.TouchedAt >= e.At && !EventKinds.IsOrder(e.Kind))
            {
                state = TurnDecider.Put(state, cart with { AbandonedAt = null, Lost = false });
                stories.Add(new Story(cart.Id, e.At, "came_back", ""));
                state = JourneyTurn.End(state, JourneyExit.CameBack, SkipReason.CameBack, context, r => r.CartId == cart.Id);
                state = JourneyTurn.Happened(state, [JourneyExit.CameBack], context, (run, journey, _) => run.CartId == cart.Id || !TriggerType.IsOfCart(journey.Trigger.Type));
            }
            if (cart.Status is CartStatus.Emptied or CartStatus.Merged && old?.Status != cart.Status)
                state = JourneyTurn.End(state, JourneyExit.Emptied, SkipReason.Emptied, context, r => r.CartId == cart.Id);
        }
        if (EventKinds.IsOrder(e.Kind)) state = Order(state, e, context, stories);
        else if (OrderDecider.IsDeclined(e)) state = state with { Orders = [.. state.Orders.Select(o => o.ExternalId == e.OrderId ? OrderDecider.Refused(o, e) : o)] };
        state = OccasionTurn.Told(before, state, e, context, stories);
        state = CouponTurn.OfEvent(state, e, context, stories);
        return new Turn(LetGo(state, context, stories), stories, SignalResult.Ok, []);
    }

    private static ShopperState Know(ShopperState state, StorefrontEvent e, string stamp)
    {
        var traits = state.Traits;
        if (traits.Locale is null && e.Locale is not null || traits.Country is null && e.Country is not null
            || traits.Device is null && e.Device is not null || traits.UserId is null && e.UserId is not null)
            traits = traits with { Locale = traits.Locale ?? e.Locale, Country = traits.Country ?? e.Country, Device = traits.Device ?? e.Device, UserId = traits.UserId ?? e.UserId };
        // Where somebody is now is what counts for the hour: people travel and move.
        if (e.TimeZone is not null && string.CompareOrdinal(stamp, traits.ZoneStamp ?? "") > 0) traits = traits with { TimeZone = e.TimeZone, ZoneStamp = stamp };
        var personal = state.Personal;
        if (e.Personal is { } told)
        {
            var typed = e.Kind == EventKind.DetailsEntered && e.Trust == Trust.Browser;
            if (told.Email is not null && string.CompareOrdinal(stamp, personal.EmailStamp ?? "") > 0)
            {
                // An address that was typed does not replace one the shopper is known by.
                if (!typed || traits.TypedOnly || told.Email == personal.Email) personal = personal with { Email = told.Email, EmailStamp = stamp };
            }
            if (told.Email is not null && !typed && traits.TypedOnly) traits = traits with { TypedOnly = false };
            if (told.Phone is not null && string.CompareOrdinal(stamp, personal.PhoneStamp ?? "") > 0) personal = personal with { Phone = told.Phone, PhoneStamp = stamp };
            if (told.Fields?.GetValueOrDefault("first_name") is { } first && first != personal.FirstName) personal = personal with { FirstName = first };
            if (told.Fields?.GetValueOrDefault("last_name") is { } last && last != personal.LastName) personal = personal with { LastName = last };
            if (told.Fields?.GetValueOrDefault("region") is { } region && region != personal.Region) personal = personal with { Region = region };
        }
        return state with
        {
            FirstSeenAt = state.FirstSeenAt == 0 ? e.At : Math.Min(state.FirstSeenAt, e.At),
            LastSeenAt = Math.Max(state.LastSeenAt, e.At),
            Traits = traits,
            Personal = personal,
        };
    }

    private static ShopperState Fold(ShopperState state, StorefrontEvent e, string stamp, TurnContext context, EventLog? log)
    {
        var facts = state.Carts.Where(c => c is { Merged: false, LetGo: false }).Select(c => c.Facts).ToList(); // a merged cart is history: nothing touches it
        if (string.CompareOrdinal(stamp, state.LastStamp) > 0) state = state with { LastStamp = stamp };
        if (log is null)
        {
            var next = CartDecider.Apply(facts, e, context.Store.Currency);
            if (ReferenceEquals(next, facts)) return state;
            return Changed(state.Carts, facts, next) is { } carts ? state with { Carts = carts } : Adopt(state, next, context, isWhole: false);
        }
        // Late, or two shoppers turned out to be one: the log is folded again, as if everything had come in its place.
        var untouched = facts.Where(c => c.TouchedAt < log.Since).ToList();
        return Adopt(state, CartDecider.Fold(untouched, log.Events.Append(e), context.Store.Currency), context, isWhole: true);
    }

    // The usual event changes one cart and makes none; null: look closer.
    private static Cart[]? Changed(IReadOnlyList<Cart> carts, IReadOnlyList<CartFacts> before, IReadOnlyList<CartFacts> after)
    {
        if (after.Count != before.Count) return null;
        var changed = -1;
        for (var i = 0; i < after.Count; i++)
        {
            if (ReferenceEquals(after[i], before[i])) continue;
            if (changed >= 0 || after[i].Key != before[i].Key) return null;
            changed = i;
        }
        if (changed < 0) return null;
        var result = new Cart[carts.Count];
        for (var i = 0; i < result.Length; i++) result[i] = ReferenceEquals(carts[i].Facts, before[changed]) ? carts[i] with { Facts = after[changed] } : carts[i];
        return result;
    }

    // An order whose cart turned out to be part of another, or was told of only after it, is that cart's.
    private static ShopperState Rejoin(ShopperState state)
    {
        if (state.Orders.Count == 0) return state;
        var carts = state.Carts.ToDictionary(c => c.Id);
        foreach (var order in state.Orders)
        {
            var was = order.CartId is { } id ? carts.GetValueOrDefault(id) : null;
            if (was is { Merged: false } && was.Facts.OrderId == order.ExternalId || was is null && order.CartId is not null) continue;
            if (state.Carts.FirstOrDefault(c => !c.Merged && c.Facts.OrderId == order.ExternalId) is not { } cart || ReferenceEquals(cart, was)) continue;
            state = state with { Orders = [.. state.Orders.Select(o => ReferenceEquals(o, order) ? o with { CartId = cart.Id } : o)] };
            if (was is not null && cart.Outcome == CartOutcome.None) state = TurnDecider.Put(state, cart with { Outcome = was.Outcome });
            if (was is { Merged: false, Facts.OrderedAt: null }) state = TurnDecider.Put(state, was with { Outcome = CartOutcome.None });
        }
        return state;
    }

    // Carts keep their ids when the log is folded again: found by key, else by what the shop calls them. One that is not made by all of
    // the events any more was part of another.
    private static ShopperState Adopt(ShopperState state, IReadOnlyList<CartFacts> folded, TurnContext context, bool isWhole)
    {
        var same = new Dictionary<CartFacts, Cart>(state.Carts.Count, ReferenceEqualityComparer.Instance);
        foreach (var cart in state.Carts) same[cart.Facts] = cart;
        var found = new Cart?[folded.Count];
        for (var i = 0; i < folded.Count; i++)
            if (same.Remove(folded[i], out var cart)) found[i] = cart;
        var free = state.Carts.Where(c => same.ContainsKey(c.Facts)).OrderBy(c => c.Merged).ToList();
        // All by key before any by name: an order that closed one for a while must not make it another's.
        for (var i = 0; i < folded.Count; i++) found[i] ??= Take(c => c.Facts.Key == folded[i].Key);
        var result = new List<Cart>(folded.Count);
        for (var i = 0; i < folded.Count; i++)
        {
            var facts = folded[i];
            var cart = found[i] ?? Take(c => c.Facts.Refs.Intersect(facts.Refs).Any() && c.Facts.Devices.Intersect(facts.Devices).Any());
            result.Add(cart is null ? new Cart { Id = context.Ids.At(facts.Imported ? facts.StartedAt : context.Now), Facts = facts } : ReferenceEquals(cart.Facts, facts) ? cart : cart with { Facts = facts, Merged = false });
        }
        foreach (var cart in free) result.Add(cart.LetGo || !isWhole ? cart : cart with { Merged = true });
        return state with { Carts = result };

        Cart? Take(Predicate<Cart> fits)
        {
            var at = free.FindIndex(c => !c.LetGo && fits(c));
            if (at < 0) return null;
            var cart = free[at];
            free.RemoveAt(at);
            return cart;
        }
    }

    // The oldest of too many carts are given up, unless a message of theirs is under way.
    private static ShopperState LetGo(ShopperState state, TurnContext context, List<Story> stories)
    {
        var surplus = state.Carts.Count(c => !c.LetGo) - CartDecider.MaxCarts;
        if (surplus <= 0) return state;
        var gone = state.Carts.Where(c => !c.LetGo && !state.Enrollments.Any(r => r.CartId == c.Id && r.Status == EnrollmentStatus.Running) && !state.Messages.Any(m => m.CartId == c.Id && m.IsOpen))
            .OrderBy(c => c.Facts.LastActivityAt).ThenBy(c => c.Id).Take(surplus).Select(c => c.Id).ToHashSet();
        foreach (var cart in state.Carts.Where(c => gone.Contains(c.Id) && c.Status is CartStatus.Active or CartStatus.Abandoned)) stories.Add(new Story(cart.Id, context.Now, "lost", "too_many"));
        return state with
        {
            Carts = [.. state.Carts.Select(c => gone.Contains(c.Id) ? c with { LetGo = true, Lost = true, Facts = c.Facts with { Details = CartFacts.NoDetails } } : c)],
            Traits = state.Traits with { LetGoUntil = state.Carts.Where(c => gone.Contains(c.Id)).Select(c => c.Facts.TouchedAt).Append(state.Traits.LetGoUntil).Max() },
        };
    }

    public static ShopperState Put(ShopperState state, Permission permission) => state with
    {
        Permissions = [.. state.Permissions.Where(p => p.Channel != permission.Channel || p.AddressHash != permission.AddressHash), permission],
    };

    private static ShopperState Order(ShopperState state, StorefrontEvent e, TurnContext context, List<Story> stories)
    {
        var id = OrderDecider.ExternalId(e);
        // One that no cart was closed for, and none was told of, has none: the last that was ordered is another order's.
        var cart = state.Carts.FirstOrDefault(c => e.OrderId is not null && c.Facts.OrderId == e.OrderId)
            ?? state.Carts.LastOrDefault(c => e.OrderId is not null && c.Facts.Refs.Contains("order:" + e.OrderId))
            ?? state.Carts.Where(c => !e.Imported && c.Facts.OrderedAt is not null && (e.OrderId is null || c.Facts.OrderId is null) && CartDecider.MayTouch(c.Facts, e)).MaxBy(c => c.Facts.OrderedAt);
        var known = state.Orders.FirstOrDefault(o => o.ExternalId == id);
        var order = OrderDecider.Apply(known, e, context.IdOf(e), known?.CartId ?? cart?.Id, cart?.Facts.Currency ?? context.Store.Currency, cart?.Facts.Total ?? 0)!;
        var credit = e.Imported ? known?.Credit ?? Credit.None : AttributionPolicy.CreditOf(order, state, context.Store.Settings.AttributionDays * 86_400_000L);
        if (credit.Kind == "none" && e.RefMessage is { } message && state.Messages.FirstOrDefault(m => m.Id == message) is { } referred)
            credit = new Credit("click", referred.Id, referred.JourneyId);
        order = order with { Credit = credit };
        state = state with { Orders = [.. state.Orders.Where(o => o.ExternalId != id), order] };
        if (known is null) stories.Add(new Story(order.CartId, e.At, "ordered", string.Create(CultureInfo.InvariantCulture, $"{order.ExternalId}|{order.Total}|{order.Currency}|{e.Trust.Name()}"), e.Imported));

        if (order.CartId is { } cartId && state.Cart(cartId) is { } own)
        {
            var outcome = AttributionPolicy.OutcomeOf(own, credit, own.AbandonedAt is not null || state.Messages.Any(m => m.CartId == cartId && m.MayHaveLeft));
            if (outcome != own.Outcome) state = TurnDecider.Put(state, own with { Outcome = outcome });
        }
        if (order.IsCalledOff) state = JourneyTurn.End(state, JourneyExit.Cancelled, SkipReason.OrderCancelled, context, r => r.OrderId == order.Id);
        if (order.CancelledAt is not null) return state;
        // An order that is known and is changed or paid back (sent, tagged, a part returned) says nothing of what is in the cart since.
        if (known is not null && e.Kind is (EventKind.OrderUpdated or EventKind.OrderRefunded)) return state;
        // One from a file may be older than the cart the shopper has now.
        if (e.Imported) return TurnDecider.Stop(state, r => state.Cart(r.CartId) is { } cart && SendGatePolicy.OrderAgainst(state, cart) is not null, SkipReason.Ordered, context.Now);
        // Of an order whose first word is that it is paid both are news: it was placed, and it was paid.
        string[] news = (known is null, order.PaidAt is null) switch { (true, false) => [JourneyExit.Ordered, JourneyExit.Paid], (_, true) => [JourneyExit.Ordered], _ => [JourneyExit.Paid] };
        state = JourneyTurn.Happened(state, news, context, (run, journey, what) => run.OrderId is null || (run.OrderId == order.Id) == (what == JourneyExit.Paid && JourneyDecider.AwaitsOwnMoney(journey)));
        if (order.PaidAt is not null) state = JourneyTurn.End(state, JourneyExit.Paid, SkipReason.Paid, context, r => r.OrderId == order.Id || r.OrderId is null);
        // A new order ends help with an older one that was not paid, too.
        if (known is null) state = JourneyTurn.End(state, JourneyExit.Paid, SkipReason.OrderedElsewhere, context, r => r.OrderId is not null && r.OrderId != order.Id);
        return JourneyTurn.End(state, JourneyExit.Ordered, SkipReason.Ordered, context, r => r.OrderId != order.Id && (r.Status == EnrollmentStatus.Running || state.Messages.Any(m => m.EnrollmentId == r.Id && m.IsOpen)));
    }
}
