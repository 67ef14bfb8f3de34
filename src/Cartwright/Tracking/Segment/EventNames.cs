using System.Collections.Concurrent;
using System.Collections.Frozen;

namespace Cartwright.Tracking.Segment;

/// <summary>Event names of Segment's e-commerce spec (v2), of Google's GA4 (as the snippet picks them up from the page) and ours, matched without case, blanks, underscores and dashes.</summary>
internal static class EventNames
{
    private static readonly FrozenDictionary<string, EventKind> Known = new Dictionary<string, EventKind>
    {
        ["productviewed"] = EventKind.ProductViewed, ["productclicked"] = EventKind.ProductViewed,
        ["productadded"] = EventKind.ProductAdded, ["wishlistproductaddedtocart"] = EventKind.ProductAdded,
        ["productremoved"] = EventKind.ProductRemoved,
        ["cartviewed"] = EventKind.CartSnapshot, ["cartupdated"] = EventKind.CartSnapshot,
        ["checkoutstarted"] = EventKind.CheckoutStarted,
        ["checkoutstepviewed"] = EventKind.StepViewed, ["checkoutstepcompleted"] = EventKind.StepCompleted,
        ["paymentinfoentered"] = EventKind.PaymentEntered,
        ["checkoutdetailsentered"] = EventKind.DetailsEntered,
        ["checkouttrouble"] = EventKind.Trouble,
        ["couponentered"] = EventKind.CouponEntered, ["couponapplied"] = EventKind.CouponEntered, ["coupondenied"] = EventKind.CouponDenied,
        ["orderplaced"] = EventKind.OrderPlaced, ["orderpaid"] = EventKind.OrderPaid, ["ordercompleted"] = EventKind.OrderPaid,
        ["orderupdated"] = EventKind.OrderUpdated, ["ordercancelled"] = EventKind.OrderCancelled, ["ordercanceled"] = EventKind.OrderCancelled,
        ["orderrefunded"] = EventKind.OrderRefunded,
        ["exitsurveyanswered"] = EventKind.SurveyAnswered,
        ["pagevisible"] = EventKind.PageVisible,
        ["viewitem"] = EventKind.ProductViewed, ["selectitem"] = EventKind.ProductViewed,
        ["addtocart"] = EventKind.ProductAdded, ["removefromcart"] = EventKind.ProductRemoved, ["viewcart"] = EventKind.CartSnapshot,
        ["begincheckout"] = EventKind.CheckoutStarted, ["addshippinginfo"] = EventKind.StepCompleted, ["addpaymentinfo"] = EventKind.PaymentEntered,
        ["purchase"] = EventKind.OrderPaid, ["refund"] = EventKind.OrderRefunded,
    }.ToFrozenDictionary();

    private static readonly ConcurrentDictionary<string, EventKind> Seen = new();

    public static EventKind Parse(string name)
    {
        if (Seen.TryGetValue(name, out var kind)) return kind;
        kind = Known.GetValueOrDefault(string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant(), EventKind.Other);
        if (Seen.Count < 2000) Seen[name] = kind; // bounded: names come from outside
        return kind;
    }
}
