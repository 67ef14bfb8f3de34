using Cartwright.Tracking;

namespace Cartwright.Carts;

/// <summary>
/// Folds a shopper's events into carts. <see cref="Apply"/> takes one event that is later than all before it;
/// <see cref="Fold"/> takes any set, sorts it by <see cref="EventStamp"/> and applies it, so that order and doubling do not matter.
/// </summary>
internal static class CartDecider
{
    /// <summary>A cart that was not touched for so long is left alone: the next event opens a new one.</summary>
    public const long ReuseWindow = 30L * 24 * 3600 * 1000;

    /// <summary>So many carts of a shopper take part in decisions. No person has more; an address that a whole shop floor types in, or somebody who plays with the public key, has.</summary>
    public const int MaxCarts = 200;
    private const int MaxLines = 500, MaxTroubles = 20, MaxRefs = 12, MaxDevices = 12;

    public static IReadOnlyList<CartFacts> Fold(IEnumerable<StorefrontEvent> events, string storeCurrency) => Fold([], events, storeCurrency);

    /// <summary>Folds events that are all later than the last of these carts'.</summary>
    public static IReadOnlyList<CartFacts> Fold(IReadOnlyList<CartFacts> before, IEnumerable<StorefrontEvent> events, string storeCurrency) =>
        events.DistinctBy(e => e.MessageId).Order(EventOrder.Instance)
            .Aggregate(before, (carts, e) => Apply(carts, e, storeCurrency));

    /// <summary>
    /// From when (ms) events must be folded again for one at <paramref name="at"/> to find its place: the carts touched since then are
    /// made anew from their first event, and so are those that were touched meanwhile. Carts that were last touched before it stay.
    /// </summary>
    public static long Since(IReadOnlyList<CartFacts> carts, long at)
    {
        while (true)
        {
            var first = at;
            foreach (var cart in carts)
                if (cart.TouchedAt >= at && cart.StartedAt < first) first = cart.StartedAt;
            if (first == at) return at;
            at = first;
        }
    }

    /// <summary>The carts after the event. At most one of them differs from before; an order may close several that share its id.</summary>
    public static IReadOnlyList<CartFacts> Apply(IReadOnlyList<CartFacts> carts, StorefrontEvent e, string storeCurrency)
    {
        if (!Concerns(e) || IsKnownBetter(carts, e)) return carts;
        var at = Find(carts, e);
        if (at < 0)
        {
            if (!Opens(e)) return carts;
            return [.. carts, Change(Open(carts, e, storeCurrency), e)];
        }
        var changed = Change(Know(carts[at], e), e);
        if (ReferenceEquals(changed, carts[at])) return carts;
        var result = carts.ToArray();
        result[at] = changed;
        return result;
    }

    // A platform tells of goods and pages that nobody looked at; a server's word on them is as good as the browser's, on anything else it is not the shopper's doing.
    private static bool Concerns(StorefrontEvent e) => e.Kind switch
    {
        EventKind.Identified or EventKind.SurveyAnswered => false,
        EventKind.ProductViewed or EventKind.PageViewed => e.Trust != Trust.Platform,
        EventKind.Other or EventKind.PageVisible => e.Trust == Trust.Browser,
        _ => true,
    };

    // A cart that was seen itself, or is closed, is known better than a file of the past has it.
    private static bool IsKnownBetter(IReadOnlyList<CartFacts> carts, StorefrontEvent e) =>
        e.Imported && !EventKinds.IsOrder(e.Kind) && carts.Any(c => Named(c, e) > 0 && !(c.Imported && c.IsOpen));

    // A page view or a removal says nothing of a cart that is not there yet.
    private static bool Opens(StorefrontEvent e) => e.Kind switch
    {
        EventKind.ProductAdded => e.Lines is { Count: > 0 },
        EventKind.CartSnapshot or EventKind.CheckoutStarted or EventKind.StepViewed or EventKind.StepCompleted or EventKind.PaymentEntered => e.Lines is { Count: > 0 },
        _ => false,
    };

    private static int Find(IReadOnlyList<CartFacts> carts, StorefrontEvent e)
    {
        // Trouble that names its order (a payment declined after the order was made) is that cart's, too.
        var ending = EventKinds.IsOrder(e.Kind) || e is { Kind: EventKind.Trouble, OrderId: not null };
        // The last of those that fit best: by the shop's own ids, then by whose it is and when.
        var (found, best) = (-1, 0);
        for (var i = carts.Count - 1; i >= 0; i--)
        {
            var cart = carts[i];
            if (!MayTouch(cart, e)) continue;
            var named = ending || cart.IsOpen || e.Kind == EventKind.Returned ? Named(cart, e) : 0;
            if (named > 0 && named + 1 > best) (found, best) = (i, named + 1);
            else if (best == 0 && Current(cart, e)) (found, best) = (i, 1);
        }
        return found;
    }

    // The write key is public: a browser event touches only the carts of its own device, and one that only the shop's
    // platform has told of so far and whose token (or that of its checkout) it knows.
    public static bool MayTouch(CartFacts cart, StorefrontEvent e) =>
        e.Trust != Trust.Browser || cart.Devices.Contains(DeviceOf(e)) || cart.Devices.Count == 0
        && (Shoppers.IdentityPolicy.IsToken(e.CartId) && cart.Refs.Contains("cart:" + e.CartId) || Shoppers.IdentityPolicy.IsToken(e.CheckoutId) && cart.Refs.Contains("checkout:" + e.CheckoutId));

    // A browser event that names no device (a server-side SDK with the write key) stands for a device without a name, so that it
    // reaches only carts that such events filled, and none that the shop's server made.
    private static string? DeviceOf(StorefrontEvent e) => e.AnonymousId ?? (e.Trust == Trust.Browser ? "" : null);

    // How surely the event means this cart; 0: it does not name it. What the shop calls the cart says more than an order: a page may have closed another with that.
    private static int Named(CartFacts cart, StorefrontEvent e)
    {
        if (e.Ref is not null && cart.Key == e.Ref) return 4; // one of ours that means this very cart
        if (e.Kind == EventKind.Returned) return 0;
        var isOwn = e.CheckoutId is not null && cart.Refs.Contains("checkout:" + e.CheckoutId) || e.CartId is not null && cart.Refs.Contains("cart:" + e.CartId);
        return (isOwn ? 2 : 0) + (e.OrderId is not null && cart.Refs.Contains("order:" + e.OrderId) ? 1 : 0);
    }

    private static bool Current(CartFacts cart, StorefrontEvent e)
    {
        // What becomes of an order made before is no word on the cart the shopper has now.
        if (e.Kind is EventKind.OrderUpdated or EventKind.OrderCancelled or EventKind.OrderRefunded) return false;
        if (e.Imported && !EventKinds.IsOrder(e.Kind)) return false; // a file names the cart it means
        if (e.Kind == EventKind.Returned || !cart.IsOpen || e.At - cart.LastActivityAt > ReuseWindow) return false;
        // An order closes the cart the shopper has, whatever the shop calls it; other events stay with the id they name.
        if (!EventKinds.IsOrder(e.Kind) && e.CartId is not null && cart.Refs.Any(r => r.StartsWith("cart:", StringComparison.Ordinal))) return false;
        return true;
    }

    private static CartFacts Open(IReadOnlyList<CartFacts> carts, StorefrontEvent e, string storeCurrency)
    {
        var device = e.AnonymousId ?? "";
        // Without an id of the shop's: the device's cart after its last order, so that a late order splits the same way again.
        var ordersBefore = carts.Count(c => c.OrderedAt is not null && (c.Devices.Contains(device) || device.Length == 0));
        var key = e.CartId is not null ? $"cart:{e.CartId}:{(e.Trust == Trust.Browser ? device : "")}" : $"device:{device}:{ordersBefore}";
        while (carts.Any(c => c.Key == key)) key += "+";
        return Know(new CartFacts { Key = key, Currency = e.Currency ?? storeCurrency, StartedAt = e.At, LastActivityAt = e.At, Device = e.Device }, e);
    }

    private static CartFacts Know(CartFacts cart, StorefrontEvent e)
    {
        // An order closes the cart the shopper has; the cart it names may be another.
        var isOther = EventKinds.IsOrder(e.Kind) && cart.Refs.Any(r => r.StartsWith("cart:", StringComparison.Ordinal) || r.StartsWith("checkout:", StringComparison.Ordinal));
        // Who comes by the link of a cart that was ordered has its device known there, and does nothing more with it.
        var isVisit = e.Kind == EventKind.Returned && !cart.IsOpen;
        cart = cart with
        {
            Refs = With(With(With(cart.Refs, "cart:", isOther ? null : e.CartId, MaxRefs), "checkout:", isOther ? null : e.CheckoutId, MaxRefs), "order:", e.OrderId, MaxRefs),
            Devices = With(cart.Devices, "", DeviceOf(e), MaxDevices),
            ReturnUrl = e.ReturnUrl ?? cart.ReturnUrl,
            Campaign = cart.Campaign ?? e.Campaign,
            LastActivityAt = !EventKinds.IsOrder(e.Kind) && !isVisit ? Math.Max(cart.LastActivityAt, e.At) : cart.LastActivityAt,
            TouchedAt = isVisit ? cart.TouchedAt : Math.Max(cart.TouchedAt, e.At),
            Imported = EventKinds.IsOrder(e.Kind) ? cart.Imported : e.Imported,
        };
        return e.Personal?.Fields is { Count: > 0 } fields ? cart with { Details = Merge(cart.Details, fields) } : cart;
    }

    private static CartFacts Change(CartFacts cart, StorefrontEvent e)
    {
        // A platform touches the cart along with its checkout, and tells less of it: of the same goods the checkout's word stands.
        if (e is { Kind: EventKind.CartSnapshot, Trust: Trust.Platform, Total: null } && cart.Stage > Stage.Cart && HasSameGoods(cart, e)) return cart with { IsToldWhole = cart.IsToldWhole || cart.Lines.Count > 0 };
        // One currency per cart: a single line in another one cannot be added up; a whole snapshot may change it.
        var snapshot = e.Kind is EventKind.CartSnapshot or EventKind.CheckoutStarted || e.Kind is not (EventKind.ProductAdded or EventKind.ProductRemoved) && e.Lines is not null;
        if (e.Currency is not null && e.Currency != cart.Currency && !snapshot && e.Kind == EventKind.ProductAdded && cart.Lines.Count > 0) return cart;
        if (e.Currency is not null && (snapshot || cart.Lines.Count == 0)) cart = cart with { Currency = e.Currency };

        cart = e.Kind switch
        {
            // The platform's whole cart has them already, and its clock is another: added once more they would count twice.
            EventKind.ProductAdded or EventKind.ProductRemoved when cart.IsToldWhole && e.Trust == Trust.Browser => cart,
            EventKind.ProductAdded => cart with { Lines = Add(cart.Lines, e.Lines), Told = null },
            EventKind.ProductRemoved => cart with { Lines = Remove(cart.Lines, e.Lines), Told = null },
            EventKind.CartSnapshot => Snapshot(cart, e),
            EventKind.CheckoutStarted => Reach(e.Lines is null ? cart : Snapshot(cart, e), Stage.Contact, e),
            EventKind.StepViewed or EventKind.StepCompleted or EventKind.DetailsEntered => Reach(e.Lines is null ? cart : Snapshot(cart, e), StageNames.Parse(e.Stage) ?? Stage.Contact, e),
            EventKind.PaymentEntered => Reach(e.Lines is null ? cart : Snapshot(cart, e), Stage.Payment, e),
            EventKind.Trouble => cart with { Troubles = Last(cart.Troubles, new Trouble(e.Trouble ?? "other", e.At, e.Text)) },
            EventKind.CouponDenied => cart with { Troubles = Last(cart.Troubles, new Trouble("coupon_rejected", e.At, e.Coupon)) },
            EventKind.CouponEntered => cart with { Coupon = e.Coupon ?? cart.Coupon },
            EventKind.OrderPlaced or EventKind.OrderPaid or EventKind.OrderUpdated or EventKind.OrderCancelled or EventKind.OrderRefunded => Order(cart, e),
            _ => cart,
        };
        // Whoever changes the goods in the checkout is still in it; only a cart that was emptied begins anew.
        return e.Kind is EventKind.CartSnapshot or EventKind.ProductRemoved && cart.Lines.Count == 0 ? cart with { Stage = Stage.Cart } : cart;
    }

    private static bool HasSameGoods(CartFacts cart, StorefrontEvent e)
    {
        if (e.Lines is null) return true;
        var told = Add([], e.Lines);
        return told.Count == cart.Lines.Count && told.All(t => cart.Lines.Any(l => l.Key == t.Key && l.Quantity == t.Quantity));
    }

    private static CartFacts Snapshot(CartFacts cart, StorefrontEvent e) => cart with
    {
        Lines = e.Lines is null ? cart.Lines : Add([], e.Lines),
        Shipping = e.Shipping ?? cart.Shipping,
        Tax = e.Tax ?? cart.Tax,
        Discount = e.Discount ?? cart.Discount,
        Told = e.Total,
        IsToldWhole = cart.IsToldWhole || e is { Kind: EventKind.CartSnapshot, Trust: Trust.Platform, Lines.Count: > 0 },
    };

    private static CartFacts Reach(CartFacts cart, Stage stage, StorefrontEvent e) => cart with
    {
        Stage = stage > cart.Stage ? stage : cart.Stage,
        PageUrl = e.PageUrl is not null && stage >= cart.Stage ? e.PageUrl : cart.PageUrl,
        ShippingMethod = e.ShippingMethod ?? cart.ShippingMethod,
        PaymentMethod = e.PaymentMethod ?? cart.PaymentMethod,
        Shipping = e.Shipping ?? cart.Shipping,
        Told = e.Total ?? (e.Shipping is null ? cart.Told : null),
    };

    private static CartFacts Order(CartFacts cart, StorefrontEvent e)
    {
        // What was typed may be a slip; the shop knows where its order's mails go.
        if (e is { Trust: > Trust.Browser, Personal: { } told })
            foreach (var (name, address) in ((string, string?)[])[("email", told.Email), ("phone", told.Phone)])
                if (address is not null && cart.Details.TryGetValue(name, out var typed) && typed != address) cart = cart with { Details = Merge(cart.Details, new Dictionary<string, string> { [name] = address }) };
        if (e.Kind is EventKind.OrderUpdated or EventKind.OrderRefunded) return cart;
        if (e.Lines is { Count: > 0 } && e.Kind != EventKind.OrderCancelled) cart = Snapshot(cart, e);
        return e.Kind switch
        {
            EventKind.OrderCancelled => cart with { CancelledAt = cart.OrderedAt is null ? cart.CancelledAt : cart.CancelledAt ?? e.At },
            _ => cart with
            {
                OrderId = e.OrderId ?? cart.OrderId,
                OrderedAt = cart.OrderedAt ?? e.At,
                PaidAt = e.Kind == EventKind.OrderPaid ? cart.PaidAt ?? e.At : cart.PaidAt,
                Stage = Stage.Placed,
            },
        };
    }

    /// <summary>The lines an event tells, each once.</summary>
    public static IReadOnlyList<Line> LinesOf(IReadOnlyList<EventLine> told) => Add([], told);

    private static IReadOnlyList<Line> Add(IReadOnlyList<Line> lines, IReadOnlyList<EventLine>? added)
    {
        if (added is null) return lines;
        var result = lines.ToList();
        foreach (var a in added)
        {
            var i = result.FindIndex(l => l.Key == a.Key);
            if (i >= 0) result[i] = Describe(result[i] with { Quantity = Math.Min(result[i].Quantity + a.Quantity, 100_000) }, a);
            else if (result.Count < MaxLines) result.Add(new Line(a.ProductId, a.Variant, a.Sku, a.Name, a.Quantity, a.Unit, a.Url, a.Image, a.Categories));
        }
        result.RemoveAll(l => l.Quantity <= 0);
        return result;
    }

    private static IReadOnlyList<Line> Remove(IReadOnlyList<Line> lines, IReadOnlyList<EventLine>? removed)
    {
        if (removed is null) return lines;
        var result = lines.ToList();
        foreach (var r in removed)
        {
            var i = result.FindIndex(l => l.Key == r.Key);
            if (i < 0 && r.Variant is null) i = result.FindIndex(l => l.ProductId == r.ProductId);
            if (i < 0) continue;
            if (result[i].Quantity <= r.Quantity) result.RemoveAt(i);
            else result[i] = result[i] with { Quantity = result[i].Quantity - r.Quantity };
        }
        return result;
    }

    private static Line Describe(Line line, EventLine told) => line with
    {
        Name = told.Name ?? line.Name, Sku = told.Sku ?? line.Sku, Unit = told.Unit ?? line.Unit, Url = told.Url ?? line.Url, Image = told.Image ?? line.Image, Categories = told.Categories ?? line.Categories,
    };

    private static IReadOnlyList<string> With(IReadOnlyList<string> list, string prefix, string? value, int max)
    {
        if (value is null || list.Count >= max) return list;
        var item = prefix + value;
        return list.Contains(item) ? list : [.. list, item];
    }

    private static IReadOnlyList<Trouble> Last(IReadOnlyList<Trouble> list, Trouble item) => [.. list.TakeLast(MaxTroubles - 1), item];

    private static Dictionary<string, string> Merge(IReadOnlyDictionary<string, string> known, IReadOnlyDictionary<string, string> told)
    {
        var result = new Dictionary<string, string>(known);
        foreach (var (name, value) in told) result[name] = value;
        return result;
    }
}

/// <summary>Events in the order they happened (<see cref="EventStamp"/>, promise 2).</summary>
internal sealed class EventOrder : IComparer<StorefrontEvent>
{
    public static readonly EventOrder Instance = new();

    public int Compare(StorefrontEvent? x, StorefrontEvent? y) => EventStamp.Compare(x!, y!);
}
