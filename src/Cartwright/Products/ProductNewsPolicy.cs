namespace Cartwright.Products;

/// <summary>What is worth telling of a product that changed: back_in_stock, or price_drop.</summary>
internal static class ProductNewsPolicy
{
    public const string BackInStock = "back_in_stock", PriceDrop = "price_drop";

    /// <summary>A drop below this share of the price before is no news.</summary>
    private const decimal LeastDrop = 0.01m;

    public static IEnumerable<string> Of(Product before, Product after)
    {
        if (before.Stock <= 0 && after.Stock > 0) yield return BackInStock;
        if (after.Currency == before.Currency && before.Price - after.Price > 0 && before.Price - after.Price >= before.Price * LeastDrop && after.Stock is not <= 0) yield return PriceDrop;
    }
}
