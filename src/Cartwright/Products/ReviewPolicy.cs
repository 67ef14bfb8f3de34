namespace Cartwright.Products;

/// <summary>Which reviews are told, and what a review may be.</summary>
internal static class ReviewPolicy
{
    public const int MaxReviews = 1000, Shown = 2;

    /// <summary>Below four stars a review helps nobody to decide for the goods that lie in a cart; it is not changed, it is not shown.</summary>
    private const int LeastRating = 4;

    /// <summary>The best-rated of these goods, one review of each product at most: first those with words, then more stars, then the newest. In the reader's language, or without words.</summary>
    public static IReadOnlyList<(Review Review, string Product)> Best(IReadOnlyList<Review> reviews, IEnumerable<Product> goods, string locale)
    {
        if (reviews.Count == 0) return [];
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var product in goods)
        {
            names.TryAdd(product.ProductId, product.Name);
            if (product.Sku is { Length: > 0 } sku) names.TryAdd(sku, product.Name);
        }
        return
        [
            .. reviews.Where(r => r.Rating >= LeastRating && names.ContainsKey(r.ProductKey))
                .Select(r => Speaks(r.Locale, locale) ? r : r with { Text = null })
                .OrderByDescending(r => r.Text is not null).ThenByDescending(r => r.Rating).ThenByDescending(r => r.WrittenAt).ThenBy(r => r.ReviewId, StringComparer.Ordinal)
                .Select(r => (r, names[r.ProductKey])).DistinctBy(r => r.Item2).Take(Shown),
        ];
    }

    // A shop that does not say in which language its customers write has one language.
    private static bool Speaks(string? review, string reader) =>
        Locales.Normalize(review) is not { Length: > 0 } tag || tag.Split('-')[0] == Locales.Normalize(reader).Split('-')[0];

    /// <summary>The review, or what is wrong with it; fields are named as <c>items[3].rating</c>.</summary>
    /// <param name="now">ms; a review is not written later.</param>
    public static (Review? Review, IReadOnlyList<(string Field, string Error)> Errors) Check(ReviewInput? input, string at, long now)
    {
        if (input is null) return (null, [(at, "It must be an object.")]);
        var errors = new List<(string, string)>();
        void Text(string field, string? value, int longest, bool required = false)
        {
            if (string.IsNullOrWhiteSpace(value) ? required : value.Length > longest || value.Contains('\0')) errors.Add(($"{at}.{field}", $"Use {(required ? "1 to" : "at most")} {longest} characters."));
        }
        Text("reviewId", input.ReviewId, 200, required: true);
        Text("productId", input.ProductId, 200, required: true);
        Text("author", input.Author, 100);
        Text("text", input.Text, 5000);
        if (input.Rating is not { } rating || rating is < 1 or > 5) errors.Add(($"{at}.rating", "Use 1 to 5 stars."));
        if (input.Locale is not null && Locales.Normalize(input.Locale).Length == 0) errors.Add(($"{at}.locale", $"'{input.Locale}' is not a language tag such as de or en-GB."));
        var written = input.WrittenAt?.ToUnixTimeMilliseconds();
        if (written is null) errors.Add(($"{at}.writtenAt", "It is missing: when it was written, such as 2026-03-31T14:05:00Z."));
        else if (written > now) errors.Add(($"{at}.writtenAt", "It is in the future."));
        return errors.Count > 0 ? (null, errors)
            // Halves count for the lower star: nothing is made better than it was said.
            : (new Review(input.ReviewId!.Trim(), input.ProductId!.Trim(), (int)Math.Floor(input.Rating!.Value), Blank(input.Author), Blank(input.Text), input.Locale is null ? null : Locales.Normalize(input.Locale), written!.Value), []);
    }

    private static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
