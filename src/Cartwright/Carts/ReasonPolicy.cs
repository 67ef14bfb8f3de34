using System.Globalization;

namespace Cartwright.Carts;

/// <summary>Why a cart was probably left. Code: a <see cref="ReasonCode"/>. Confidence: 0 to 1. Evidence: what speaks for it, in sentences, strongest first.</summary>
internal sealed record Reason(string Code, double Confidence, IReadOnlyList<string> Evidence);

internal static class ReasonCode
{
    public const string ShippingCost = "shipping_cost", PaymentMethod = "payment_method", TechnicalTrouble = "technical_trouble", OutOfStock = "out_of_stock", Price = "price",
        Interrupted = "interrupted", JustLooking = "just_looking", Unknown = "unknown";

    public static IReadOnlyList<string> All { get; } = [ShippingCost, PaymentMethod, TechnicalTrouble, OutOfStock, Price, Interrupted, JustLooking, Unknown];
}

/// <summary>
/// Infers why a cart was left from what was seen of it (U1). Each clue speaks for one reason with a weight; a reason's confidence is its share of all weights,
/// with one more for what nobody saw. What went wrong just before says most, what the shopper was shown last less, where they stopped least. The weights
/// are ours (docs/decisions/0035): no source tells them.
/// </summary>
internal static class ReasonPolicy
{
    /// <summary>Trouble (ms before the shopper left) that may be why.</summary>
    public const long TroubleWindow = 30 * 60_000;

    private const double Unseen = 1, Enough = 0.5;
    private const long JustBefore = 5 * 60_000, Glance = 3 * 60_000;

    private readonly record struct Clue(string Reason, double Weight, string Says);

    /// <summary>Of one that was left; null: it was not.</summary>
    public static Reason? Of(Cart cart) => cart.Status is CartStatus.Abandoned or CartStatus.Lost ? Of(cart.Facts) : null;

    /// <summary>Of a cart that waits for its shopper; null: it is empty, or was ordered or given up.</summary>
    public static Reason? Of(CartFacts cart)
    {
        if (!cart.IsOpen || cart.Lines.Count == 0) return null;
        var clues = Clues(cart).OrderByDescending(c => c.Weight).ToList();
        var all = Unseen + clues.Sum(c => c.Weight);
        var best = clues.GroupBy(c => c.Reason).Select(g => (Code: g.Key, Weight: g.Sum(c => c.Weight))).OrderByDescending(r => r.Weight).FirstOrDefault();
        return best.Weight / all < Enough ? new Reason(ReasonCode.Unknown, Share(Math.Max(Unseen, all - best.Weight)), [])
            : new Reason(best.Code, Share(best.Weight), [.. clues.Where(c => c.Reason == best.Code).Select(c => c.Says)]);

        double Share(double weight) => Math.Round(weight / all, 2);
    }

    private static IEnumerable<Clue> Clues(CartFacts cart)
    {
        foreach (var last in cart.Troubles.GroupBy(t => t.Kind).Select(g => g.MaxBy(t => t.At)!))
        {
            var before = cart.LastActivityAt - last.At;
            if (before <= TroubleWindow && OfTrouble(last.Kind) is var (reason, weight, says)) yield return new Clue(reason, before <= JustBefore ? weight : weight / 2, $"{says} {Ago(Math.Max(0, before))} before the shopper left");
        }
        if (OfShipping(cart) is { } shipping) yield return shipping;
        if (cart.Stage == Stage.Payment) yield return new Clue(ReasonCode.PaymentMethod, 2, cart.PaymentMethod is null ? "stopped where the way to pay is chosen" : "stopped after a way to pay was chosen");
        if (cart.Stage is Stage.Contact or Stage.Address) yield return new Clue(ReasonCode.Interrupted, 1, "stopped while the form was being filled in");
        if (cart.Stage == Stage.Cart) yield return cart.LastActivityAt - cart.StartedAt < Glance
            ? new Clue(ReasonCode.JustLooking, 2, "left within three minutes without going to the checkout") : new Clue(ReasonCode.JustLooking, 1, "never went to the checkout");
    }

    private static (string Reason, double Weight, string Says)? OfTrouble(string kind) => kind switch
    {
        "payment_declined" => (ReasonCode.PaymentMethod, 8, "the payment was declined"),
        "api_error" => (ReasonCode.TechnicalTrouble, 8, "the checkout gave an error"),
        "script_error" => (ReasonCode.TechnicalTrouble, 6, "a page gave an error"),
        "out_of_stock" => (ReasonCode.OutOfStock, 8, "something was sold out"),
        "coupon_rejected" => (ReasonCode.Price, 4, "a coupon was refused"),
        _ => null,
    };

    // Who went on after it was shown did not stop for it alone.
    private static Clue? OfShipping(CartFacts cart)
    {
        if (cart is not { Shipping: > 0 and var cost, Items: > 0 and var items } || cart.Stage < Stage.Contact) return null;
        var share = 100m * cost / items;
        var weight = share switch { >= 40 => 4.0, >= 20 => 3, >= 10 => 2, >= 5 => 1, _ => 0 };
        if (weight == 0) return null;
        var isLast = cart.Stage == Stage.Shipping;
        return new Clue(ReasonCode.ShippingCost, isLast ? weight * 1.5 : weight / 2, string.Create(CultureInfo.InvariantCulture, $"shipping is {Math.Round(share)}% of the goods{(isLast ? ", and was shown last" : "")}"));
    }

    private static string Ago(long ms) => ms < 120_000 ? string.Create(CultureInfo.InvariantCulture, $"{ms / 1000} s") : string.Create(CultureInfo.InvariantCulture, $"{ms / 60_000} min");
}
