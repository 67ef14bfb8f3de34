namespace Cartwright.Simulation.Oracle;

/// <summary>What speaks against a message, told once more. All that the judge knows of the gate is here; a new rule of it is added here.</summary>
internal static class GateModel
{
    /// <summary>A browser's clock and the shop's may differ by so much (ms): an order within it before the last activity may or may not count.</summary>
    private const long Skew = 180_000;
    private const long TwoDays = 48L * 3_600_000;

    /// <summary>To the shop's own people or systems: the shopper gets nothing.</summary>
    public static bool IsInternal(string channel) => channel is "handoff" or "webhook";

    /// <summary>Why a message of the run may not leave, by the number of the promise, for as long as nothing happens. Empty: it may, though perhaps later.</summary>
    /// <param name="isCertain">Only what nobody can doubt; else also what may speak against it.</param>
    public static IEnumerable<(int Promise, string What)> Against(RunModel run, string channel, PersonModel person, long now, bool isCertain)
    {
        var (journey, store) = (run.Journey, person.Store);
        var cart = person.CartOf(run);
        var order = person.OrderOf(run);
        if (person.IsErased) yield return (4, "though the person was erased");
        if (journey.IsOfCart)
        {
            if (cart is null || cart.IsEmpty) yield return (3, "though the cart is empty");
            else if (person.IsOrderedSince(cart, isCertain ? 0 : Skew)) yield return (3, "though the order was acknowledged");
        }
        else if (journey.IsOfOrder)
        {
            if (order is null || order.IsNothingLeft) yield return (3, "though the order was cancelled, or paid back");
            else if (journey.Trigger == "unpaid_order" && order.PaidAt is not null) yield return (3, "though the order was paid");
            else if (journey.Trigger == "unpaid_order" && order.ClosesAt <= now) yield return (4, "though the shop has closed the order");
            else if (journey.Trigger is "unpaid_order" or "no_order_since" && person.Orders.Values.Any(o => o != order && !o.IsNothingLeft && o.ToldAt > order.ToldAt + (isCertain ? 3_000 : 0))) yield return (3, "though something was ordered since");
        }
        else if (person.Orders.Values.Any(o => o.CancelledAt is null && o.PlacedAt > now - journey.MaxAge + (isCertain ? 3_000 : 0))) yield return (3, "though something was ordered");
        if (!IsInternal(channel))
            foreach (var objection in OfPerson(run, channel, cart, person, now, isCertain)) yield return objection;
        var since = journey.Trigger == "order_paid" && order?.PaidAt is { } paid ? paid : order?.ToldAt + journey.Days * 86_400_000L ?? (journey.IsOfCart ? cart?.LastActivityAt : null);
        if (now - since > journey.MaxAge) yield return (4, "about what is too old");
        if (channel == "sms" && journey.IsOfCart && CountryRules.Of(person.CountryOf(cart, channel)).IsOneText)
        {
            if (person.Texts.Exists(t => t.Cart == run.Cart && (t.IsCertain || !isCertain))) yield return (4, "though the cart had its text");
            if (now - cart?.LastActivityAt > TwoDays) yield return (4, "more than 48 hours after the cart was left");
        }
    }

    private static IEnumerable<(int, string)> OfPerson(RunModel run, string channel, CartModel? cart, PersonModel person, long now, bool isCertain)
    {
        var isTransactional = run.Journey.IsTransactional;
        if (person.AddressOf(cart, channel) is null) yield return (4, "though no address is known");
        if (person.IsSuppressed(channel, cart)) yield return (3, "though the address is suppressed");
        if (isTransactional) yield break;
        if (person.SaidNo(channel)) yield return (3, "though the person said no");
        else if (!person.SaidYes(channel, cart, !isCertain) && NeedsYes(run.Journey, channel, cart, person, now)) yield return (4, "without a consent");
        else if (channel == "sms" && CountryRules.Of(person.CountryOf(cart, channel)).IsTwiceAsked && !person.SaidYesTwice(channel)) yield return (4, "without a second yes");
    }

    private static bool NeedsYes(JourneyRules journey, string channel, CartModel? cart, PersonModel person, long now)
    {
        if (channel == "sms" || person.Store.Permission == "granted") return true;
        if (journey.IsRecovery && person.Store.Permission == "given") return false;
        var rules = CountryRules.Of(person.CountryOf(cart));
        return rules.Mail != "none" && !(rules.Mail == "customer" && person.IsKnown(cart) && person.Orders.Values.Any(o => o is { CancelledAt: null, IsConfirmed: true } && (o.PaidAt is not null || !(o.ClosesAt <= now))));
    }

    /// <summary>What is over the cap when its step comes is left out; what is put off and over it then may be.</summary>
    public static bool IsUnderCap(RunModel run, string channel, PersonModel person, long now, bool isCertain) => run.Journey.IsTransactional || IsInternal(channel) || person.LeftBefore(run).Count(l => now - l.At < person.Store.CapTime && (l.IsCertain || !isCertain)) < person.Store.Cap;

    /// <summary>Until when (ms) a message must wait that nothing else speaks against, and whether for the night; null: it may leave now.</summary>
    public static (long At, bool IsNight)? HeldUntil(RunModel run, string channel, PersonModel person, long now)
    {
        var store = person.Store;
        if (!run.Journey.IsTransactional && !IsInternal(channel) && person.IsCooling(run, now)) return (person.LeftBefore(run).Where(l => l.IsCertain).Max(l => l.At) + store.CoolDown, false);
        if (run.Journey.IsOfCart && person.CartOf(run) is { } cart && now < cart.LastActivityAt + store.Idle) return (cart.LastActivityAt + store.Idle, false);
        if (IsInternal(channel) || !IsQuiet(run, channel, person, now)) return null;
        var opens = now;
        // Where the person may be in several zones there may be no hour that suits all of them.
        while (IsQuiet(run, channel, person, opens) && opens - now < 8 * 86_400_000L) opens = (opens / 60_000 + 1) * 60_000;
        return (opens, true);
    }

    /// <summary>Whether a message that may have left may keep another waiting.</summary>
    public static bool MayBeCooling(RunModel run, PersonModel person, long now) => person.LeftBefore(run).Any(l => !l.IsCertain && now < l.At + person.Store.CoolDown);

    /// <summary>Whether the wait after another message is over, or will be, within a few minutes.</summary>
    public static bool HasJustLeft(PersonModel person, long now) => person.Store.CoolDown > 0 && person.Left.Exists(l => Math.Abs(now - l.At - person.Store.CoolDown) < 600_000);

    /// <summary>Whether nothing may reach the person at the time (ms), wherever they may be.</summary>
    public static bool IsQuiet(RunModel run, string channel, PersonModel person, long at)
    {
        if (run.Journey.IsTransactional && channel != "sms") return false;
        var cart = person.CartOf(run);
        var store = person.Store;
        var rules = channel == "sms" ? CountryRules.OfText(person.CountryOf(cart, channel), person.AddressOf(cart, channel)) : null;
        foreach (var zone in person.ZonesIn(cart, channel))
        {
            var local = DateTimeOffset.FromUnixTimeMilliseconds(at) + zone.GetUtcOffset(DateTimeOffset.FromUnixTimeMilliseconds(at));
            for (var quiet = store.QuietFrom; quiet != store.QuietTo; quiet = (quiet + 1) % 24)
                if (quiet == local.Hour) return true;
            if (rules is not null && (local.Hour < rules.From || local.Hour >= rules.To || local.DayOfWeek == DayOfWeek.Sunday && local.Hour < rules.Sunday
                || local.DayOfWeek == DayOfWeek.Saturday && local.Hour < rules.Saturday || local.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday && local.Hour >= rules.WeekendTo)) return true;
        }
        return false;
    }
}
