using Cartwright.Products;

namespace Cartwright.Carts;

/// <summary>A cart's goods and sums as people see them, in mails, the console and the API alike. Money in minor units of the cart's currency.</summary>
/// <param name="Lines">As <see cref="CataloguePolicy.Overlay"/>; of what was ordered the price stays the one it was ordered at.</param>
/// <param name="Items">Sum of the lines.</param>
/// <param name="TaxOnTop">What of the tax is not inside the prices.</param>
/// <param name="IsCorrected">The catalogue's prices are others than were told: a total that was told holds no longer.</param>
internal sealed record PricedCart(IReadOnlyList<(Line Line, Product? Product)> Lines, long Items, long TaxOnTop, long Total, bool IsCorrected)
{
    public static PricedCart Of(CartFacts facts, IReadOnlyDictionary<(string, string), Product> products)
    {
        var now = CataloguePolicy.Overlay(facts.Lines, facts.Currency, products);
        var lines = facts.OrderedAt is null ? now : [.. now.Zip(facts.Lines, (shown, told) => (shown.Line with { Unit = told.Unit }, shown.Product))];
        var items = lines.Sum(l => (l.Line.Unit ?? 0) * l.Line.Quantity);
        var beside = (facts.Shipping ?? 0) - (facts.Discount ?? 0);
        var taxOnTop = facts.Told == facts.Items + beside ? 0 : facts.Tax ?? 0;
        return items == facts.Items ? new(lines, items, taxOnTop, facts.Total, false) : new(lines, items, taxOnTop, Math.Max(0, items + beside + taxOnTop), true);
    }
}
