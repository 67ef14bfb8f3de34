using Cartwright.Tracking;

namespace Cartwright.Tests.Support;

/// <summary>Storefront events as they come from the translators. Times are in ms.</summary>
internal static class Some
{
    private static int _made;

    public static StorefrontEvent Event(EventKind kind, long at, string? device = "device-1", Trust trust = Trust.Browser, string? messageId = null) => new()
    {
        MessageId = messageId ?? $"event-{Interlocked.Increment(ref _made)}", Kind = kind, At = at, ReceivedAt = at, AnonymousId = device, Trust = trust, Name = kind.ToString(),
    };

    public static StorefrontEvent Added(long at, string device = "device-1", string product = "p1", int quantity = 1, long unit = 1990, string? cart = null, string? messageId = null) =>
        Event(EventKind.ProductAdded, at, device, messageId: messageId) with { Lines = [Line(product, quantity, unit)], CartId = cart, Currency = "EUR" };

    public static StorefrontEvent Typed(long at, string email, string device = "device-1", string? cart = null) =>
        Event(EventKind.DetailsEntered, at, device) with
        {
            CartId = cart, Stage = "contact",
            Personal = new Personal { Email = email, Fields = new Dictionary<string, string> { ["email"] = email } },
        };

    public static StorefrontEvent Ordered(long at, string? device = "device-1", string order = "o1", long total = 1990, Trust trust = Trust.Browser) =>
        Event(EventKind.OrderPaid, at, device, trust) with { OrderId = order, Total = total, Currency = "EUR" };

    public static EventLine Line(string product, int quantity = 1, long unit = 1990) => new(product, null, null, $"Product {product}", quantity, unit, null, null);
}
