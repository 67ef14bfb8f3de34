using Cartwright.Hosting;
using Cartwright.Journeys;
using Cartwright.Offers;
using Cartwright.Shoppers;
using Cartwright.Stores;
using Cartwright.Tracking;

namespace Cartwright.Turns;

/// <summary>What a decision may look at beside the shopper: nothing in it does I/O.</summary>
/// <param name="Journeys">The store's journeys, live ones first in their order.</param>
/// <param name="Hash">The keyed hash of an address: kind, normal form.</param>
/// <param name="Now">Product time in ms.</param>
internal sealed record TurnContext(Store Store, IReadOnlyList<Journey> Journeys, Func<Guid, long, JourneyDefinition?> Version, Func<string, string, string> Hash, Ids Ids, long Now)
{
    /// <summary>An id for what an event makes: history is filed under its own time, since lists are in the order of ids and reports look there.</summary>
    public Guid IdOf(StorefrontEvent e) => Ids.At(e.Imported ? e.At : Now);

    /// <summary>A live journey asks for news of goods in carts that were left.</summary>
    public bool WantsNews => Journeys.Any(j => j is { Status: "live", Definition.Trigger.Type: TriggerType.BackInStock or TriggerType.PriceDrop });

    /// <summary>The store's active offer with this slug; null when there is none, or it is paused.</summary>
    public Func<string, Offer?> Offer { get; init; } = _ => null;

    /// <summary>The catalogue's categories of the goods in the carts of this batch, by product; null: no journey asks for them.</summary>
    public IReadOnlyDictionary<string, string>? Categories { get; init; }

    /// <summary>A condition of a journey asks for the categories of goods.</summary>
    public bool AsksForCategories { get; init; }

    /// <summary>What left of the store today, of what its daily limit counts; null: not read.</summary>
    public long? SentToday { get; init; }

    /// <summary>A code nobody can guess, from the chance that the ids come from.</summary>
    public string NewCode(Offer offer) => CouponCode.Make(offer.CodePrefix, Ids.Chance(CouponCode.ChanceBytes));

    public Journey? Journey(Guid id) => Journeys.FirstOrDefault(j => j.Id == id);

    /// <summary>paused or draft, of a journey whose runs and messages wait for it; null: it is live, or gone.</summary>
    public string? Halted(Guid journey) => Journey(journey) is { Status: not "live" and var status } ? status : null;
}

/// <summary>
/// A sentence of a cart's story that no other row tells. Kind names the sentence, Detail fills it. IsHistory: it is filed under the time
/// it tells of, where the reports of that day look for it.
/// </summary>
internal sealed record Story(Guid? CartId, long At, string Kind, string Detail, bool IsHistory = false);

/// <summary>A shopper after a signal, what is to be told of it, and the answer to the caller.</summary>
internal sealed record Turn(ShopperState State, IReadOnlyList<Story> Stories, SignalResult Result, IReadOnlyList<StorefrontEvent> OwnEvents)
{
    /// <summary>What a person answered, to be kept.</summary>
    public Messages.Reply? Reply { get; init; }

    public static Turn Of(ShopperState state, params Story[] stories) => new(state, stories, SignalResult.Ok, []);
}
