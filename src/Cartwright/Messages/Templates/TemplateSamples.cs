namespace Cartwright.Messages.Templates;

/// <summary>Carts that a template is tried on before it is used, and that it can be looked at with: an ordinary one, and those that go wrong first.</summary>
internal static class TemplateSamples
{
    public const string Ordinary = "ordinary", OneLine = "one-line", Many = "many", Bare = "bare", Payment = "payment", Empty = "empty", Odd = "odd";

    /// <summary>Those to look at; the odd one is only for checks.</summary>
    public static IReadOnlyList<string> Names { get; } = [Ordinary, OneLine, Many, Bare, Payment, Empty];

    private const string Home = "https://shop.example";

    private static readonly DateTimeOffset Noon = new(2026, 12, 23, 12, 0, 0, TimeSpan.FromHours(1));

    private static readonly HandOffView Anna = new("Anna Berger", "anna@example.org", "+49 151 12345678", "de", "credit_card", Noon, [new TroubleView("payment_declined", Noon, "Do not honor"), new TroubleView("api_error", Noon, null)]) { Reason = "payment_method" };

    private static readonly StoreView Shop = new("Linden & Wool", Home, null, "#2f5d50", "Linden & Wool\nLindenstraße 12\n10969 Berlin", new ContactView("hello@shop.example", "+49 30 1234567", Home + "/chat", "Mon–Fri 9–17"),
        [new FaqView("How long does delivery take?", "Two to three working days.")]) { ShippingNote = "€4.90, free from €60", Survey = "What kept you?" };

    /// <summary>Ways in and out as they look in a real mail; a check finds them again.</summary>
    private static readonly LinksView Links = new(Home + "/r/sample-restore", Home + "/u/sample-unsubscribe", Home + "/o/sample.gif");

    /// <summary>What a template is checked on. The odd one has what nobody should type, and shops send all the same.</summary>
    public static IReadOnlyDictionary<string, MessageModel> All { get; } = Of(Shop, "EUR", "en", Links);

    /// <summary>The ones to look at, in the shop's clothes.</summary>
    /// <param name="locale">Language of the template.</param>
    public static IReadOnlyDictionary<string, MessageModel> Of(StoreView store, string currency, string locale, LinksView links)
    {
        Money Of(long minor) => new(minor, currency);
        LineView Line(string name, int pieces, long unit, string? variant = null, string? description = null) => new(name, variant, pieces, Of(unit), Of(unit * pieces), null, description);
        List<LineView> goods = [Line("Merino throw", 1, 8900, "Sand", "Woven from one thread, 130 × 180 cm."), Line("Stoneware mug", 4, 1450, "Slate blue"), Line("Beeswax candle", 2, 1290)];
        MessageModel With(IReadOnlyList<LineView> lines, TotalsView totals, string stage, string? first = "Anna") => new(store, new ShopperView(first, first is null ? null : "Berger"), new CartView(lines, totals, stage), links, locale, 1);
        var ordinary = Whole(With(goods, new TotalsView(Of(17280), Of(490), Of(1000), Of(2677), Of(16770)), "shipping"), Of);
        return new Dictionary<string, MessageModel>(StringComparer.Ordinal)
        {
            [Ordinary] = ordinary,
            [OneLine] = Whole(With([goods[0]], new TotalsView(Of(8900), null, null, null, Of(8900)), "cart"), Of),
            [Many] = Whole(With([.. Enumerable.Range(1, 40).Select(i => Line(Long($"Merino throw no. {i}", 120), i, 8900, Long("Sand", 100), Long("Woven", 400)) with { ImageUrl = Home + "/" + new string('p', 400) })],
                new TotalsView(Of(7_298_000), Of(0), null, null, Of(7_298_000)), "contact"), Of),
            [Bare] = With([Line("Merino throw", 1, 8900)], new TotalsView(Of(8900), null, null, null, Of(8900)), "cart", null) with { Store = store with { Address = null, LogoUrl = null, Faq = [], Contact = new ContactView(null, null, null, null), ShippingNote = null, Survey = null } },
            [Payment] = Whole(With([goods[0] with { LowStock = 2 }, goods[1] with { SoldOut = true, Instead = new ItemView("Porcelain mug", null, Of(1690), null, Home + "/mug") }], new TotalsView(Of(14700), Of(0), null, Of(1176), Of(15876)), "payment"), Of)
                with { Offer = new OfferView("LINDEN-7KQ2", "percent", null, 10, null, null) },
            [Empty] = With([], new TotalsView(Of(0), null, null, null, Of(0)), "cart", null),
            [Odd] = Whole(With([Line(Evil, 999, 123456789, Evil, Evil) with { ImageUrl = Evil }], new TotalsView(Of(0), Of(0), null, null, Of(0)), "placed", Evil), Of) with
            {
                Store = store with { Name = Evil, Url = Evil, LogoUrl = Evil, Address = Evil, Contact = new ContactView(Evil, Evil, Evil, Evil), Faq = [new FaqView(Evil, Evil)], ShippingNote = Evil, Survey = Evil },
                Offer = new OfferView(Evil, "amount", Of(500), null, Noon, Of(5000)),
            },
        };
    }

    private const string Evil = "javascript:alert('\"><script>1</script>') {{links.unsubscribe}}";

    // With every part that a message can have.
    private static MessageModel Whole(MessageModel model, Func<long, Money> of) => model with
    {
        Offer = new OfferView("LINDEN-7KQ2", "free_shipping", null, null, Noon.AddDays(2), null),
        Order = new OrderView("1042", model.Cart.Totals.Total, model.Cart.Lines, Noon.AddDays(-1), Noon.AddDays(1), null, Home + "/orders/1042") { Totals = model.Cart.Totals.Shipping is null ? null : model.Cart.Totals },
        DispatchBy = Noon.AddHours(3),
        Reviews = [new ReviewView("Merino throw", 5, "Soft and warm", "Ida")],
        PaymentMethods = [new PaymentMethodView("PayPal", "No card needed"), new PaymentMethodView("Bank transfer", null, ["IBAN DE02 1203 0000 0000 2020 51"])],
        Items = [new ItemView("Merino throw", null, of(7900), of(8900), Home + "/throw", "Woven from one thread.")],
        Bestsellers = [new ItemView("Brass bell", null, of(2900), null, Home + "/bell"), new ItemView("Felt slippers", null, of(4900), null, Home + "/slippers")],
        HandOff = Anna,
        HandOffs = [new HandOffCart(Anna, model.Cart, Home + "/console/1"), new HandOffCart(Anna with { Name = null, Phone = null, Troubles = [] }, model.Cart, Home + "/console/2")],
    };

    private static string Long(string words, int length) => string.Concat(Enumerable.Repeat(words + " ", (length / (words.Length + 1)) + 1))[..length];
}
