using Cartwright.Carts;
using Cartwright.Messages;
using Cartwright.Products;
using Cartwright.Recovery;
using Cartwright.Shoppers;
using Cartwright.Stores;

namespace Cartwright.Tests.Messages;

public sealed class MessageModelsTests
{
    private static readonly DateTimeOffset Now = new(2026, 12, 24, 9, 0, 0, TimeSpan.Zero);
    private static readonly Guid Id = Guid.Parse("0191a000-0000-7000-8000-000000000001");
    private static readonly LinksView Links = new("https://host.test/r/1", "https://host.test/u/1", "");

    private static readonly Store Store = new(Id, "shop", "Shop", "https://shop.test", "EUR", "Europe/Berlin", "en",
        new StoreSettings { PaymentMethods = [new("PayPal", "no card"), new("Credit card"), new("Invoice", null, ["IBAN: DE02"])], DispatchBy = "14:00" }, 0);

    private static readonly Cart Cart = new()
    {
        Id = Id,
        Facts = new CartFacts
        {
            Key = "c1", Currency = "EUR", PaymentMethod = "credit_card", LastActivityAt = Now.ToUnixTimeMilliseconds(),
            Lines = [new Line("tea", null, null, "Tea", 2, 900, null, null), new Line("mug", null, null, "Mug", 1, 1500, null, null)],
            Troubles = [new Trouble("payment_declined", Now.ToUnixTimeMilliseconds(), "declined")],
        },
    };

    private static readonly Dictionary<(string, string), Product> Products = new()
    {
        [("tea", "")] = new("tea", "", null, "Green tea", "Sencha", "EUR", 700, "https://shop.test/tea", null, 4), [("mug", "")] = new("mug", "", null, "Mug", null, "EUR", 1500, null, null, 0),
    };

    [Fact]
    public void An_offer_ends_by_the_stores_clock_and_an_offer_that_is_over_is_none()
    {
        var offer = new OfferView("CODE", "free_shipping", null, null, Now.AddHours(5), null);

        Assert.Equal(new DateTimeOffset(2026, 12, 24, 15, 0, 0, TimeSpan.FromHours(1)), Of(new() { Cart = Cart, Offer = offer }).Offer!.EndsAt);
        Assert.Equal(TimeSpan.FromHours(1), Of(new() { Cart = Cart, Offer = offer }).Offer!.EndsAt!.Value.Offset);
        Assert.Null(Of(new() { Cart = Cart, Offer = offer with { EndsAt = Now } }).Offer);
    }

    [Theory]
    [InlineData("credit_card", "PayPal, Invoice")]
    [InlineData("paypal_express_checkout", "Credit card, Invoice")]
    [InlineData("stripe", "PayPal, Credit card, Invoice")]
    [InlineData(null, "PayPal, Credit card, Invoice")]
    public void Other_ways_to_pay_are_those_that_did_not_fail(string? tried, string others) =>
        Assert.Equal(others, string.Join(", ", Of(new() { Cart = Cart with { Facts = Cart.Facts with { PaymentMethod = tried } } }).PaymentMethods!.Select(m => m.Name)));

    [Theory]
    [InlineData(3300, null, null, null, null)] // the goods alone: there is nothing to say
    [InlineData(3790, 490L, null, null, "3300 490 - -")]
    [InlineData(3300, 0L, null, 527L, "3300 0 - 527")] // in the prices
    [InlineData(3627, 0L, 200L, 527L, "3300 0 200 527")] // on top
    [InlineData(4000, 490L, null, null, null)] // it does not add up: something was not told
    public void An_order_says_what_its_total_is_made_of_where_that_adds_up(long total, long? shipping, long? discount, long? tax, string? parts)
    {
        var order = new Order { Id = Id, ExternalId = "1042", CartId = Cart.Id, Currency = "EUR", Total = total };
        var cart = Cart with { Facts = Cart.Facts with { Shipping = shipping, Discount = discount, Tax = tax } };

        var totals = Of(new() { Cart = cart, Products = Products, Order = order }).Order!.Totals;

        Assert.Equal(parts, totals is null ? null : $"{totals.Items.Minor} {totals.Shipping?.Minor.ToString() ?? "-"} {totals.Discount?.Minor.ToString() ?? "-"} {totals.Tax?.Minor.ToString() ?? "-"}");
        Assert.True(totals is null || totals.Total.Minor == total);
        Assert.Null(Of(new() { Cart = cart, Order = order with { CartId = null } }).Order!.Totals);
    }

    [Fact]
    public void An_order_of_no_cart_shows_the_goods_the_shop_told_with_it_and_never_anothers_sums()
    {
        var order = new Order { Id = Id, ExternalId = "1042", Currency = "EUR", Total = 1200, Goods = new OrderedGoods([new Line("tea", null, null, "Tea", 1, 900, null, null)], 300, null, null) };

        var alone = Of(new() { Order = order, Products = Products }).Order!;
        var besideItsCart = Of(new() { Cart = Cart with { Facts = Cart.Facts with { Tax = 200, Discount = 100 } }, Order = order with { CartId = Cart.Id } }).Order!;

        Assert.Equal(("Green tea", 900L), (Assert.Single(alone.Lines).Name, alone.Lines[0].UnitPrice.Minor));
        foreach (var totals in new[] { alone.Totals!, besideItsCart.Totals! }) Assert.Equal((900L, 300L, null, null, 1200L), (totals.Items.Minor, totals.Shipping?.Minor, totals.Discount, totals.Tax, totals.Total.Minor));
    }

    [Fact]
    public void An_order_keeps_the_prices_it_was_placed_at()
    {
        var order = new Order { Id = Id, ExternalId = "1042", CartId = Cart.Id, Currency = "EUR", Total = 3300, PlacedAt = Now.ToUnixTimeMilliseconds(), ClosesAt = Now.AddDays(1).ToUnixTimeMilliseconds() };

        var model = Of(new() { Cart = Cart, Products = Products, Order = order });

        Assert.Equal(("1042", 3300L, 900L, "Green tea"), (model.Order!.Number, model.Order.Total.Minor, model.Order.Lines[0].UnitPrice.Minor, model.Order.Lines[0].Name));
        Assert.Equal(TimeSpan.FromHours(1), model.Order.ClosesAt!.Value.Offset);
        Assert.Equal(700, model.Cart.Lines[0].UnitPrice.Minor);
        Assert.Empty(Of(new() { Cart = Cart, Order = order with { CartId = null } }).Order!.Lines);
    }

    [Fact]
    public void An_order_is_to_be_paid_while_the_shop_takes_it_and_nobody_has_paid()
    {
        var at = Now.ToUnixTimeMilliseconds();
        var order = new Order { Id = Id, ExternalId = "1042", Currency = "EUR", Total = 3300, PlacedAt = at, ClosesAt = Now.AddDays(1).ToUnixTimeMilliseconds(), PayUrl = "https://shop.example/pay/1042" };
        Cartwright.Messages.OrderView Shown(Order o) => Of(new() { Order = o, PayUrl = o.PayUrl }).Order!;

        Assert.True(Shown(order).Payable);
        Assert.True(Shown(order with { PayUrl = null }).Payable); // it closes: our page says how to pay
        Assert.False(Shown(order with { PayUrl = null, ClosesAt = null }).Payable); // nobody said that it is to be paid
        Assert.False(Shown(order with { AcceptedAt = at }).Payable); // paid on delivery, say
        Assert.False(Shown(order with { CancelledAt = at }).Payable);
        var closed = Shown(order with { ClosesAt = at });
        Assert.Equal((false, null, null), (closed.Payable, closed.ClosesAt, closed.PayLink));
        var paid = Shown(order with { PaidAt = at });
        Assert.Equal((false, null), (paid.Payable, paid.ClosesAt));
    }

    [Fact]
    public void What_became_cheaper_and_what_is_back_is_read_from_the_catalogue()
    {
        var cheaper = Assert.Single(ItemsPolicy.Of("price-drop", Cart, Products));
        var back = Assert.Single(ItemsPolicy.Of("back-in-stock", Cart, Products));

        Assert.Equal(("tea", 900L), (cheaper.Product.ProductId, cheaper.OldPrice));
        Assert.Equal(("tea", null), (back.Product.ProductId, back.OldPrice));
        Assert.Empty(ItemsPolicy.Of("cart-reminder", Cart, Products));
    }

    [Fact]
    public void Few_pieces_are_told_while_the_shops_word_is_fresh_and_another_product_only_for_what_is_sold_out()
    {
        var products = Products.ToDictionary(p => p.Key, p => p.Value with { ChangedAt = Now.AddDays(-2).ToUnixTimeMilliseconds() });
        var other = new ShownProduct(new Product("pot", "", null, "Pot", null, "EUR", 2500, null, null, 9));

        var fresh = Of(new() { Cart = Cart, Products = products, Bestsellers = [other] }).Cart.Lines;
        var stale = Of(new() { Cart = Cart, Products = products.ToDictionary(p => p.Key, p => p.Value with { ChangedAt = Now.AddDays(-4).ToUnixTimeMilliseconds() }) }).Cart.Lines;

        Assert.Equal((4L, false, null), (fresh[0].LowStock, fresh[0].SoldOut, fresh[0].Instead));
        Assert.Equal((null, true, "Pot"), (fresh[1].LowStock, fresh[1].SoldOut, fresh[1].Instead!.Name));
        Assert.Equal((null, true, null), (stale[0].LowStock, stale[1].SoldOut, stale[1].Instead));
        Assert.Null(StockPolicy.Few(products[("tea", "")] with { Stock = 6 }, Now.ToUnixTimeMilliseconds()));
    }

    [Fact]
    public void A_cut_off_is_promised_unless_something_is_sold_out()
    {
        var there = Products.ToDictionary(p => p.Key, p => p.Value with { Stock = 9 });

        Assert.Equal(new DateTimeOffset(2026, 12, 24, 14, 0, 0, TimeSpan.FromHours(1)), Of(new() { Cart = Cart, Products = there }).DispatchBy);
        Assert.Null(Of(new() { Cart = Cart, Products = Products }).DispatchBy);
    }

    [Fact]
    public void Reviews_are_of_the_goods_and_bank_details_come_with_their_way_to_pay()
    {
        var model = Of(new() { Cart = Cart, Products = Products, Reviews = [new Review("1", "tea", 5, "Ida", "Mild", null, 0), new Review("2", "pot", 5, "Ida", "Round", null, 0)] });

        Assert.Equal([new Cartwright.Messages.ReviewView("Green tea", 5, "Mild", "Ida")], model.Reviews!);
        Assert.Equal(["IBAN: DE02"], model.PaymentMethods!.Single(m => m.Name == "Invoice").Details!);
    }

    [Fact]
    public void A_message_about_no_cart_has_none()
    {
        var model = Of(new());

        Assert.Equal((0, "EUR"), (model.Cart.Lines.Count, model.Cart.Totals.Total.Currency));
        Assert.Equal((null, null, null, null), (model.Offer, model.Order, model.Items, model.Bestsellers));
        Assert.Contains("We would be glad", new MessageRenderer().Render("win-back", "en", model).Preheader, StringComparison.Ordinal);
    }

    [Fact]
    public void A_shopper_by_another_clock_is_told_whose_it_is()
    {
        Assert.True(Of(new() { Cart = Cart }, "America/New_York").TellZone);
        Assert.False(Of(new() { Cart = Cart }, "Europe/Vienna").TellZone);
        Assert.False(Of(new() { Cart = Cart }, "Nowhere/Atall").TellZone);
    }

    [Fact]
    public void A_shop_that_speaks_the_shoppers_language_does()
    {
        var words = new Dictionary<string, StoreWords> { ["de"] = new() { ContactHours = "Mo–Fr", ShippingNote = "frei", SurveyQuestion = "Was fehlte?", Faq = [new("Wann?", "Morgen.")], PaymentMethods = [new("PayPal"), new("Kreditkarte"), new("Rechnung")] } };

        var model = Of(new() { Cart = Cart }, shop: Store with { Settings = Store.Settings with { Words = words } }, locale: "de-AT");

        Assert.Equal(("Mo–Fr", "frei", "Was fehlte?", "Wann?"), (model.Store.Contact.Hours, model.Store.ShippingNote, model.Store.Survey, model.Store.Faq[0].Question));
        Assert.Equal(["PayPal", "Rechnung"], model.PaymentMethods!.Select(m => m.Name));
    }

    [Theory, InlineData(null, "PayPal, Kreditkarte, Rechnung"), InlineData("kreditkarte", "PayPal, Rechnung")]
    public void An_order_that_waits_for_its_money_names_all_ways_to_pay_but_the_one_that_was_declined(string? declined, string named)
    {
        var order = new Order { Id = Id, ExternalId = "1042", CartId = Cart.Id, Currency = "EUR", Total = 3300, DeclinedMethod = declined };
        var shop = Store with { Settings = Store.Settings with { PaymentMethods = [new("PayPal"), new("Kreditkarte"), new("Rechnung")] } };

        Assert.Equal(named, string.Join(", ", Of(new() { Cart = Cart, Order = order }, shop: shop).PaymentMethods!.Select(m => m.Name)));
    }

    private static MessageModel Of(MessageParts parts, string? zone = null, Store? shop = null, string locale = "en") =>
        MessageModels.Of(shop ?? Store, new ShopperState { StoreId = Id, Id = Id, Traits = new ShopperTraits { TimeZone = zone } }, parts, Links, locale, 0, Now);
}
