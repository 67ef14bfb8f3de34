using Cartwright.Console.Carts;
using Cartwright.Console.Shell;
using Cartwright.Inbound;
using Cartwright.Journeys;
using Cartwright.Products;
using Cartwright.Shoppers;
using Cartwright.Stores;
using Cartwright.Turns;

namespace Cartwright.Console.Shoppers;

/// <summary>The page of a shopper: also of one who never had a cart.</summary>
internal static class ShopperEndpoints
{
    public static void MapShoppers(this RouteGroupBuilder console)
    {
        console.MapGet("/{slug}/shoppers/{id:guid}", ShowAsync).Needs(Right.ViewCarts);
        console.MapPost("/{slug}/shoppers/{id:guid}/resume", ResumeAsync).Needs(Right.StopJourney).DisableAntiforgery();
    }

    private static async Task<IResult> ShowAsync(ConsoleContext context, ShopperStore shoppers, ProductStore products, RefusalStore refusals, InboundStore inbound, Guid id, string? notice, CancellationToken ct)
    {
        var key = (context.Store.Id, id);
        if ((await shoppers.ReadAsync([key], ct)).GetValueOrDefault(key) is not { } shopper) return context.Page<NotFoundPage>(status: StatusCodes.Status404NotFound);
        // An older link may name one who was found to be another since.
        if (shopper.Id != id) return TypedResults.Redirect(context.Link($"shoppers/{shopper.Id}"));
        var categories = await products.CategoriesAsync(context.Store.Id, shopper.Carts.SelectMany(c => c.Facts.Lines).Select(l => l.ProductId), ct);
        var replies = (await inbound.OfShopperAsync(context.Store.Id, [shopper.Id, .. shopper.Traits.Merged], ct)).Where(r => r.CartId == Guid.Empty).OrderBy(r => r.At).ToList();
        return context.Page<ShopperPage>(new ShopperModel(shopper, categories, await refusals.OfAsync(shopper, ct), replies, notice is "resumed" or "busy" ? notice : null));
    }

    private static async Task<IResult> ResumeAsync(ConsoleContext context, TurnLoop turns, Guid id) =>
        TypedResults.Redirect(context.Link($"shoppers/{id}?notice={await CartEndpoints.SubmitAsync(turns, "resumed", new ResumeSignal(context.Store.Id, id, Guid.Empty, context.User!.Email))}"));
}
