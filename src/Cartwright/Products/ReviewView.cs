using System.Text.Json.Serialization;
using Cartwright.Hosting;

namespace Cartwright.Products;

/// <summary>A review as the API shows it. ProductId: as it was told, a product's id or its SKU.</summary>
internal sealed record ReviewView(string ReviewId, string ProductId, int Rating, string? Author, string? Text, string? Locale, DateTime WrittenAt)
{
    public static ReviewView Of(Review r) => new(r.ReviewId, r.ProductKey, r.Rating, r.Author, r.Text, r.Locale, ApiInput.Time(r.WrittenAt));
}

/// <summary>A review as a shop or a review service sends it. ProductId: or the SKU. Rating: 1 to 5.</summary>
internal sealed record ReviewInput(string? ReviewId, string? ProductId, decimal? Rating, string? Author, string? Text, string? Locale, DateTimeOffset? WrittenAt);

internal sealed record ReviewsInput(IReadOnlyList<ReviewInput>? Items);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(ApiList<ReviewView>))]
[JsonSerializable(typeof(ReviewsInput))]
[JsonSerializable(typeof(SavedView))]
internal sealed partial class ReviewJson : JsonSerializerContext;
