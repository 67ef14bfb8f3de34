using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Cartwright.Products;

namespace Cartwright.Imports;

/// <summary>A row of what customers said; checked as the API checks it.</summary>
internal static class ReviewRowPolicy
{
    public static ImportItem Read(ImportCells cells)
    {
        // Withdrawn, or not yet looked at: the shop itself does not show it.
        if (cells.Text("status")?.ToLowerInvariant() is "spam" or "rejected" or "pending" or "unpublished" or "hidden" or "draft" or "false" or "no" or "0") return ImportItem.Of(cells);
        var (product, rating, writtenAt) = (cells.Text("product_id") ?? cells.Text("sku"), cells.Text("rating"), cells.Time("written_at"));
        var (author, text) = (cells.Text("author", 100), cells.Text("text", 5000) ?? cells.Text("title", 5000));
        decimal? stars = decimal.TryParse(rating, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var n) ? n : null;
        if (product is null) cells.Refuse(cells.Has("product_id") ? "product_id" : "sku", "It is empty; fill in the product's id or its SKU.");
        if (cells.Text("written_at") is null) cells.Refuse("written_at", "It is empty; fill in when it was written.");
        // Services that give no ids: the same words of the same person at the same time are the same review.
        var id = cells.Text("review_id") ?? "import-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{product}\u001f{author}\u001f{writtenAt}\u001f{text}")).AsSpan(0, 10));
        var (review, errors) = ReviewPolicy.Check(new ReviewInput(id, product ?? "-", stars, author, text, cells.Text("locale", 35), DateTimeOffset.FromUnixTimeMilliseconds(writtenAt ?? 0)), "row", cells.Now);
        foreach (var (field, error) in errors) cells.Refuse(field switch { "row.rating" => "rating", "row.locale" => "locale", "row.text" => "text", "row.author" => "author", "row.reviewId" => "review_id", _ => "product_id" }, error);
        return ImportItem.Of(cells, reviews: review is null ? null : [review]);
    }
}
