namespace Cartwright.Simulation.Oracle;

/// <summary>
/// Sees what went in (and when it was acknowledged), what the merchants set, and what the mail server got, and holds it against the
/// promises. It shares no code with what it judges: a mistake made there is not made here a second time.
/// </summary>
/// <param name="idOf">What the server shows as the id of whom it knows by an address: the person's number and it; null: nobody.</param>
internal sealed class Judge(IReadOnlyList<StoreRules> stores, bool isCalm, Func<int, string, Guid?> idOf)
{
    /// <summary>A mail shows so many lines of a cart.</summary>
    private const int LinesShown = 15;

    /// <summary>Messages that name the order they are about.</summary>
    private static readonly string[] OrderTemplates = ["order-confirmation", "unpaid-order", "unpaid-order-sms"];

    /// <summary>Those about one of the goods in a cart.</summary>
    private static readonly string[] NewsTemplates = ["back-in-stock", "price-drop"];

    /// <summary>Those that are nothing without the code they are about.</summary>
    private static readonly string[] OfferTemplates = ["cart-offer", "next-purchase", "first-order", "win-back"];

    /// <summary>With nothing going wrong a message leaves within this (ms) of when it was due: a step of the simulated clock, and half of one.</summary>
    private const long Patience = 45_000;

    /// <summary>A worker keeps a message for so long (ms), another then as long again.</summary>
    private const long UnderWay = 300_000;

    private readonly Dictionary<int, PersonModel> _people = [];
    private readonly PriorityQueue<int, (long, int)> _next = new();
    private readonly Dictionary<string, SunkMail> _taken = new(StringComparer.Ordinal);
    private readonly HashSet<string> _returned = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _bounced = new(StringComparer.Ordinal); // by address, and by address and message; since when (ms)
    private readonly Dictionary<string, string> _cartOf = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DueModel> _byMessage = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _codes = new(StringComparer.Ordinal);

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
                person.Suppress(act.Mail!.Channel, act.Mail.To);
                person.Journeys.End(r => person.IsOf(r, act.Mail.Channel, act.Mail.To), now);
                Count("optOuts");
                break;
            case ActKind.Erase:
                person.IsErased = true;
                person.Journeys.EndAll(now);
                person.Coupons.TakeBack(now);
                Count("erased");
                break;
            case ActKind.News:
                Count("news");
                foreach (var what in act.News!.Value.Kinds) person.Journeys.News(act.News.Value.Product, what, now);
                break;
            case ActKind.Return:
                _returned.Add(act.Mail!.MessageId);
                // What the mail is about is told by what it showed when it came: the cart may have changed since.
                if ((_cartOf.TryGetValue(act.Mail.MessageId, out var key) ? person.Carts.Find(c => c.Key == key) : About(person, act.Mail)) is { } cart) person.Return(cart, act.Device!, act.Mail.At, _byMessage.GetValueOrDefault(act.Mail.MessageId)?.Run, now);
                Count("returns");
                break;
            default:
                Count("looks"); // a GET changes nothing
                break;
        }
        person.Journeys.Recheck(now);
        Plan(person);
    }

    /// <summary>The shop asked something of a code, and was told yes or no.</summary>
    /// <param name="action">validate, reserve or release.</param>
    public void Asked(int shopper, string code, string action, string order, bool isGood, long now)
    {
        var person = Of(shopper);
        Count("codesAsked");
        if (person.Coupons.All.Find(c => c.Code == code) is not { } coupon) return; // of a message that was judged already
        if (coupon is { IsDoubtful: true, IsTakenBack: false }) return;
        if (person.Coupons.Ask(action, coupon, order, now) != isGood) Violations.Add(new Violation(9, shopper, now, $"to {action} {code} for {order} the answer was {(isGood ? "yes" : "no")}"));
    }

    /// <summary>The timers that were due were answered.</summary>
    public void TimersRan(long now)
    {
        while (_next.TryPeek(out var number, out var at) && at.Item1 <= now)
        {
            _next.Dequeue();
            var person = _people[number];
            if (person.Journeys.NextAt() is not { } due || due > now) continue;
            person.Journeys.Advance(now);
            Plan(person);
        }
    }

    /// <summary>Somebody tries to hand this message over.</summary>
    public void Tried(SunkMail mail, long now)
    {
        // What was under way together with the one that came back may be tried yet.
        if (_bounced.TryGetValue(mail.To, out var since) && now - since > UnderWay && !_bounced.ContainsKey(mail.To + " " + mail.MessageId)) Broken(4, mail, now, $"tried again at {mail.To}, which does not exist, with another message");
    }

    /// <summary>The other side could not be reached.</summary>
    public void NotReached(SunkMail mail, long now)
    {
        Count("notReached");
        PutOff(mail, now);
    }

    private DueModel? PutOff(SunkMail mail, long now)
    {
        if (DueOf(mail) is not { IsOpen: true } due) return null;
        due.PutOffAt = now;
        if (Of(mail.Shopper).Store.QuietDrop) due.State = DueState.Doubtful; // the next try may fall into the night
        return due;
    }

    /// <param name="isOptOut">Whoever is there said stop to somebody else, who says so now.</param>
    public void Refused(SunkMail mail, long now, bool isForGood, bool isDeadAddress, bool isOptOut = false)
    {
        Count(isForGood ? "refusedForGood" : "refusedForNow");
        var person = Of(mail.Shopper);
        if (PutOff(mail, now) is { } due && isForGood) due.State = DueState.Refused;
        if (!isDeadAddress) return;
        _bounced.TryAdd(mail.To, now);
        _bounced.TryAdd(mail.To + " " + mail.MessageId, now);
        person.Suppress(mail.Channel, mail.To);
        person.Journeys.End(r => person.IsOf(r, mail.Channel, mail.To), now, isDoneToo: isOptOut);
        person.Journeys.Recheck(now);
    }

    /// <summary>The process died, or the line broke, at a point from where the message may have left as far as the server can know; the other side has nothing.</summary>
    public void MayHaveLeft(SunkMail mail, long now)
    {
        Count("unknown");
        var due = DueOf(mail);
        if (mail.Channel == "webhook") PutOff(mail, now); // a system knows it by its id, and is told again
        else if (due is { IsOpen: true }) due.State = DueState.Unknown;
        Leave(mail, due, now, isCertain: false);
    }

    /// <summary>The other side has it.</summary>
    public void Received(SunkMail mail, long now)
    {
        Count("messages");
        if (mail.Channel != "email") Count(mail.Channel switch { "sms" => "texts", "webhook" => "webhooks", _ => "handOffs" });
        if (!_people.TryGetValue(mail.Shopper, out var person)) { Broken(7, mail, now, "is about nobody"); return; }
        var isFirst = _taken.TryAdd(mail.MessageId, mail);
        if (!isFirst && mail.Channel != "webhook") Broken(5, mail, now, "was taken twice");
        var due = DueOf(mail);
        if (!isFirst && due is { State: DueState.Sent })
        {
            Count("toldAgain"); // a system knows what it was told by its id: at least once
            return;
        }
        var shown = LinesOf(mail);
        var cart = About(person, mail);
        if (shown.Count > 0 && cart is null) Broken(person.IsErased ? 4 : 2, mail, now, "shows what is not in the cart: " + string.Join(", ", shown.Select(l => $"{l.Quantity} × {l.Product}")));
        else
        {
            var run = due?.Run ?? Likely(person, cart, mail, now);
            if (run?.Cart is { } key) _cartOf[mail.MessageId] = key;
            if (run is not null) Permitted(person, run, mail, now);
            if (due is { IsOpen: true } or { State: DueState.Unknown })
            {
                // Two that are due at once may leave one after the other.
                if (due.PutOffAt is null && due.State == DueState.Waiting && person.Store.CoolDown == 0) OnTime(mail, now - due.IdealAt, now);
                (due.State, due.Took) = (DueState.Sent, mail.Template.Length > 0 ? mail.Template : due.Templates[0]);
            }
            else if (run is not null && run.Journey.Sends(mail.Template) == 1 && person.Journeys.Dues.Exists(d => d.State == DueState.Sent && d.Templates.Contains(mail.Template) && d.Run.Subject == run.Subject && d.Run.Journey == run.Journey && now - d.At < run.Journey.Reentry))
                Broken(5, mail, now, "is a step that was sent before");
            else Broken(4, mail, now, $"was not due; runs: {string.Join(", ", person.Journeys.Runs.TakeLast(4).Select(r => r.Tell(now)))}; due: {string.Join(", ", person.Journeys.Dues.TakeLast(4).Select(d => d.Tell(now)))}");
            Code(person, due, mail, now);
        }
        Leave(mail, due, now, isCertain: true);
    }

    private void Leave(SunkMail mail, DueModel? due, long now, bool isCertain)
    {
        var run = due?.Run;
        if (due is not null) Tell(Of(mail.Shopper), due, now);
        if (due?.Coupon is { } coupon) coupon.IsShown = true;
        if (GateModel.IsInternal(mail.Channel)) return;
        var person = Of(mail.Shopper);
        // Of a device that never told who is at it nobody knows that it is this person's.
        isCertain &= run is null || person.IsKnown(run);
        person.Left.Add((now, isCertain));
        if (mail.Channel == "sms") person.Texts.Add((run?.Cart, isCertain));
        person.Journeys.Recheck(now);
    }

    private void OnTime(SunkMail mail, long late, long now)
    {
        Lateness.Add(late);
        if (isCalm && late > Patience) Broken(6, mail, now, $"was due {late / 1000} s before");
    }

    private void Permitted(PersonModel person, RunModel run, SunkMail mail, long now)
    {
        var store = person.Store;
        foreach (var (promise, what) in GateModel.Against(run, mail.Channel, person, now, isCertain: true)) Broken(promise, mail, now, what);
        if (!GateModel.IsUnderCap(run, mail.Channel, person, now, isCertain: true)) Broken(4, mail, now, $"over the cap of {store.Cap} in {store.CapTime / 3_600_000} h");
        if (GateModel.IsInternal(mail.Channel)) return;
        if (!person.IsErased && person.AddressOf(person.CartOf(run), mail.Channel) is { } address && address != mail.To) Broken(4, mail, now, $"went to {mail.To} instead of {address}");
        if (GateModel.IsQuiet(run, mail.Channel, person, now)) Broken(4, mail, now, $"in quiet hours ({store.QuietFrom}–{store.QuietTo} in {person.ZonesIn(person.CartOf(run), mail.Channel)[0].Id})");
        if (!run.Journey.IsTransactional && person.IsCooling(run, now)) Broken(4, mail, now, $"less than {store.CoolDown / 60_000} minutes after another");
    }

    // A code that was owed is given with the first message that tells it.
    private static void Tell(PersonModel person, DueModel due, long now)
    {
        if (due.Coupon is not { IsOwed: true } owed) return;
        var told = person.Tell(due.Run, owed.Offer, now);
        if (due.Run.Coupon == owed) due.Run.Coupon = told;
        due.Coupon = told;
    }

    /// <summary>The code a message shows is the one that was given, lives, and is nobody else's.</summary>
    private void Code(PersonModel person, DueModel? due, SunkMail mail, long now)
    {
        var code = CodeIn(mail.Text);
        if (code is not null) Count("codes");
        if (due is not null) Tell(person, due, now);
        // What could not leave before the end of its code is made again with a new one.
        if (due is { Coupon: { IsTakenBack: false, UsedBy: null } over } && over.Code != code && !over.IsAlive(now)) due.Coupon = person.Give(due.Run, due.Run.Offer!, now);
        if (due?.Coupon is not { } coupon)
        {
            if (code is not null) Broken(9, mail, now, $"shows {code}, which nobody gave");
            return;
        }
        if (code is null)
        {
            if (OfferTemplates.Contains(mail.Template)) Broken(9, mail, now, "shows no code, though one was given");
            return;
        }
        if (!_codes.TryAdd(code, person.Number) && (_codes[code] != person.Number || coupon.Code != code)) Broken(9, mail, now, $"shows {code}, which is somebody else's or another offer's");
        if ((coupon.Code ??= code) != code) Broken(9, mail, now, $"shows {code} instead of {coupon.Code}");
        if (!coupon.IsAlive(now)) Broken(9, mail, now, $"shows {code}, which is over");
        if (person.Coupons.Alive(coupon.Stranger, now).Count > 1) Broken(9, mail, now, "is to somebody of whom two codes live");
    }

    /// <summary>The message that had to leave and did: the earliest of those this one may be. A mail keeps its message when it is tried again.</summary>
    private DueModel? DueOf(SunkMail mail)
    {
        if (_byMessage.TryGetValue(mail.MessageId, out var known)) return known;
        var person = Of(mail.Shopper);
        var about = About(person, mail);
        // One of several is told with others when it is tried again.
        var fitting = person.Journeys.Dues.FindAll(d => d.IsOpen && (!d.IsTaken || IsOneOfSeveral(mail)) && IsOne(d, about, mail));
        var code = CodeIn(mail.Text);
        // One that may have been left out long ago, and whose code is over, is not the one.
        bool HasCode(DueModel d) => d.Coupon is not { } coupon || (coupon.Code ?? code) == code && coupon.IsAlive(mail.At);
        bool MayLeave(DueModel d) => !GateModel.Against(d.Run, d.Channel, person, mail.At, isCertain: true).Any();
        // Nor one of which nobody can say whether it was left out, where another must leave, or only another may.
        var due = fitting.Find(d => d.State == DueState.Waiting && HasCode(d)) ?? fitting.Find(d => HasCode(d) && MayLeave(d)) ?? fitting.Find(HasCode) ?? fitting.FirstOrDefault();
        if (due is not null) (_byMessage[mail.MessageId], due.IsTaken) = (due, true);
        return due;
    }

    private static bool IsOneOfSeveral(SunkMail mail) => mail.Text.StartsWith(SunkMail.OneOfSeveral, StringComparison.Ordinal);

    private static bool IsOne(DueModel due, CartModel? about, SunkMail mail) =>
        due.Channel == mail.Channel && (mail.Channel == "sms" || due.Templates.Contains(mail.Template))
        && (!due.Run.Journey.IsOfCart || (about is null ? mail.Channel == "sms" : due.Run.Cart == about.Key))
        && (due.Run.Order is not { } order || !due.Templates.Any(t => OrderTemplates.Contains(t)) || mail.Text.Contains(order, StringComparison.Ordinal));

    /// <summary>What run a message may be of that was not due.</summary>
    private static RunModel? Likely(PersonModel person, CartModel? about, SunkMail mail, long now) =>
        person.Journeys.Dues.FindLast(d => d.Channel == mail.Channel && (mail.Channel == "sms" || d.Templates.Contains(mail.Template)) && (!d.Run.Journey.IsOfCart || d.Run.Cart == about?.Key))?.Run
        ?? (person.Store.Journeys.FirstOrDefault(j => j.Sends(mail.Template) > 0 && j.IsOfCart == about is not null) is { } journey ? new RunModel(journey, "", about?.Key, null, now, now) : null);

    /// <summary>The cart that holds what the message shows.</summary>
    private static CartModel? About(PersonModel person, SunkMail mail)
    {
        if (mail.Channel == "sms")
        {
            var from = mail.Text.IndexOf("Item-", StringComparison.Ordinal);
            var product = from < 0 ? "" : mail.Text[(from + 5)..].Split(' ', '.')[0];
            return person.Carts.FindLast(c => !c.IsOrdered && c.Lines.ContainsKey(product)) ?? person.Carts.FindLast(c => c.Lines.ContainsKey(product));
        }
        if (NewsTemplates.Contains(mail.Template) || IsOneOfSeveral(mail)) return person.Carts.FindLast(c => !c.IsOrdered && c.Lines.Keys.Any(Names)) ?? person.Carts.FindLast(c => c.Lines.Keys.Any(Names));
        var shown = LinesOf(mail);
        return person.Carts.FindLast(c => !c.IsOrdered && Shows(c)) ?? person.Carts.FindLast(Shows);

        bool Names(string product) => mail.Text.Contains("- Item-" + product, StringComparison.Ordinal);

        bool Shows(CartModel cart) => shown.TrueForAll(l => cart.Lines.TryGetValue(l.Product, out var has) && has.Quantity == l.Quantity) && shown.Count == Math.Min(cart.Lines.Count, LinesShown) && shown.Count > 0;
    }

    // PREFIX-XXXXX-XXXXX-XXXXX
    private static string? CodeIn(string text)
    {
        foreach (var line in text.AsSpan().EnumerateLines())
            foreach (var range in line.Split(' '))
                if (line[range] is { Length: >= 17 } word && word.Count('-') == 3 && word.IndexOfAnyExcept("-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") < 0) return word.ToString();
        return null;
    }

    // Of what lies in carts, not of what was looked at: "- Item-NAME" and below it "  2 × …".
    private static List<(string Product, int Quantity)> LinesOf(SunkMail mail)
    {
        var lines = new List<(string, int)>();
        string? product = null;
        foreach (var line in mail.Text.AsSpan().EnumerateLines())
        {
            if (line.StartsWith("- Item-p", StringComparison.Ordinal)) product = line[7..].Trim().ToString();
            else if (product is not null)
            {
                var words = line.TrimStart();
                var digits = words.IndexOfAnyExceptInRange('0', '9');
                // Without how many it is no line of a cart: what became cheaper, or what others buy.
                if (digits > 0 && words[digits..].TrimStart().StartsWith("×", StringComparison.Ordinal)) lines.Add((product, int.Parse(words[..digits], System.Globalization.CultureInfo.InvariantCulture)));
                product = null;
            }
        }
        return lines;
    }

    private PersonModel Of(int number)
    {
        if (!_people.TryGetValue(number, out var person)) _people[number] = person = new PersonModel(number, stores[number % stores.Count], idOf);
        return person;
    }

    private void Plan(PersonModel person)
    {
        if (person.Journeys.NextAt() is { } at) _next.Enqueue(person.Number, (at, person.Number));
    }

    private void Broken(int promise, SunkMail mail, long now, string what) => Violations.Add(new Violation(promise, mail.Shopper, now, $"{mail.Channel} {mail.Template} {mail.MessageId} {what}"));

    /// <summary>Whether the landing page ever confirmed a device for a message.</summary>
    public bool WasReturned(Guid message) => _returned.Contains(message.ToString("N"));

    public SunkMail? Taken(Guid message) => _taken.GetValueOrDefault(message.ToString("N"));
}
