using Cartwright.Tracking;
using FsCheck;
using FsCheck.Fluent;

namespace Cartwright.Tests.Support;

/// <summary>
/// Streams of one shopper's events as shops really send them: several devices, carts with and without ids, orders in the middle,
/// snapshots, removals, stages, two currencies. Each event comes from one number, so that a failing stream shrinks to few of them.
/// </summary>
internal static class EventStreams
{
    public const long Start = 1_768_208_400_000;
    private static readonly string?[] CartIds = [null, null, "c1", "c2"];
    private static readonly string[] Devices = ["d1", "d1", "d2"];
    private static readonly EventKind[] Kinds =
    [
        EventKind.ProductAdded, EventKind.ProductAdded, EventKind.ProductAdded, EventKind.ProductAdded, EventKind.ProductRemoved, EventKind.CartSnapshot, EventKind.CartSnapshot,
        EventKind.CheckoutStarted, EventKind.StepViewed, EventKind.StepCompleted, EventKind.PaymentEntered, EventKind.DetailsEntered, EventKind.Trouble, EventKind.CouponEntered,
        EventKind.CouponDenied, EventKind.PageViewed, EventKind.ProductViewed, EventKind.OrderPlaced, EventKind.OrderPaid, EventKind.OrderUpdated, EventKind.OrderCancelled, EventKind.OrderRefunded,
    ];

    public static Arbitrary<int[]> Arbitrary { get; } = Arb.From(Gen.Choose(0, 1_000_000).ArrayOf(), Smaller);

    /// <summary>The events of the numbers, each number once.</summary>
    public static List<StorefrontEvent> Of(IEnumerable<int> numbers, bool oneDevice = false) => [.. numbers.Distinct().Select(n => Of(n, oneDevice))];

    private static IEnumerable<int[]> Smaller(int[] numbers)
    {
        for (var size = numbers.Length / 2; size > 0; size /= 2)
            for (var at = 0; at + size <= numbers.Length; at += size)
                yield return [.. numbers[..at], .. numbers[(at + size)..]];
    }

    private static StorefrontEvent Of(int number, bool oneDevice)
    {
        var draw = new Random(number);
        T One<T>(T[] of) => of[draw.Next(of.Length)];
        var kind = One(Kinds);
        var order = kind is EventKind.OrderPlaced or EventKind.OrderPaid or EventKind.OrderUpdated or EventKind.OrderCancelled or EventKind.OrderRefunded;
        var trust = draw.Next(order ? 2 : 5) == 0 ? (Trust)draw.Next(1, 3) : Trust.Browser;
        var device = trust > Trust.Browser && draw.Next(2) == 0 ? null : oneDevice ? "d1" : One(Devices);
        var currency = draw.Next(4) == 0 ? "USD" : "EUR";
        // Coarse, so that some events share their time.
        var e = Some.Event(kind, Start + draw.Next(400) * 600_000L, device, trust, $"m{number}") with { UserId = "user-1", CartId = One(CartIds), CheckoutId = draw.Next(6) == 0 ? "k1" : null };
        return kind switch
        {
            EventKind.ProductAdded or EventKind.ProductRemoved => e with { Lines = [Line(draw)], Currency = currency },
            EventKind.CartSnapshot => e with { Lines = [.. Enumerable.Range(0, draw.Next(4)).Select(_ => Line(draw))], Currency = currency, Total = draw.Next(2) == 0 ? draw.Next(10_000) : null, Discount = draw.Next(3) == 0 ? 100 : null },
            EventKind.CheckoutStarted => e with { Lines = draw.Next(2) == 0 ? [Line(draw)] : null, Currency = currency },
            EventKind.StepViewed or EventKind.StepCompleted => e with { Stage = One(["contact", "address", "shipping", "payment"]), Shipping = draw.Next(2) == 0 ? 490 : null, PageUrl = "https://shop.test/checkout" },
            EventKind.DetailsEntered => e with { Stage = "contact", Personal = new Personal { Fields = new Dictionary<string, string> { ["city"] = One(["Bern", "Rome"]), ["email"] = One(["a@shop.test", "b@shop.test"]) } } },
            EventKind.Trouble => e with { Trouble = "api_error" },
            EventKind.CouponEntered or EventKind.CouponDenied => e with { Coupon = "SUMMER" },
            _ when order => e with { OrderId = One(["o1", "o2", "o3"]), Total = kind == EventKind.OrderCancelled ? null : draw.Next(1, 10_000), Currency = "EUR" },
            _ => e,
        };
    }

    private static EventLine Line(Random draw) => Some.Line($"p{draw.Next(3)}", draw.Next(1, 4), draw.Next(100, 5000));
}
