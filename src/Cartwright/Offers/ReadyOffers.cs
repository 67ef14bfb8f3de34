namespace Cartwright.Offers;

/// <summary>The offers a new store gets. They give nothing to anybody until a journey or a person makes a code of them, so they are active.</summary>
internal static class ReadyOffers
{
    public static IReadOnlyList<Offer> Of(Guid store) =>
    [
        new() { StoreId = store, Slug = "free-shipping-5h", Name = "Free shipping within 5 hours", Kind = OfferKind.FreeShipping, ValidFor = "PT5H", CodePrefix = "SHIP" },
        new() { StoreId = store, Slug = "next-purchase", Name = "10 % off the next purchase", Kind = OfferKind.NextPurchase, Value = 1000, ValidFor = "P60D", CodePrefix = "NEXT" },
        new() { StoreId = store, Slug = "first-order", Name = "10 % off the first order", Kind = OfferKind.Percent, Value = 1000, ValidFor = "P7D", CodePrefix = "HELLO" },
        new() { StoreId = store, Slug = "win-back", Name = "10 % off for coming back", Kind = OfferKind.Percent, Value = 1000, ValidFor = "P14D", CodePrefix = "BACK" },
    ];
}
