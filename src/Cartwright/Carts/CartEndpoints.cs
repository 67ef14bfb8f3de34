using Cartwright.Hosting;
using Cartwright.Products;
using Cartwright.Stores;

namespace Cartwright.Carts;

/// <summary>GET /api/carts, /api/carts/{id}, /api/carts/{id}/timeline.</summary>
internal static class CartEndpoints
{
    private static readonly string[] Statuses = [.. Enum.GetValues<CartStatus>().Select(s => s.Name())];
    private static readonly string[] Stages = [.. Enum.GetValues<Stage>().Select(s => s.Name())];

    public static void MapCarts(this IEndpointRouteBuilder app)
    {
        var api = app.MapApi("carts");
        api.MapGet("/carts", ListAsync).Needs(Right.ViewCarts, "Carts, newest first").Produces<ApiList<CartView>>();
        api.MapGet("/carts/{id}", FindAsync).Needs(Right.ViewCarts, "One cart").Produces<CartView>().ProducesProblem(404);
        api.MapGet("/carts/{id}/timeline", TimelineAsync).Needs(Right.ViewCarts, "What happened to a cart, oldest first").Produces<ApiList<TimelineEntry>>().ProducesProblem(404);
    }

    private static async Task<IResult> ListAsync(HttpContext http, CartStore carts, ProductStore products, string? status, string? stage, int? limit, string? cursor)
    {
        var store = http.Caller().Store.Id;
        var most = ApiInput.Limit(limit);
        var rows = await carts.ListAsync(store, ApiInput.OneOf(status, "status", Statuses), ApiInput.OneOf(stage, "stage", Stages), ApiInput.IdCursor(cursor), most + 1, http.RequestAborted);
        var found = await products.FindAsync(store, rows.SelectMany(r => r.Cart.Facts.Lines).Select(l => l.ProductId), http.RequestAborted);
        return TypedResults.Json(ApiInput.Page(rows, most, r => CartView.Of(r, found), r => ApiInput.ToCursor(r.Cart.Id.ToString())), CartViewJson.Default.ApiListCartView);
    }

    private static async Task<IResult> FindAsync(HttpContext http, CartStore carts, ProductStore products, string id)
    {
        var cart = await LoadAsync(http, carts, id);
        var found = await products.FindAsync(http.Caller().Store.Id, cart.Cart.Facts.Lines.Select(l => l.ProductId), http.RequestAborted);
        return TypedResults.Json(CartView.Of(cart, found), CartViewJson.Default.CartView);
    }

    private static async Task<IResult> TimelineAsync(HttpContext http, CartStore carts, string id)
    {
        var rows = await carts.TimelineAsync(http.Caller().Store.Id, await LoadAsync(http, carts, id), http.RequestAborted);
        return TypedResults.Json(new ApiList<TimelineEntry>([.. rows.Select(r => new TimelineEntry(ApiInput.Time(r.At), r.Kind, r.Detail is "" ? null : r.Detail, r.MessageId, r.OrderId))], null), CartViewJson.Default.ApiListTimelineEntry);
    }

    private static async Task<StoredCart> LoadAsync(HttpContext http, CartStore carts, string id) =>
        await carts.FindAsync(http.Caller().Store.Id, ApiInput.PathId(id, "cart"), http.RequestAborted) ?? throw new NotThereException($"There is no cart '{id}'.");
}
