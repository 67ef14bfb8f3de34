using System.Globalization;
using Cartwright.Carts;
using Cartwright.Tracking;

namespace Cartwright.Recovery;

/// <summary>Folds the events of orders. Each rule takes the earliest, the latest or the most trusted, so that order and doubling do not matter.</summary>
internal static class OrderDecider
{
    /// <summary>The order after the event, or null when the event says nothing of an order. <paramref name="known"/>: the order so far.</summary>
    public static Order? Apply(Order? known, StorefrontEvent e, Guid newId, Guid? cartId, string currency, long cartTotal)
    {
        if (!EventKinds.IsOrder(e.Kind)) return known;
        // The public key cannot change what the shop's server has said.
        if (known is { Confirmed: true } && e.Trust == Trust.Browser) return known with { CartId = known.CartId ?? cartId };

        // Nothing the browser told before is believed once the server speaks: it might have been made up.
        var order = known is not null && (known.Confirmed || e.Trust == Trust.Browser) ? known : new Order
        {
            Id = known?.Id ?? newId, ExternalId = ExternalId(e), Currency = e.Currency ?? currency, PlacedAt = e.At, CartId = known?.CartId ?? cartId,
        };
        order = order with
        {
            CartId = cartId ?? order.CartId,
            PlacedAt = Math.Min(order.PlacedAt, e.At),
            Confirmed = order.Confirmed || e.Trust > Trust.Browser,
            Trust = e.Trust > order.Trust ? e.Trust : order.Trust,
            AcceptedAt = e.IsAccepted ? Math.Max(order.AcceptedAt ?? 0, e.At) : order.AcceptedAt,
        };

        var stamp = string.Create(CultureInfo.InvariantCulture, $"{(int)e.Trust} {EventStamp.Of(e)}");
        if (e.Kind is EventKind.OrderPlaced or EventKind.OrderPaid or EventKind.OrderUpdated && string.CompareOrdinal(stamp, order.TotalStamp) > 0
            && (e.Total is not null || e.Lines is not null || order.TotalStamp.Length == 0))
            order = order with { Total = e.Total ?? SumOf(e) ?? (order.TotalStamp.Length == 0 ? cartTotal : order.Total), Currency = e.Currency ?? order.Currency, TotalStamp = stamp, ClosesAt = e.ClosesAt };
        order = Goods(Pages(order, e, stamp), e, stamp);
        if (e.Trouble == Declined) order = Refused(order, e);
        return e.Kind switch
        {
            EventKind.OrderPaid => order with { PaidAt = Math.Min(order.PaidAt ?? long.MaxValue, e.At) },
            EventKind.OrderCancelled => order with { CancelledAt = Math.Min(order.CancelledAt ?? long.MaxValue, e.At) },
            EventKind.OrderRefunded when e.Imported => order with { RefundsTold = Math.Max(order.RefundsTold, e.Total ?? 0) },
            EventKind.OrderRefunded when !order.Refunds.Contains(e.MessageId) => order with
            {
                // A refund that names no amount and no goods is the whole order.
                Refunds = [.. order.Refunds, e.MessageId],
                RefundsSum = e.Total is null && e.Lines is null ? long.MaxValue / 4 : Math.Min(order.RefundsSum + (e.Total ?? SumOf(e) ?? 0), long.MaxValue / 4),
            },
            _ => order,
        };
    }

    private const string Declined = "payment_declined";

    /// <summary>A payment for an order, by its number, was declined.</summary>
    public static bool IsDeclined(StorefrontEvent e) => e is { Kind: EventKind.Trouble, Trouble: Declined, OrderId: not null };

    /// <summary>The order after its payment was declined: the last time counts.</summary>
    public static Order Refused(Order order, StorefrontEvent e) => e.At <= order.DeclinedAt ? order : order with { DeclinedAt = e.At, DeclinedMethod = e.PaymentMethod ?? e.Text };

    // The latest word counts, and what it does not say stays; never the browser's, whose key is public: they are written into messages.
    private static Order Pages(Order order, StorefrontEvent e, string stamp)
    {
        if (e.Trust == Trust.Browser || e is { OrderNumber: null, OrderUrl: null, PayUrl: null }) return order;
        var isNewer = string.CompareOrdinal(stamp, order.PagesStamp) > 0;
        string? Of(string? known, string? told) => isNewer ? told ?? known : known ?? told;
        return order with { Number = Of(order.Number, e.OrderNumber), Url = Of(order.Url, e.OrderUrl), PayUrl = Of(order.PayUrl, e.PayUrl), PagesStamp = isNewer ? stamp : order.PagesStamp };
    }

    // Never the browser's, for the same reason.
    private static Order Goods(Order order, StorefrontEvent e, string stamp) =>
        e.Trust == Trust.Browser || e.Kind is not (EventKind.OrderPlaced or EventKind.OrderPaid or EventKind.OrderUpdated) || e.Lines is not { Count: > 0 } lines || string.CompareOrdinal(stamp, order.GoodsStamp) <= 0 ? order
            : order with { Goods = new OrderedGoods(CartDecider.LinesOf(lines), e.Shipping, e.Discount, e.Tax), GoodsStamp = stamp };

    /// <summary>The shop's order number; without one, the cart or checkout it came from stands for it.</summary>
    public static string ExternalId(StorefrontEvent e) =>
        e.OrderId ?? (e.CheckoutId is not null ? "checkout:" + e.CheckoutId : e.CartId is not null ? "cart:" + e.CartId : "event:" + e.MessageId);

    private static long? SumOf(StorefrontEvent e) =>
        e.Lines is null || e.Lines.All(l => l.Unit is null) ? null
        : e.Lines.Sum(l => (l.Unit ?? 0) * l.Quantity) + (e.Shipping ?? 0) + (e.Tax ?? 0) - (e.Discount ?? 0);
}
