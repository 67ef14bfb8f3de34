using System.Globalization;
using System.Text.Json;
using Cartwright.Carts;
using Cartwright.Hosting;
using Cartwright.Offers;
using Cartwright.Shoppers;
using Cartwright.Storage;

namespace Cartwright.Turns;

/// <summary>
/// Writes what a batch decided: the guarded shoppers first, the rest only for those who won. Returns the losers, whose signals are
/// decided again on fresh facts.
/// </summary>
internal sealed class TurnWriter(Session session, Secrets secrets, Ids ids, Func<Guid, TurnContext?> contextOf, ReportMarks marks)
{
    /// <summary>The shopper's row says within this (ms) when the shopper was seen last.</summary>
    private const long SeenAgain = 600_000;

    private readonly Dictionary<BatchStatement, List<object?[]>> _rows = [];
    private readonly HashSet<(Guid Store, Guid Id)> _rowLeftAlone = [];
    private readonly HashSet<(Guid Store, string Day)> _days = [];
    private readonly List<(Guid Store, Guid Id)> _timersOver = [];

    public async Task<HashSet<(Guid Store, Guid Id)>> WriteAsync(TurnBatch batch, IReadOnlyList<Signal> signals, List<ShopperState> written)
    {
        var after = batch.After.Where(s => !batch.Before.TryGetValue((s.StoreId, s.Id), out var old) || !ReferenceEquals(old, s) || batch.TimersFired.Contains((s.StoreId, s.Id)))
            .OrderBy(s => s.StoreId).ThenBy(s => s.Id).ToList();
        var losers = await GuardAsync(batch, after);
        foreach (var state in after)
        {
            var key = (state.StoreId, state.Id);
            if (losers.Contains(key)) continue;
            written.Add(await CollectAsync(batch, state, batch.Before.GetValueOrDefault(key)));
        }
        var owners = written.ToDictionary(w => (w.StoreId, w.Id));
        foreach (var (owner, e, body) in batch.Events)
        {
            var key = Final(batch, (owner.StoreId, owner.Id));
            if (!losers.Contains(key)) Add(TurnStore.Event, TurnStore.EventRow(owners.GetValueOrDefault(key) ?? owner, e, body));
        }
        foreach (var (owner, reply) in batch.Replies)
        {
            var key = Final(batch, (owner.StoreId, owner.Id));
            if (!losers.Contains(key) && owners.GetValueOrDefault(key) is { DataKey: not null } keeper) Add(TurnStore.Reply, TurnStore.ReplyRow(keeper, reply));
        }
        foreach (var (store, shopper, story) in batch.Stories)
        {
            if (losers.Contains((store, shopper))) continue;
            Add(TurnStore.Stories, [store, story.IsHistory ? ids.At(story.At) : ids.Next(), shopper, story.CartId, story.At, story.Kind, story.Detail]);
            Mark(contextOf(store)!, story.At); // roll-ups count abandonments and returns by their stories
        }
        // Before the lists are written: an opt-out of the same batch stays.
        foreach (var (lift, owner) in batch.Lifted)
        {
            if (owner is { } key && losers.Contains(Final(batch, key))) continue;
            await TurnStore.LiftAsync(session, lift);
            Add(TurnStore.Audit, [lift.StoreId, ids.Next(), contextOf(lift.StoreId)!.Now, lift.By, "suppression_removed", $"{lift.Channel}:{lift.AddressHash}", lift.Reason]);
        }
        foreach (var (e, by, owner) in batch.Recorded)
            if (!losers.Contains(Final(batch, owner))) Add(TurnStore.Audit, [e.StoreId, ids.Next(), contextOf(e.StoreId)!.Now, by, "order_recorded", $"order:{e.OrderId}", ""]);
        foreach (var (approval, owner) in batch.Approved)
        {
            if (losers.Contains(Final(batch, owner))) continue;
            Add(TurnStore.Audit, [approval.StoreId, ids.Next(), contextOf(approval.StoreId)!.Now, approval.By, approval.Approve ? "message_approved" : "message_refused", $"message:{approval.MessageId}", ""]);
            await Stores.StoreStore.BumpAsync(session); // every node counts again how many are approved
        }
        foreach (var day in batch.Counted.Where(c => !losers.Contains(Final(batch, c.Owner))).GroupBy(c => (c.Owner.Store, c.Day))) Add(TurnStore.DailySends, [day.Key.Store, day.Key.Day, (long)day.Sum(c => c.Change)]);
        foreach (var o in batch.Strangers) Add(TurnStore.Suppression, [o.StoreId, o.Channel, o.AddressHash, o.Reason, o.Hint, contextOf(o.StoreId)!.Now]);
        var decided = after.Select(s => (s.StoreId, s.Id)).ToHashSet();
        _timersOver.AddRange(batch.TimersFired.Where(t => !decided.Contains(t)));
        foreach (var over in _timersOver.GroupBy(t => t.Store, t => t.Id)) await TurnStore.DeleteTimersAsync(session, over.Key, over);

        // One order everywhere, so that two nodes cannot wait for each other.
        foreach (var (statement, rows) in _rows.OrderBy(r => r.Key.Sqlite, StringComparer.Ordinal)) await session.RunAsync(statement, rows);

        for (var i = 0; i < signals.Count; i++)
            if (signals[i].Once is { } lost && batch.OwnerOf.TryGetValue(i, out var owner) && losers.Contains(Final(batch, owner)))
                await TurnStore.ForgetSeenAsync(session, signals[i].StoreId, lost);
        return losers;
    }

    // An event decided for a shopper that was merged away later in the batch belongs to the survivor's fate.
    private static (Guid, Guid) Final(TurnBatch batch, (Guid Store, Guid Id) key)
    {
        while (batch.MergedAway.Find(m => m.StoreId == key.Store && m.Id == key.Id) is { MergedInto: { } next }) key = (key.Store, next);
        return key;
    }

    private async Task<HashSet<(Guid, Guid)>> GuardAsync(TurnBatch batch, List<ShopperState> after)
    {
        var losers = new HashSet<(Guid, Guid)>();
        // A shopper that was new and is merged already has no row that an identifier could point to.
        var fresh = batch.NewAliases.Where(a => !a.Move).DistinctBy(a => (a.Store, a.Id)).Select(a => (a.Store, a.Id, Shopper: Final(batch, (a.Store, a.Shopper)).Item2)).OrderBy(a => a.Store).ThenBy(a => a.Id.Kind).ThenBy(a => a.Id.Value).ToList();
        var won = await session.RunAsync(TurnStore.Alias, [.. fresh.Select(a => (object?[])[a.Store, a.Id.Kind, a.Id.Value, a.Shopper, contextOf(a.Store)!.Now])]);
        for (var i = 0; i < fresh.Count; i++)
            if (!won[i]) losers.Add((fresh[i].Store, fresh[i].Shopper));

        foreach (var state in after)
            if (session.Dialect.OneWriter && batch.Before.TryGetValue((state.StoreId, state.Id), out var before) && IsUnchanged(Marked(state), before)) _rowLeftAlone.Add((state.StoreId, state.Id));
        var guarded = after.Where(s => !_rowLeftAlone.Contains((s.StoreId, s.Id)) && !losers.Contains((s.StoreId, s.Id))).Select(s => (State: s, Row: TurnStore.ShopperRow(Marked(s) with { Version = s.Version + 1 }), Key: (s.StoreId, s.Id)))
            .Concat(batch.MergedAway.Where(m => batch.Before.ContainsKey((m.StoreId, m.Id)) && !losers.Contains(Final(batch, (m.StoreId, m.Id))))
                .Select(m => (State: m, Row: TurnStore.ShopperRow(m with { Version = m.Version + 1 }, m.MergedInto), Key: Final(batch, (m.StoreId, m.Id)))))
            .ToList();
        var took = await session.RunAsync(TurnStore.Shopper, [.. guarded.Select(g => g.Row)]);
        for (var i = 0; i < guarded.Count; i++)
            if (!took[i]) losers.Add(guarded[i].Key);

        // A loser's new identifiers are not his after all; a winner's moves are.
        for (var i = 0; i < fresh.Count; i++)
            if (won[i] && losers.Contains((fresh[i].Store, fresh[i].Shopper))) await TurnStore.ForgetAliasAsync(session, fresh[i].Store, fresh[i].Id, fresh[i].Shopper);
        foreach (var move in batch.NewAliases.Where(a => a.Move && !losers.Contains(Final(batch, (a.Store, a.Shopper)))).Reverse().DistinctBy(a => (a.Store, a.Id))) // the last counts
            Add(TurnStore.AliasMove, [move.Store, move.Id.Kind, move.Id.Value, Final(batch, (move.Store, move.Shopper)).Item2, contextOf(move.Store)!.Now]);
        return losers;
    }

    private async Task<ShopperState> CollectAsync(TurnBatch batch, ShopperState state, ShopperState? before)
    {
        var context = contextOf(state.StoreId)!;
        state = Sealable(batch, Marked(state), before);
        if (before?.DataKey is not null && state.DataKey is null) await TurnStore.EraseAsync(session, before, state.Permissions, context.Now);
        if (state.Traits.ForgottenUntil > (before?.Traits.ForgottenUntil ?? 0)) await TurnStore.ForgetTypedAsync(session, state);

        if (state.DataKey is not null && (before is null || state.Personal != before.Personal || before.DataKey is null))
            Add(TurnStore.Personal, [state.StoreId, state.Id, secrets.Wrap(state.StoreId, state.DataKey), Secrets.Seal(state.DataKey, JsonSerializer.SerializeToUtf8Bytes(state.Personal, ShopperJson.Default.ShopperPersonal))]);
        foreach (var cart in Changed(state.Carts, before?.Carts))
        {
            Add(TurnStore.Cart, TurnStore.CartRow(state, cart));
            MarkCart(context, cart);
            // A day that the cart no longer belongs to has changed as well: the shopper came back, or an earlier event was told late.
            var old = before?.Cart(cart.Id);
            if (old is not null) MarkCart(context, old);
            // Goods that were told late of a cart that was left wait as well.
            if (cart is { AbandonedAt: { } left, Facts.Imported: false } && context.WantsNews)
                foreach (var product in cart.Facts.Lines.Select(l => l.ProductId).Except(old is { AbandonedAt: not null } ? old.Facts.Lines.Select(l => l.ProductId) : [])) Add(TurnStore.WaitingLine, [state.StoreId, product, cart.Id, state.Id, left]);
        }
        foreach (var enrollment in Changed(state.Enrollments, before?.Enrollments)) Add(TurnStore.Enrollment, TurnStore.EnrollmentRow(state, enrollment));
        foreach (var message in Changed(state.Messages, before?.Messages))
        {
            Add(TurnStore.Message, TurnStore.MessageRow(state, message));
            if (message.Content is { } content && state.DataKey is not null && !ReferenceEquals(before?.Messages.FirstOrDefault(m => m.Id == message.Id)?.Content, content))
                Add(TurnStore.MessageContent, TurnStore.ContentRow(state, message.Id, content));
            if (message.SentAt is { } sent) Mark(context, sent);
        }
        foreach (var order in Changed(state.Orders, before?.Orders))
        {
            Add(TurnStore.Purchase, TurnStore.OrderRow(state, order));
            Mark(context, order.PlacedAt);
            if (before?.Orders.FirstOrDefault(o => o.Id == order.Id) is { } old) Mark(context, old.PlacedAt);
        }
        foreach (var coupon in Changed(state.Coupons, before?.Coupons)) Add(CouponStore.Save, CouponStore.Row(state.StoreId, state.Id, coupon));
        foreach (var topic in Journeys.Topic.All)
            if (state.Traits.TopicsOff.Contains(topic) is var off && off != (before?.Traits.TopicsOff.Contains(topic) ?? false))
                Add(TurnStore.ConsentLog, [state.StoreId, ids.Next(), state.Id, "topic:" + topic, state.Personal.Email is { } email ? context.Hash(IdentityPolicy.Email, email) : "", off ? 0L : 1L, context.Now, "preferences", null, 0L]);
        foreach (var permission in Changed(state.Permissions, before?.Permissions)) Permission(state, before, permission, context);

        var fired = batch.TimersFired.Contains((state.StoreId, state.Id));
        if (state.WakeAt is { } wake && (fired || before?.WakeAt != wake)) Add(TurnStore.Timer, [state.StoreId, state.Id, wake]);
        else if (state.WakeAt is null && fired) _timersOver.Add((state.StoreId, state.Id));
        if (state.Carts.Any(c => c.LetGo)) state = state with { Carts = [.. state.Carts.Where(c => !c.LetGo)] };
        return _rowLeftAlone.Contains((state.StoreId, state.Id)) ? state : state with { Version = state.Version + 1, StoredSeenAt = state.LastSeenAt };
    }

    private void Permission(ShopperState state, ShopperState? before, Permission permission, TurnContext context)
    {
        var old = before?.Permissions.FirstOrDefault(p => p.Channel == permission.Channel && p.AddressHash == permission.AddressHash);
        if (permission.Granted is { } granted && (old?.Granted != granted || old.GrantedAt != permission.GrantedAt || old.Source != permission.Source || old.Confirmed != permission.Confirmed))
        {
            object?[] said = [granted ? 1L : 0L, permission.GrantedAt ?? context.Now, permission.Source ?? "server", permission.Wording, permission.Confirmed ? 1L : 0L];
            Add(TurnStore.Consent, [state.StoreId, permission.Channel, permission.AddressHash, .. said]);
            Add(TurnStore.ConsentLog, [state.StoreId, ids.Next(), state.Id, permission.Channel, permission.AddressHash, .. said]);
        }
        if (permission.SuppressedFor is { } reason && old?.SuppressedFor is null)
        {
            var address = permission.Channel == Channels.Email ? state.Personal.Email : state.Personal.Phone;
            var hint = address is not null && context.Hash(permission.Channel == Channels.Email ? IdentityPolicy.Email : IdentityPolicy.Phone, address) == permission.AddressHash ? Address.Hint(address) : "•••";
            Add(TurnStore.Suppression, [state.StoreId, permission.Channel, permission.AddressHash, reason, hint, context.Now]);
        }
    }

    // Where one writer is the only one, the version guards nothing, and most events change only when the shopper was seen last. The log
    // tells that too; a second random page for each event would be most of its price.
    private static bool IsUnchanged(ShopperState state, ShopperState before) =>
        state.FirstSeenAt == before.FirstSeenAt && state.LastSeenAt - state.StoredSeenAt < SeenAgain && state.Traits == before.Traits;

    // Which tables hold rows of this shopper, for the next load.
    private static ShopperState Marked(ShopperState state)
    {
        var has = (state.Enrollments.Count > 0 ? "e" : "") + (state.Messages.Count > 0 ? "m" : "") + (state.Orders.Count > 0 ? "o" : "") + (state.Coupons.Count > 0 ? "c" : "");
        return has == state.Traits.Has ? state : state with { Traits = state.Traits with { Has = has } };
    }

    private ShopperState Sealable(TurnBatch batch, ShopperState state, ShopperState? before)
    {
        var details = state.Carts.Where(c => c.Facts.Details.Count > 0).ToDictionary(c => c.Id, c => c.Facts.Details);
        if (details.Count != state.Personal.Details.Count || details.Any(d => !ReferenceEquals(state.Personal.Details.GetValueOrDefault(d.Key), d.Value)))
            state = state with { Personal = state.Personal with { Details = details } };
        var needed = state.Personal.Email is not null || state.Personal.Phone is not null || details.Count > 0 || state.Messages.Any(m => m.Content is not null)
            || batch.Personal.Contains(state.Id);
        var erased = before?.DataKey is not null && state.DataKey is null && !needed;
        return needed && state.DataKey is null && !erased ? state with { DataKey = secrets.NewDataKey() } : state;
    }

    private void MarkCart(TurnContext context, Carts.Cart cart)
    {
        Mark(context, cart.Facts.StartedAt);
        if (cart.AbandonedAt is { } left) Mark(context, left);
    }

    private void Mark(TurnContext context, long at)
    {
        // Every zone begins its day on a quarter of an hour: the same quarter is the same day, and was marked a moment ago.
        if (!marks.ShouldMark(context.Store.Id, at / 900_000, context.Now)) return;
        var day = TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(at), context.Store.Zone).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        if (_days.Add((context.Store.Id, day))) Add(TurnStore.Dirty, [context.Store.Id, day, context.Now]);
    }

    private static IEnumerable<T> Changed<T>(IReadOnlyList<T> now, IReadOnlyList<T>? before) where T : class
    {
        if (ReferenceEquals(now, before)) return [];
        if (before is null || before.Count == 0) return now;
        if (before.Count <= 8) return now.Where(x => !before.Any(b => ReferenceEquals(b, x)));
        var known = new HashSet<T>(before, ReferenceEqualityComparer.Instance);
        return now.Where(x => !known.Contains(x));
    }

    private void Add(BatchStatement statement, object?[] row)
    {
        if (!_rows.TryGetValue(statement, out var rows)) _rows[statement] = rows = [];
        rows.Add(row);
    }
}

/// <summary>Which quarters of an hour were marked as changed a moment ago, so that each is marked at most once a second.</summary>
internal sealed class ReportMarks
{
    /// <summary>A mark is renewed after so long (ms); the roll-up takes only older ones, so none can be missed.</summary>
    public const long Renewal = 1000;
    private readonly Dictionary<(Guid, long), long> _marked = [];

    public bool ShouldMark(Guid store, long quarter, long now)
    {
        if (_marked.TryGetValue((store, quarter), out var at) && now - at < Renewal && now >= at) return false;
        if (_marked.Count > 10_000) _marked.Clear();
        _marked[(store, quarter)] = now;
        return true;
    }

    /// <summary>After a transaction that was rolled back: what it marked is not marked.</summary>
    public void Clear() => _marked.Clear();
}
