using Cartwright.Carts;
using Cartwright.Hosting;
using Cartwright.Products;
using Cartwright.Shoppers;
using Cartwright.Storage;
using Cartwright.Tracking;

namespace Cartwright.Turns;

/// <summary>
/// One transaction's worth of signals: finds whose they are, decides them in memory, and collects what is to be written.
/// Lives for one attempt; what it learned goes to the caches only after the commit.
/// </summary>
internal sealed class TurnBatch(Session session, ShopperStore shoppers, Secrets secrets, TurnCaches caches, Func<Guid, TurnContext?> contextOf)
{
    private readonly Dictionary<Guid, long> _sentToday = [];
    private readonly Dictionary<Guid, IReadOnlyDictionary<string, string>> _categories = [];
    private readonly Dictionary<(Guid Store, Identifier Id), Guid> _aliases = [];
    private readonly Dictionary<(Guid Store, Guid Id), ShopperState> _working = [];
    private readonly Dictionary<(Guid Store, Guid Id), EventLog?> _logs = [];
    private readonly Dictionary<(Guid Store, string Kind, string Address), string> _hashes = [];
    private IReadOnlyList<Identifier>?[] _identifiers = [];

    /// <summary>Shoppers as they were loaded; a new one is not in it.</summary>
    public Dictionary<(Guid Store, Guid Id), ShopperState> Before { get; } = [];
    public IEnumerable<ShopperState> After => _working.Values;
    public List<(Guid Store, Identifier Id, Guid Shopper, bool Move)> NewAliases { get; } = [];

    /// <summary>Body: the event as it is stored; null: to be made.</summary>
    public List<(ShopperState Owner, StorefrontEvent Event, byte[]? Body)> Events { get; } = [];

    /// <summary>Shoppers of whom an event tells something personal: they need a key to seal it with.</summary>
    public HashSet<Guid> Personal { get; } = [];
    public List<(Guid Store, Guid Shopper, Story Story)> Stories { get; } = [];
    public List<(ShopperState Owner, Messages.Reply Reply)> Replies { get; } = [];
    public List<ShopperState> MergedAway { get; } = [];
    public HashSet<(Guid Store, Guid Id)> TimersFired { get; } = [];
    public List<OptOutSignal> Strangers { get; } = [];

    /// <summary>Suppressions taken back, with the shopper known by the address.</summary>
    public List<(LiftSignal Signal, (Guid Store, Guid Id)? Owner)> Lifted { get; } = [];

    /// <summary>Orders a person recorded.</summary>
    public List<(StorefrontEvent Event, string By, (Guid Store, Guid Id) Owner)> Recorded { get; } = [];

    /// <summary>Messages a person approved or refused.</summary>
    public List<(ApprovalSignal Signal, (Guid Store, Guid Id) Owner)> Approved { get; } = [];

    /// <summary>Messages that the daily limit counts from now on (1), or no longer (-1), with the day of the store.</summary>
    public List<(string Day, int Change, (Guid Store, Guid Id) Owner)> Counted { get; } = [];
    public Dictionary<int, (Guid Store, Guid Id)> OwnerOf { get; } = [];
    public SignalResult?[] Results { get; private set; } = [];
    public List<(int Index, Exception Error)> Failures { get; } = [];

    /// <summary>Shoppers whom the cache did not know.</summary>
    public IEnumerable<ShopperState> Loaded => Before.Where(b => !_remembered.Contains(b.Key)).Select(b => b.Value);

    /// <summary>Whom each identifier means now, followed to the survivor.</summary>
    public IEnumerable<KeyValuePair<(Guid Store, Identifier Id), Guid>> Aliases =>
        _aliases.Select(a => KeyValuePair.Create(a.Key, Current((a.Key.Store, a.Value))?.Id ?? a.Value));

    public async Task DecideAsync(IReadOnlyList<Signal> signals, bool[] isNew)
    {
        Results = new SignalResult?[signals.Count];
        _identifiers = new IReadOnlyList<Identifier>?[signals.Count];
        await PrefetchAsync(signals);
        // In the order things happened, so that a batch that came shuffled folds without looking back; deliveries last, to see all facts.
        var order = Enumerable.Range(0, signals.Count).ToArray();
        Array.Sort(order, (a, b) => Compare(signals[a], signals[b]) is var c && c != 0 ? c : a.CompareTo(b));
        foreach (var i in order)
        {
            if (!isNew[i]) { Results[i] = SignalResult.Duplicate; continue; }
            try
            {
                Results[i] = await DecideAsync(signals[i], i);
            }
            catch (Exception error) when (error is not OperationCanceledException && !caches.IsTransient(error))
            {
                Failures.Add((i, error));
                Results[i] = new Rejected("the event could not be decided; the operator has the details in the log");
            }
        }
    }

    public IReadOnlyList<Identifier> IdentifiersOf(StorefrontEvent e) => IdentityPolicy.Of(e, (kind, address) => Hash(e.StoreId, kind, address));

    private async Task<SignalResult> DecideAsync(Signal signal, int index)
    {
        var context = contextOf(signal.StoreId) ?? throw new InvalidOperationException($"store {signal.StoreId} is not there");
        if (_sentToday.TryGetValue(signal.StoreId, out var sent)) context = context with { SentToday = sent };
        if (_categories.TryGetValue(signal.StoreId, out var categories)) context = context with { Categories = categories };
        _joinedSince = long.MaxValue;
        if (signal is EventSignal { Event: { OrderId: { } order, Trust: > Trust.Browser } ofOrder } && ByAlias(ofOrder.StoreId, new(IdentityPolicy.Order, order)) is { Traits.IsErased: true })
        {
            // Of an order of one who was erased since, only the order is heard.
            signal = new EventSignal(ofOrder with { Personal = null, AnonymousId = null, UserId = null, RefShopper = null });
            _identifiers[index] = [new(IdentityPolicy.Order, order)];
        }
        var joinedBefore = MergedAway.Count;
        var state = signal switch
        {
            EventSignal e => Identify(e.Event, _identifiers[index]!, context),
            OptOutSignal { ShopperId: null } o => ByAlias(o.StoreId, new(o.Channel == Channels.Email ? IdentityPolicy.Email : IdentityPolicy.Phone, o.AddressHash)),
            LiftSignal l => ByAlias(l.StoreId, new(l.Channel == Channels.Email ? IdentityPolicy.Email : IdentityPolicy.Phone, l.AddressHash)),
            _ => Current((signal.StoreId, signal.ShopperId!.Value)),
        };
        if (state is null)
        {
            if (signal is ApprovalSignal) return new ApprovalResult(ApprovalAnswer.NotThere);
            if (signal is OptOutSignal stranger) Strangers.Add(stranger);
            if (signal is LiftSignal unknown) Lifted.Add((unknown, null));
            if (signal is TimerSignal gone) TimersFired.Add((gone.StoreId, gone.Shopper));
            return SignalResult.Ok;
        }
        var key = (state.StoreId, state.Id);
        OwnerOf[index] = key;

        EventLog? log = null;
        if (signal is EventSignal { Event: var incoming })
        {
            if (MergedAway.Count > joinedBefore) _logs.Remove(key); // it has events now that were another's
            if (MergedAway.Count > joinedBefore || string.CompareOrdinal(EventStamp.Of(incoming), state.LastStamp) <= 0) log = await LogAsync(state, Math.Min(_joinedSince, incoming.At));
        }
        var turn = TurnDecider.Decide(state, signal, context, log);
        if (signal is EventSignal { Event: var e2 } told)
        {
            Events.Add((turn.State, e2, told.Body));
            if (told.By is { } person) Recorded.Add((e2, person, key));
            if (e2.Personal is not null) Personal.Add(turn.State.Id);
            if (_logs.GetValueOrDefault(key) is { } known) known.Events.Add(e2);
        }
        if (turn.Reply is { } reply)
        {
            Replies.Add((turn.State, reply));
            Personal.Add(turn.State.Id);
        }
        foreach (var own in turn.OwnEvents) Events.Add((turn.State, own, null));
        if (signal is ReturnSignal { Device: var device } && turn.Result is ReturnResult { Personal: true }) Join(turn.State, device, context);
        else _working[key] = turn.State;
        if (signal is TimerSignal fired)
        {
            TimersFired.Add(key);
            TimersFired.Add((fired.StoreId, fired.Shopper)); // the row of one who became another goes with the first time it fires
        }
        if (signal is LiftSignal lift) Lifted.Add((lift, key));
        if (signal is BeginSendSignal or OutcomeSignal && context.Store.Settings.DailyLimit > 0) Count(DailyLimitTurn.Changes(state, turn.State, context), context, key);
        if (signal is ApprovalSignal approval && turn.Result is ApprovalResult { Answer: ApprovalAnswer.Done }) Approved.Add((approval, key));
        foreach (var story in turn.Stories) Stories.Add((state.StoreId, state.Id, story));
        return turn.Result;
    }

    private void Count(IEnumerable<(string Day, int Change)> changes, TurnContext context, (Guid Store, Guid Id) owner)
    {
        foreach (var (day, change) in changes)
        {
            Counted.Add((day, change, owner));
            if (day == DailyLimitTurn.Today(context)) _sentToday[owner.Store] = _sentToday.GetValueOrDefault(owner.Store) + change;
        }
    }

    // What a late event or a joining must fold again; null when that is more than one turn may take: then it counts as it comes.
    private async Task<EventLog?> LogAsync(ShopperState state, long at)
    {
        var key = (state.StoreId, state.Id);
        var since = CartDecider.Since([.. state.Carts.Where(c => c is { Merged: false, LetGo: false }).Select(c => c.Facts)], at);
        if (since <= state.Traits.LetGoUntil) return null;
        if (!_logs.TryGetValue(key, out var log) || log is not null && log.Since > since)
        {
            var stored = Before.ContainsKey(key) || state.Traits.Merged.Count > 0 ? await shoppers.LogOrNullAsync(session, state, since, EventLog.Most) : [];
            if (stored is not null)
            {
                var family = state.Traits.Merged.Append(state.Id).ToHashSet();
                stored.AddRange(Events.Where(x => family.Contains(x.Owner.Id) && x.Event.At >= since).Select(x => x.Event)); // what is before is in the carts
            }
            // Where the beginning of a cart is no longer kept, it cannot be made anew.
            var kept = stored?.Select(e => e.At).ToHashSet();
            var isWhole = kept is not null && state.Carts.All(c => c.Merged || c.LetGo || c.Facts.TouchedAt < since || kept.Contains(c.Facts.StartedAt));
            _logs[key] = log = isWhole ? new EventLog(since, stored!) : null;
        }
        return log?.From(since);
    }

    // The first device that came by the link is the same person, unless it is strongly someone else.
    private void Join(ShopperState state, string device, TurnContext context)
    {
        _working[(state.StoreId, state.Id)] = state;
        var probe = new StorefrontEvent { StoreId = state.StoreId, AnonymousId = device, At = context.Now };
        var known = ByAlias(state.StoreId, new(IdentityPolicy.Anon, device));
        var found = known is null ? new Dictionary<Identifier, ShopperState>() : new() { [new(IdentityPolicy.Anon, device)] = known };
        Apply(state.StoreId, IdentityPolicy.Resolve([new(IdentityPolicy.Anon, device)], found, probe, state), state, context);
    }

    private ShopperState Identify(StorefrontEvent e, IReadOnlyList<Identifier> ids, TurnContext context)
    {
        var found = new Dictionary<Identifier, ShopperState>(ids.Count);
        foreach (var id in ids)
            if (ByAlias(e.StoreId, id) is { } shopper) found[id] = shopper;
        var referred = e.RefShopper is { } r && EventKinds.IsOrder(e.Kind) ? Current((e.StoreId, r)) : null;
        var identification = IdentityPolicy.Resolve(ids, found, e, referred);
        var target = identification.Target is { } known ? Current((e.StoreId, known))! : new ShopperState { StoreId = e.StoreId, Id = context.IdOf(e) };
        target = Apply(e.StoreId, identification, target, context);
        if (e.Personal is null) return target;
        // An address may have been on the lists before this shopper was known by it.
        foreach (var key in AddressesOf(e))
            if (_listed.TryGetValue(key, out var listed) && target.Permissions.All(p => p.Channel != listed.Channel || p.AddressHash != listed.AddressHash)) target = EventTurn.Put(target, listed);
        return target;
    }

    private ShopperState Apply(Guid store, Identification identification, ShopperState target, TurnContext context)
    {
        if (identification.Target is { } kept && kept != target.Id) return target;
        foreach (var other in identification.Merge.Select(id => Current((store, id))).OfType<ShopperState>().Where(o => o.Id != target.Id))
        {
            if (target.FirstSeenAt > 0) _joinedSince = Math.Min(_joinedSince, Math.Max(target.FirstSeenAt, other.FirstSeenAt)); // until then only one of them did anything
            target = CouponTurn.Join(Merged(target, other), context.Now);
            MergedAway.Add(other with { MergedInto = target.Id });
            if (Personal.Contains(other.Id)) Personal.Add(target.Id);
            _working.Remove((store, other.Id));
            Stories.Add((store, target.Id, new Story(null, context.Now, "joined", other.Id.ToString())));
        }
        _working[(store, target.Id)] = target;
        foreach (var id in identification.Write)
        {
            NewAliases.Add((store, id, target.Id, Move: ByAlias(store, id) is not null));
            _aliases[(store, id)] = target.Id;
        }
        return target;
    }

    // The zone that was told last.
    private static ShopperTraits Zoned(ShopperState target, ShopperState other) =>
        other.Traits.TimeZone is not null && (target.Traits.TimeZone is null || string.CompareOrdinal(other.Traits.ZoneStamp ?? "", target.Traits.ZoneStamp ?? "") > 0) ? other.Traits : target.Traits;

    // Nothing is lost by joining: rows keep their ids and are read together from now on; of two permissions the stricter wins.
    private static ShopperState Merged(ShopperState target, ShopperState other) => target with
    {
        FirstSeenAt = Math.Min(target.FirstSeenAt == 0 ? long.MaxValue : target.FirstSeenAt, other.FirstSeenAt),
        LastSeenAt = Math.Max(target.LastSeenAt, other.LastSeenAt),
        LastStamp = string.CompareOrdinal(target.LastStamp, other.LastStamp) >= 0 ? target.LastStamp : other.LastStamp,
        Traits = target.Traits with
        {
            Merged = [.. target.Traits.Merged, other.Id, .. other.Traits.Merged],
            Clicks = [.. target.Traits.Clicks, .. other.Traits.Clicks],
            Locale = target.Traits.Locale ?? other.Traits.Locale, TimeZone = Zoned(target, other).TimeZone, ZoneStamp = Zoned(target, other).ZoneStamp, Country = target.Traits.Country ?? other.Traits.Country,
            TypedOnly = target.Traits.TypedOnly && other.Traits.TypedOnly,
            ForgottenUntil = Math.Max(target.Traits.ForgottenUntil, other.Traits.ForgottenUntil), LetGoUntil = Math.Max(target.Traits.LetGoUntil, other.Traits.LetGoUntil),
            EarlyConsents = other.Traits.EarlyConsents is { } early ? [.. target.Traits.EarlyConsents ?? [], .. early] : target.Traits.EarlyConsents,
            TopicsOff = [.. target.Traits.TopicsOff.Union(other.Traits.TopicsOff)],
        },
        Personal = target.Personal with
        {
            Email = target.Personal.Email ?? other.Personal.Email, EmailStamp = target.Personal.EmailStamp ?? other.Personal.EmailStamp,
            Phone = target.Personal.Phone ?? other.Personal.Phone, PhoneStamp = target.Personal.PhoneStamp ?? other.Personal.PhoneStamp,
            FirstName = target.Personal.FirstName ?? other.Personal.FirstName, LastName = target.Personal.LastName ?? other.Personal.LastName, Region = target.Personal.Region ?? other.Personal.Region,
        },
        Carts = [.. target.Carts.Concat(other.Carts).OrderBy(c => c.Facts.StartedAt).ThenBy(c => c.Id)],
        Enrollments = [.. target.Enrollments.Concat(other.Enrollments).OrderBy(x => x.Id)],
        Messages = [.. target.Messages.Concat(other.Messages).OrderBy(m => m.Id)],
        Orders = [.. target.Orders.Concat(other.Orders.Where(o => target.Orders.All(t => t.ExternalId != o.ExternalId))).OrderBy(o => o.Id)],
        Coupons = [.. target.Coupons.Concat(other.Coupons).OrderBy(c => c.Id)],
        Permissions = [.. target.Permissions.Concat(other.Permissions).GroupBy(p => (p.Channel, p.AddressHash)).Select(g => g.MaxBy(p => p.SuppressedFor is not null)!)],
        WakeAt = target.WakeAt is null || other.WakeAt < target.WakeAt ? null : target.WakeAt,
    };

    private ShopperState? ByAlias(Guid store, Identifier id) => _aliases.TryGetValue((store, id), out var shopper) ? Current((store, shopper)) : null;

    private ShopperState? Current((Guid Store, Guid Id) key)
    {
        for (var hops = 0; hops < 32; hops++)
        {
            if (_working.TryGetValue(key, out var state)) return state;
            if (MergedAway.FirstOrDefault(m => m.StoreId == key.Store && m.Id == key.Id) is { MergedInto: { } next }) { key = (key.Store, next); continue; }
            if (_survivors.TryGetValue(key, out var survivor) && survivor != key) { key = survivor; continue; }
            return null;
        }
        return null;
    }

    private readonly HashSet<(Guid, Guid)> _remembered = [];
    private readonly Dictionary<(Guid, Guid), (Guid, Guid)> _survivors = [];
    private long _joinedSince;

    private async Task PrefetchAsync(IReadOnlyList<Signal> signals)
    {
        var wantedAliases = new HashSet<(Guid, Identifier)>();
        var wanted = new HashSet<(Guid, Guid)>();
        for (var i = 0; i < signals.Count; i++)
        {
            var signal = signals[i];
            if (signal.ShopperId is { } direct) wanted.Add((signal.StoreId, direct));
            if (signal is EventSignal { Event: var e })
            {
                foreach (var id in _identifiers[i] = IdentifiersOf(e)) wantedAliases.Add((e.StoreId, id));
                if (e.RefShopper is { } r) wanted.Add((e.StoreId, r));
            }
            else if (signal is OptOutSignal o) wantedAliases.Add((o.StoreId, new(o.Channel == Channels.Email ? IdentityPolicy.Email : IdentityPolicy.Phone, o.AddressHash)));
            else if (signal is LiftSignal l) wantedAliases.Add((l.StoreId, new(l.Channel == Channels.Email ? IdentityPolicy.Email : IdentityPolicy.Phone, l.AddressHash)));
            else if (signal is ReturnSignal ret) wantedAliases.Add((ret.StoreId, new(IdentityPolicy.Anon, ret.Device)));
        }
        var unknown = new List<(Guid, Identifier)>();
        foreach (var alias in wantedAliases)
        {
            if (caches.Aliases.TryGet(alias, out var shopper)) _aliases[alias] = shopper;
            else unknown.Add(alias);
        }
        foreach (var (alias, shopper) in await ShopperStore.AliasesAsync(session, unknown)) _aliases[alias] = shopper;
        foreach (var (alias, shopper) in _aliases) wanted.Add((alias.Store, shopper));

        var fresh = session.Dialect.OneWriter ? [] : signals.Where(s => s.NeedsFresh).Select(s => (s.StoreId, s.ShopperId!.Value)).ToHashSet();
        var cold = new List<(Guid, Guid)>();
        foreach (var key in wanted)
        {
            if (!fresh.Contains(key) && caches.States.TryGet(key, out var state))
            {
                _working[key] = state;
                _remembered.Add(key);
            }
            else cold.Add(key);
        }
        foreach (var (asked, state) in await shoppers.LoadAsync(session, cold))
        {
            var key = (state.StoreId, state.Id);
            _survivors[asked] = key;
            if (!_working.TryGetValue(key, out var cached) || cached.Version < state.Version) _working[key] = state;
        }
        await FreshenAsync(signals);
        await ReadLimitsAsync(signals);
        await ReadCategoriesAsync(signals);
        foreach (var (key, state) in _working) Before[key] = state;
    }

    private async Task ReadCategoriesAsync(IReadOnlyList<Signal> signals)
    {
        foreach (var store in signals.Select(s => s.StoreId).Distinct())
        {
            if (contextOf(store) is not { AsksForCategories: true }) continue;
            var told = signals.OfType<EventSignal>().Where(s => s.StoreId == store).SelectMany(s => s.Event.Lines ?? []).Select(l => l.ProductId);
            _categories[store] = await ProductStore.CategoriesAsync(session, store, _working.Values.Where(s => s.StoreId == store).SelectMany(s => s.Carts).SelectMany(c => c.Facts.Lines).Select(l => l.ProductId).Concat(told));
        }
    }

    // A store's day is held by whoever changes it until that is committed, and before any shopper is: two nodes cannot both take the last message, nor wait for each other.
    private async Task ReadLimitsAsync(IReadOnlyList<Signal> signals)
    {
        foreach (var store in signals.GroupBy(s => s.StoreId).OrderBy(s => s.Key))
            if (contextOf(store.Key) is { Store.Settings.DailyLimit: > 0 } context)
                _sentToday[store.Key] = await TurnStore.SentOnAsync(session, store.Key, DailyLimitTurn.Today(context), hold: store.Any(s => s is BeginSendSignal or OutcomeSignal));
    }

    // Claims, where they are written, and lists change beside the turns: a delivery, or an event with an address, looks at them as they are now.
    private async Task FreshenAsync(IReadOnlyList<Signal> signals)
    {
        foreach (var store in session.Dialect.OneWriter ? [] : signals.Where(s => s is BeginSendSignal or OutcomeSignal).GroupBy(s => s.StoreId))
        {
            var rows = await TurnStore.ClaimsAsync(session, store.Key, store.Select(s => s switch { BeginSendSignal b => b.MessageId, OutcomeSignal o => o.MessageId, _ => Guid.Empty }));
            foreach (var (shopper, messages) in rows.GroupBy(r => r.ShopperId).Select(g => (g.Key, g.ToDictionary(r => r.MessageId))))
                if (Current((store.Key, shopper)) is { } state)
                    _working[(state.StoreId, state.Id)] = state with { Messages = [.. state.Messages.Select(m => messages.TryGetValue(m.Id, out var row) ? m with { Status = row.State, Attempt = row.Attempt } : m)] };
        }
        var sending = signals.OfType<BeginSendSignal>().Select(b => Current((b.StoreId, b.Shopper))).OfType<ShopperState>().DistinctBy(s => s.Id).ToList();
        var told = signals.OfType<EventSignal>().Select(s => s.Event).Where(e => e.Personal is not null).ToList();
        var addresses = sending.SelectMany(shoppers.AddressKeys).Concat(told.SelectMany(e => AddressesOf(e))).Distinct().ToList();
        var found = await ShopperStore.PermissionsAsync(session, addresses);
        foreach (var state in sending) Put(state, shoppers.AddressKeys(state));
        foreach (var e in told)
            foreach (var key in AddressesOf(e))
                if (found.TryGetValue(key, out var permission)) _listed[key] = permission;

        void Put(ShopperState state, IEnumerable<(Guid, string, string)> keys)
        {
            foreach (var permission in keys.Select(k => found.GetValueOrDefault(k)).OfType<Permission>()) state = EventTurn.Put(state, permission);
            _working[(state.StoreId, state.Id)] = state;
        }
    }

    private readonly Dictionary<(Guid, string, string), Permission> _listed = [];

    private IEnumerable<(Guid Store, string Channel, string Hash)> AddressesOf(StorefrontEvent e)
    {
        if (e.Personal?.Email is { } email) yield return (e.StoreId, Channels.Email, Hash(e.StoreId, IdentityPolicy.Email, email));
        if (e.Personal?.Phone is { } phone) yield return (e.StoreId, Channels.Sms, Hash(e.StoreId, IdentityPolicy.Phone, phone));
    }

    private string Hash(Guid store, string kind, string address) =>
        _hashes.TryGetValue((store, kind, address), out var hash) ? hash : _hashes[(store, kind, address)] = secrets.Hash(store, kind, address);

    private static int Compare(Signal a, Signal b)
    {
        var rank = Rank(a).CompareTo(Rank(b));
        return rank != 0 ? rank : a is EventSignal x && b is EventSignal y ? EventOrder.Instance.Compare(x.Event, y.Event) : 0;
    }

    private static int Rank(Signal s) => s switch { EventSignal => 0, TimerSignal => 2, BeginSendSignal => 3, _ => 1 };
}
