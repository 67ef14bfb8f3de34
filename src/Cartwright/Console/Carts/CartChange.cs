using Cartwright.Carts;
using Cartwright.Tracking;

namespace Cartwright.Console.Carts;

/// <summary>What one event changed in a cart, in sentences.</summary>
internal static class CartChange
{
    /// <summary>All but what was typed, which <see cref="Typed"/> tells.</summary>
    /// <param name="before">The cart before the event; null when the event opened it.</param>
    public static IEnumerable<StoryLine> Of(CartFacts? before, CartFacts after, StorefrontEvent e, Words words)
    {
        var lines = new List<StoryLine>();
        void Say(string icon, string tone, string key, params ReadOnlySpan<(string, object?)> arguments) => lines.Add(new StoryLine(e.At, icon, tone, words.T[key, arguments]));

        if (EventKinds.IsOrder(e.Kind))
        {
            if (e.Kind is EventKind.OrderPaid && before?.PaidAt is null) Say("coin", "good", "story.paid");
            if (e.Kind is EventKind.OrderCancelled && before?.CancelledAt is null) Say("cross", "risk", "story.cancelled");
            if (e.Kind is EventKind.OrderRefunded) Say("coin", "risk", "story.refunded");
            return lines;
        }
        var old = (before?.Lines ?? []).ToDictionary(l => l.Key);
        foreach (var line in after.Lines)
        {
            var had = old.GetValueOrDefault(line.Key)?.Quantity ?? 0;
            if (line.Quantity > had) Say("plus", "quiet", had == 0 ? "story.added" : "story.more", ("count", line.Quantity - had), ("name", Name(line)), ("total", line.Quantity));
            else if (line.Quantity < had) Say("minus", "quiet", "story.less", ("name", Name(line)), ("total", line.Quantity));
        }
        foreach (var gone in old.Values.Where(l => after.Lines.All(a => a.Key != l.Key))) Say("minus", "quiet", "story.removed", ("name", Name(gone)));
        if (after.Stage > (before?.Stage ?? Stage.Cart)) Say("step", "quiet", after.Stage == Stage.Contact ? "story.checkout" : "story.reached", ("stage", words.T["stage." + after.Stage.Name()]));
        if (after.Shipping is { } shipping && shipping != before?.Shipping)
            Say("truck", "quiet", shipping == 0 ? "story.shipping_free" : after.Items > 0 ? "story.shipping" : "story.shipping_alone",
                ("price", words.Money(shipping, after.Currency)), ("percent", words.Percent(shipping, after.Items)));
        if (after.ShippingMethod is { } ship && ship != before?.ShippingMethod) Say("truck", "quiet", "story.shipping_method", ("name", ship));
        if (after.PaymentMethod is { } pay && pay != before?.PaymentMethod) Say("card", "quiet", "story.payment_method", ("name", pay));
        if (after.Coupon is { } coupon && coupon != before?.Coupon) Say("coin", "quiet", "story.coupon", ("code", coupon));
        foreach (var trouble in after.Troubles.Except(before?.Troubles ?? [])) lines.Add(new StoryLine(e.At, "warn", "bad", words.T.OfCode("trouble.", trouble.Kind), trouble.Text));
        return lines;
    }

    /// <summary>The fields whose value is new, by canonical name.</summary>
    public static List<string> Typed(CartFacts? before, CartFacts after) =>
        [.. after.Details.Where(f => (before?.Details ?? CartFacts.NoDetails).GetValueOrDefault(f.Key) != f.Value).Select(f => f.Key)];

    public static StoryLine TypedLine(long at, IEnumerable<string> fields, Words words) =>
        new(at, "pen", "quiet", words.T["story.typed", ("fields", string.Join(", ", fields.Select(f => words.T.OfCode("field.", f))))]);

    private static string Name(Line line) => line.Name ?? line.ProductId;
}
