using System.Globalization;
using Cartwright.Carts;
using Cartwright.Shoppers;
using Cartwright.Stores;

namespace Cartwright.Journeys;

/// <summary>Who enters a journey, until when a step waits, which way chance takes. Pure: stores, states and the time are given.</summary>
internal static class JourneyDecider
{
    /// <summary>What is told of a product within so long (ms) is the same news.</summary>
    private const long OneTelling = 24 * 3_600_000L;

    /// <summary>Null when the shopper enters; otherwise why not (a <see cref="SkipReason"/>).</summary>
    public static string? WhyNot(Journey journey, ShopperState shopper, Occasion occasion, Store store, Func<Guid, Journey?> journeys, long now, IReadOnlyDictionary<string, string>? categories = null)
    {
        var d = journey.Definition;
        if (journey.Status != "live") return SkipReason.JourneyOff;
        if (!IsOpen(d.Window, store, now)) return SkipReason.Window;
        if ((occasion.Order is { } order ? WhyNotOrder(d, order, store, now) : occasion.Cart is { } cart ? WhyNotCart(d, shopper, cart, store, now) : null) is { } why) return why;
        if (!SendGatePolicy.HasAddress(shopper, occasion.Cart)) return SkipReason.NoAddress;
        if (d.Filter is { } filter && !ConditionPolicy.Holds(filter, new ConditionFacts(store, shopper, occasion.CartOf(shopper), occasion.Order, null, now) { Categories = categories })) return SkipReason.Filter;
        var subject = occasion.Subject;
        if (shopper.Enrollments.Any(e => e.JourneyId == journey.Id && !WasSoldOut(shopper, e) && (e.Subject == subject || e.Subject.Length == 0 && occasion.Cart?.Id == e.CartId)
            && (e.EndedAt is null || now - e.EndedAt < d.ReentryAfterHours * 3_600_000L))) return SkipReason.AlreadyRun;
        // The same news is told once, in however many of the shopper's carts it lies.
        if (occasion is { Cart: not null, Product: { } product } && shopper.Enrollments.Any(e => e.JourneyId == journey.Id && e.Memo.Product == product && !WasSoldOut(shopper, e) && (e.EndedAt is null || now - e.EnteredAt < OneTelling))) return SkipReason.AlreadyRun;
        if (d.Kind == JourneyKind.Recovery && shopper.Enrollments.Any(e => e.Status == EnrollmentStatus.Running && Urgency(e, journeys) >= d.Priority)) return SkipReason.OtherJourney;
        return null;
    }

    /// <summary>Whether a run ends when its shopper enters this journey: a person is helped with one thing at a time, and that with the most urgent.</summary>
    public static bool GivesWay(Enrollment run, Journey to, Func<Guid, Journey?> journeys) => to.Definition.Kind == JourneyKind.Recovery && Urgency(run, journeys) < to.Definition.Priority;

    // Null: it helps with nothing begun, and runs beside what does. A journey that is gone gives way to none, one that is not live to any: it helps nobody.
    private static int? Urgency(Enrollment run, Func<Guid, Journey?> journeys) => journeys(run.JourneyId) is not { } journey ? int.MaxValue
        : journey.Definition.Kind != JourneyKind.Recovery ? null : journey.Status == "live" ? journey.Definition.Priority : int.MinValue;

    /// <summary>
    /// Whether a run of another journey sent the same about the same cart, so lately that its own journey would not have begun anew: to take over, or to come after
    /// it, must not mean to say again what was said.
    /// </summary>
    public static bool WasSent(ShopperState shopper, Enrollment run, JourneyDefinition journey, string channel, string template, long now) => run.CartId != Guid.Empty
        && shopper.Messages.Any(m => m.CartId == run.CartId && m.Channel == channel && m.Template == template && m.MayHaveLeft
            && shopper.Enrollments.Any(e => e.Id == m.EnrollmentId && e.JourneyId != run.JourneyId && !(now - e.EndedAt >= journey.ReentryAfterHours * 3_600_000L)));

    // News that was over before it left was told to nobody: the next is news again.
    private static bool WasSoldOut(ShopperState shopper, Enrollment run) => run is { EndedAt: not null, Memo.Product: not null }
        && shopper.Messages.Where(m => m.EnrollmentId == run.Id).ToList() is { Count: > 0 } messages && messages.All(m => m is { Status: Messages.MessageStatus.Skipped, SkipReason: SkipReason.SoldOut });

    private static string? WhyNotCart(JourneyDefinition d, ShopperState shopper, Cart cart, Store store, long now)
    {
        if (cart.Facts.Imported) return SkipReason.Imported; // nobody has been seen on it since it was read from a file
        if (cart.Facts.Lines.Count == 0) return SkipReason.Emptied;
        if (cart.Facts.OrderedAt is not null || SendGatePolicy.OrderAgainst(shopper, cart) is not null) return SkipReason.Ordered;
        if (d.Trigger.MinStage is { } stage && cart.Facts.Stage < StageNames.Parse(stage)) return SkipReason.StageTooEarly;
        if (d.Trigger.MinTotal is { } total && !(cart.Facts.Currency == store.Currency && cart.Facts.Total >= total)) return SkipReason.TotalTooLow;
        return now - cart.Facts.LastActivityAt > d.MaxAgeHours * 3_600_000L ? SkipReason.TooOld : null;
    }

    private static string? WhyNotOrder(JourneyDefinition d, Recovery.Order order, Store store, long now)
    {
        if (order.IsCalledOff) return SkipReason.OrderCancelled;
        // What the browser alone told may be made up: no mail says thank you for it.
        if (!order.Confirmed && !store.Settings.AcceptBrowserOrders) return SkipReason.Unconfirmed;
        if (d.Trigger.Type == TriggerType.UnpaidOrder && order.PaidAt is not null) return SkipReason.Paid;
        if (d.Trigger.Type is TriggerType.UnpaidOrder or TriggerType.NoOrderSince && order.IsClosedUnpaid(now)) return SkipReason.OrderClosed;
        if (d.Trigger.MinTotal is { } total && !(order.Currency == store.Currency && order.Total >= total)) return SkipReason.TotalTooLow;
        return now - SendGatePolicy.Since(d, order, null) > d.MaxAgeHours * 3_600_000L ? SkipReason.TooOld : null;
    }

    public static Enrollment Enter(Journey journey, ShopperState shopper, Occasion occasion, Guid id, long now) => new()
    {
        Id = id,
        JourneyId = journey.Id,
        JourneyVersion = journey.Version,
        CartId = occasion.Cart?.Id ?? occasion.Order?.CartId ?? Guid.Empty,
        OrderId = occasion.Order?.Id,
        Subject = occasion.Subject,
        Entry = 1 + shopper.Enrollments.Count(e => e.JourneyId == journey.Id && (e.Subject == occasion.Subject || e.Subject.Length == 0 && occasion.Cart?.Id == e.CartId)),
        EnteredAt = now,
        NextAt = now,
        Memo = occasion.Product is null ? EnrollmentMemo.None : new EnrollmentMemo(Product: occasion.Product),
    };

    public static Enrollment Exit(Enrollment enrollment, string reason, long now) =>
        enrollment.Status == EnrollmentStatus.Running
            ? enrollment with { Status = EnrollmentStatus.Exited, EndedAt = now, NextAt = null, ExitReason = reason }
            : enrollment;

    /// <summary>Until when (ms) a wait lasts that begins at <paramref name="from"/>.</summary>
    /// <param name="zone">Where the shopper is.</param>
    /// <param name="closesAt">When the order is closed (ms); null: nobody knows.</param>
    public static long WaitsUntil(WaitStep wait, long from, TimeZoneInfo zone, long? closesAt)
    {
        if (wait.For is not null) return from + wait.Milliseconds;
        if (wait.Event is not null) return from + Iso8601.Milliseconds(wait.Timeout ?? "P7D");
        if (wait.BeforeClose is { } before) return closesAt is { } close ? Math.Max(from, close - Iso8601.Milliseconds(before)) : from;
        if (wait.Until is null && wait.Weekdays is null) return from;

        // By the wall clock where the shopper is: a time that the change of the clock leaves out comes an hour later, one that comes twice the first time.
        var local = TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(from), zone);
        if (wait.Until is null && wait.Weekdays!.Contains(DayName(local.DayOfWeek))) return from;
        var time = wait.Until is { } until ? TimeOnly.ParseExact(until, "HH:mm", CultureInfo.InvariantCulture) : TimeOnly.FromTimeSpan(local.TimeOfDay);
        for (var day = 0; day <= 8; day++)
        {
            var date = DateOnly.FromDateTime(local.DateTime).AddDays(day);
            if (wait.Weekdays is { } days && !days.Contains(DayName(date.DayOfWeek))) continue;
            var at = Instant(date.ToDateTime(time), zone);
            if (at >= from) return at;
        }
        return from;
    }

    /// <summary>Whether a wait for money means that of the order the run is about; of a journey that begins once that is paid, or long after, it means another order's.</summary>
    public static bool AwaitsOwnMoney(JourneyDefinition journey) => journey.Trigger.Type is TriggerType.OrderPlaced or TriggerType.UnpaidOrder;

    public static string DayName(DayOfWeek day) => day switch { DayOfWeek.Monday => "mon", DayOfWeek.Tuesday => "tue", DayOfWeek.Wednesday => "wed", DayOfWeek.Thursday => "thu", DayOfWeek.Friday => "fri", DayOfWeek.Saturday => "sat", _ => "sun" };

    private static long Instant(DateTime local, TimeZoneInfo zone)
    {
        while (zone.IsInvalidTime(local)) local = local.AddMinutes(1);
        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUnixTimeMilliseconds();
    }

    /// <summary>Which of the weighted ways a shopper takes: the same shopper, journey and place always the same.</summary>
    public static int Way(Guid shopper, Guid journey, string place, IReadOnlyList<int> weights)
    {
        // FNV-1a, 64 bits: spread evenly enough for shares, and the same on every machine.
        var hash = 14695981039346656037UL;
        foreach (var c in $"{shopper:N}{journey:N}{place}") hash = (hash ^ c) * 1099511628211UL;
        hash ^= hash >> 32;
        var at = (long)(hash % (ulong)weights.Sum(w => (long)w));
        for (var i = 0; i < weights.Count; i++)
            if ((at -= weights[i]) < 0) return i;
        return weights.Count - 1;
    }

    /// <summary>Between the days of the window, where the store is.</summary>
    private static bool IsOpen(JourneyWindow? window, Store store, long now)
    {
        if (window is null) return true;
        var today = TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(now), store.Zone).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        string? Part(string? day) => window.EveryYear ? day?[5..] : day;
        var (from, to, at) = (Part(window.From), Part(window.To), Part(today)!);
        var after = from is null || string.CompareOrdinal(at, from) >= 0;
        var before = to is null || string.CompareOrdinal(at, to) <= 0;
        return window.EveryYear && from is not null && to is not null && string.CompareOrdinal(from, to) > 0 ? after || before : after && before;
    }
}
