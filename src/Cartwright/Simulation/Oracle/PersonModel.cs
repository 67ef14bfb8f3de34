using Cartwright.Tracking;

namespace Cartwright.Simulation.Oracle;

/// <summary>What became known of a person, and what a fair reading of it is: events count by their time, whenever they come.</summary>
internal sealed class PersonModel
{
    private readonly List<StorefrontEvent> _log = [];
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly HashSet<string> _linked = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _slips = new(StringComparer.Ordinal); // what was mistyped at a device
    private readonly List<(string Cart, string? Device, long At)> _returns = []; // device null: one that gets the goods and not the cart
    private readonly List<(string Channel, long At, bool IsYes, bool IsTwice, string? Device)> _consents = []; // device null: the shop's server says so
    private const int Token = 20;
    private readonly HashSet<string> _tokens = new(StringComparer.Ordinal);
    private readonly HashSet<string> _heardOf = new(StringComparer.Ordinal);
    private readonly HashSet<string> _phones = new(StringComparer.Ordinal);
    private bool _hasNumber;
    private readonly HashSet<(string Channel, string Address)> _suppressed = [];
    private long _emailAt = -1;

    private readonly Func<int, string, Guid?> _idOf;

    /// <param name="idOf">What the server calls whom it knows by an address: the person's number and it.</param>
    public PersonModel(int number, StoreRules store, Func<int, string, Guid?> idOf)
    {
        (Number, Store, _idOf) = (number, store, idOf);
        Journeys = new JourneyModel(this);
    }

    public int Number { get; }
    public StoreRules Store { get; }
    public IReadOnlyCollection<string> Acknowledged => _seen;
    public List<CartModel> Carts { get; private set; } = [];
    public Dictionary<string, OrderModel> Orders { get; } = new(StringComparer.Ordinal);
    public CouponsModel Coupons { get; } = new();
    public JourneyModel Journeys { get; }
    public string? Email { get; private set; }
    public bool HasAccount { get; private set; }
    public bool IsErased { get; set; }

    /// <summary>Messages that left or may have, on any channel: when, and whether the other side has it for certain.</summary>
    public List<(long At, bool IsCertain)> Left { get; } = [];

    /// <summary>The same, as far as they concern a run: of a device that never told who is at it nobody knows that it is this person's.</summary>
    public IEnumerable<(long At, bool IsCertain)> LeftBefore(RunModel run) => IsKnown(run) ? Left : Left.Select(l => (l.At, false));

    /// <summary>A code of an offer, for who has the run.</summary>
    public CouponModel Give(RunModel run, string offer, long now) => Coupons.Give(offer, Store.Offers[offer], now, IsKnown(run) ? null : CartOf(run)!.Device);

    /// <summary>The same, told at once.</summary>
    public CouponModel Tell(RunModel run, string offer, long now) => Coupons.Tell(offer, Store.Offers[offer], now, IsKnown(run) ? null : CartOf(run)!.Device);

    /// <summary>Another message left so short a time ago that this one must wait.</summary>
    public bool IsCooling(RunModel run, long now) => LeftBefore(run).Any(l => l.IsCertain && now < l.At + Store.CoolDown);

    /// <summary>Of those the texts, with the key of their cart.</summary>
    public List<(string? Cart, bool IsCertain)> Texts { get; } = [];

    public CartModel? CartOf(RunModel run) => Carts.Find(c => c.Key == run.Cart);

    public bool IsKnown(RunModel run) => IsKnown(CartOf(run));

    /// <summary>Whether it is the person's as far as anybody can know; what is about no cart is.</summary>
    public bool IsKnown(CartModel? cart) => cart is null || Knows(cart);

    public OrderModel? OrderOf(RunModel run) => run.Order is { } id ? Orders.GetValueOrDefault(id) : null;

    public void Suppress(string channel, string address) => _suppressed.Add((channel, address));

    public bool IsSuppressed(string channel, CartModel? cart) => AddressOf(cart, channel) is { } address && _suppressed.Contains((channel, address));

    /// <summary>Whether the run is of the one who is reached there: whoever mistyped an address is somebody else until it is corrected.</summary>
    public bool IsOf(RunModel run, string channel, string to) => CartOf(run) is { } cart && !Knows(cart) ? AddressOf(cart, channel) == to : !Person.IsSlip(to);

    /// <summary>The last word on messages was a no.</summary>
    public bool SaidNo(string channel) => Said(channel).ToList() is { Count: > 0 } said && !said.MaxBy(c => c.At).IsYes;

    /// <summary>
    /// Whether yes was said, after any no, by the shop's server or on a device of the cart: a page can only speak for its own device. Of several devices the last one
    /// counts for certain, the others perhaps.
    /// </summary>
    public bool SaidYes(string channel, CartModel? cart, bool isCertain)
    {
        var no = Said(channel).Where(c => !c.IsYes).Select(c => c.At).DefaultIfEmpty(-1).Max();
        var yes = Said(channel).Where(c => c.IsYes && c.At > no).ToList();
        return isCertain && !yes.Exists(y => y.Device is null) ? yes.Count > 0 && Has(yes.MaxBy(c => c.At)) : yes.Exists(Has);

        // An order without a cart of its own may be taken for the last one's.
        bool Has((string, long, bool, bool, string? Device) said) => said.Device is null || (cart is null ? !isCertain : cart.Devices.Contains(said.Device));
    }

    public bool SaidYesTwice(string channel) => Said(channel).Any(c => c is { IsYes: true, IsTwice: true });

    /// <summary>Whether the person can be written to about this cart (null: about none), and where.</summary>
    public string? AddressOf(CartModel? cart, string channel) => channel == "sms" ? PhoneOf(cart) : cart is null ? Email : cart.Email ?? (Knows(cart) ? Email : cart.Devices.Select(d => _slips.GetValueOrDefault(d)).FirstOrDefault(s => s is not null));

    /// <summary>What the server calls the person, as its API shows it under the address; null: it shows nobody.</summary>
    public Guid? IdOf(CartModel? cart)
    {
        if (AddressOf(cart, "email") is { } email) return _idOf(Number, email);
        // A number may have been another's before it was typed here.
        var isFirst = cart is null || !_log.Exists(e => e.Personal?.Phone is not null && (e.AnonymousId is null || !cart.Devices.Contains(e.AnonymousId)));
        return isFirst && AddressOf(cart, "sms") is { } phone ? _idOf(Number, phone) : null;
    }

    public string? PhoneOf(CartModel? cart) => cart?.Phone ?? Told(cart, e => e.Personal?.Phone);

    public string? CountryOf(CartModel? cart, string channel = "email") => (channel == "sms" ? CountryRules.OfNumber(PhoneOf(cart)) : null) ?? cart?.Country ?? Told(cart, e => e.Country);

    /// <summary>Where the person may be: where their browser says it is; else anywhere in their country, or in that of their number; else where the store is.</summary>
    public IReadOnlyList<TimeZoneInfo> ZonesIn(CartModel? cart, string channel)
    {
        if (Told(cart, e => e.TimeZone, last: true) is { } told) return [TimeZoneInfo.FindSystemTimeZoneById(told)];
        return CountryRules.Of(CountryOf(cart, channel) ?? CountryRules.OfNumber(Told(cart, e => e.Personal?.Phone))).Zones is { Count: > 0 } zones ? zones : [Store.Zone];
    }

    // What the shop said of the person, or a device that is known to be theirs; of a cart that is nobody's yet only its own devices.
    private string? Told(CartModel? cart, Func<StorefrontEvent, string?> what, bool last = false)
    {
        var isPersons = cart is null || Knows(cart);
        foreach (var e in last ? Enumerable.Reverse(_log) : _log)
            if (what(e) is { } told && (isPersons && (e.AnonymousId is null || _linked.Contains(e.AnonymousId)) || e.AnonymousId is not null && cart?.Devices.Contains(e.AnonymousId) == true)) return told;
        return null;
    }

    /// <summary>Takes an acknowledged event in. False: it was known already.</summary>
    public bool Hear(StorefrontEvent e, long now)
    {
        if (!_seen.Add(e.MessageId)) return false;
        var isLast = _log.Count == 0 || _log[^1].At < e.At;
        var at = isLast ? _log.Count : _log.FindLastIndex(x => x.At < e.At) + 1;
        _log.Insert(at, e);
        var isLinking = Link(e);
        if (isLinking) Coupons.Join(_linked, now);
        if (e.Personal?.Email is { } email && !Person.IsSlip(email) && e.At > _emailAt && IsPersons(e)) (Email, _emailAt) = (email, e.At);
        var isRefused = e.Consents?.Any(c => !c.Granted && IsNewNo(c.Channel, e)) == true;
        foreach (var said in e.Consents ?? []) _consents.Add((said.Channel, e.At, said.Granted, said.Confirmed && e.Trust != Trust.Browser, e.Trust == Trust.Browser ? e.AnonymousId : null));
        CartModel? touched;
        // Nor the last when the person landed by a link after it: what a landing joins counts from when it was told.
        if (isLast && !isLinking && !_returns.Exists(r => r.At > e.At)) touched = Apply(Carts, e);
        else touched = FoldAgain(e);
        var isFirst = !HasAccount && e.UserId is not null && Orders.Count == 0;
        HasAccount |= e.UserId is not null;
        if (IsOrder(e.Kind)) Order(e, now);
        else if (touched is not null) Journeys.CameBack(touched, e, now);
        if (isFirst && Orders.Count == 0) Journeys.Registered(now);
        if (isRefused) Journeys.Refused(r => !r.Journey.IsTransactional && IsSameSide(CartOf(r), e.AnonymousId), now);
        if (e is { Kind: EventKind.ProductViewed, Trust: Trust.Browser } && Email is not null && _linked.Contains(e.AnonymousId!) && Store.Journeys.Any(j => j.Trigger == "browsed"))
            Journeys.Looked(e.At, isCertain: _log.Find(x => x.AnonymousId == e.AnonymousId && x.Personal?.Email is not null) is not { } told || told.At <= e.At);
        return true;
    }

    /// <summary>A device landed by the link of a mail about this cart.</summary>
    /// <param name="sentAt">Of the mail (ms).</param>
    /// <param name="run">What sent the mail; null: nobody can say.</param>
    public void Return(CartModel cart, string device, long sentAt, RunModel? run, long now)
    {
        var decided = Journeys.Of(cart);
        var isOwn = cart.Device == device || cart.Devices.Contains(device);
        // What was typed goes to the first other device, within two days of the mail (R2); that device is the same person's then.
        var isFirst = decided.ClaimedBy is null && now - sentAt <= 48L * 3_600_000;
        var isPersons = isOwn || isFirst || decided.ClaimedBy == device;
        if (isPersons && cart.Device != device && decided.ClaimedBy is null) decided.ClaimedBy = device;
        if (isPersons) cart.Devices.Add(device);
        _returns.Add((cart.Key, isPersons ? device : null, now));
        // Who came by a mail to an address that was mistyped is whoever that is.
        if (isPersons && Knows(cart) && _linked.Add(device))
        {
            Coupons.Join(_linked, now);
            FoldAgain(null);
        }
        foreach (var same in Carts.Where(c => c.Key == cart.Key && !c.IsOrdered))
        {
            same.Touch(now);
            decided.AbandonedAt = null;
        }
        Journeys.Happened("clicked", now, r => r == run);
    }

    public bool Knows(CartModel cart) => cart.Devices.Any(_linked.Contains);

    /// <summary>An order of this person that makes a reminder of the cart wrong. What was ordered within two minutes before the cart was last touched may or may not count: clocks differ.</summary>
    public bool IsOrderedSince(CartModel cart, long skew) =>
        cart.IsOrdered || Knows(cart) && Orders.Values.Any(o => o.CancelledAt is null && o.PlacedAt >= cart.StartedAt && o.PlacedAt >= cart.LastActivityAt - skew);

    public static bool IsOrder(EventKind kind) => kind is EventKind.OrderPlaced or EventKind.OrderPaid or EventKind.OrderUpdated or EventKind.OrderCancelled or EventKind.OrderRefunded;

    // A slip of the keyboard is corrected by what is typed after it; what a shop knows is not replaced by what is typed.
    private static bool IsPersons(StorefrontEvent e) => e.Trust != Trust.Browser || e.Kind is EventKind.DetailsEntered or EventKind.Identified or EventKind.OrderPlaced or EventKind.OrderPaid;

    // A page repeats what it knows of the person with every word: only a no that was not the last word already, of the same side or of the shop, ends what runs.
    private bool IsNewNo(string channel, StorefrontEvent e)
    {
        if (Said(channel).ToList() is not { Count: > 0 } said) return true;
        var last = said.MaxBy(c => c.At);
        return e.At >= last.At && (last.IsYes || last.Device is not null && last.Device != (e.Trust == Trust.Browser ? e.AnonymousId : null));
    }

    // As far as the server can know it is the one person: the shop and the devices that told an address, or the very device.
    private bool IsSameSide(CartModel? cart, string? device) => IsKnown(cart) ? device is null || _linked.Contains(device) : device is not null && cart!.Devices.Contains(device);

    private IEnumerable<(string Channel, long At, bool IsYes, bool IsTwice, string? Device)> Said(string channel) => _consents.Where(c => c.Channel == channel);

    // Who types their address at a device is the person, and who mistypes it is somebody else until it is corrected; a number tells so where the address is new.
    private bool Link(StorefrontEvent e)
    {
        var before = _linked.Count;
        // The token of a cart is known to the browser that fills it and to the platform: what the one says and what the other says is one person's. The shop's server says itself whose it is.
        if (e is { CartId: { Length: >= Token } token, Trust: Trust.Platform, Personal.Email: not null } && _tokens.Add(token)) _linked.UnionWith(_log.Where(x => x.CartId == token && x.AnonymousId is not null).Select(x => x.AnonymousId!));
        if (e is { CartId: { } named, AnonymousId: { } at } && _tokens.Contains(named)) _linked.Add(at);
        if (e.AnonymousId is { } device)
        {
            if (e.Personal?.Email is { } typed && Person.IsSlip(typed)) _slips[device] = typed;
            else if (e.Personal?.Email is not null) _linked.Add(device);
            // A number tells only who typed it first: anybody can mistype one that is another's already.
            if (e.Personal?.Phone is not null && !_hasNumber) _phones.Add(device);
        }
        // Who mistyped the address there is somebody else, unless the right one is new.
        else if (e.Personal is { Email: { } email, Phone: not null } && (e.Trust == Trust.Server || IsOrder(e.Kind))) _linked.UnionWith(_phones.Where(d => !_slips.ContainsKey(d) || !_log.Exists(x => x != e && x.Personal?.Email == email)));
        _hasNumber |= e.Personal?.Phone is not null;
        return _linked.Count > before;
    }

    private CartModel? FoldAgain(StorefrontEvent? e)
    {
        var closed = Carts.Where(c => c.IsOrdered).Select(c => c.Key).ToHashSet(StringComparer.Ordinal);
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
        // The order was another cart's, it turns out: what was done with this one after it had been left was a return.
        foreach (var open in Carts.Where(c => !c.IsOrdered && closed.Contains(c.Key) && e is { Trust: Trust.Browser } && e.At > Journeys.Of(c).AbandonedAt && c.LastActivityAt > e.At)) Journeys.Of(open).AbandonedAt = null;
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
            if (e.Kind is not (EventKind.OrderPlaced or EventKind.OrderPaid))
            {
                // Whatever the shop tells of its order says where its mails go.
                if (e.Trust != Trust.Browser && Orders.TryGetValue(e.OrderId!, out var its) && its.Cart is { } closed) carts.Find(c => c.Key == closed && c.IsOrdered)?.Close(e);
                return null;
            }
            var mine = carts.Where(c => e.Trust == Trust.Browser ? c.Devices.Contains(e.AnonymousId!) : Knows(c) || c.Device == e.AnonymousId).ToList();
            var again = Orders.TryGetValue(e.OrderId!, out var known) && known.Cart is { } told ? mine.Find(c => c.Key == told && c.IsOrdered) : null;
            // The cart that the shop names is the order's, also when a page that knows less closed another before.
            var named = e.CartId is null ? null : again?.Id == e.CartId ? again : mine.FindLast(c => c.Id == e.CartId && !c.IsOrdered) ?? mine.FindLast(c => c.Id == e.CartId);
            if ((named ?? again ?? mine.FindLast(c => !c.IsOrdered)) is not { } ordered) return null;
            ordered.Close(e);
            Of(e.OrderId!).Cart ??= ordered.Key;
            if (e.AnonymousId is { } orderedAt) ordered.Devices.Add(orderedAt); // a yes that was said there holds for it
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
        // A cart that it closed names it already.
        var isNew = _heardOf.Add(e.OrderId!);
        var order = Of(e.OrderId!);
        order.Take(e);
        if (order.CancelledAt is not null) Coupons.GiveBack(order.Id, now);
        else if (e is { Kind: EventKind.OrderPlaced or EventKind.OrderPaid, Coupon: { } code, Trust: not Trust.Browser }) Coupons.Ordered(code, order.Id, order.ToldAt);
        Journeys.Ordered(order, e, isNew, now);
    }

    private OrderModel Of(string id) => Orders.TryGetValue(id, out var order) ? order : Orders[id] = new OrderModel(id);
}
