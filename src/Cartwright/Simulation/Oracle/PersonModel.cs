using Cartwright.Tracking;

namespace Cartwright.Simulation.Oracle;

/// <summary>What became known of a person, and what a fair reading of it is: events count by their time, whenever they come.</summary>
internal sealed class PersonModel(int number, StoreRules store)
{
    private readonly List<StorefrontEvent> _log = [];
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly HashSet<string> _linked = new(StringComparer.Ordinal);
    private readonly List<(string Cart, string? Device, long At)> _returns = []; // device null: one that gets the goods and not the cart
    private readonly List<(long At, bool IsYes, string? Device)> _consents = [];
    private long _emailAt = -1;
    private TimeZoneInfo? _zone;

    public int Number => number;
    public StoreRules Store => store;
    public IReadOnlyCollection<string> Acknowledged => _seen;
    public List<CartModel> Carts { get; private set; } = [];
    public Dictionary<string, OrderModel> Orders { get; } = new(StringComparer.Ordinal);
    public JourneyModel Journeys { get; } = new();
    public string? Email { get; private set; }

    /// <summary>Where the person's browser says it is; until it says so, where the store is.</summary>
    public TimeZoneInfo Zone => (_zone ??= _log.Find(e => e.TimeZone is not null)?.TimeZone is { } told ? TimeZoneInfo.FindSystemTimeZoneById(told) : null) ?? store.Zone;

    /// <summary>The last word on messages: null when nothing was said.</summary>
    public bool? SaidYes => _consents.Count == 0 ? null : _consents.MaxBy(c => c.At).IsYes;

    /// <summary>Whether yes was said, after any no, on a device of the cart: a page can only speak for its own device. Of several the last one counts for certain.</summary>
    public bool SaidYesFor(CartModel cart, bool isCertain)
    {
        var no = _consents.Where(c => !c.IsYes).Select(c => c.At).DefaultIfEmpty(-1).Max();
        var yes = _consents.Where(c => c.IsYes && c.At > no).ToList();
        return isCertain ? yes.Count > 0 && Has(yes.MaxBy(c => c.At)) : yes.Exists(Has);

        bool Has((long, bool, string? Device) said) => said.Device is not null && cart.Devices.Contains(said.Device);
    }

    public bool IsSuppressed { get; set; }
    public bool IsErased { get; set; }

    /// <summary>Messages that left or may have: when, and whether the mail server has it for certain.</summary>
    public List<(long At, bool IsCertain)> Left { get; } = [];

    /// <summary>Takes an acknowledged event in. False: it was known already.</summary>
    public bool Hear(StorefrontEvent e, long now)
    {
        if (!_seen.Add(e.MessageId)) return false;
        var isLast = _log.Count == 0 || _log[^1].At < e.At;
        var at = isLast ? _log.Count : _log.FindLastIndex(x => x.At < e.At) + 1;
        _log.Insert(at, e);
        var isLinking = e.AnonymousId is { } device && e.Personal?.Email is not null && _linked.Add(device);
        if (e.Personal?.Email is { } email && e.At > _emailAt && IsPersons(e)) (Email, _emailAt) = (email, e.At);
        foreach (var said in e.Consents ?? []) _consents.Add((e.At, said.Granted, e.AnonymousId));
        CartModel? touched;
        if (isLast && !isLinking) touched = Apply(Carts, e);
        else touched = FoldAgain(e);
        if (IsOrder(e.Kind)) Order(e, now);
        else if (touched is not null) Journeys.CameBack(touched, e);
        return true;
    }

    /// <summary>A device landed by the link of a mail about this cart.</summary>
    /// <param name="sentAt">Of the mail (ms).</param>
    public void Return(CartModel cart, string device, long sentAt, long now)
    {
        var decided = Journeys.Of(cart);
        var isOwn = cart.Device == device || cart.Devices.Contains(device);
        // What was typed goes to the first other device, within two days of the mail (R2); that device is the same person's then.
        var isFirst = decided.ClaimedBy is null && now - sentAt <= 48L * 3_600_000;
        var isPersons = isOwn || isFirst || decided.ClaimedBy == device;
        if (isPersons && cart.Device != device && decided.ClaimedBy is null) decided.ClaimedBy = device;
        if (isPersons) cart.Devices.Add(device);
        _returns.Add((cart.Key, isPersons ? device : null, now));
        if (isPersons && _linked.Add(device)) FoldAgain(null);
        foreach (var same in Carts.Where(c => c.Key == cart.Key && !c.IsOrdered))
        {
            same.Touch(now);
            decided.AbandonedAt = null;
        }
    }

    /// <summary>Whether the person can be written to about this cart, and where.</summary>
    public string? AddressOf(CartModel cart) => cart.Email ?? (cart.Devices.Any(_linked.Contains) ? Email : null);

    public bool Knows(CartModel cart) => cart.Devices.Any(_linked.Contains);

    /// <summary>An order of this person that makes a reminder of the cart wrong. What was ordered within two minutes before the cart was last touched may or may not count: clocks differ.</summary>
    public bool IsOrderedSince(CartModel cart, long skew) =>
        cart.IsOrdered || Knows(cart) && Orders.Values.Any(o => o.CancelledAt is null && o.PlacedAt >= cart.StartedAt && o.PlacedAt >= cart.LastActivityAt - skew);

    public static bool IsOrder(EventKind kind) => kind is EventKind.OrderPlaced or EventKind.OrderPaid or EventKind.OrderUpdated or EventKind.OrderCancelled or EventKind.OrderRefunded;

    // A slip of the keyboard is corrected by what is typed after it; what a shop knows is not replaced by what is typed.
    private static bool IsPersons(StorefrontEvent e) => e.Trust != Trust.Browser || e.Kind is EventKind.DetailsEntered or EventKind.Identified or EventKind.OrderPlaced or EventKind.OrderPaid;

    private CartModel? FoldAgain(StorefrontEvent? e)
    {
        Carts = [];
        foreach (var order in Orders.Values) order.Cart = null;
        CartModel? touched = null;
        var returned = 0;
        foreach (var x in _log)
        {
            while (returned < _returns.Count && _returns[returned].At <= x.At) Join(_returns[returned++]);
            var cart = Apply(Carts, x);
            if (ReferenceEquals(x, e)) touched = cart;
        }
        while (returned < _returns.Count) Join(_returns[returned++]);
        return touched;
    }

    private void Join((string Cart, string? Device, long At) returned)
    {
        if (Carts.Find(c => c.Key == returned.Cart) is not { } cart) return;
        if (returned.Device is not null) cart.Devices.Add(returned.Device);
        if (!cart.IsOrdered) cart.Touch(returned.At);
    }

    private CartModel? Apply(List<CartModel> carts, StorefrontEvent e)
    {
        if (IsOrder(e.Kind))
        {
            if (e.Kind is not (EventKind.OrderPlaced or EventKind.OrderPaid)) return null;
            var mine = carts.Where(c => e.Trust == Trust.Browser ? c.Devices.Contains(e.AnonymousId!) : Knows(c) || c.Device == e.AnonymousId).ToList();
            if (Orders.TryGetValue(e.OrderId!, out var known) && known.Cart is { } told && mine.Find(c => c.Key == told && c.IsOrdered) is { } again) return again;
            var ordered = mine.FindLast(c => e.CartId is not null && c.Id == e.CartId && !c.IsOrdered) ?? mine.FindLast(c => e.CartId is not null && c.Id == e.CartId) ?? mine.FindLast(c => !c.IsOrdered);
            ordered?.Close();
            if (ordered is not null) Of(e.OrderId!).Cart = ordered.Key;
            return ordered;
        }
        if (e.Kind is EventKind.Identified) return null;
        var device = e.AnonymousId!;
        var cart = carts.FindLast(c => !c.IsOrdered && c.Devices.Contains(device) && e.CartId is not null && c.Id == e.CartId)
            ?? carts.FindLast(c => !c.IsOrdered && c.Devices.Contains(device) && (e.CartId is null || c.Id is null));
        if (cart is null)
        {
            if (e.Kind is not (EventKind.ProductAdded or EventKind.CartSnapshot) || e.Lines is not { Count: > 0 }) return null;
            var key = $"{e.CartId}:{device}:";
            cart = new CartModel(e.CartId, device, key + carts.Count(c => c.Key.StartsWith(key, StringComparison.Ordinal)), e.At);
            carts.Add(cart);
        }
        cart.Take(e);
        return cart;
    }

    private void Order(StorefrontEvent e, long now)
    {
        Of(e.OrderId!).Take(e);
        if (e.Kind is EventKind.OrderPlaced or EventKind.OrderPaid) Journeys.EndAll(now);
    }

    private OrderModel Of(string id) => Orders.TryGetValue(id, out var order) ? order : Orders[id] = new OrderModel(id);
}
