using Cartwright.Hosting;
using Cartwright.Products;
using Cartwright.Shoppers;
using Cartwright.Stores;
using Cartwright.Tracking;
using Cartwright.Turns;

namespace Cartwright.Imports;

/// <summary>
/// Carries out a file chunk by chunk, in the server or beside none. What is answered is committed; a chunk sent again finds what it
/// brought, so a file that was interrupted is simply imported once more.
/// </summary>
internal sealed class ImportRun(StoreDirectory stores, TurnLoop turns, ImportStore known, ProductStore products, ReviewStore reviews, Secrets secrets, ProductClock clock)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <exception cref="NotCommittedException">The database could not commit; nothing of the chunk's events was kept.</exception>
    public async Task<ImportAnswer> CarryOutAsync(string slug, ImportChunk chunk, CancellationToken ct)
    {
        if (stores.Find(slug) is null) await stores.RefreshAsync(ct);
        if (stores.Find(slug)?.Store is not { } store) return new ImportAnswer($"There is no store '{slug}'.", []);
        if (!ImportColumns.Kinds.Contains(chunk.Kind)) return new ImportAnswer($"'{chunk.Kind}' cannot be imported: use {string.Join(", ", ImportColumns.Kinds)}.", []);
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var items = chunk.Records.Select(r => ImportPolicy.Read(chunk.Kind, chunk.Columns, r, store, now)).ToList();
        var outcomes = chunk.Kind switch
        {
            ImportColumns.Products => await GoodsAsync(store.Id, items, chunk.DryRun, ct),
            ImportColumns.Reviews => await ReviewsAsync(store.Id, items, chunk.DryRun, ct),
            ImportColumns.Suppressions => await SuppressionsAsync(store.Id, items, chunk.DryRun, ct),
            _ => await HistoryAsync(store.Id, items, chunk.DryRun, ct),
        };
        return new ImportAnswer(null, [.. items.Select((item, i) => item.Errors.Count > 0 ? new ImportResult(ImportOutcome.Refused, null, item.Errors)
            : outcomes[i] == ImportOutcome.Refused ? new ImportResult(ImportOutcome.Refused, null, [new ImportError(chunk.Records[i].Rows[0].Line, "", "It could not be stored; the operator has the details in the server's log.")])
            : new ImportResult(outcomes[i], item.At, []))]);
    }

    private async Task<ImportOutcome[]> HistoryAsync(Guid store, IReadOnlyList<ImportItem> items, bool dryRun, CancellationToken ct)
    {
        var ids = items.Select(i => i.Events.Count == 0 ? [] : IdsOf(store, i.Events[^1])).ToList();
        var (there, stored) = await known.HistoryAsync(store, ids.SelectMany(i => i).ToHashSet(), ct);
        var orders = await known.OrdersAsync(store, items.SelectMany(i => i.Events).Select(e => e.OrderId).OfType<string>().ToHashSet(StringComparer.Ordinal), ct);
        var outcomes = new ImportOutcome[items.Count];
        var signals = new List<Signal>();
        var owners = new List<int>();
        for (var i = 0; i < items.Count; i++)
        {
            var fresh = items[i].Events.Where(e => stored.Add(e.MessageId)).ToList(); // twice in one chunk is known the second time
            var isThere = items[i].Events.Count > 0 && (items[i].Events[0].OrderId is { } order ? !orders.Add(order) : ids[i].Count(id => !there.Add(id)) > 0);
            outcomes[i] = items[i].Events.Count == 0 ? ImportOutcome.Skipped : fresh.Count == 0 ? ImportOutcome.Known : isThere ? ImportOutcome.Changed : ImportOutcome.Added;
            signals.AddRange(fresh.Select(e => new EventSignal(e)));
            owners.AddRange(fresh.Select(_ => i));
        }
        if (dryRun) return outcomes;
        var results = await SubmitAsync(signals, ct);
        for (var s = 0; s < results.Length; s++)
            if (results[s] is Rejected) outcomes[owners[s]] = ImportOutcome.Refused;
        return outcomes;
    }

    // The thing itself by its own number; a customer by whatever says who it is.
    private List<Identifier> IdsOf(Guid store, StorefrontEvent e)
    {
        if (e.OrderId is not null) return [new(IdentityPolicy.Order, e.OrderId)];
        if (e.CartId is not null) return [new(IdentityPolicy.Imported, e.CartId)];
        var ids = new List<Identifier>(3);
        if (e.UserId is not null) ids.Add(new(IdentityPolicy.User, e.UserId));
        if (e.Personal?.Email is { } email) ids.Add(new(IdentityPolicy.Email, secrets.Hash(store, IdentityPolicy.Email, email)));
        if (e.Personal?.Phone is { } phone) ids.Add(new(IdentityPolicy.Phone, secrets.Hash(store, IdentityPolicy.Phone, phone)));
        return ids;
    }

    private async Task<ImportOutcome[]> GoodsAsync(Guid store, IReadOnlyList<ImportItem> items, bool dryRun, CancellationToken ct)
    {
        var there = await products.FindAsync(store, items.SelectMany(i => i.Products).Select(p => p.ProductId), ct);
        var changed = new Dictionary<(string, string), Product>();
        var outcomes = new ImportOutcome[items.Count];
        for (var i = 0; i < items.Count; i++)
        {
            outcomes[i] = items[i].Products.Count == 0 ? ImportOutcome.Skipped : ImportOutcome.Known;
            foreach (var told in items[i].Products)
            {
                var key = (told.ProductId, told.Variant);
                var product = there.TryGetValue(key, out var old) && told.Categories is null ? told with { Categories = old.Categories } : told;
                if (old is not null && old with { ChangedAt = null } == product) continue;
                outcomes[i] = old is not null ? ImportOutcome.Changed : outcomes[i] == ImportOutcome.Changed ? ImportOutcome.Changed : ImportOutcome.Added;
                changed[key] = there[key] = product; // the last one of a product told twice counts
            }
        }
        if (!dryRun && changed.Count > 0) await products.SaveAsync(store, [.. changed.Values], ct);
        return outcomes;
    }

    private async Task<ImportOutcome[]> ReviewsAsync(Guid store, IReadOnlyList<ImportItem> items, bool dryRun, CancellationToken ct)
    {
        var there = await reviews.FindAsync(store, items.SelectMany(i => i.Reviews), ct);
        var changed = new Dictionary<(string, string), Review>();
        var outcomes = new ImportOutcome[items.Count];
        for (var i = 0; i < items.Count; i++)
        {
            if (items[i].Reviews is not [var review]) { outcomes[i] = ImportOutcome.Skipped; continue; }
            var key = (review.ProductKey, review.ReviewId);
            outcomes[i] = !there.TryGetValue(key, out var old) ? ImportOutcome.Added : old == review ? ImportOutcome.Known : ImportOutcome.Changed;
            if (outcomes[i] != ImportOutcome.Known) changed[key] = there[key] = review;
        }
        if (!dryRun && changed.Count > 0) await reviews.SaveAsync(store, [.. changed.Values], ct);
        return outcomes;
    }

    private async Task<ImportOutcome[]> SuppressionsAsync(Guid store, IReadOnlyList<ImportItem> items, bool dryRun, CancellationToken ct)
    {
        string Hash(ImportAddress a) => secrets.Hash(store, a.Kind, a.Address);
        var there = await known.SuppressedAsync(store, items.SelectMany(i => i.Suppressions).Select(a => (a.Channel, Hash(a))).ToHashSet(), ct);
        var signals = new List<Signal>();
        var outcomes = new ImportOutcome[items.Count];
        for (var i = 0; i < items.Count; i++)
        {
            outcomes[i] = ImportOutcome.Known;
            foreach (var address in items[i].Suppressions.Where(a => there.Add((a.Channel, Hash(a)))))
            {
                outcomes[i] = ImportOutcome.Added;
                signals.Add(new OptOutSignal(store, null, address.Channel, Hash(address), Address.Hint(address.Address), address.Reason));
            }
        }
        if (!dryRun) await SubmitAsync(signals, ct);
        return outcomes;
    }

    // A full queue is no failure: the shop's own events go first.
    private async Task<SignalResult[]> SubmitAsync(IReadOnlyList<Signal> signals, CancellationToken ct)
    {
        while (true)
        {
            try { return await turns.SubmitAsync(signals); }
            catch (IntakeFullException) { await Task.Delay(Pause, clock.RealTime, ct); }
        }
    }
}
