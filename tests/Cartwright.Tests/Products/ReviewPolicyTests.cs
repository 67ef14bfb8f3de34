using Cartwright.Products;

namespace Cartwright.Tests.Products;

public sealed class ReviewPolicyTests
{
    private static readonly Product Lamp = new("lamp", "", "L-1", "Lamp", null, "EUR", 1990, null, null, null), Tea = new("tea", "", null, "Tea", null, "EUR", 790, null, null, null);

    [Fact]
    public void The_best_of_each_of_these_goods_is_told_newest_first_and_no_other()
    {
        Review[] reviews =
        [
            Of("1", "lamp", 4, "Fine", at: 3), Of("2", "L-1", 5, "Bright", at: 1), Of("3", "tea", 5, null, at: 9), Of("4", "tea", 4, "Green", at: 2), Of("5", "mug", 5, "Round", at: 9), Of("6", "tea", 2, "Bitter", at: 9),
        ];

        Assert.Equal(["Lamp 5 Bright", "Tea 4 Green"], ReviewPolicy.Best(reviews, [Lamp, Tea], "en").Select(r => $"{r.Product} {r.Review.Rating} {r.Review.Text}"));
        Assert.Empty(ReviewPolicy.Best(reviews, [], "en"));
    }

    [Theory]
    [InlineData("de", "de-AT", "Hell")]
    [InlineData("de-CH", "de", "Hell")]
    [InlineData(null, "ja", "Hell")]
    [InlineData("de", "ja", null)]
    public void Words_are_shown_to_who_reads_their_language_and_stars_to_everybody(string? written, string reader, string? text) =>
        Assert.Equal((5, text), Assert.Single(ReviewPolicy.Best([Of("1", "lamp", 5, "Hell", written)], [Lamp], reader)) is var (review, _) ? (review.Rating, review.Text) : default);

    private static Review Of(string id, string product, int rating, string? text, string? locale = null, long at = 0) => new(id, product, rating, "Ada", text, locale, at);
}
