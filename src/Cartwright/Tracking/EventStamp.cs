using System.Globalization;

namespace Cartwright.Tracking;

/// <summary>
/// The order of events, as a text that sorts by it: by time, then by the way through a shop, then by message id. Libraries send whole
/// batches with one time: then what was put into the cart comes before the cart that shows it, and the order last.
/// </summary>
internal static class EventStamp
{
    private const long Earliest = 631_152_000_000;

    public static string Of(StorefrontEvent e) => Of(e.At) + Rank(e.Kind).ToString(CultureInfo.InvariantCulture) + e.MessageId;

    /// <summary>Sorts behind every event of that time: of whose kind nothing is known, another of the same time counts as late.</summary>
    public static string LastOf(long at) => Of(at) + "9";

    /// <summary>Negative when <paramref name="x"/> comes first.</summary>
    public static int Compare(StorefrontEvent x, StorefrontEvent y)
    {
        if (x.At != y.At) return x.At.CompareTo(y.At);
        var rank = Rank(x.Kind).CompareTo(Rank(y.Kind));
        return rank != 0 ? rank : string.CompareOrdinal(x.MessageId, y.MessageId);
    }

    /// <summary>A time (ms) as far as it can be believed: nothing happens in the future, and nothing before there were shops on the web (1990).</summary>
    public static long Believable(long at, long receivedAt) => Math.Clamp(at, Earliest, Math.Max(Earliest, receivedAt));

    private static string Of(long at) => at.ToString("D15", CultureInfo.InvariantCulture) + " ";

    private static int Rank(EventKind kind) => kind switch
    {
        EventKind.ProductAdded or EventKind.ProductRemoved => 1,
        EventKind.CartSnapshot => 2,
        EventKind.CheckoutStarted => 3,
        EventKind.StepViewed or EventKind.StepCompleted or EventKind.PaymentEntered or EventKind.DetailsEntered or EventKind.Trouble or EventKind.CouponEntered or EventKind.CouponDenied => 4,
        EventKind.OrderPlaced => 5,
        EventKind.OrderPaid or EventKind.OrderUpdated => 6,
        EventKind.OrderCancelled or EventKind.OrderRefunded => 7,
        _ => 0,
    };
}
