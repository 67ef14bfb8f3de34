namespace Cartwright.Simulation.Oracle;

/// <summary>
/// Sees what went in (and when it was acknowledged), what the merchants set, and what the mail server got, and holds it against the
/// promises. It shares no code with what it judges: a mistake made there is not made here a second time.
/// </summary>
internal sealed class Judge(IReadOnlyList<StoreRules> stores, bool isCalm)
{
    /// <summary>A mail shows so many lines of a cart.</summary>
    private const int LinesShown = 15;

    /// <summary>With nothing going wrong a message leaves within this (ms) of when it was due: two steps of the simulated clock.</summary>
    private const long Patience = 65_000;

    private readonly Dictionary<int, PersonModel> _people = [];
    private readonly PriorityQueue<int, (long, int)> _next = new();
    private readonly Dictionary<string, SunkMail> _taken = new(StringComparer.Ordinal);
    private readonly HashSet<string> _returned = new(StringComparer.Ordinal);
    private readonly HashSet<string> _bounced = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _cartOf = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DueModel> _byMessage = new(StringComparer.Ordinal);

    public List<Violation> Violations { get; } = [];
    public SortedDictionary<string, long> Figures { get; } = new(StringComparer.Ordinal);
    public List<long> Lateness { get; } = [];
    public IReadOnlyCollection<PersonModel> People => _people.Values;

    public void Count(string figure, long by = 1) => Figures[figure] = Figures.GetValueOrDefault(figure) + by;

    /// <summary>An act was acknowledged.</summary>
    public void Heard(Act act, long now)
    {
        var person = Of(act.Shopper);
        switch (act.Kind)
        {
            case ActKind.Event:
                Count(person.Hear(act.Event!, now) ? "events" : "doubledEvents");
                break;
            case ActKind.OptOut:
                person.IsSuppressed = true;
                person.Journeys.EndAll(now);
                Count("optOuts");
                break;
            case ActKind.Erase:
                person.IsErased = true;
                person.Journeys.EndAll(now);
                Count("erased");
                break;
            case ActKind.Return:
                _returned.Add(act.Mail!.MessageId);
                // What the mail is about is told by what it showed when it came: the cart may have changed since.
                if ((_cartOf.TryGetValue(act.Mail.MessageId, out var key) ? person.Carts.Find(c => c.Key == key) : About(person, act.Mail)) is { } cart) person.Return(cart, act.Device!, act.Mail.At, now);
                Count("returns");
                break;
            default:
                Count("looks"); // a GET changes nothing
                break;
        }
        if (person.SaidYes == false && act.Event?.Consents is not null) person.Journeys.EndAll(now);
        person.Journeys.Recheck(person, now);
        Plan(person);
    }

    /// <summary>The timers that were due were answered.</summary>
    public void TimersRan(long now)
    {
        while (_next.TryPeek(out var number, out var at) && at.Item1 <= now)
        {
            _next.Dequeue();
            var person = _people[number];
            if (person.Journeys.NextAt(person) is not { } due || due > now) continue;
            person.Journeys.Advance(person, now);
            Plan(person);
        }
    }

    /// <summary>Somebody tries to hand this mail over.</summary>
    public void Tried(SunkMail mail, long now)
    {
        if (_bounced.Contains(mail.To) && !_bounced.Contains(mail.To + " " + mail.MessageId)) Broken(4, mail, now, $"tried again at {mail.To}, which does not exist, with another message");
    }

    public void Refused(SunkMail mail, long now, bool isForGood, bool isDeadAddress)
    {
        Count(isForGood ? "refusedForGood" : "refusedForNow");
        if (DueOf(mail) is { } due && due.State == DueState.Waiting)
        {
            due.PutOffAt = now;
            if (isForGood) due.State = DueState.Refused;
        }
        if (!isDeadAddress) return;
        var person = Of(mail.Shopper);
        _bounced.Add(mail.To);
        _bounced.Add(mail.To + " " + mail.MessageId);
        person.IsSuppressed = true;
        person.Journeys.EndAll(now);
        person.Journeys.Recheck(person, now);
    }

    /// <summary>The process died, or the line broke, at a point from where the message may have left as far as the server can know; the mail server has nothing.</summary>
    public void MayHaveLeft(SunkMail mail, long now)
    {
        Count("unknown");
        Of(mail.Shopper).Left.Add((now, false));
        if (DueOf(mail) is { } due && due.State == DueState.Waiting) due.State = DueState.Unknown;
    }

    /// <summary>The mail server has it.</summary>
    public void Received(SunkMail mail, long now)
    {
        Count("messages");
        if (!_people.TryGetValue(mail.Shopper, out var person)) { Broken(7, mail, now, "is about nobody's cart"); return; }
        if (!_taken.TryAdd(mail.MessageId, mail)) Broken(5, mail, now, "was taken twice");
        if (About(person, mail) is not { } cart) { Broken(person.IsErased ? 4 : 2, mail, now, "shows what is not in the cart: " + string.Join(", ", LinesOf(mail).Select(l => $"{l.Quantity} × {l.Product}"))); }
        else
        {
            _cartOf[mail.MessageId] = cart.Key;
            Permitted(person, cart, mail, now);
            if (DueOf(mail) is { State: DueState.Waiting or DueState.Unknown } due)
            {
                due.State = DueState.Sent;
                if (due.PutOffAt is null && due.At == now) OnTime(mail, now - due.IdealAt, now);
            }
            else if (person.Journeys.Dues.Exists(d => d.State == DueState.Sent && d.Template == mail.Template && d.Run.Cart == cart.Key && now - d.At < d.Run.Journey.Reentry)
                && person.Store.Journeys.Sum(j => j.Steps.Count(s => s.Template == mail.Template)) == 1)
                Broken(5, mail, now, "is a step that was sent before");
            else Broken(4, mail, now, "was not due");
        }
        person.Left.Add((now, true));
    }

    private void OnTime(SunkMail mail, long late, long now)
    {
        Lateness.Add(late);
        if (isCalm && late > Patience) Broken(6, mail, now, $"was due {late / 1000} s before");
    }

    private void Permitted(PersonModel person, CartModel cart, SunkMail mail, long now)
    {
        var store = person.Store;
        if (person.IsOrderedSince(cart, 0)) Broken(3, mail, now, "though the order was acknowledged");
        if (person.IsErased) Broken(4, mail, now, "though the person was erased");
        else if (person.IsSuppressed) Broken(3, mail, now, "though the address is suppressed");
        else if (person.SaidYes == false) Broken(3, mail, now, "though the person said no");
        else if (store.NeedsYes && !person.SaidYesFor(cart, isCertain: false)) Broken(4, mail, now, "without a consent");
        if (!person.IsErased && person.AddressOf(cart) is { } address && address != mail.To) Broken(4, mail, now, $"went to {mail.To} instead of {address}");
        if (store.IsQuiet(now, person.Zone)) Broken(4, mail, now, $"in quiet hours ({store.QuietFrom}–{store.QuietTo} in {person.Zone.Id})");
        if (!JourneyModel.IsUnderCap(person, now, isCertain: true)) Broken(4, mail, now, $"over the cap of {store.Cap} in {store.CapTime / 3_600_000} h");
        if (now - cart.LastActivityAt > store.Journeys.Max(j => j.MaxAge)) Broken(4, mail, now, "about a cart that is too old");
    }

    /// <summary>The message that had to leave and did: the earliest of those this mail may be. A mail keeps its message when it is tried again.</summary>
    private DueModel? DueOf(SunkMail mail)
    {
        if (_byMessage.TryGetValue(mail.MessageId, out var known)) return known;
        var person = Of(mail.Shopper);
        if (About(person, mail) is not { } cart) return null;
        var due = person.Journeys.Dues.Find(d => d.Template == mail.Template && d.Run.Cart == cart.Key && d.State == DueState.Waiting && !d.IsTaken);
        if (due is not null) (_byMessage[mail.MessageId], due.IsTaken) = (due, true);
        return due;
    }

    /// <summary>The cart that holds what the mail shows.</summary>
    private static CartModel? About(PersonModel person, SunkMail mail)
    {
        var shown = LinesOf(mail);
        return person.Carts.FindLast(c => !c.IsOrdered && Shows(c)) ?? person.Carts.FindLast(Shows);

        bool Shows(CartModel cart) => shown.TrueForAll(l => cart.Lines.TryGetValue(l.Product, out var has) && has.Quantity == l.Quantity) && shown.Count == Math.Min(cart.Lines.Count, LinesShown) && shown.Count > 0;
    }

    // "- Item-NAME" and below it "  2 × …".
    private static List<(string Product, int Quantity)> LinesOf(SunkMail mail)
    {
        var lines = new List<(string, int)>();
        string? product = null;
        foreach (var line in mail.Text.AsSpan().EnumerateLines())
        {
            if (line.StartsWith("- Item-", StringComparison.Ordinal)) product = line[7..].Trim().ToString();
            else if (product is not null)
            {
                var words = line.TrimStart();
                var digits = words.IndexOfAnyExceptInRange('0', '9');
                lines.Add((product, digits > 0 && int.TryParse(words[..digits], System.Globalization.CultureInfo.InvariantCulture, out var quantity) ? quantity : 0));
                product = null;
            }
        }
        return lines;
    }

    private PersonModel Of(int number)
    {
        if (!_people.TryGetValue(number, out var person)) _people[number] = person = new PersonModel(number, stores[number % stores.Count]);
        return person;
    }

    private void Plan(PersonModel person)
    {
        if (person.Journeys.NextAt(person) is { } at) _next.Enqueue(person.Number, (at, person.Number));
    }

    private void Broken(int promise, SunkMail mail, long now, string what) => Violations.Add(new Violation(promise, mail.Shopper, now, $"{mail.Template} {mail.MessageId} {what}"));

    /// <summary>Whether the landing page ever confirmed a device for a message.</summary>
    public bool WasReturned(Guid message) => _returned.Contains(message.ToString("N"));

    public SunkMail? Taken(Guid message) => _taken.GetValueOrDefault(message.ToString("N"));
}
