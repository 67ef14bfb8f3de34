namespace Cartwright.Demo;

/// <summary>One thing the demo shop sells.</summary>
/// <param name="Price">Minor units (euro cents), VAT included.</param>
/// <param name="Image">File name of the picture under /demo/shop/files/.</param>
/// <param name="Stock">Pieces an order may take; the demo never runs down.</param>
internal sealed record DemoProduct(
    string Id, string Sku, string Handle, string Name, string Variant, string Description, long Price, string Image, int Stock);

/// <summary>A way to send the parcel; <paramref name="Price"/> in minor units.</summary>
internal sealed record DemoShipping(string Id, string Name, string Note, long Price);

/// <summary>A way to pay. With <paramref name="Prepaid"/> false the order is placed first and paid later.</summary>
internal sealed record DemoPayment(string Id, string Name, string Note, bool Prepaid);

/// <summary>Everything the shop's pages need, as served at /demo/shop/products.json.</summary>
internal sealed record DemoGoods(
    string Currency, IReadOnlyList<DemoProduct> Products, IReadOnlyList<DemoShipping> Shipping, IReadOnlyList<DemoPayment> Payments);

/// <summary>The demo shop's own product list: the pages show it and the orders are priced by it.</summary>
internal static class DemoCatalogue
{
    public static readonly DemoGoods Goods = new(
        "EUR",
        [
            new("hf-lantern", "HF-1120", "ember-storm-lantern", "Ember storm lantern", "Brass, burns 20 hours",
                "A paraffin lantern for the porch and the long way back to the tent. The glass lifts with one thumb, the wick is an ordinary one, and the brass darkens where you hold it.",
                5400, "lantern.png", 24),
            new("hf-mug", "HF-1010", "hut-enamel-mug", "Hut enamel mug", "Cream and pine, 350 ml",
                "Steel, enamelled twice, with a rim that does not burn the lip. Goes on the stove, in the dishwasher and down the stairs; a chip only makes it yours.",
                1600, "mug.png", 180),
            new("hf-throw", "HF-1304", "ridge-wool-throw", "Ridge wool throw", "Moss stripe, 130 × 190 cm",
                "Woven from the wool of two neighbouring flocks and washed until it is soft. Warm when damp, as wool is, and large enough for two who like each other.",
                8900, "throw.png", 16),
            new("hf-bag", "HF-1407", "carry-field-bag", "Carry field bag", "Waxed canvas, olive, 14 l",
                "Waxed canvas and bridle leather with two honest buckles. Takes a loaf, a flask and a jacket; keeps the rain on the outside.",
                11900, "bag.png", 9),
            new("hf-skillet", "HF-1215", "hearth-iron-skillet", "Hearth iron skillet", "26 cm, seasoned",
                "Cast in one piece and seasoned with linseed oil, so that the first egg already slides. For the hob, the oven and the embers.",
                6400, "skillet.png", 40),
            new("hf-board", "HF-1221", "crumb-bread-board", "Crumb bread board", "Beech, 42 × 26 cm",
                "One plank of beech, oiled, with a handle worth the name. The grain runs the long way, so the knife stays sharp.",
                3800, "board.png", 33),
            new("hf-brushes", "HF-1033", "tine-brush-set", "Tine brush set", "Three brushes in an enamel pot",
                "For pots, for bottles and for everything else. Beech handles, plant bristles, heads that can be bought singly.",
                2450, "brushes.png", 60),
            new("hf-stool", "HF-1512", "perch-folding-stool", "Perch folding stool", "Ash and terracotta leather",
                "Folds to the size of a newspaper and carries 120 kg. Made to order by one person, which is why there are never many.",
                7900, "stool.png", 3),
        ],
        [
            new("pickup", "Parcel shop", "Two to three days; you fetch it.", 390),
            new("home", "To your door", "Two to three days, with a message on the morning.", 590),
            new("express", "Express", "The next working day, when ordered by two in the afternoon.", 1490),
        ],
        [
            new("card", "Card", "Debit or credit.", Prepaid: true),
            new("wallet", "Mobile wallet", "Confirmed on your phone.", Prepaid: true),
            new("debit", "SEPA direct debit", "From your bank account, in the coming week.", Prepaid: true),
            new("transfer", "Bank transfer", "Sent when the money has arrived.", Prepaid: false),
        ]);

    public static DemoProduct? Find(string? handle) =>
        Goods.Products.FirstOrDefault(product => product.Handle == handle);
}
