using Cartwright.Carts;
using Cartwright.Messages.Templates;
using Cartwright.Products;
using Cartwright.Recovery;

namespace Cartwright.Messages;

/// <summary>What a message is about, beside the shopper. What is null or empty is not known, and its block is left out.</summary>
internal sealed record MessageParts
{
    /// <summary>Null for a message that is about no cart: then the way back leads to the shop.</summary>
    public Cart? Cart { get; init; }

    /// <summary>The catalogue's word on the goods of the cart, by id and variant.</summary>
    public IReadOnlyDictionary<(string, string), Product> Products { get; init; } = new Dictionary<(string, string), Product>();
    /// <summary>Of every line it is known that none is left.</summary>
    public bool IsSoldOut => Cart is { Facts.Lines: { Count: > 0 } lines } && lines.All(l => (Products.GetValueOrDefault((l.ProductId, l.Variant ?? "")) ?? Products.GetValueOrDefault((l.ProductId, ""))) is { Stock: <= 0 });

    /// <summary>What it was to tell of has left the cart since, or the shop; or the catalogue never knew it.</summary>
    public bool IsNewsOver { get; init; }
    public Order? Order { get; init; }

    /// <summary>The order as the shopper knows it; without it its id is shown.</summary>
    public string? OrderNumber { get; init; }

    /// <summary>The shop's page of the order, and where it is paid; without the latter our own page of what is not paid yet.</summary>
    public string? OrderUrl { get; init; }
    public string? PayUrl { get; init; }

    /// <summary>Ends at an instant; the composer writes it in the store's time.</summary>
    public OfferView? Offer { get; init; }
    public IReadOnlyList<ShownProduct> Items { get; init; } = [];

    /// <summary>What others buy most; shown by mails that follow a purchase, and in the place of goods that are sold out.</summary>
    public IReadOnlyList<ShownProduct> Bestsellers { get; init; } = [];

    /// <summary>What customers said of the goods.</summary>
    public IReadOnlyList<Review> Reviews { get; init; } = [];

    /// <summary>What the store wrote itself under the template's name; null: nothing.</summary>
    public OwnVersions? Own { get; init; }

    /// <summary>The goods the message is about, as the catalogue knows them.</summary>
    public IEnumerable<Product> Goods => Products.Values.Concat(Items.Select(i => i.Product));
}

/// <param name="OldPrice">Minor units of the product's currency: what it cost before, where the message tells that.</param>
internal sealed record ShownProduct(Product Product, long? OldPrice = null);
