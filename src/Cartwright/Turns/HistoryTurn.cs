using Cartwright.Carts;
using Cartwright.Shoppers;

namespace Cartwright.Turns;

/// <summary>
/// What a file of the past tells is decided as of then, in the turn that reads it: such a cart was abandoned, ordered or lost long
/// before anybody could have been reminded, so it waits for no timer and enters no journey.
/// </summary>
internal static class HistoryTurn
{
    public static ShopperState Decide(ShopperState state, TurnContext context, List<Story> stories)
    {
        foreach (var cart in state.Carts)
        {
            if (cart is not { Merged: false, AbandonedAt: null, Facts: { Imported: true, Lines.Count: > 0 } facts }) continue;
            var leftAt = facts.LastActivityAt + context.Store.Settings.IdleSeconds * 1000L;
            if (leftAt > context.Now || facts.OrderedAt <= leftAt || facts.CancelledAt <= leftAt) continue;
            var lostAt = TurnDecider.LostAt(cart, context);
            var isLost = facts.IsOpen && lostAt <= context.Now;
            state = TurnDecider.Put(state, cart with { AbandonedAt = leftAt, Lost = isLost, Outcome = facts.OrderedAt is null ? cart.Outcome : CartOutcome.SelfReturned });
            stories.Add(new Story(cart.Id, leftAt, "abandoned", facts.Stage.Name(), IsHistory: true));
            stories.Add(new Story(cart.Id, leftAt, "imported", "", IsHistory: true));
            if (isLost) stories.Add(new Story(cart.Id, lostAt, "lost", "", IsHistory: true));
        }
        return state;
    }

    /// <summary>A cart that was read from a file and seen itself as well, maybe only later, is one: the one that was seen.</summary>
    public static ShopperState Hide(ShopperState state)
    {
        foreach (var cart in state.Carts)
            if (cart is { Merged: false, Facts.Imported: true } && state.Carts.Any(c => !c.Facts.Imported && c.Facts.Refs.Any(r => r.StartsWith("cart:", StringComparison.Ordinal) && cart.Facts.Refs.Contains(r))))
                state = TurnDecider.Put(state, cart with { Merged = true });
        return state;
    }
}
