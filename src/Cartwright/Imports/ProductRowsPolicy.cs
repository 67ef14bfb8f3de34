using System.Text.Json;
using Cartwright.Products;

namespace Cartwright.Imports;

/// <summary>Rows of goods: one of each variant, checked as the API checks them.</summary>
internal static class ProductRowsPolicy
{
    public static ImportItem Read(ImportCells cells)
    {
        var products = new List<Product>();
        for (var row = 0; row < cells.Count; row++)
        {
            // Shopify writes a row for each further picture, WooCommerce one for the parent of variants: neither has a price.
            var parent = cells.Text("type", row: row) is { } type && (type.Contains("variable", StringComparison.OrdinalIgnoreCase) || type.Contains("grouped", StringComparison.OrdinalIgnoreCase));
            var price = cells.Text("sale_price", row: row) ?? cells.Text("price", row: row);
            if (price is null && (parent || row > 0)) continue;
            if (Product(cells, row, price) is { } product) products.Add(product);
        }
        return ImportItem.Of(cells, products: products);
    }

    // What only the first row of a product has holds for the others.
    private static Product? Product(ImportCells cells, int row, string? price)
    {
        string? Any(string column, int longest) => cells.Text(column, longest, row) ?? (row > 0 ? cells.Text(column, longest) : null);
        var (own, handle) = (cells.Text("product_id", row: row), cells.Text("handle"));
        var parent = cells.Text("parent", row: row) is { } p && p.StartsWith("id:", StringComparison.OrdinalIgnoreCase) ? p[3..] : null;
        var options = ((string[])["option1_value", "option2_value", "option3_value"]).Select(o => cells.Text(o, row: row)).Where(o => o is not null and not "Default Title").ToList();
        var variant = cells.Text("variant_id", row: row) ?? (parent is not null ? own : options.Count == 0 ? null : string.Join(" / ", options));
        var name = Any("name", 300);
        if (name is not null && options.Count > 0) name = $"{name} – {string.Join(" / ", options)}";
        var image = Any("image_url", 20_000)?.Split(',')[0].Trim();
        var url = Any("url", 2048) ?? (handle is null ? null : $"{cells.Store.Url.TrimEnd('/')}/products/{Uri.EscapeDataString(handle)}");
        var stock = cells.Text("stock", row: row) is { } text ? Stock(cells, text, row) : null;
        var input = new ProductInput(parent ?? own ?? handle, variant, cells.Text("sku", row: row), name, Words(Any("description", 50_000)), Any("currency", 3), price is null ? null : JsonSerializer.SerializeToElement(price, ImportText.Default.String), url, image, stock, CategoriesIn(Any("categories", 5000)));
        var (product, errors) = ProductPolicy.Check(input, "row", cells.Store.Currency);
        foreach (var (field, error) in errors) cells.Refuse(Column(cells, field), error, row);
        return product;
    }

    // WooCommerce writes "Clothing > Hoodies, Sale".
    private static IReadOnlyList<string>? CategoriesIn(string? cell) => Categories.Of(Categories.Join(cell?.Split(',') ?? [])) is { Count: > 0 } names ? names : null;

    // Shops count below zero when they sell what they have not.
    private static long? Stock(ImportCells cells, string text, int row)
    {
        if (decimal.TryParse(text, System.Globalization.NumberStyles.AllowLeadingSign | System.Globalization.NumberStyles.AllowDecimalPoint, System.Globalization.CultureInfo.InvariantCulture, out var stock))
            return (long)Math.Clamp(stock, 0, 1_000_000_000);
        cells.Refuse("stock", $"'{text}' is not a number.", row);
        return null;
    }

    private static string Column(ImportCells cells, string field) => field switch
    {
        "row.productId" => cells.Has("product_id") ? "product_id" : "handle",
        "row.variant" => "variant_id",
        "row.imageUrl" => "image_url",
        _ => field["row.".Length..],
    };

    private static string? Words(string? html) => html is null ? null : Tracking.Shopify.ShopifyProducts.Words(html);
}

[System.Text.Json.Serialization.JsonSerializable(typeof(string))]
internal sealed partial class ImportText : System.Text.Json.Serialization.JsonSerializerContext;
