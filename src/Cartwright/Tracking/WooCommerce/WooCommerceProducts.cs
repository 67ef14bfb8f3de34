using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Cartwright.Products;
using Cartwright.Tracking.Segment;
using Cartwright.Tracking.Webhooks;

namespace Cartwright.Tracking.WooCommerce;

/// <summary>Goods of the catalogue. A variation comes as a product of its own, of type <c>variation</c> with its parent's id.</summary>
internal static partial class WooCommerceProducts
{
    public static PlatformDelivery Translate(JsonElement p, WooCommerceCall call)
    {
        var id = p.Id("id"u8, "product.id") ?? throw new BadFieldException("product.id is missing");
        if (call.Topic == "product.deleted") return PlatformDelivery.Nothing("a product that is gone changes no cart that holds it");
        var type = p.GetText("type"u8, 40)?.ToLowerInvariant();
        // Its price is the lowest of its variations, and would be taken for the price of each.
        if (type is "variable" or "grouped" or "variable-subscription")
            return PlatformDelivery.Nothing($"a {type} product has no price of its own; its variations come one by one") with { Categories = CategoriesOf(p) is { } ofAll ? [(id, ofAll)] : [] };
        var name = p.Name("name"u8, 300) ?? p.Name("title"u8, 300) ?? throw new BadFieldException("product.name is missing");
        if ((p.Amount("price"u8, "product.price") ?? p.Amount("regular_price"u8, "product.regular_price")) is not { } price) return PlatformDelivery.Nothing("the product has no price yet");

        var parent = p.Id("parent_id"u8, "product.parent_id");
        if (type == "variation" && parent is null) throw new BadFieldException("product.parent_id is missing: it says what this is a variation of");
        var (product, variant) = type == "variation" ? (parent!, id) : (id, "");
        var description = p.GetText("short_description"u8, 20_000) ?? p.GetText("description"u8, 20_000);
        long? changed = p.ModifiedAt() is { } at ? EventStamp.Believable(at, call.ReceivedAt) : null;
        return new PlatformDelivery
        {
            Products =
            [
                // A product names no currency: the shop has one.
                new Product(product, variant, p.GetText("sku"u8, 200), name, description is null ? null : Plain(description), call.Store.Currency,
                    WooCommerceReading.Minor(price, call.Store.Currency, "product.price"), JsonReading.Web(p.GetText("permalink"u8, 2048)), Image(p), Stock(p), changed, CategoriesOf(p)),
            ],
        };
    }

    // A variation has its parent's, and tells none.
    private static string? CategoriesOf(JsonElement p) => Categories.Join(p.List("categories"u8, "product.categories").Select(c => c.Name("name"u8, 200)));

    private static string? Image(JsonElement p) =>
        JsonReading.Web(p.Object("image"u8).GetText("src"u8, 2048)) ?? p.List("images"u8, "product.images").Select(i => JsonReading.Web(i.GetText("src"u8, 2048))).FirstOrDefault(src => src is not null);

    /// <summary>Null where the shop does not count, or sells on beyond what it has.</summary>
    private static long? Stock(JsonElement p)
    {
        var status = p.GetText("stock_status"u8, 40);
        if (status == "outofstock" || status is null && p.GetBool("in_stock"u8) == false) return 0;
        if (status == "onbackorder" || p.GetDecimal("stock_quantity"u8, "product.stock_quantity") is not { } counted) return null;
        return counted > 0 ? (long)Math.Min(decimal.Floor(counted), int.MaxValue) : p.GetBool("backorders_allowed"u8) == true ? null : 0;
    }

    private static string? Plain(string html)
    {
        var text = WebUtility.HtmlDecode(Tags().Replace(html, " ")).Trim();
        return text.Length == 0 ? null : JsonReading.Cut(Blanks().Replace(text, " "), 5000);
    }

    [GeneratedRegex("<[^>]*>", RegexOptions.NonBacktracking)]
    private static partial Regex Tags();

    [GeneratedRegex("\\s+", RegexOptions.NonBacktracking)]
    private static partial Regex Blanks();
}
