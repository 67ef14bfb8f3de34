using System.Text.Json;
using System.Text.Json.Serialization;
using Cartwright.Hosting;

namespace Cartwright.Products;

/// <summary>A product or variant as the API shows it. Price in minor units; stock null: not told.</summary>
internal sealed record ProductView(string ProductId, string? Variant, string? Sku, string Name, string? Description, string Currency, long Price, string? Url, string? ImageUrl, long? Stock, IReadOnlyList<string> Categories)
{
    public static ProductView Of(Product p) => new(p.ProductId, p.Variant.Length == 0 ? null : p.Variant, p.Sku, p.Name, p.Description, p.Currency, p.Price, p.Url, p.ImageUrl, p.Stock, Cartwright.Categories.Of(p.Categories));
}

/// <summary>A product as a shop sends it. Price: major units as number or text (19.90 or "19.90"); currency: by default the store's. Categories: of the product with all its variants; left out, they stay.</summary>
internal sealed record ProductInput(string? ProductId, string? Variant, string? Sku, string? Name, string? Description, string? Currency, JsonElement? Price, string? Url, string? ImageUrl, long? Stock, IReadOnlyList<string?>? Categories = null);

internal sealed record ProductsInput(IReadOnlyList<ProductInput>? Items);

internal sealed record SavedView(int Saved);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(ApiList<ProductView>))]
[JsonSerializable(typeof(ProductsInput))]
[JsonSerializable(typeof(SavedView))]
internal sealed partial class ProductJson : JsonSerializerContext;
