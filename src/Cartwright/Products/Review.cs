namespace Cartwright.Products;

/// <summary>What a customer said of a product, as the shop or its review service told it.</summary>
/// <param name="ReviewId">The shop's own; a review told again replaces itself.</param>
/// <param name="ProductKey">Product id or SKU: review services know one or the other.</param>
/// <param name="Rating">1 to 5 stars.</param>
/// <param name="Author">As it is shown; null: anonymous.</param>
/// <param name="Locale">Language it is written in; null: not told.</param>
/// <param name="WrittenAt">ms.</param>
internal sealed record Review(string ReviewId, string ProductKey, int Rating, string? Author, string? Text, string? Locale, long WrittenAt);
