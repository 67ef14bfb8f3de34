using Cartwright.Hosting;
using Cartwright.Stores;

namespace Cartwright.Products;

/// <summary>GET, PUT /api/reviews; DELETE /api/reviews/{id}: what customers said, kept up to date by the shop or its review service.</summary>
internal static class ReviewEndpoints
{
    public static void MapReviews(this IEndpointRouteBuilder app)
    {
        var api = app.MapApi("reviews");
        api.MapGet("/reviews", ListAsync).Needs(Right.ViewCarts, "Reviews, by product and id").Produces<ApiList<ReviewView>>();
        api.MapPut("/reviews", SaveAsync).Needs(Right.EditSettings, "Add or replace up to 1000 reviews; all or none").Accepts<ReviewsInput>("application/json").Produces<SavedView>();
        api.MapDelete("/reviews/{id}", DeleteAsync).Needs(Right.EditSettings, "Take a review away").Produces(204).ProducesProblem(404);
    }

    private static async Task<IResult> ListAsync(HttpContext http, ReviewStore reviews, int? limit, string? cursor)
    {
        var most = ApiInput.Limit(limit);
        var after = ApiInput.Cursor(cursor, 2);
        var rows = await reviews.ListAsync(http.Caller().Store.Id, after?[0], after?[1], most + 1, http.RequestAborted);
        return TypedResults.Json(ApiInput.Page(rows, most, ReviewView.Of, r => ApiInput.ToCursor(r.ProductKey, r.ReviewId)), ReviewJson.Default.ApiListReviewView);
    }

    private static async Task<IResult> SaveAsync(HttpContext http, ReviewStore reviews, ProductClock clock)
    {
        var items = (await ApiInput.BodyAsync(http, ReviewJson.Default.ReviewsInput, 4 * 1024 * 1024)).Items;
        if (items is not { Count: > 0 and <= ReviewPolicy.MaxReviews }) throw new BadInputException("items", $"Send 1 to {ReviewPolicy.MaxReviews} reviews.");
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var read = items.Select((r, i) => ReviewPolicy.Check(r, $"items[{i}]", now)).ToList();
        if (read.SelectMany(r => r.Errors).Take(50).ToList() is { Count: > 0 } errors) throw new BadInputException(errors);
        // The last one of a review sent twice counts.
        var told = read.Select(r => r.Review!).Reverse().DistinctBy(r => (r.ProductKey, r.ReviewId)).ToList();
        await reviews.SaveAsync(http.Caller().Store.Id, told, http.RequestAborted);
        return TypedResults.Json(new SavedView(told.Count), ReviewJson.Default.SavedView);
    }

    private static async Task<IResult> DeleteAsync(HttpContext http, ReviewStore reviews, string id) =>
        await reviews.DeleteAsync(http.Caller().Store.Id, id, http.RequestAborted) > 0 ? TypedResults.NoContent() : throw new NotThereException($"There is no review '{ApiInput.Cut(id)}'.");
}
