using System.Security.Cryptography;
using System.Text.Json;
using Cartwright.Hosting;
using Cartwright.Links;
using Cartwright.Stores;
using Cartwright.Turns;

namespace Cartwright.Recovery;

/// <summary>GET, POST /api/orders.</summary>
internal static class OrderEndpoints
{
    public static void MapOrders(this IEndpointRouteBuilder app)
    {
        var api = app.MapApi("orders");
        api.MapGet("/orders", ListAsync).Needs(Right.ViewCarts, "Orders, newest first; with orderId the one of that number").Produces<ApiList<OrderView>>();
        api.MapPost("/orders", TellAsync).Needs(Right.EditSettings, "Tell an order, or what became of it; believed as the shop's own server").Accepts<OrderInput>("application/json").Produces<OrderView>();
    }

    private static async Task<IResult> ListAsync(HttpContext http, OrderStore orders, string? orderId, int? limit, string? cursor)
    {
        var store = http.Caller().Store.Id;
        var most = ApiInput.Limit(limit);
        var rows = orderId is not null ? await orders.FindAsync(store, orderId, http.RequestAborted) : await orders.ListAsync(store, ApiInput.IdCursor(cursor), most + 1, http.RequestAborted);
        return TypedResults.Json(ApiInput.Page(rows, most, r => OrderView.Of(r.Order, r.Shopper), r => ApiInput.ToCursor(r.Order.Id.ToString())), OrderJson.Default.ApiListOrderView);
    }

    private static async Task<IResult> TellAsync(HttpContext http, OrderStore orders, TurnLoop turns, Secrets secrets, ProductClock clock)
    {
        var store = http.Caller().Store;
        var input = await ApiInput.BodyAsync(http, OrderJson.Default.OrderInput);
        var now = clock.GetUtcNow();
        var token = input.Ref is null ? null : LinkToken.Read(input.Ref, LinkPurpose.Restore, secrets, now);
        var content = "api-" + Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(input, OrderJson.Default.OrderInput)).AsSpan(0, 16));
        var isKnown = input is { Total: null, Lines: null, CartId: null, CheckoutId: null } && input.OrderId?.Trim() is { Length: > 0 and <= 200 } id && (await orders.FindAsync(store.Id, id, http.RequestAborted)).Count > 0;
        var (told, errors) = OrderInputPolicy.Read(input, store.Id, store.Currency, content, token is null || token.StoreId != store.Id ? null : (token.MessageId, token.ShopperId), now.ToUnixTimeMilliseconds(), isKnown);
        if (told is null) throw new BadInputException(errors);
        if (await turns.SubmitAsync(new EventSignal(told)) is Rejected refused) return TypedResults.Problem(refused.Reason, statusCode: 500);
        var known = await orders.FindAsync(store.Id, told.OrderId!, http.RequestAborted);
        return known.Count > 0 ? TypedResults.Json(OrderView.Of(known[0].Order, known[0].Shopper), OrderJson.Default.OrderView)
            : throw new BadInputException("messageId", "It was sent before with another order: nothing was changed.");
    }
}
