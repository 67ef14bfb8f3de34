namespace Cartwright.Tracking.Webhooks;

/// <summary>What was heard of a platform's deliveries, and what the shop did since. Times in ms since 1970.</summary>
/// <param name="LastAt">The last delivery of any kind.</param>
/// <param name="CartsSince">Carts begun since then.</param>
/// <param name="OldestOrderSince">The oldest order since then that only a browser told of; null when there is none.</param>
internal sealed record OrderFeed(Guid StoreId, string Source, long LastAt, long? SilentSince, long CartsSince, long OrdersSince, long? OldestOrderSince);

/// <summary>
/// Whether a platform still tells of its orders. When it does not, a reminder would be sent on a guess: a busy shop whose platform says
/// nothing has most likely a webhook that was switched off.
/// </summary>
internal static class OrderFeedPolicy
{
    /// <summary>No shop with so many carts is without any delivery for so long (ms): six hours are a quiet night.</summary>
    public const long Quiet = 6 * 3_600_000L;
    public const int ManyCarts = 20;

    /// <summary>A platform that lives tells of an order long before this (ms); two such orders are no coincidence.</summary>
    public const long OrderDelay = 15 * 60_000L;
    public const int Orders = 2;

    /// <summary>How long a held message waits before it asks again (ms).</summary>
    public const long AskAgain = 5 * 60_000L;

    public static bool IsSilent(OrderFeed feed, long now) =>
        now - feed.LastAt >= Quiet && feed.CartsSince >= ManyCarts
        || feed.OrdersSince >= Orders && feed.OldestOrderSince is { } oldest && now - oldest >= OrderDelay;
}
