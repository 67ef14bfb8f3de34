using Cartwright.Carts;
using Cartwright.Shoppers;

namespace Cartwright.Turns;

/// <summary>What was typed into a checkout and never sent is kept as long as the merchant says, and then forgotten.</summary>
internal static class RetentionTurn
{
    /// <summary>When the cart's typed fields are to be forgotten (ms); null when it has none, or was ordered: then they were sent.</summary>
    public static long? DueAt(Cart cart, TurnContext context) =>
        cart.Facts.Details.Count == 0 || cart.Facts.OrderedAt is not null ? null : cart.Facts.LastActivityAt + context.Store.Settings.TypedRetentionDays * 86_400_000L;

    public static ShopperState Forget(ShopperState state, TurnContext context, List<Story> stories)
    {
        var due = state.Carts.Where(c => DueAt(c, context) <= context.Now).ToList();
        if (due.Count == 0) return state;
        foreach (var cart in due)
        {
            state = TurnDecider.Put(state, cart with { Facts = cart.Facts with { Details = CartFacts.NoDetails } });
            stories.Add(new Story(cart.Id, context.Now, "typed_forgotten", ""));
        }
        state = state with { Traits = state.Traits with { ForgottenUntil = Math.Max(state.Traits.ForgottenUntil, due.Max(c => c.Facts.LastActivityAt)) } };
        // Who never got further than typing an address, and agreed to nothing, is known no longer.
        var isOnlyTyped = state.Traits is { TypedOnly: true, UserId: null } && state.Orders.Count == 0 && state.Carts.All(c => c.Facts.Details.Count == 0) && state.Permissions.All(p => p.Granted != true);
        return isOnlyTyped ? state with { Personal = new ShopperPersonal() } : state;
    }
}
