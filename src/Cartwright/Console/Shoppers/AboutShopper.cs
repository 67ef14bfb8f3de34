using Cartwright.Carts;
using Cartwright.Inbound;
using Cartwright.Journeys;
using Cartwright.Shoppers;
using Cartwright.Turns;

namespace Cartwright.Console.Shoppers;

/// <summary>
/// What the parts of a page tell a shopper from: a cart's page and the shopper's own. Cart: the one it is about; null: about none. Categories: the
/// catalogue's, of the goods in the shopper's carts by product. Refusals: what was recorded when journeys were asked about those carts.
/// </summary>
internal abstract record AboutShopper(ShopperState Shopper, Cart? Cart, IReadOnlyDictionary<string, string> Categories, IReadOnlyList<Refusal> Refusals);

/// <summary>The shopper's own page.</summary>
/// <param name="Replies">What they answered to messages about no cart.</param>
internal sealed record ShopperModel(ShopperState Shopper, IReadOnlyDictionary<string, string> Categories, IReadOnlyList<Refusal> Refusals, IReadOnlyList<StoredReply> Replies, string? Notice) : AboutShopper(Shopper, null, Categories, Refusals)
{
    /// <summary>An answer about no cart holds something back.</summary>
    public bool CanResume => InboundTurn.IsWaiting(Shopper, Guid.Empty);

    /// <summary>So many of each kind are shown, the latest.</summary>
    public const int Most = 50;

    public IReadOnlyList<Cart> Carts => [.. Shopper.Carts.Where(c => !c.Merged && (c.Facts.Lines.Count > 0 || c.Facts.OrderedAt is not null)).OrderByDescending(c => c.Facts.LastActivityAt)];
}
