using Cartwright.Messages;
using Cartwright.Products;
using Cartwright.Shoppers;
using Cartwright.Stores;

namespace Cartwright.Console.Messages;

/// <summary>A message that has not left yet as it would be written now, for whoever has to approve it. Nothing of it is kept.</summary>
internal sealed class MessageDrafts(ShopperStore shoppers, ProductStore products, MessageComposer composer, TimeProvider clock)
{
    /// <summary>Null when it cannot be written any more: the person was erased, or the cart is gone.</summary>
    public async Task<Message?> WriteAsync(Store store, Guid shopper, Guid id, CancellationToken ct)
    {
        if (!(await shoppers.ReadAsync([(store.Id, shopper)], ct)).TryGetValue((store.Id, shopper), out var state)
            || state.Messages.FirstOrDefault(m => m.Id == id) is not { } message || state.Cart(message.CartId) is not { } cart) return null;
        var found = await products.FindAsync(store.Id, cart.Facts.Lines.Select(l => l.ProductId));
        try
        {
            return composer.Compose(store, state, message, cart, found, clock.GetUtcNow()) is { } composed ? message with { Content = composed.Content } : null;
        }
        catch (UnknownTemplateException)
        {
            return null; // the page says that there is no preview
        }
    }
}
