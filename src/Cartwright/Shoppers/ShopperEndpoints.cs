using Cartwright.Hosting;
using Cartwright.Storage;
using Cartwright.Stores;

namespace Cartwright.Shoppers;

/// <summary>GET /api/shoppers (also ?email=), /api/shoppers/{id}.</summary>
internal static class ShopperEndpoints
{
    public static void MapShoppers(this IEndpointRouteBuilder app)
    {
        var api = app.MapApi("shoppers");
        api.MapGet("/shoppers", ListAsync).Needs(Right.SeePersonalData, "Shoppers, newest first; with email the one known by it").Produces<ApiList<ShopperView>>();
        api.MapGet("/shoppers/{id}", FindAsync).Needs(Right.SeePersonalData, "One shopper; the id of one that was merged finds whom they are now").Produces<ShopperDetailView>().ProducesProblem(404);
    }

    private static async Task<IResult> ListAsync(HttpContext http, ShopperListStore list, ShopperStore shoppers, Database database, string? email, int? limit, string? cursor)
    {
        var store = http.Caller().Store.Id;
        var most = ApiInput.Limit(limit);
        if (email is not null)
        {
            var normal = Address.Email(email) ?? throw new BadInputException("email", $"'{ApiInput.Cut(email)}' is not an address.");
            var known = await list.ByAddressAsync(store, IdentityPolicy.Email, normal, http.RequestAborted) is { } id ? await LoadAsync(shoppers, database, store, id, http.RequestAborted) : null;
            return TypedResults.Json(new ApiList<ShopperView>(known is null ? [] : [ShopperDetailView.Of(known).Shopper], null), ShopperViewJson.Default.ApiListShopperView);
        }
        var rows = await list.ListAsync(store, ApiInput.IdCursor(cursor), most + 1, http.RequestAborted);
        return TypedResults.Json(ApiInput.Page(rows, most, r => ShopperView.Of(r.Id, r.Traits, r.Personal, r.FirstSeenAt, r.LastSeenAt), r => ApiInput.ToCursor(r.Id.ToString())), ShopperViewJson.Default.ApiListShopperView);
    }

    private static async Task<IResult> FindAsync(HttpContext http, ShopperStore shoppers, Database database, string id) =>
        await LoadAsync(shoppers, database, http.Caller().Store.Id, ApiInput.PathId(id, "shopper"), http.RequestAborted) is { } found
            ? TypedResults.Json(ShopperDetailView.Of(found), ShopperViewJson.Default.ShopperDetailView)
            : throw new NotThereException($"There is no shopper '{id}'.");

    public static async Task<ShopperState?> LoadAsync(ShopperStore shoppers, Database database, Guid store, Guid id, CancellationToken ct) =>
        (await database.ReadAsync(c => shoppers.LoadAsync(new Reading(c, database.Dialect), [(store, id)]), ct)).GetValueOrDefault((store, id));
}
