namespace Cartwright.Products;

/// <summary>A product or variant as the shop's own server told it. Price in minor units; Stock null: not told. ChangedAt: when the shop changed it (ms); null: as it comes. Categories: of the product with all its variants, as <see cref="Cartwright.Categories"/> writes them; null: not told.</summary>
internal sealed record Product(string ProductId, string Variant, string? Sku, string Name, string? Description, string Currency, long Price, string? Url, string? ImageUrl, long? Stock, long? ChangedAt = null, string? Categories = null);
