using Cartwright.Carts;
using Cartwright.Recovery;
using Cartwright.Shoppers;

namespace Cartwright.Journeys;

/// <summary>Something happened, or did not, that journeys may start with: a <see cref="TriggerType"/>, and what it is about.</summary>
internal sealed record Occasion(string Type, Cart? Cart = null, Order? Order = null, string? Product = null)
{
    /// <summary>What the run is about: the same subject does not run twice at once.</summary>
    public string Subject => Order is not null ? $"order:{Order.Id}" : Cart is not null ? $"cart:{Cart.Id}" : "shopper";

    /// <summary>The cart it is about; of an order the one that was ordered. Null: none is known.</summary>
    public Cart? CartOf(ShopperState shopper) => Cart ?? (Order?.CartId is { } id ? shopper.Cart(id) : null);

    /// <summary>What a cart that was left is an occasion for.</summary>
    public static IEnumerable<Occasion> Of(Cart cart)
    {
        yield return new Occasion(TriggerType.CartAbandoned, cart);
        if (cart.Facts.Stage < Stage.Contact) yield break;
        yield return new Occasion(TriggerType.CheckoutAbandoned, cart);
        if (cart.Facts.Troubles.LastOrDefault(t => t.Kind is not "other") is not { } last || cart.Facts.LastActivityAt - last.At > ReasonPolicy.TroubleWindow) yield break;
        if (last.Kind == "payment_declined") yield return new Occasion(TriggerType.PaymentFailed, cart);
        if (last.Kind is "script_error" or "api_error") yield return new Occasion(TriggerType.TechnicalTrouble, cart);
    }

    /// <summary>How much is known of a cart that was left, as far as journeys begin by it; 0: nobody to write to. More than when they were asked: ask again.</summary>
    public static int Known(ShopperState shopper, Cart cart) =>
        cart.Facts.Imported || !SendGatePolicy.HasAddress(shopper, cart) ? 0 : Of(cart).Count() + (int)cart.Facts.Stage;
}

/// <summary>What a run is about, as it is now. Null parts: it is about none.</summary>
internal sealed record Subject(Cart? Cart, Order? Order)
{
    /// <summary>Null when what it is about is gone.</summary>
    public static Subject? Of(ShopperState state, Enrollment run)
    {
        var cart = run.CartId == Guid.Empty ? null : state.Cart(run.CartId);
        var order = run.OrderId is { } id ? state.Orders.FirstOrDefault(o => o.Id == id) : null;
        return run.OrderId is not null && order is null || run.OrderId is null && run.CartId != Guid.Empty && cart is null ? null : new Subject(cart, order);
    }
}
