using System.Runtime.CompilerServices;
using Cartwright.Hosting;
using Cartwright.Stores;

namespace Cartwright.Messages.Email.Dkim;

/// <summary>The keys a store's mails are signed with: the newest of each algorithm whose domain is the sender's or one above it.</summary>
internal sealed class DkimKeys(Secrets secrets)
{
    // As long as the directory keeps the row, its opened key is kept beside it.
    private readonly ConditionalWeakTable<StoredDkimKey, DkimKey> _opened = [];

    public IReadOnlyList<DkimKey> For(StoreEntry store, string from)
    {
        if (store.DkimKeys.Count == 0) return [];
        var domain = AddressPolicy.ToWire(from, "The sender's address").Text.Split('@')[^1];
        return [.. store.DkimKeys.Where(k => IsAligned(domain, k.View.Domain)).GroupBy(k => k.View.Algorithm).OrderByDescending(g => g.Key, StringComparer.Ordinal).Select(g => Open(store.Store.Id, g.MaxBy(k => k.View.CreatedAt)!))];
    }

    /// <summary>A receiver asks whether the signing domain stands for the sender (DMARC): it does for itself and for those below it.</summary>
    public static bool IsAligned(string senderDomain, string signingDomain) =>
        senderDomain.Equals(signingDomain, StringComparison.OrdinalIgnoreCase) || senderDomain.EndsWith("." + signingDomain, StringComparison.OrdinalIgnoreCase);

    private DkimKey Open(Guid store, StoredDkimKey key) => _opened.GetValue(key, k => new DkimKey(k.View.Domain, k.View.Selector,
        k.View.Algorithm == DkimKeyPolicy.Rsa ? DkimAlgorithm.Rsa : DkimAlgorithm.Ed25519, secrets.OpenFor(store, StoreKey.Dkim, k.Sealed)));
}
