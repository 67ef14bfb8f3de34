using Cartwright.Console.Shell;
using Cartwright.Journeys;
using Cartwright.Products;
using Cartwright.Shoppers;
using Cartwright.Stores;

namespace Cartwright.Console.Shoppers;

/// <summary>The page of a shopper: also of one who never had a cart.</summary>
internal static class ShopperEndpoints
{
    public static void MapShoppers(this RouteGroupBuilder console) => console.MapGet("/{slug}/shoppers/{id:guid}", ShowAsync).Needs(Right.ViewCarts);

    private static async Task<IResult> ShowAsync(ConsoleContext context, ShopperStore shoppers, ProductStore products, RefusalStore refusals, Guid id, CancellationToken ct)
    {
        var key = (context.Store.Id, id);
        if ((await shoppers.ReadAsync([key], ct)).GetValueOrDefault(key) is not { } shopper) return context.Page<NotFoundPage>(status: StatusCodes.Status404NotFound);
        // An older link may name one who was found to be another since.
        if (shopper.Id != id) return TypedResults.Redirect(context.Link($"shoppers/{shopper.Id}"));
        var categories = await products.CategoriesAsync(context.Store.Id, shopper.Carts.SelectMany(c => c.Facts.Lines).Select(l => l.ProductId), ct);
        return context.Page<ShopperPage>(new ShopperModel(shopper, categories, await refusals.OfAsync(shopper, ct)));
    }
}
