using Cartwright.Tracking;

namespace Cartwright.Simulation.Oracle;

/// <summary>What was decided about a cart, and stays.</summary>
internal sealed class DecidedModel
{
    public long? AbandonedAt { get; set; }
    public string? ClaimedBy { get; set; }
}

/// <summary>A person's way through a journey for one cart (by its key).</summary>
internal sealed class RunModel(JourneyRules journey, string cart, long now)
{
    public JourneyRules Journey => journey;
    public string Cart => cart;
    public int Position { get; set; }
    public long NextAt { get; set; } = now;
    public long? EndedAt { get; set; }
    public bool IsBrokenOff { get; set; }
}

internal enum DueState { Waiting, Sent, NoLongerDue, Refused, Unknown }

/// <summary>A message that has to leave: since when (ms), and what became of it.</summary>
internal sealed class DueModel(RunModel run, string template, long idealAt, long now)
{
    public RunModel Run => run;
    public string Template => template;

    /// <summary>When it would leave if nothing ever took time.</summary>
    public long IdealAt => idealAt;
    public long At => now;
    public DueState State { get; set; }

    /// <summary>A message was seen that is this one.</summary>
    public bool IsTaken { get; set; }
    public long? PutOffAt { get; set; }
}

/// <summary>
/// When a message is due, told once more and in the plainest way: a cart that was left enters the first journey that takes it, each
/// step sends if nothing speaks against it. All that the judge knows of journeys is here; a new trigger, step or rule of the
/// gate is added here.
/// </summary>
internal sealed class JourneyModel
{
    /// <summary>A browser's clock and the shop's may differ by so much (ms): an order within it before the last activity may or may not count.</summary>
    public const long Skew = 180_000;
    private readonly Dictionary<string, DecidedModel> _decided = new(StringComparer.Ordinal);
    private readonly List<RunModel> _runs = [];

    public List<DueModel> Dues { get; } = [];

    public DecidedModel Of(CartModel cart) => _decided.TryGetValue(cart.Key, out var decided) ? decided : _decided[cart.Key] = new DecidedModel();

    /// <summary>The shopper's own page tells of a later time than the one the cart was left at.</summary>
    public void CameBack(CartModel cart, StorefrontEvent e)
    {
        if (Of(cart).AbandonedAt is { } left && !cart.IsOrdered && e.Trust == Trust.Browser && e.At > left) Of(cart).AbandonedAt = null;
    }

    public void EndAll(long now) => End(_ => true, now);

    public void End(Func<RunModel, bool> which, long now)
    {
        // Also one that is done: what it queued last may still lie there.
        foreach (var run in _runs.Where(r => which(r) && (r.EndedAt is null || Dues.Exists(d => d.Run == r && d.State == DueState.Waiting))))
            (run.EndedAt, run.IsBrokenOff) = (run.EndedAt ?? now, true);
    }

    /// <summary>When (ms) something may become due next; null: nothing unless something happens.</summary>
    public long? NextAt(PersonModel person)
    {
        long? next = null;
        foreach (var cart in person.Carts)
            if (!cart.IsOrdered && !cart.IsEmpty && Of(cart).AbandonedAt is null) Consider(cart.LastActivityAt + person.Store.Idle);
        foreach (var run in _runs)
            if (run.EndedAt is null) Consider(run.NextAt);
        return next;

        void Consider(long at) => next = next is null || at < next ? at : next;
    }

    /// <summary>Everything whose time has come.</summary>
    public void Advance(PersonModel person, long now)
    {
        foreach (var cart in person.Carts)
        {
            var leftAt = cart.LastActivityAt + person.Store.Idle;
            if (cart.IsOrdered || cart.IsEmpty || Of(cart).AbandonedAt is not null || leftAt > now) continue;
            Of(cart).AbandonedAt = leftAt;
            if (_runs.Exists(r => r.EndedAt is null)) continue; // one at a time
            if (person.Store.Journeys.FirstOrDefault(j => Takes(j, person, cart, now)) is { } journey) _runs.Add(new RunModel(journey, cart.Key, now) { NextAt = leftAt });
        }
        foreach (var run in _runs)
            if (run.EndedAt is null && run.NextAt <= now) Go(run, person, now);
    }

    /// <summary>What was due and speaks against itself now is due no longer.</summary>
    public void Recheck(PersonModel person, long now)
    {
        foreach (var run in _runs.Where(r => r.EndedAt is null))
            if (person.Carts.Find(c => c.Key == run.Cart) is not { IsEmpty: false }) (run.EndedAt, run.IsBrokenOff) = (now, true);
        foreach (var due in Dues)
        {
            if (due.State != DueState.Waiting) continue;
            if (due.Run.IsBrokenOff || person.Carts.Find(c => c.Key == due.Run.Cart) is not { } cart || WhyNot(due.Run.Journey, person, cart, now) is not null) due.State = DueState.NoLongerDue;
        }
    }

    /// <summary>Why no message about this cart may leave for good; null: one may, though perhaps later. The cap is left out: it counts at the time of the step.</summary>
    public static string? WhyNot(JourneyRules journey, PersonModel person, CartModel cart, long now)
    {
        if (person.IsErased) return "erased";
        if (person.IsOrderedSince(cart, Skew)) return "ordered";
        if (cart.IsEmpty) return "emptied";
        if (person.AddressOf(cart) is null) return "no address";
        if (person.IsSuppressed) return "suppressed";
        if (person.SaidYes == false) return "said no";
        if (person.Store.NeedsYes && !person.SaidYesFor(cart, isCertain: true)) return "no yes";
        return now - cart.LastActivityAt > journey.MaxAge ? "too old" : null;
    }

    private bool Takes(JourneyRules journey, PersonModel person, CartModel cart, long now) =>
        cart.HasReached(journey.MinStage) && (journey.MinTotal is null || cart.Total >= journey.MinTotal) && now - cart.LastActivityAt <= journey.MaxAge
        && person.AddressOf(cart) is not null && !person.IsOrderedSince(cart, Skew)
        && !_runs.Exists(r => r.Journey == journey && r.Cart == cart.Key && (r.EndedAt is null || now - r.EndedAt < journey.Reentry));

    private void Go(RunModel run, PersonModel person, long now)
    {
        while (run.EndedAt is null && run.NextAt <= now)
        {
            if (run.Position >= run.Journey.Steps.Count) { run.EndedAt = now; return; }
            var (wait, template) = run.Journey.Steps[run.Position];
            if (wait is { } time)
            {
                // The first wait counts from the moment the cart was found abandoned.
                run.NextAt = (run.Position == 0 ? now : run.NextAt) + time;
                run.Position++;
                continue;
            }
            if (person.Carts.Find(c => c.Key == run.Cart) is not { } cart) { (run.EndedAt, run.IsBrokenOff) = (now, true); return; }
            if (WhyNot(run.Journey, person, cart, now) is null && IsUnderCap(person, now, isCertain: false))
            {
                var later = cart.LastActivityAt + person.Store.Idle;
                for (; person.Store.IsQuiet(Math.Max(later, now), person.Zone); later = NextMinute(Math.Max(later, now))) { }
                if (later > now) { run.NextAt = later; return; }
                Dues.Add(new DueModel(run, template!, run.NextAt, now));
            }
            run.Position++;
            run.NextAt = now;
        }
    }

    /// <param name="isCertain">Only what the mail server has for certain counts, not what may have left.</param>
    public static bool IsUnderCap(PersonModel person, long now, bool isCertain) =>
        person.Left.Count(l => now - l.At < person.Store.CapTime && (l.IsCertain || !isCertain)) < person.Store.Cap;

    private static long NextMinute(long at) => (at / 60_000 + 1) * 60_000;
}
