using Cartwright.Tracking;

namespace Cartwright.Simulation.Oracle;

/// <summary>
/// When a message is due, told once more and in the plainest way: what happens, or does not, starts the journeys that take it, each step does its part if nothing
/// speaks against it. All that the judge knows of journeys is here; a new trigger or step is added here.
/// </summary>
internal sealed class JourneyModel(PersonModel person)
{
    private const long Day = 86_400_000, TroubleTime = 30 * 60_000;
    private readonly Dictionary<string, DecidedModel> _decided = new(StringComparer.Ordinal);
    private readonly List<RunModel> _runs = [];

    public List<DueModel> Dues { get; } = [];
    public IReadOnlyList<RunModel> Runs => _runs;

    public DecidedModel Of(CartModel cart) => _decided.TryGetValue(cart.Key, out var decided) ? decided : _decided[cart.Key] = new DecidedModel();

    /// <summary>The shopper's own page tells of a later time than the one the cart was left at.</summary>
    public void CameBack(CartModel cart, StorefrontEvent e, long now)
    {
        if (Of(cart).AbandonedAt is not { } left || cart.IsOrdered || e.Trust != Trust.Browser || e.At <= left) return;
        Of(cart).AbandonedAt = null;
        Happened("came_back", now, r => r.Cart == cart.Key || !r.Journey.IsOfCart);
    }

    /// <summary>Runs that wait for it go on.</summary>
    /// <param name="which">Whose it is.</param>
    public void Happened(string what, long now, Func<RunModel, bool> which)
    {
        foreach (var run in _runs.Where(r => r.EndedAt is null && r.WaitsFor == what && which(r)))
        {
            (run.WaitsFor, run.Waited, run.NextAt, run.IdealAt) = (null, "happened", now, now);
            run.Pass();
        }
    }

    public void EndAll(long now) => End(_ => true, now);

    /// <param name="isDoneToo">Also one that is through: what it queued last may still lie there.</param>
    public void End(Func<RunModel, bool> which, long now, bool isDoneToo = true)
    {
        foreach (var run in _runs.Where(r => which(r) && (r.EndedAt is null || isDoneToo && Dues.Exists(d => d.Run == r && d.IsOpen))))
            (run.EndedAt, run.IsBrokenOff) = (run.EndedAt ?? now, true);
    }

    /// <summary>A no was said. It ends what runs for whoever said it; whether that is the one of another device, nobody can say.</summary>
    public void Refused(Func<RunModel, bool> isOfSame, long now)
    {
        End(isOfSame, now);
        foreach (var run in _runs.Where(r => r.EndedAt is null)) run.IsDoubtful = true;
    }

    /// <summary>Something was told of an order; isNew: for the first time.</summary>
    public void Ordered(OrderModel order, StorefrontEvent e, bool isNew, long now)
    {
        if (order.IsNothingLeft) End(r => r.Order == order.Id && r.Journey.EndsBy("order_cancelled"), now);
        if (order.CancelledAt is null && (isNew || e.Kind is EventKind.OrderPlaced or EventKind.OrderPaid))
        {
            // Who hears first of money hears of the order itself, too.
            if (isNew || order.PaidAt is null) Happened("order_placed", now, r => r.Order != order.Id);
            if (order.PaidAt is not null) Happened("order_paid", now, r => r.Order is null || (r.Order == order.Id) == (r.Journey.Trigger is "order_placed" or "unpaid_order"));
            if (order.PaidAt is not null) End(r => r.Order == order.Id && r.Journey.EndsBy("order_paid"), now);
            // Help with an older one that was not paid is over, too.
            if (isNew) End(r => r.Order is { } other && other != order.Id && r.Journey.EndsBy("order_paid"), now);
            // Of a device that has told nothing nobody knows that it is the same person's.
            End(r => r.Order != order.Id && r.Journey.EndsBy("order_placed") && (person.IsKnown(r) || person.CartOf(r) is { IsOrdered: true }), now);
        }
        foreach (var told in person.Orders.Values.Where(o => !o.IsNothingLeft && IsBelieved(o)).ToList())
        {
            if (!told.IsMadeAsked) Start(["order_placed"], null, told, now, now);
            told.IsMadeAsked = true;
            if (told.PaidAt is not null && !told.IsPaidAsked) Start(["order_paid"], null, told, now, now);
            told.IsPaidAsked |= told.PaidAt is not null;
        }
    }

    /// <summary>When the person looked at goods last (ms), not yet asked about; null: not since.</summary>
    private long? _lookedAt;
    private bool _mayHaveLooked;

    /// <param name="isCertain">It was known then whose device it is; else it hangs on what was heard first.</param>
    public void Looked(long at, bool isCertain) => (_lookedAt, _mayHaveLooked) = (Math.Max(at, _lookedAt ?? 0), !isCertain && (_lookedAt is null || _mayHaveLooked));

    /// <summary>The shop's catalogue told something of goods: back_in_stock or price_drop. It is news for whoever left them in a cart.</summary>
    public void News(string product, string what, long now)
    {
        // To whom it lies in two carts it is told of one of them.
        var carts = person.Carts.Where(c => !c.IsOrdered && c.Lines.ContainsKey(product) && Of(c).AbandonedAt is not null).ToList();
        foreach (var cart in carts) Start([what], cart, null, now, now, isDoubtful: carts.Exists(c => c != cart && IsSame(c, cart)), product: product);
    }

    public void Registered(long now) => Start(["shopper_registered"], null, null, now, now);

    /// <summary>When (ms) something may become due next; null: nothing unless something happens.</summary>
    public long? NextAt()
    {
        long? next = null;
        foreach (var cart in person.Carts)
            if (!cart.IsOrdered && !cart.IsEmpty && (Of(cart).AbandonedAt is null || IsKnownBetter(cart))) Consider(cart.LastActivityAt + person.Store.Idle);
        foreach (var order in person.Orders.Values) Consider(order.ToldAt + UnpaidFor(order));
        Consider(Since()?.At);
        Consider(_lookedAt + person.Store.Idle);
        foreach (var run in _runs)
            if (run.EndedAt is null) Consider(run.NextAt);
        return next;

        void Consider(long? at) => next = at is not null && (next is null || at < next) ? at : next;
    }

    /// <summary>Everything whose time has come.</summary>
    public void Advance(long now)
    {
        foreach (var cart in person.Carts)
        {
            var leftAt = cart.LastActivityAt + person.Store.Idle;
            if (cart.IsOrdered || cart.IsEmpty || leftAt > now) continue;
            if (Of(cart).AbandonedAt is null) Left(cart, now, leftAt);
            else if (IsKnownBetter(cart)) Left(cart, now, now);
        }
        foreach (var order in person.Orders.Values.ToList())
        {
            while (UnpaidFor(order) is { } time && order.ToldAt + time <= now)
            {
                order.UnpaidAsked = time;
                Start(["unpaid_order"], null, order, now, order.ToldAt + time, after: time);
            }
        }
        while (Since() is { } since && since.At <= now)
        {
            since.Order.DaysAsked = since.Days;
            Start(["no_order_since"], null, since.Order, now, since.At, since.Days);
        }
        if (_lookedAt + person.Store.Idle <= now)
        {
            var at = _lookedAt!.Value + person.Store.Idle;
            _lookedAt = null;
            // Who has a cart waiting gets help with that.
            if (!person.Carts.Exists(c => !c.IsOrdered && !c.IsEmpty && person.Knows(c))) Start(["browsed"], null, null, now, at, isDoubtful: _mayHaveLooked);
        }
        foreach (var run in _runs.Where(r => r.EndedAt is null && r.NextAt <= now).OrderBy(r => r.NextAt).ToList())
            if (run.EndedAt is null) Go(run, now);
    }

    /// <summary>Something was told late of a cart that was left: whom to write to, how far it got, what went wrong.</summary>
    private bool IsKnownBetter(CartModel cart) => KnownOf(cart) is { } known && (Of(cart).Asked is not { } asked || known.Stage + (known.IsTrouble ? 1 : 0) > asked.Stage + (asked.IsTrouble ? 1 : 0))
        && !person.Carts.Exists(c => !c.IsOrdered && !c.IsEmpty && person.Knows(c) && c.LastActivityAt > cart.LastActivityAt);

    private (int Stage, bool IsTrouble)? KnownOf(CartModel cart) =>
        person.AddressOf(cart, "email") is null && person.AddressOf(cart, "sms") is null ? null : (cart.Stage, TroubleOf(cart) is not null);

    private static string? TroubleOf(CartModel cart) =>
        cart is { Stage: > 0, Trouble: { } trouble } && cart.LastActivityAt - trouble.At <= TroubleTime ? trouble.Kind == "payment_declined" ? "payment_failed" : "technical_trouble" : null;

    private void Left(CartModel cart, long now, long idealAt)
    {
        var decided = Of(cart);
        (decided.AbandonedAt, decided.Asked) = (decided.AbandonedAt ?? idealAt, KnownOf(cart));
        var triggers = new List<string> { "cart_abandoned" };
        if (cart.Stage > 0) triggers.Add("checkout_abandoned");
        if (TroubleOf(cart) is { } trouble) triggers.Add(trouble);
        Start(triggers, cart, null, now, idealAt);
    }

    /// <summary>What was due and speaks against itself now is due no longer.</summary>
    public void Recheck(long now)
    {
        foreach (var run in _runs.Where(r => r.EndedAt is null && r.Journey.IsOfCart))
            if (person.CartOf(run) is not { IsEmpty: false }) (run.EndedAt, run.IsBrokenOff) = (now, true);
        foreach (var due in Dues.Where(d => d.IsOpen))
        {
            if (due.Run.IsBrokenOff || GateModel.Against(due.Run, due.Channel, person, now, isCertain: true).Any()) due.State = DueState.NoLongerDue;
            else if (GateModel.Against(due.Run, due.Channel, person, now, isCertain: false).Any() || !GateModel.IsUnderCap(due.Run, due.Channel, person, now, isCertain: false)) due.State = DueState.Doubtful;
        }
    }

    private bool IsBelieved(OrderModel order) => order.IsConfirmed || person.Store.BelievesPages;

    /// <summary>The next time (ms) without money that a merchant's journey asks about; null: none does.</summary>
    private long? UnpaidFor(OrderModel order) => order.PaidAt is not null || order.IsNothingLeft || !order.IsMadeAsked ? null
        : person.Store.Journeys.Where(j => j.Trigger == "unpaid_order" && j.After > order.UnpaidAsked).Select(j => (long?)j.After).Min();

    private (OrderModel Order, int Days, long At)? Since()
    {
        if (person.Orders.Values.Where(o => !o.IsNothingLeft && o.IsMadeAsked).MaxBy(o => o.ToldAt) is not { } last) return null;
        var days = person.Store.Journeys.Where(j => j.Trigger == "no_order_since" && j.Days > last.DaysAsked).Select(j => j.Days).DefaultIfEmpty(0).Min();
        return days == 0 ? null : (last, days, last.ToldAt + days * Day);
    }

    private void Start(List<string> triggers, CartModel? cart, OrderModel? order, long now, long idealAt, int days = 0, bool isDoubtful = false, string? product = null, long? after = null)
    {
        foreach (var journey in person.Store.Journeys.Where(j => triggers.Contains(j.Trigger) && j.Days == days && (after is null || j.After == after)))
        {
            var subject = order is not null ? "order:" + order.Id : cart is not null ? "cart:" + cart.Key : "shopper";
            var run = new RunModel(journey, subject, cart?.Key ?? order?.Cart, order?.Id, now, idealAt) { Product = product };
            if (!Takes(run, cart, order, now)) continue;
            run.IsDoubtful |= isDoubtful || cart is not null && person.IsOrderedSince(cart, 180_000) || _runs.Exists(r => IsAgain(r, run, now));
            if (!journey.IsRecovery || TakesPlace(run, now)) _runs.Add(run);
        }
    }

    /// <summary>One at a time, as far as the server can know that they are one person's: what is as urgent keeps it out, what is less urgent makes room.</summary>
    private bool TakesPlace(RunModel run, long now)
    {
        bool IsSame(RunModel r) => r.Cart == run.Cart || person.IsKnown(r) && person.IsKnown(run);
        var others = _runs.Where(r => r.Journey.IsRecovery && r.EndedAt is null && r.Journey.Priority >= run.Journey.Priority).ToList();
        if (others.Exists(r => !r.IsDoubtful && IsSame(r))) return false;
        run.IsDoubtful |= others.Count > 0;
        foreach (var other in _runs.Where(r => r.Journey.IsRecovery && r.Journey.Priority < run.Journey.Priority && (r.EndedAt is null || Dues.Exists(d => d.Run == r && d.IsOpen))))
        {
            var isCertain = !run.IsDoubtful && IsSame(other);
            if (other.EndedAt is null) other.GaveWay = (now, isCertain);
            if (isCertain) (other.EndedAt, other.IsBrokenOff) = (other.EndedAt ?? now, true);
            else other.IsDoubtful = true;
            foreach (var due in Dues.Where(d => d.Run == other && d.IsOpen)) due.State = isCertain ? DueState.NoLongerDue : DueState.Doubtful;
        }
        return true;
    }

    /// <summary>Whether another journey, which may have made room for this one, said the same about the same cart not long ago: perhaps, and for certain.</summary>
    private (bool Perhaps, bool Certainly) IsSaid(RunModel run, StepRules step, long now)
    {
        if (run.Cart is null || GateModel.IsInternal(step.Channel)) return (false, false);
        var same = Dues.Where(d => d.Channel == step.Channel && d.State is DueState.Sent or DueState.Unknown && d.Run.Cart == run.Cart && d.Run.Journey != run.Journey && !(now - d.Run.EndedAt >= run.Journey.Reentry) && d.Templates.Any(step.Templates.Contains)).ToList();
        return (same.Count > 0, same.Exists(d => step.Templates is [var only] && d.Took == only && !d.Run.IsDoubtful && d.Run.GaveWay is null or { IsCertain: true }));
    }

    private bool Takes(RunModel run, CartModel? cart, OrderModel? order, long now)
    {
        var journey = run.Journey;
        if (cart is not null && (!cart.HasReached(journey.MinStage) || cart.Total < journey.MinTotal || now - cart.LastActivityAt > journey.MaxAge || person.IsOrderedSince(cart, 0))) return false;
        if (order is not null)
        {
            if (order.IsNothingLeft || !IsBelieved(order) || order.Total < journey.MinTotal || now - (journey.Trigger == "order_paid" ? order.PaidAt ?? order.ToldAt : order.ToldAt) - journey.Days * Day > journey.MaxAge) return false;
            if (journey.Trigger == "unpaid_order" && (order.PaidAt is not null || order.ClosesAt <= now)) return false;
            if (journey.Trigger == "no_order_since" && order.PaidAt is null && order.ClosesAt <= now) return false;
        }
        if (person.IsErased || person.AddressOf(cart, "email") is null && person.AddressOf(cart, "sms") is null) return false;
        if (journey.Filter is { } filter && !ConditionModel.Holds(filter, null, person, cart, order, now)) return false;
        // One that perhaps never began keeps nobody out for certain.
        return !_runs.Exists(r => !r.IsDoubtful && IsAgain(r, run, now));
    }

    private bool IsAgain(RunModel before, RunModel run, long now) => before.Journey == run.Journey && (before.Subject == run.Subject && (before.EndedAt is null || now - before.EndedAt < run.Journey.Reentry) || IsToldOf(before, run) && (before.EndedAt is null || now - before.StartedAt < Day));

    // The same news, of another of their carts.
    private bool IsToldOf(RunModel before, RunModel run) => run.Product is not null && before.Product == run.Product && before.StartedAt < run.StartedAt && IsSame(person.CartOf(before), person.CartOf(run));

    private bool IsSame(CartModel? one, CartModel? other) => person.IsKnown(one) && person.IsKnown(other) || one is not null && other is not null && one.Devices.Overlaps(other.Devices);

    private void Go(RunModel run, long now)
    {
        while (run.EndedAt is null && run.NextAt <= now)
        {
            if (run.Step() is not { } step) { run.EndedAt = now; return; }
            var (cart, order) = (person.CartOf(run), person.OrderOf(run));
            if (run.Journey.IsOfCart && cart is null || run.Journey.IsOfOrder && order is null) { (run.EndedAt, run.IsBrokenOff) = (now, true); return; }
            switch (step.Kind)
            {
                case "wait":
                    Wait(run, step, cart, order);
                    break;
                case "branch":
                    var holds = ConditionModel.Holds(step.When, run, person, cart, order, now);
                    if (ConditionModel.IsDoubtful(step.When, person, cart)) _runs.Add(run.Fork(now, holds ? step.Else : step.Then));
                    run.Enter(holds ? step.Then : step.Else);
                    break;
                case "offer":
                    (run.Offer, run.Coupon) = (step.Offer, person.Give(run, step.Offer!, now));
                    run.Pass();
                    break;
                case "split":
                    var way = Way(run, step, cart);
                    if (way is null) _runs.AddRange(step.Ways.Skip(1).Select(w => run.Fork(now, w)));
                    run.Enter(step.Ways[way ?? 0]);
                    break;
                case "tag":
                    run.Pass();
                    break;
                case "stop":
                    run.EndedAt = now;
                    break;
                default:
                    Send(run, step, now);
                    break;
            }
        }
    }

    // Null: nobody can say, since the server shows nobody under the address.
    private int? Way(RunModel run, StepRules step, CartModel? cart) => person.IdOf(cart) is { } id ? ChanceModel.Way(id, run.Journey.Id, step.Place, step.Weights) : null;

    private void Send(RunModel run, StepRules step, long now)
    {
        if (step.Templates.Count > 1 && Way(run, step, person.CartOf(run)) is { } way) step = step with { Templates = [step.Templates[way]] };
        // What is held beyond the end of its code gets a new one.
        if (run.Coupon is { IsTakenBack: false, UsedBy: null } old && !old.IsAlive(now)) run.Coupon = person.Give(run, run.Offer!, now);
        var said = IsSaid(run, step, now);
        var isDue = !said.Perhaps && MayLeave(isCertain: false);
        if (isDue || !said.Certainly && MayLeave(isCertain: true))
        {
            run.IsDoubtful |= !isDue || GateModel.MayBeCooling(run, person, now);
            var held = GateModel.HeldUntil(run, step.Channel, person, now);
            if (held is { IsNight: false } || held is not null && !person.Store.QuietDrop)
            {
                // Where it may be left out at once it may as well be on its way already.
                if (!isDue) _runs.Add(run.Fork(now));
                run.NextAt = run.IdealAt = Math.Max(held!.Value.At, now + 1000);
                return;
            }
            // At the edge of the night, and just after another message, a moment decides whether it is dropped.
            if (held is { IsNight: true } && person.Store.QuietDrop && (run.IsDoubtful || GateModel.HasJustLeft(person, now))) (run.IsDoubtful, held) = (true, null);
            if (held is null && run.Coupon is { } coupon) coupon.Begin(person.Store.Offers[coupon.Offer], now, isCertain: isDue && !run.IsDoubtful);
            if (held is null) Dues.Add(new DueModel(run, step, run.IdealAt, now) { State = isDue && !run.IsDoubtful ? DueState.Waiting : DueState.Doubtful });
        }
        run.Pass();
        (run.NextAt, run.IdealAt) = (now, now);

        bool MayLeave(bool isCertain) => !GateModel.Against(run, step.Channel, person, now, isCertain).Any() && GateModel.IsUnderCap(run, step.Channel, person, now, isCertain);
    }

    private void Wait(RunModel run, StepRules step, CartModel? cart, OrderModel? order)
    {
        var from = run.NextAt;
        if (step.Event is not null && run.WaitsFor is null)
        {
            (run.WaitsFor, run.NextAt) = (step.Event, from + step.Timeout);
            return;
        }
        if (step.Event is not null) (run.WaitsFor, run.Waited) = (null, "timed_out");
        else if (step.For is { } time) run.NextAt = from + time;
        else if (step.Until is { } minutes) run.NextAt = NextTime(from, minutes, step.Days, person.ZonesIn(cart, "email")[0]);
        else if (step.BeforeClose is { } before)
        {
            if (order?.ClosesAt is not { } closes) { run.EndedAt = from; return; }
            run.NextAt = Math.Max(from, closes - before);
        }
        run.IdealAt = run.NextAt;
        run.Pass();
    }

    /// <summary>The first minute from then on (ms) in which the day's wall clock first shows so many minutes after midnight, or more where it leaves them out; of some days of the week.</summary>
    public static long NextTime(long from, int minutes, IReadOnlyList<string>? days, TimeZoneInfo zone)
    {
        DateTimeOffset Local(long at) => TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(at), zone);
        var at = (from + 59_999) / 60_000 * 60_000 - 2 * Day;
        DateTime? reached = null;
        for (; ; at += 60_000)
        {
            var local = Local(at);
            if (local.TimeOfDay.TotalMinutes < minutes || reached >= local.Date) continue;
            reached = local.Date;
            if (at >= from && days?.Any(d => local.DayOfWeek.ToString().StartsWith(d, StringComparison.OrdinalIgnoreCase)) != false) return at;
        }
    }
}
