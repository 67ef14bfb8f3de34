using System.Text.Json.Serialization;
using Cartwright.Hosting;
using Cartwright.Products;

namespace Cartwright.Carts;

/// <summary>A cart as the API shows it. Money is in minor units of the totals' currency. Reason: why it was probably left; null of one that was not.</summary>
internal sealed record CartView(
    Guid Id, Guid Shopper, string Status, string Outcome, bool OrderConfirmed, string Stage, Reason? Reason, IReadOnlyList<CartLineView> Lines, CartTotalsView Totals,
    DateTime StartedAt, DateTime LastActivityAt, DateTime? AbandonedAt, DateTime? OrderedAt)
{
    /// <param name="stored">The cart as kept.</param>
    /// <param name="products">The catalogue's entries for its lines: their names and prices win.</param>
    public static CartView Of(StoredCart stored, IReadOnlyDictionary<(string, string), Product> products)
    {
        var (cart, facts) = (stored.Cart, stored.Cart.Facts);
        var priced = PricedCart.Of(facts, products);
        return new CartView(
            cart.Id, stored.Shopper, cart.Status.Name(), cart.Outcome, stored.OrderConfirmed, facts.Stage.Name(), ReasonPolicy.Of(cart),
            [.. priced.Lines.Select(l => new CartLineView(l.Line.ProductId, l.Line.Variant, l.Line.Sku, l.Line.Name, l.Line.Quantity, l.Line.Unit, l.Line.Unit * l.Line.Quantity, l.Line.Url, l.Line.Image))],
            new CartTotalsView(priced.Items, facts.Shipping, facts.Tax, facts.Discount, priced.Total, facts.Currency, priced.IsCorrected ? 0 : facts.Difference, priced.IsCorrected ? facts.Total : null),
            ApiInput.Time(facts.StartedAt), ApiInput.Time(facts.LastActivityAt), ApiInput.Time(cart.AbandonedAt), ApiInput.Time(facts.OrderedAt));
    }
}

/// <summary>Unit and total in minor units; null when nobody told a price.</summary>
internal sealed record CartLineView(string ProductId, string? Variant, string? Sku, string? Name, int Quantity, long? Unit, long? Total, string? Url, string? Image);

/// <summary>Difference: by how much the shop's own total differs from its parts; 0 when they add up. Told: what the shop's page said, where the catalogue's prices come to something else.</summary>
internal sealed record CartTotalsView(long Items, long? Shipping, long? Tax, long? Discount, long Total, string Currency, long Difference, long? Told);

/// <summary>Something that happened to a cart. Message and order say which, where it is about one.</summary>
internal sealed record TimelineEntry(DateTime At, string Kind, string? Detail, Guid? Message, string? Order);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ApiList<CartView>))]
[JsonSerializable(typeof(ApiList<TimelineEntry>))]
internal sealed partial class CartViewJson : JsonSerializerContext;
