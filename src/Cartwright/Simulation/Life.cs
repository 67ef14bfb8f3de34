using Cartwright.Tracking;

namespace Cartwright.Simulation;

/// <summary>Writes down what one shopper does. Each moment is used once, so that the order of a person's events is beyond doubt.</summary>
internal sealed class Life(Person person, Random chance, int firstNumber)
{
    private readonly HashSet<long> _moments = [];
    private readonly Dictionary<string, (int Cart, Dictionary<string, (int Quantity, long Unit)> Lines)> _carts = new(StringComparer.Ordinal);
    private int _number = firstNumber, _carted, _orders, _goods;

    public Person Person => person;
    public Random Chance => chance;
    public List<Act> Acts { get; } = [];

    /// <summary>The shop knows who this is. What is mistyped then looks like somebody else's address, and whose it is nobody can say until it is corrected.</summary>
    public bool IsIdentified { get; private set; }

    /// <summary>The phone was typed.</summary>
    public bool HasToldPhone { get; private set; }

    /// <summary>When the address was first typed; null: not yet.</summary>
    public long? EmailAt { get; private set; }

    public int Items(string device) => _carts.TryGetValue(device, out var cart) ? cart.Lines.Count : 0;

    public int CartOf(string device) => _carts.TryGetValue(device, out var cart) ? cart.Cart : 0;

    public long Total(string device) => (_carts.TryGetValue(device, out var cart) ? cart.Lines.Values.Sum(l => l.Quantity * l.Unit) : 0) + 490;

    public string NextOrder() => $"o{person.Number}-{++_orders}";

    public long LookAt(int product, long at, string device) => Event(at, n => person.Tells(n, EventKind.ProductViewed, "Product Viewed", 0, device) with { Lines = [Line("v" + product, 1, 2500)] });

    public long Tell(EventKind kind, string name, long at, string device) => Event(at, n => person.Tells(n, kind, name, 0, device) with { CartId = kind >= EventKind.ProductAdded ? IdOf(device) : null });

    public long Identify(long at, string device)
    {
        EmailAt ??= at;
        IsIdentified = true;
        return Event(at, n => person.Tells(n, EventKind.Identified, "identify", 0, device) with { UserId = person.UserId, Personal = new Personal { Email = person.Email } });
    }

    public long Consent(long at, string device, bool isYes)
    {
        IsIdentified = true;
        return Event(at, n => person.Tells(n, EventKind.Identified, "identify", 0, device) with { Personal = new Personal { Email = person.Email }, Consents = [new ConsentGiven("email", isYes, "Write to me")] });
    }

    /// <summary>Number and country are typed with the address.</summary>
    public long Phone(long at, string device, bool? consent)
    {
        HasToldPhone |= person.Phone is not null;
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        if (person.Phone is { } phone) fields["phone"] = phone;
        if (person.Country is { } country) fields["country"] = country;
        return Event(at, n => person.Tells(n, EventKind.DetailsEntered, "Checkout Details Entered", 0, device) with
        {
            CartId = IdOf(device), Stage = "address", Personal = new Personal { Phone = person.Phone, Fields = fields }, Consents = consent is { } yes && person.Phone is not null ? [new ConsentGiven("sms", yes, "Text me")] : null,
        });
    }

    /// <summary>The shop asked a second time, and was told yes.</summary>
    public long ConfirmTexts(long at)
    {
        IsIdentified = true;
        return Event(at, n => person.Tells(n, EventKind.Identified, "identify", 0, null, Trust.Server) with
        {
            Personal = new Personal { Email = person.Email, Phone = person.Phone }, Consents = [new ConsentGiven("sms", true, "Text me", Confirmed: true)],
        }, chance.Between(1_000, 30_000));
    }

    public long Add(long at, string device)
    {
        if (!_carts.ContainsKey(device)) _carts[device] = (++_carted, new(StringComparer.Ordinal));
        var (cart, lines) = _carts[device];
        var product = lines.Count > 0 && chance.Happens(0.15) ? chance.One<string>([.. lines.Keys]) : $"p{++_goods}-s{person.Number}c{cart}";
        var quantity = chance.Happens(0.2) ? 2 : 1;
        var unit = lines.TryGetValue(product, out var known) ? known.Unit : chance.Next(3, 90) * (chance.Happens(WorldFigures.Dear) ? 2000L : 100L);
        lines[product] = (known.Quantity + quantity, unit);
        if (chance.Happens(0.3))
            return Event(at, n => person.Tells(n, EventKind.CartSnapshot, "Cart Updated", 0, device) with { CartId = person.CartId(cart), Lines = [.. lines.Select(l => Line(l.Key, l.Value.Quantity, l.Value.Unit))] });
        return Event(at, n => person.Tells(n, EventKind.ProductAdded, "Product Added", 0, device) with { CartId = person.CartId(cart), Lines = [Line(product, quantity, unit)] });
    }

    public long Remove(long at, string device)
    {
        if (Items(device) == 0) return at;
        var (cart, lines) = _carts[device];
        var product = chance.One<string>([.. lines.Keys]);
        var (quantity, unit) = lines[product];
        lines.Remove(product);
        return Event(at, n => person.Tells(n, EventKind.ProductRemoved, "Product Removed", 0, device) with { CartId = person.CartId(cart), Lines = [Line(product, quantity, unit)] });
    }

    public long Empty(long at, string device)
    {
        if (Items(device) == 0) return at;
        var (cart, lines) = _carts[device];
        lines.Clear();
        return Event(at, n => person.Tells(n, EventKind.CartSnapshot, "Cart Updated", 0, device) with { CartId = person.CartId(cart), Lines = [] });
    }

    public long Type(long at, string device, string email, bool? consent)
    {
        EmailAt ??= at;
        return Event(at, n => person.Tells(n, EventKind.DetailsEntered, "Checkout Details Entered", 0, device) with
        {
            CartId = IdOf(device), Stage = "contact", Personal = person.Typed(email), Consents = consent is { } yes ? [new ConsentGiven("email", yes, "Write to me")] : null,
        });
    }

    public long Step(long at, string device, string stage, long? shipping) =>
        Event(at, n => person.Tells(n, EventKind.StepViewed, "Checkout Step Viewed", 0, device) with { CartId = IdOf(device), Stage = stage, Shipping = shipping });

    public long Trouble(long at, string device, string kind) =>
        Event(at, n => person.Tells(n, EventKind.Trouble, "Checkout Trouble", 0, device) with { CartId = IdOf(device), Trouble = kind });

    /// <summary>An order as the page, the shop's server and its platform tell it: each with its own delay, some twice, some not at all.</summary>
    /// <param name="code">The code it is made with; null: none.</param>
    public void Order(long at, string device, int cart, string order, long total, string? code = null)
    {
        IsIdentified = true;
        var id = person.CartId(cart);
        var isPaid = !chance.Happens(WorldFigures.NeverPaid);
        long? closes = isPaid || chance.Happens(0.3) ? null : at + chance.Between(6L * 3_600_000, 5L * 86_400_000);
        // A code is a fact where the shop itself tells the order.
        var (byServer, byPlatform) = (code is not null || chance.Happens(0.6), chance.Happens(0.5));
        StorefrontEvent Of(int n, EventKind kind, string name, Trust trust, string? from) =>
            person.Tells(n, kind, name, 0, from, trust) with { OrderId = order, Total = total, CartId = id, ClosesAt = closes, Coupon = trust == Trust.Browser ? null : code, UserId = trust == Trust.Browser ? null : person.UserId, Personal = new Personal { Email = person.Email } };
        var first = isPaid ? EventKind.OrderPaid : EventKind.OrderPlaced;
        if (chance.Happens(0.7) || !byServer && !byPlatform) Event(at, n => Of(n, EventKind.OrderPlaced, "Order Completed", Trust.Browser, device));
        if (byServer) Event(at + 900, n => Of(n, first, "Order", Trust.Server, device), chance.Between(1_000, 30_000));
        if (byPlatform)
        {
            var told = Event(at + 1_400, n => Of(n, first, "orders/create", Trust.Platform, null), chance.Between(5_000, 600_000));
            if (chance.Happens(0.2)) Event(told + 700, n => Of(n, EventKind.OrderUpdated, "orders/updated", Trust.Platform, null), chance.Between(5_000, 600_000));
            if (chance.Happens(0.1)) Again(Acts[^1], chance.Between(2_000, 3_600_000));
        }
        if (!isPaid && byServer && chance.Happens(WorldFigures.PaidLate)) Event(at + chance.Between(600_000, 3L * 86_400_000), n => Of(n, EventKind.OrderPaid, "Order", Trust.Server, null), chance.Between(1_000, 30_000));
        if (byServer && isPaid && chance.Happens(WorldFigures.Refunded))
            for (var parts = chance.Next(1, 3); parts > 0; parts--) Event(at + chance.Between(3_600_000, 5L * 86_400_000), n => Of(n, EventKind.OrderRefunded, "refund", Trust.Server, null) with { Total = total / 3 });
        else if (byServer && chance.Happens(WorldFigures.Cancelled)) Event(at + chance.Between(600_000, 3L * 86_400_000), n => Of(n, EventKind.OrderCancelled, "cancel", Trust.Server, null) with { Total = null });
        _carts.Remove(device);
    }

    public void Look(long at, string device, SunkMail mail, bool isMachine) => Acts.Add(new Act(person.Number, ++_number, ActKind.Look, at, at) { Device = device, Mail = mail, IsMachine = isMachine });

    public void Return(long at, string device, SunkMail mail) => Acts.Add(new Act(person.Number, ++_number, ActKind.Return, at, at) { Device = device, Mail = mail });

    public void OptOut(long at, SunkMail mail) => Acts.Add(new Act(person.Number, ++_number, ActKind.OptOut, at, at) { Mail = mail });

    public void StopAtCarrier(long at, SunkMail mail) => Acts.Add(new Act(person.Number, ++_number, ActKind.CarrierStop, at, at) { Mail = mail });

    /// <summary>Of something in the cart the catalogue tells that it is to be had again, or cheaper, or both.</summary>
    public void News(long at, string device)
    {
        if (Items(device) == 0) return;
        var (product, line) = chance.One<KeyValuePair<string, (int Quantity, long Unit)>>([.. _carts[device].Lines]);
        Acts.Add(new Act(person.Number, ++_number, ActKind.News, at, at) { News = (product, line.Unit, chance.One<string[]>([["back_in_stock"], ["price_drop"], ["back_in_stock", "price_drop"]])) });
    }

    public void Ask(long at, string action, string code, string order) => Acts.Add(new Act(person.Number, ++_number, ActKind.Ask, at, at) { Ask = (action, code, order) });

    public void Erase(long at)
    {
        Acts.RemoveAll(a => a.At >= at);
        Acts.Add(new Act(person.Number, ++_number, ActKind.Erase, at, at));
    }

    private void Again(Act act, long later) => Acts.Add(act with { Number = ++_number, HeardAt = act.HeardAt + later });

    private long Event(long at, Func<int, StorefrontEvent> make, long delay = 0)
    {
        while (!_moments.Add(at)) at++;
        var made = make(++_number) with { At = at };
        // A page sends what it has every few seconds.
        Acts.Add(new Act(person.Number, _number, ActKind.Event, at, at + (delay > 0 ? delay : chance.Next(200, 3_000))) { Event = made });
        return at;
    }

    private string? IdOf(string device) => _carts.TryGetValue(device, out var cart) ? person.CartId(cart.Cart) : null;

    private static EventLine Line(string product, int quantity, long unit) => new(product, null, null, "Item-" + product, quantity, unit, null, null);
}
