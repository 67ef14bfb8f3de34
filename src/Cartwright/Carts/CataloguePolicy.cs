using Cartwright.Products;

namespace Cartwright.Carts;

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
