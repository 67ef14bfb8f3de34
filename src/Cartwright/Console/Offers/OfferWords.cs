using Cartwright.Offers;

namespace Cartwright.Console.Offers;

/// <summary>What an offer gives and its codes are, in words.</summary>
internal static class OfferWords
{
    /// <summary>"10 % off", "€5.00 off", "free shipping", with what an order must be worth.</summary>
    public static string Gives(Words words, string kind, long value, string? currency, long? minTotal)
    {
        var gives = kind switch
        {
            OfferKind.FreeShipping => words.T["offer.gives.free_shipping"],
            OfferKind.Amount => words.T["offer.gives.amount", ("amount", words.Money(value, currency!))],
            _ => words.T["offer.gives." + kind, ("percent", (value / 10_000m).ToString(value % 100 == 0 ? "P0" : "P2", words.T.Culture))],
        };
        return minTotal is { } min ? words.T["offer.gives.from", ("gives", gives), ("min", words.Money(min, currency!))] : gives;
    }

    public static string Gives(Words words, Offer o) => Gives(words, o.Kind, o.Value, o.Currency, o.MinTotal);

    /// <summary>Of the state's chip.</summary>
    public static (string Icon, string Tone) Look(CouponStatus status) => status switch
    {
        CouponStatus.Live => ("check", "info"),
        CouponStatus.Reserved => ("clock", "risk"),
        CouponStatus.Redeemed => ("coin", "good"),
        CouponStatus.Expired => ("clock", "quiet"),
        _ => ("cross", "quiet"),
    };
}
