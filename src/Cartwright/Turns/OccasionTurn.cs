using Cartwright.Journeys;
using Cartwright.Recovery;
using Cartwright.Shoppers;
using Cartwright.Tracking;

namespace Cartwright.Turns;

/// <summary>What time and events make of orders, accounts and visits: occasions that journeys start with. Each is asked once.</summary>
internal static class OccasionTurn
{
    private const long Day = 86_400_000;

    /// <summary>When (ms) the next occasion is due that no event will tell; null: none is expected.</summary>
    public static long? DueAt(ShopperState state, TurnContext context)
    {
        long? due = null;
        void Consider(long? at) => due = at is not null && (due is null || at < due) ? at : due;
        if (state.Orders.Count > 0)
        {
            foreach (var order in state.Orders) Consider(Unpaid(order, context)?.At);
            if (Last(state) is { } last) Consider(Since(last, context)?.At);
        }
        if (state.Traits.BrowsedAt is { } browsed) Consider(browsed + context.Store.Settings.IdleSeconds * 1000L);
        return due;
    }

    public static ShopperState Due(ShopperState state, TurnContext context, List<Story> stories)
    {
        foreach (var order in state.Orders)
            for (var asked = order; Unpaid(asked, context) is { } unpaid && unpaid.At <= context.Now;)
            {
                asked = asked with { UnpaidAskedAfter = unpaid.After };
                state = JourneyTurn.Enroll(Put(state, asked), [new Occasion(TriggerType.UnpaidOrder, Order: asked)], Asks(context, TriggerType.UnpaidOrder, t => t.AfterMs == unpaid.After), stories);
            }
        while (Last(state) is { } last && Since(last, context) is { } since && since.At <= context.Now)
        {
            var asked = last with { SinceAsked = since.Days };
            state = JourneyTurn.Enroll(Put(state, asked), [new Occasion(TriggerType.NoOrderSince, Order: asked)], Asks(context, TriggerType.NoOrderSince, t => t.Days == since.Days), stories);
        }
        if (state.Traits.BrowsedAt is { } browsed && browsed + context.Store.Settings.IdleSeconds * 1000L <= context.Now)
        {
            var product = state.Traits.BrowsedProduct;
            state = state with { Traits = state.Traits with { BrowsedAt = null, BrowsedProduct = null } };
            // Who has a cart waiting gets help with that.
            if (!state.Carts.Any(c => c.Status is Carts.CartStatus.Active or Carts.CartStatus.Abandoned)) state = JourneyTurn.Enroll(state, [new Occasion(TriggerType.Browsed, Product: product)], context, stories);
        }
        return state;
    }

    /// <summary>What an event is an occasion for, beside what it changed.</summary>
    public static ShopperState Told(ShopperState before, ShopperState state, StorefrontEvent e, TurnContext context, List<Story> stories)
    {
        if (e.Imported) return state;
        if (e.UserId is not null && before.Traits.UserId is null && before.Orders.Count == 0 && state.Orders.Count == 0)
            state = JourneyTurn.Enroll(state, [new Occasion(TriggerType.Registered)], context, stories);
        if (EventKinds.IsOrder(e.Kind))
        {
            foreach (var order in state.Orders)
                if (order is { IsCalledOff: false } && (order.Confirmed || context.Store.Settings.AcceptBrowserOrders)) state = Announce(state, order, context, stories);
        }
        // Only of those who can be written to, and only where a journey asks: it is a row more for each look at a product.
        if (e is { Kind: EventKind.ProductViewed, Trust: not Trust.Platform } && state.Personal.Email is not null && IsLive(TriggerType.Browsed, context))
            state = state with { Traits = state.Traits with { BrowsedAt = Math.Max(e.At, state.Traits.BrowsedAt ?? 0), BrowsedProduct = e.Lines is [{ } seen, ..] ? seen.ProductId : state.Traits.BrowsedProduct } };
        return state;
    }

    /// <summary>News of goods in a cart that was left: of one that is still there, and holds them still.</summary>
    public static Turn News(ShopperState state, ProductSignal signal, TurnContext context)
    {
        if (state.Cart(signal.CartId) is not { Status: Carts.CartStatus.Abandoned or Carts.CartStatus.Lost } cart || !cart.Facts.Lines.Any(l => IsOf(l, signal))) return Turn.Of(state);
        var stories = new List<Story>();
        return Turn.Of(JourneyTurn.Enroll(state, [new Occasion(signal.Kind, cart, Product: signal.ProductId)], context, stories)) with { Stories = stories };
    }

    // Another size that is back is no news. Where one side knows no variant, the product is all there is to go by.
    private static bool IsOf(Carts.Line line, ProductSignal signal) =>
        line.ProductId == signal.ProductId && (signal.Variant.Length == 0 || string.IsNullOrEmpty(line.Variant) || line.Variant == signal.Variant);

    private static ShopperState Announce(ShopperState state, Order order, TurnContext context, List<Story> stories)
    {
        if (!order.Announced)
        {
            order = order with { Announced = true };
            state = JourneyTurn.Enroll(Put(state, order), [new Occasion(TriggerType.OrderPlaced, Order: order)], context, stories);
        }
        if (order is { PaidAt: not null, PaidAnnounced: false })
        {
            order = order with { PaidAnnounced = true };
            state = JourneyTurn.Enroll(Put(state, order), [new Occasion(TriggerType.OrderPaid, Order: order)], context, stories);
        }
        return state;
    }

    // Of the live journeys that wait so long (ms) for an order's money, the next one that was not asked yet.
    private static (long After, long At)? Unpaid(Order order, TurnContext context)
    {
        if (order.PaidAt is not null || order.IsCalledOff || !order.Announced) return null;
        long? after = null;
        foreach (var journey in context.Journeys)
            if (journey is { Status: "live", Definition.Trigger: { Type: TriggerType.UnpaidOrder } trigger } && !order.WasAskedUnpaid(trigger.AfterMs) && (after is null || trigger.AfterMs < after)) after = trigger.AfterMs;
        return after is { } next ? (next, order.UnpaidAt(next, context.Store.Settings.IdleSeconds * 1000L)) : null;
    }

    // Of the journeys with this trigger only those whose time has come.
    private static TurnContext Asks(TurnContext context, string type, Func<JourneyTrigger, bool> isDue) =>
        context with { Journeys = [.. context.Journeys.Where(j => j.Definition.Trigger.Type != type || isDue(j.Definition.Trigger))] };

    // Of the live journeys that wait so many days after an order, the next one that was not asked yet.
    private static (int Days, long At)? Since(Order last, TurnContext context)
    {
        int? days = null;
        foreach (var journey in context.Journeys)
            if (journey is { Status: "live", Definition.Trigger: { Type: TriggerType.NoOrderSince, Days: { } d } } && d > last.SinceAsked && (days is null || d < days)) days = d;
        return days is { } next ? (next, last.PlacedAt + next * Day) : null;
    }

    private static Order? Last(ShopperState state) => state.Orders.Where(o => o is { IsCalledOff: false, Announced: true }).MaxBy(o => o.PlacedAt);

    private static bool IsLive(string trigger, TurnContext context) => context.Journeys.Any(j => j.Status == "live" && j.Definition.Trigger.Type == trigger);

    private static ShopperState Put(ShopperState state, Order order) => state with { Orders = [.. state.Orders.Select(o => o.Id == order.Id ? order : o)] };
}
