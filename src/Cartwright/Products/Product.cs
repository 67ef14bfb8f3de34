namespace Cartwright.Products;

/// <summary>A product or variant as the shop's own server told it. Price in minor units; Stock null: not told.</summary>
internal sealed record Product(string ProductId, string Variant, string? Sku, string Name, string? Description, string Currency, long Price, string? Url, string? ImageUrl, long? Stock);
