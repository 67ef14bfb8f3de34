using Cartwright.Carts;
using Cartwright.Products;

namespace Cartwright.Messages;

/// <summary>Which goods of a cart a message is about, when it is about some of them.</summary>
internal static class ItemsPolicy
{
    public const string BackInStock = "back-in-stock", PriceDrop = "price-drop", BrowseReminder = "browse-reminder";

    public static IReadOnlyList<ShownProduct> Of(string template, Cart cart, IReadOnlyDictionary<(string, string), Product> products) => template switch
    {
        BackInStock => [.. Known(cart, products).Where(k => k.Product.Stock > 0).Select(k => new ShownProduct(k.Product))],
        PriceDrop => [.. Known(cart, products).Where(k => k.Product.Currency == cart.Facts.Currency && k.Line.Unit > k.Product.Price).Select(k => new ShownProduct(k.Product, k.Line.Unit))],
        _ => [],
    };

    /// <summary>It tells of some of the goods, and is nothing without them.</summary>
    public static bool IsNews(string template) => template is BackInStock or PriceDrop;

    /// <summary>It shows what was looked at, or news of it, and cannot be written of goods the catalogue does not know.</summary>
    public static bool NeedsGoods(string template) => IsNews(template) || template == BrowseReminder;

    private static IEnumerable<(Line Line, Product Product)> Known(Cart cart, IReadOnlyDictionary<(string, string), Product> products) =>
        cart.Facts.Lines.Zip(CataloguePolicy.Overlay(cart.Facts.Lines, cart.Facts.Currency, products)).Where(p => p.Second.Product is not null).Select(p => (p.First, p.Second.Product!));
}
