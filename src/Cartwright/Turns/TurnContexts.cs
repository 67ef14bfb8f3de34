using Cartwright.Hosting;
using Cartwright.Stores;

namespace Cartwright.Turns;

/// <summary>Makes the context of a decision from the store directory's present snapshot.</summary>
internal sealed class TurnContexts(StoreDirectory stores, Secrets secrets)
{
    public TurnContext? Of(Guid store, Ids ids, long now) => stores.Find(store) is not { } entry ? null
        : new TurnContext(entry.Store, entry.Journeys, entry.Version, (kind, value) => secrets.Hash(store, kind, value), ids, now) { Offer = entry.ActiveOffer, AsksForCategories = entry.AsksForCategories };
}
