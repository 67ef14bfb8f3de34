using Cartwright.Products;

namespace Cartwright.Messages;

/// <summary>Where other goods may be named: after a purchase. A mail about a cart keeps to the cart, but for a line that is sold out.</summary>
internal static class BestsellerPolicy
{
    private static readonly string[] AfterPurchase = ["order-confirmation", "second-purchase"];

    /// <param name="goods">What the message is about, as the catalogue knows it.</param>
    public static bool MayName(string template, IEnumerable<Product> goods) => AfterPurchase.Contains(template) || goods.Any(p => p.Stock <= 0);
}
