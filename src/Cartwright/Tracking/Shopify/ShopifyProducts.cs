using System.Net;
using System.Text;
using System.Text.Json;
using Cartwright.Products;
using Cartwright.Tracking.Segment;
using Cartwright.Tracking.Webhooks;

namespace Cartwright.Tracking.Shopify;

/// <summary>products/create, products/update: one row a variant. Of a product with more than 100 variants Shopify tells the first 100.</summary>
internal static class ShopifyProducts
{
    public static PlatformDelivery Product(ShopifyDelivery delivery, JsonElement product)
    {
        var id = product.GetId("id"u8, "id") ?? throw new BadFieldException("id is missing: it names the product");
        var title = product.GetText("title"u8, 300) ?? throw new BadFieldException("title is missing: it is the product's name");
        var variants = product.Objects("variants"u8);
        if (variants.Count == 0) return PlatformDelivery.Nothing("the product tells no variants, and so no price");
        var description = Words(product.GetText("body_html"u8, 20_000));
        var url = UrlOf(delivery, product);
        long? changed = product.UpdatedAt() is { } at ? EventStamp.Believable(at, delivery.ReceivedAt) : null;
        return new PlatformDelivery
        {
            Products =
            [
                .. variants.Take(2000).Select((variant, i) => new Product(
                    id, variant.GetId("id"u8, $"variants[{i}].id") ?? throw new BadFieldException($"variants[{i}].id is missing"),
                    variant.GetText("sku"u8, 200), ShopifyReading.Named(title, variant.GetText("title"u8, 200))!, description, delivery.Store.Currency,
                    variant.GetMinor("price"u8, delivery.Store.Currency, $"variants[{i}].price") ?? throw new BadFieldException($"variants[{i}].price is missing"),
                    url, ImageOf(product, variant), StockOf(variant, i), changed, Categories.Join([product.GetText("product_type"u8), product.Object("category"u8).GetText("full_name"u8)]))),
            ],
        };
    }

    // A draft or an archived product has no page.
    private static string? UrlOf(ShopifyDelivery delivery, JsonElement product)
    {
        if (product.GetText("status"u8, 20) is { } status && status != "active" || product.GetText("handle"u8, 255) is not { } handle) return null;
        var shop = delivery.ShopDomain is { } domain ? "https://" + domain : delivery.Store.Url.TrimEnd('/');
        return $"{shop}/products/{Uri.EscapeDataString(handle)}";
    }

    private static string? ImageOf(JsonElement product, JsonElement variant)
    {
        if (variant.GetText("image_id"u8) is { } id)
            foreach (var image in product.Objects("images"u8))
                if (image.GetText("id"u8) == id && ((JsonElement?)image).HttpsUrl("src"u8) is { } own) return own;
        return product.Object("image"u8).HttpsUrl("src"u8) ?? (product.Objects("images"u8) is [var first, ..] ? ((JsonElement?)first).HttpsUrl("src"u8) : null);
    }

    // Null where the number is no limit: it is not counted (inventory_management null), or sold beyond it (inventory_policy continue).
    private static long? StockOf(JsonElement variant, int i)
    {
        if (variant.IsNull("inventory_management"u8) || variant.GetText("inventory_policy"u8) == "continue") return null;
        return variant.GetDecimal("inventory_quantity"u8, $"variants[{i}].inventory_quantity") is { } stock ? (long)Math.Clamp(stock, 0, 1_000_000_000) : null;
    }

    /// <summary>The words of HTML, without its tags: a line of description, not a page.</summary>
    public static string? Words(string? html)
    {
        if (html is null) return null;
        var text = new StringBuilder(html.Length);
        var inTag = false;
        foreach (var c in html)
        {
            if (c == '<') (inTag, _) = (true, text.Append(' '));
            else if (c == '>' && inTag) inTag = false;
            else if (!inTag) text.Append(c);
        }
        var words = string.Join(' ', WebUtility.HtmlDecode(text.ToString()).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).Replace("\0", "");
        return words.Length == 0 ? null : JsonReading.Cut(words, 500);
    }
}
