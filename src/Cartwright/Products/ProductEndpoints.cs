using Cartwright.Hosting;
using Cartwright.Stores;

namespace Cartwright.Products;

/// <summary>GET, PUT /api/products: the catalogue, kept up to date by the shop.</summary>
internal static class ProductEndpoints
{
    public static void MapProducts(this IEndpointRouteBuilder app)
    {
        var api = app.MapApi("products");
        api.MapGet("/products", ListAsync).Needs(Right.ViewCarts, "The catalogue, by id and variant").Produces<ApiList<ProductView>>();
        api.MapPut("/products", SaveAsync).Needs(Right.EditSettings, "Add or replace up to 1000 products; all or none").Accepts<ProductsInput>("application/json").Produces<SavedView>();
    }

    private static async Task<IResult> ListAsync(HttpContext http, ProductStore products, int? limit, string? cursor)
    {
        var most = ApiInput.Limit(limit);
        var after = ApiInput.Cursor(cursor, 2);
        var rows = await products.ListAsync(http.Caller().Store.Id, after?[0], after?[1], most + 1, http.RequestAborted);
        return TypedResults.Json(ApiInput.Page(rows, most, ProductView.Of, p => ApiInput.ToCursor(p.ProductId, p.Variant)), ProductJson.Default.ApiListProductView);
    }

    private static async Task<IResult> SaveAsync(HttpContext http, ProductStore products)
    {
        var store = http.Caller().Store;
        var items = (await ApiInput.BodyAsync(http, ProductJson.Default.ProductsInput, 4 * 1024 * 1024)).Items;
        if (items is not { Count: > 0 and <= ProductPolicy.MaxProducts }) throw new BadInputException("items", $"Send 1 to {ProductPolicy.MaxProducts} products.");
        var read = items.Select((p, i) => ProductPolicy.Check(p, $"items[{i}]", store.Currency)).ToList();
        if (read.SelectMany(r => r.Errors).Take(50).ToList() is { Count: > 0 } errors) throw new BadInputException(errors);
        // The last one of a product sent twice counts.
        var goods = read.Select(r => r.Product!).Reverse().DistinctBy(p => (p.ProductId, p.Variant)).ToList();
        await products.SaveAsync(store.Id, goods, http.RequestAborted);
        return TypedResults.Json(new SavedView(goods.Count), ProductJson.Default.SavedView);
    }
}
