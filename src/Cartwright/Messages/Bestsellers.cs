using System.Collections.Concurrent;
using Cartwright.Hosting;
using Cartwright.Products;
using Cartwright.Recovery;
using Cartwright.Stores;

namespace Cartwright.Messages;

/// <summary>What a store sells most, remembered for an hour.</summary>
internal sealed class Bestsellers(BestsellerStore sold, ProductStore products, ProductClock clock)
{
    private const int Counted = 20, Shown = 3;
    private static readonly TimeSpan Remembered = TimeSpan.FromHours(1), Window = TimeSpan.FromDays(90);
    private readonly ConcurrentDictionary<Guid, (IReadOnlyList<Product> Goods, DateTimeOffset At)> _known = new();

    /// <summary>Those that can be had, without what the shopper has in hand.</summary>
    public async Task<IReadOnlyList<ShownProduct>> OfAsync(Store store, IReadOnlyCollection<string> without, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (!_known.TryGetValue(store.Id, out var known) || now - known.At > Remembered)
        {
            var ids = await sold.CountAsync(store.Id, (now - Window).ToUnixTimeMilliseconds(), Counted, ct);
            var found = (await products.FindAsync(store.Id, ids, ct)).Values.ToLookup(p => p.ProductId);
            known = ([.. ids.Select(id => found[id].Where(p => p.Stock is null or > 0).MinBy(p => p.Variant, StringComparer.Ordinal)).OfType<Product>()], now);
            _known[store.Id] = known;
        }
        return [.. known.Goods.Where(p => !without.Contains(p.ProductId)).Take(Shown).Select(p => new ShownProduct(p))];
    }
}
