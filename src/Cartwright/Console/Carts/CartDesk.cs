using Cartwright.Carts;
using Cartwright.Console.Shell;
using Cartwright.Inbound;
using Cartwright.Journeys;
using Cartwright.Products;
using Cartwright.Stores;

namespace Cartwright.Console.Carts;

/// <summary>Gathers what a cart's page shows.</summary>
internal sealed class CartDesk(InboundStore replies, ProductStore products, RefusalStore refusals)
{
    /// <param name="order">As it was typed, with what is wrong with it; null: nobody typed one yet.</param>
    public async Task<IResult> PageAsync(ConsoleContext context, CartPageData data, string? notice, OrderForm? order, CancellationToken ct)
    {
        var store = context.Store.Id;
        var priced = PricedCart.Of(data.Cart.Facts, await products.FindAsync(store, data.Cart.Facts.Lines.Select(l => l.ProductId), ct));
        var model = new CartModel(data, priced, CartStory.Tell(data, context.Entry!, context.Words, context.May(Right.SeePersonalData)), NextStep.Of(data, context.Entry!, context.Words), notice,
            await replies.OfCartAsync(store, data.Cart.Id, ct), order ?? OrderForm.Of(data.Cart.Facts.Currency, priced.Total),
            await products.CategoriesAsync(store, data.Shopper.Carts.SelectMany(c => c.Facts.Lines).Select(l => l.ProductId), ct), await refusals.OfAsync(data.Shopper, ct));
        return context.Page<CartPage>(model, order is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest);
    }
}
