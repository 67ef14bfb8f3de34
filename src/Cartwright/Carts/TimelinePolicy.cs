using Cartwright.Tracking;

namespace Cartwright.Carts;

/// <summary>An event in two words for a cart's timeline. Only what is not personal is in the events read here.</summary>
internal static class TimelinePolicy
{
    /// <summary>Null for what would only be noise: signs of life and events of no meaning for a cart.</summary>
    public static (string Kind, string? Detail)? Sentence(StorefrontEvent e) => e.Kind switch
    {
        EventKind.PageVisible or EventKind.Other or EventKind.Identified or EventKind.Returned => null,
        EventKind.PageViewed => ("page_viewed", e.PageUrl),
        EventKind.ProductViewed => ("product_viewed", null),
        EventKind.ProductAdded => ("product_added", Goods(e)),
        EventKind.ProductRemoved => ("product_removed", Goods(e)),
        EventKind.CartSnapshot => ("cart_updated", e.Lines is null ? null : $"{e.Lines.Count} lines"),
        EventKind.CheckoutStarted => ("checkout_started", null),
        EventKind.StepViewed => ("step_viewed", e.Stage),
        EventKind.StepCompleted => ("step_completed", e.Stage),
        EventKind.PaymentEntered => ("payment_entered", e.PaymentMethod),
        EventKind.DetailsEntered => ("details_entered", e.Stage),
        EventKind.Trouble => ("trouble", e.Text is null ? e.Trouble : $"{e.Trouble}: {e.Text}"),
        EventKind.CouponEntered => ("coupon_entered", e.Coupon),
        EventKind.CouponDenied => ("coupon_denied", e.Coupon),
        EventKind.OrderPlaced => ("order_placed", Order(e)),
        EventKind.OrderPaid => ("order_paid", Order(e)),
        EventKind.OrderUpdated => ("order_updated", Order(e)),
        EventKind.OrderCancelled => ("order_cancelled", e.OrderId),
        EventKind.OrderRefunded => ("order_refunded", e.OrderId),
        EventKind.SurveyAnswered => ("survey_answered", e.Text),
        _ => null,
    };

    // Text: what the shop's numbers leave open.
    private static string? Order(StorefrontEvent e) => e.Text is null ? e.OrderId : $"{e.OrderId}: {e.Text}";

    private static string? Goods(StorefrontEvent e) => e.Lines is [{ } line, ..] ? $"{line.Quantity} × {line.Name ?? line.ProductId}" : null;
}
