using Cartwright.Products;
using Cartwright.Shoppers;
using Cartwright.Stores;

namespace Cartwright.Messages;

/// <summary>Reads what a message is about. An offer, or goods that were looked at, are for whoever made the message to add.</summary>
internal sealed class MessageSources(ProductStore products)
{
    public async Task<MessageParts> ReadAsync(Store store, ShopperState shopper, Message message, CancellationToken ct = default)
    {
        var cart = shopper.Cart(message.CartId);
        var found = cart is null ? [] : await products.FindAsync(store.Id, cart.Facts.Lines.Select(l => l.ProductId), ct);
        return new MessageParts
        {
            Cart = cart, Products = found,
            Order = shopper.Orders.Where(o => o.CancelledAt is null && (cart is null || o.CartId == cart.Id)).MaxBy(o => o.PlacedAt),
            Items = cart is null ? [] : ItemsPolicy.Of(message.Template, cart, found),
        };
    }
}
