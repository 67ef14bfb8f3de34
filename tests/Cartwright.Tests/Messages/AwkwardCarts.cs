using Cartwright.Hosting.Bench;
using Cartwright.Messages;

namespace Cartwright.Tests.Messages;

/// <summary>Mails that go wrong first: the ordinary cart, bent in one way each.</summary>
internal static class AwkwardCarts
{
    public const string Markup = "<script>alert(\"1\")</script> & 'co' {{links.unsubscribe}}";
    public const string LongWord = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaftsvorsitzender";

    public static readonly DateTimeOffset Placed = new(2026, 12, 23, 18, 40, 0, TimeSpan.FromHours(1)), Ends = new(2026, 12, 24, 14, 5, 0, TimeSpan.FromHours(1)), Cutoff = new(2026, 12, 28, 15, 0, 0, TimeSpan.FromHours(1));

    public static readonly MessageModel Ordinary = RenderBench.Cart();

    private static readonly LineView Throw = Ordinary.Cart.Lines[0];

    /// <summary>Each with every part a message can have.</summary>
    public static readonly IReadOnlyDictionary<string, MessageModel> All = new Dictionary<string, MessageModel>
    {
        ["ordinary"] = Ordinary,
        ["one line"] = With([Throw]),
        ["twelve lines"] = With([.. Enumerable.Range(1, 12).Select(i => Throw with { Name = $"Merino throw no. {i}" })]),
        ["forty lines"] = With([.. Enumerable.Range(1, 40).Select(i => Throw with { Name = Long($"no. {i}", 300), Variant = Long("variant", 200), Description = Long("description", 500), ImageUrl = "https://shop.example/" + new string('&', 970) })]),
        ["no picture"] = With([Throw with { ImageUrl = null }, Throw with { ImageUrl = "data:image/png;base64,AAAA" }, Throw with { Name = "🕯️", ImageUrl = "//shop.example/relative.png" }]),
        ["long names"] = With([Throw with { Name = Long("Handwoven", 400) }, Throw with { Name = LongWord, Variant = Long("Slate", 200), Description = Long("Wool", 900) }]),
        ["markup in a name"] = With([Throw with { Name = Markup, Variant = "\"><img src=x onerror=alert(1)>", Description = "a\u0000b\r\nBcc: everyone@example.com" }])
            with { Shopper = new ShopperView("Robert'); <b>") },
        ["right to left and emoji"] = With([Throw with { Name = "قميص قطني أزرق", Variant = "كبير" }, Throw with { Name = "חולצה \u202Egnissim\u202C" }, Throw with { Name = "Kids’ tee 👨‍👩‍👧‍👦 🏳️‍🌈", Variant = "\ud83d half" }])
            with { Shopper = new ShopperView("👩‍🚀 Zoë") },
        ["for nothing"] = With([Throw with { UnitPrice = Euro(0), LinePrice = Euro(0) }], new TotalsView(Euro(0), Euro(0), null, null, Euro(0))),
        ["yen"] = With([Throw with { UnitPrice = new(12800, "JPY"), LinePrice = new(25600, "JPY"), Quantity = 2 }], new TotalsView(new(25600, "JPY"), null, null, null, new(25600, "JPY"))),
        ["dinars"] = With([Throw with { UnitPrice = new(1234567, "KWD"), LinePrice = new(1234567, "KWD") }], new TotalsView(new(1234567, "KWD"), new(1500, "KWD"), null, null, new(1236067, "KWD"))),
        ["999 pieces"] = With([Throw with { Quantity = 999, LinePrice = Euro(8891100) }], new TotalsView(Euro(8891100), null, Euro(100), null, Euro(8891000))),
        ["nothing but the cart"] = With([Throw], new TotalsView(Euro(8900), null, null, null, Euro(8900))) with
        {
            Store = Ordinary.Store with { LogoUrl = null, Address = null, Faq = [], Contact = new ContactView(null, " ", null, "Mon–Fri"), AccentColor = "none" },
            Shopper = new ShopperView(null),
        },
        ["umlauts"] = With([Throw with { Name = "Größere Öllämpchen für Äußerungen", Variant = "weiß" }]) with
        {
            Store = Ordinary.Store with { Name = "Käthe Müllers Lädchen" },
            Shopper = new ShopperView("Jürgen"),
        },
        ["foreign addresses"] = With([Throw with { ImageUrl = "javascript:alert(1)" }]) with
        {
            Store = Ordinary.Store with { Url = "javascript:alert(1)", LogoUrl = "https://shop.example/\"onload=\"alert(1)", Contact = new ContactView("a b@example.com", "0800 <b>", "ftp://shop.example", null) },
        },
        ["pale accent"] = Ordinary with { Store = Ordinary.Store with { AccentColor = "#ffe14d", LogoUrl = null } },
        ["black accent"] = Ordinary with { Store = Ordinary.Store with { AccentColor = "#0b0b12", LogoUrl = null }, Cart = Ordinary.Cart with { Stage = "cart" } },
        ["no lines"] = With([], new TotalsView(Euro(0), null, null, null, Euro(0))),
        ["few left and sold out"] = With([Throw with { LowStock = 2 }, Throw with { Name = "Oak board", SoldOut = true, Instead = new ItemView("Ash board", null, Euro(3900), null, "https://linden-wool.example/ash") }]),
        ["tax on top"] = With([Throw], new TotalsView(Euro(8900), Euro(0), null, Euro(712), Euro(9612)), "payment"),
    }.ToDictionary(cart => cart.Key, cart => Whole(cart.Value));

    /// <summary>The model with all parts, made of its own goods.</summary>
    public static MessageModel Whole(MessageModel model)
    {
        List<ItemView> items = [.. model.Cart.Lines.Take(8).Select(l => new ItemView(l.Name, l.ImageUrl, l.UnitPrice, l.UnitPrice with { Minor = l.UnitPrice.Minor + 500 }, "https://linden-wool.example/" + l.Quantity, l.Description))];
        if (items.Count == 0) items.Add(new ItemView("Merino throw", null, Euro(8900), null, "javascript:alert(1)"));
        var helped = new HandOffView(model.Shopper.FirstName, "anna@example.org", "+49 151 12345678", "de-AT", "credit_card", Placed,
                [new TroubleView("payment_declined", Placed, "Do not honor <b>"), new TroubleView("api_error", Placed, null), new TroubleView("odd", Placed, Long("trouble", 400))]) { Reason = model.Cart.Lines.Count == 1 ? "unknown" : "shipping_cost" };
        return model with
        {
            Offer = model.Cart.Stage == "payment" ? new OfferView("LINDEN-7KQ2", "percent", null, 10, null, null)
                : model.Cart.Lines.Count == 1 ? new OfferView("LINDEN-7KQ2", "amount", new Money(500, model.Cart.Totals.Total.Currency), null, Ends, new Money(5000, model.Cart.Totals.Total.Currency))
                : new OfferView("LINDEN-7KQ2", "free_shipping", null, null, Ends, null),
            Order = new OrderView("1042", model.Cart.Totals.Total, [.. model.Cart.Lines.Select(l => l with { LowStock = null, SoldOut = false, Instead = null })], Placed, Ends, null, "https://linden-wool.example/orders/1042") { Totals = model.Cart.Totals.Shipping is null ? null : model.Cart.Totals },
            Store = model.Store with { ShippingNote = "€4.90, free from €60", Survey = "What kept you?" },
            DispatchBy = Cutoff,
            Reviews = [new ReviewView(model.Cart.Lines.Count > 0 ? model.Cart.Lines[0].Name : "Throw", 5, "Soft & warm <b>", "Ida"), new ReviewView("Mug", 4, null, null), new ReviewView("Third", 4, "Never shown", null)],
            PaymentMethods = [new PaymentMethodView("PayPal", "No card needed"), new PaymentMethodView("Bank transfer " + (model.Shopper.FirstName ?? ""), null, ["IBAN: DE02 1203 0000 0000 2020 51"])],
            Items = items,
            Bestsellers = [new ItemView("Brass bell", "https://linden-wool.example/bell.png", Euro(2900), null, "https://linden-wool.example/bell"), new ItemView("Felt slippers", null, Euro(4900), null, null)],
            HandOff = helped,
            HandOffs = [.. Enumerable.Range(0, 45).Select(i => new HandOffCart(i == 1 ? helped with { Name = null, Email = null, Phone = null, Troubles = [] } : helped, i == 2 ? model.Cart with { Lines = [] } : model.Cart, $"https://mail.linden-wool.example/console/shop/carts/{i}"))],
        };
    }

    public static Money Euro(long cents) => new(cents, "EUR");

    private static MessageModel With(IReadOnlyList<LineView> lines, TotalsView? totals = null, string stage = "shipping") =>
        Ordinary with { Cart = new CartView(lines, totals ?? Ordinary.Cart.Totals, stage) };

    private static string Long(string word, int length)
    {
        var text = string.Join(' ', Enumerable.Repeat(word + " \"quoted\"", length));
        return text[..length];
    }
}
