using Cartwright.Carts;

namespace Cartwright.Products;

/// <summary>A product or variant as the shop's own server told it. Price in minor units; Stock null: not told.</summary>
internal sealed record Product(string ProductId, string Variant, string? Sku, string Name, string? Description, string Currency, long Price, string? Url, string? ImageUrl, long? Stock);

internal static class CataloguePolicy
{
    /// <summary>
    /// The cart's lines as people see them: the catalogue's name, price, picture and link win over what an event said, since anyone can
    /// send an event. Prices only when they are in the cart's currency.
    /// </summary>
    public static IReadOnlyList<(Line Line, Product? Product)> Overlay(IReadOnlyList<Line> lines, string currency, IReadOnlyDictionary<(string, string), Product> products) =>
        [.. lines.Select(line =>
        {
            var product = products.GetValueOrDefault((line.ProductId, line.Variant ?? "")) ?? products.GetValueOrDefault((line.ProductId, ""));
            return (product is null ? line : line with
            {
                Name = product.Name, Unit = product.Currency == currency ? product.Price : line.Unit, Url = product.Url ?? line.Url, Image = product.ImageUrl ?? line.Image,
            }, product);
        })];
}
