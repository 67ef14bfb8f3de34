using System.Text.Json.Serialization;
using Cartwright.Hosting;
using Cartwright.Shoppers;
using Cartwright.Stores;
using Cartwright.Turns;

namespace Cartwright.Inbound;

/// <summary>What a shopper answered. Text is null once the person was erased.</summary>
internal sealed record ReplyView(Guid Id, string Channel, Guid Shopper, Guid Cart, Guid? Message, DateTime At, string? From, string? Subject, string? Text);

/// <summary>GET /api/carts/{id}/replies; POST /api/carts/{id}/resume. The same below /api/shoppers/{id}: all a shopper answered; what no cart is about goes on.</summary>
internal static class ReplyEndpoints
{
    public static void MapReplies(this IEndpointRouteBuilder app)
    {
        var api = app.MapApi("carts");
        api.MapGet("/carts/{id}/replies", ListAsync).Needs(Right.SeePersonalData, "What shoppers answered about a cart, oldest first").Produces<ApiList<ReplyView>>();
        api.MapPost("/carts/{id}/resume", ResumeAsync).Needs(Right.StopJourney, "Let the journeys of a cart go on that an answer had paused").Produces(204).ProducesProblem(404);
        var shoppers = app.MapApi("shoppers");
        shoppers.MapGet("/shoppers/{id}/replies", OfShopperAsync).Needs(Right.SeePersonalData, "What a shopper answered, oldest first").Produces<ApiList<ReplyView>>().ProducesProblem(404);
        shoppers.MapPost("/shoppers/{id}/resume", ResumeShopperAsync).Needs(Right.StopJourney, "Let the journeys about no cart go on that a shopper's answer had paused").Produces(204).ProducesProblem(404);
    }

    private static async Task<IResult> ListAsync(HttpContext http, InboundStore inbound, string id)
    {
        var replies = await inbound.OfCartAsync(http.Caller().Store.Id, ApiInput.PathId(id, "cart"), http.RequestAborted);
        return Listed(replies);
    }

    private static async Task<IResult> OfShopperAsync(HttpContext http, ShopperStore shoppers, InboundStore inbound, string id)
    {
        var shopper = await LoadAsync(http, shoppers, id);
        return Listed((await inbound.OfShopperAsync(shopper.StoreId, [shopper.Id, .. shopper.Traits.Merged], http.RequestAborted)).OrderBy(r => r.At));
    }

    private static async Task<IResult> ResumeShopperAsync(HttpContext http, ShopperStore shoppers, TurnLoop turns, string id)
    {
        var shopper = await LoadAsync(http, shoppers, id);
        return await turns.SubmitAsync(new ResumeSignal(shopper.StoreId, shopper.Id, Guid.Empty, http.Caller().By)) is Rejected refused ? TypedResults.Problem(refused.Reason, statusCode: 500) : TypedResults.NoContent();
    }

    private static async Task<ShopperState> LoadAsync(HttpContext http, ShopperStore shoppers, string id)
    {
        var key = (http.Caller().Store.Id, ApiInput.PathId(id, "shopper"));
        return (await shoppers.ReadAsync([key], http.RequestAborted)).GetValueOrDefault(key) ?? throw new NotThereException($"There is no shopper '{ApiInput.Cut(id)}'.");
    }

    private static IResult Listed(IEnumerable<StoredReply> replies) => TypedResults.Json(
        new ApiList<ReplyView>([.. replies.Select(r => new ReplyView(r.Id, r.Channel, r.ShopperId, r.CartId, r.MessageId, ApiInput.Time(r.At), r.Content?.From, r.Content?.Subject, r.Content?.Text))], null), ReplyViewJson.Default.ApiListReplyView);

    private static async Task<IResult> ResumeAsync(HttpContext http, Carts.CartStore carts, TurnLoop turns, string id)
    {
        var caller = http.Caller();
        if (await carts.FindAsync(caller.Store.Id, ApiInput.PathId(id, "cart"), http.RequestAborted) is not { } cart) throw new NotThereException($"There is no cart '{ApiInput.Cut(id)}'.");
        return await turns.SubmitAsync(new ResumeSignal(caller.Store.Id, cart.Shopper, cart.Cart.Id, caller.By)) is Rejected refused ? TypedResults.Problem(refused.Reason, statusCode: 500) : TypedResults.NoContent();
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ApiList<ReplyView>))]
internal sealed partial class ReplyViewJson : JsonSerializerContext;
