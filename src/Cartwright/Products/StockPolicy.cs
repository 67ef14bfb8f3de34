namespace Cartwright.Products;

/// <summary>When a number of pieces may be told to a shopper.</summary>
internal static class StockPolicy
{
    /// <summary>More than these are not few.</summary>
    private const long MostFew = 5;

    /// <summary>What a shop said longer ago is no live stock.</summary>
    private static readonly TimeSpan Live = TimeSpan.FromDays(3);

    /// <summary>The pieces left when they are few and the shop said so lately; null otherwise.</summary>
    /// <param name="now">ms.</param>
    public static long? Few(Product? product, long now) =>
        product is { Stock: > 0 and <= MostFew, ChangedAt: { } told } && now - told <= Live.TotalMilliseconds ? product.Stock : null;
}
