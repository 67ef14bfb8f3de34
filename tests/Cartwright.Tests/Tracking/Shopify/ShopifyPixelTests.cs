using System.Text.RegularExpressions;
using Cartwright.Carts;
using Cartwright.Shoppers;
using Cartwright.Tests.Support;
using Cartwright.Tracking;
using Cartwright.Tracking.Segment;
using Cartwright.Tracking.Shopify;
using static Cartwright.Tests.Tracking.Shopify.ShopifyCalls;

namespace Cartwright.Tests.Tracking.Shopify;

public sealed class ShopifyPixelTests
{
    private const string Context = """{"document":{"location":{"href":"https://shop.test/checkouts/cn/Z2Nw?utm_source=news&utm_medium=mail&utm_campaign=May"}},"navigator":{"language":"de-DE","userAgent":"Mozilla/5.0 (iPhone) Mobile/15E148"}}""";
    private const string Line = """{"id":"1","title":"Green tea","quantity":2,"variant":{"id":"gid://shopify/ProductVariant/642667041472713922","title":"100 g","sku":"GT","price":{"amount":7.9,"currencyCode":"EUR"},"image":{"src":"https://cdn.shopify.com/tea.jpg"},"product":{"id":"788032119674292922","title":"Green tea","url":"/products/tea?variant=642667041472713922"}}}""";
    private const string To = """{"address1":"Weg 1","address2":null,"city":"Bern","countryCode":"CH","firstName":"Ann","lastName":"Lee","phone":null,"province":null,"zip":"3000"}""";

    private static string Event(string name, string data, string more = "") =>
        $$"""{"type":"standard","name":"{{name}}","id":"sh-f7d5618e-404A-4E6D-4662-599A4BCC9E7C","clientId":"c7b3f99b-4d34-463b-835f-c879482a7750","timestamp":"2026-11-22T11:00:00.123Z","context":{{Context}},"data":{{data}}{{more}} }""";

    private static string Checkout(string name, string more = "", string money = "EUR", string lines = Line) => Event(name, "{\"checkout\":" + $$"""
        {"token":"2a1ace52255252df566af0faaedfbfa7","currencyCode":"{{money}}","lineItems":[{{lines}}],"email":"Ann@Mail.test","phone":"","shippingAddress":{"countryCode":"US","address1":null},"delivery":{"selectedDeliveryOptions":[]},
        "shippingLine":{"price":{"amount":0,"currencyCode":"{{money}}"} },"totalPrice":{"amount":15.8,"currencyCode":"{{money}}"},"totalTax":{"amount":1.2,"currencyCode":"{{money}}"},"order":{"id":null}{{more}} }
        """ + "}");

    private static StorefrontEvent One(string json) => Assert.Single(Pixel(json));

    [Fact]
    public void An_event_tells_whose_it_is_when_it_was_and_what_brought_it()
    {
        var e = One(Event("page_viewed", "{}", ",\"cart\":\"Z2NwLXVzLWVhc3QxOjAxSkJaTUVRSjgz?key=1\""));
        Assert.Equal((EventKind.PageViewed, Trust.Browser, Store.Id, "page_viewed", Now), (e.Kind, e.Trust, e.StoreId, e.Name, e.ReceivedAt));
        Assert.Equal(("pixel:sh-f7d5618e-404A-4E6D-4662-599A4BCC9E7C:page_viewed", "c7b3f99b-4d34-463b-835f-c879482a7750", At("2026-11-22T11:00:00.123Z")), (e.MessageId, e.AnonymousId, e.At));
        Assert.Equal(("Z2NwLXVzLWVhc3QxOjAxSkJaTUVRSjgz", "news / mail / May", "phone", "de-DE"), (e.CartId, e.Campaign, e.Device, e.Locale));
        Assert.StartsWith("https://shop.test/checkouts/", e.PageUrl, StringComparison.Ordinal);
    }

    [Theory, InlineData("2031-01-01T00:00:00Z", "", "2026-11-22T12:00:00Z"), InlineData("2026-11-22T09:00:00Z", "2026-11-22T09:00:10Z", "2026-11-22T11:59:50Z"), InlineData("never", "", "2026-11-22T12:00:00Z")]
    public void A_clock_that_is_wrong_is_put_right(string time, string sent, string at) =>
        Assert.Equal(At(at), One(Event("page_viewed", "{}", $",\"sentAt\":\"{sent}\"").Replace("2026-11-22T11:00:00.123Z", time)).At);

    [Fact]
    public void A_key_that_would_be_believed_more_is_not() => Assert.Equal(Trust.Browser, Assert.Single(Pixel(Event("page_viewed", "{}"), trust: Trust.Server)).Trust);

    [Theory, InlineData("product_added_to_cart", nameof(EventKind.ProductAdded)), InlineData("product_removed_from_cart", nameof(EventKind.ProductRemoved))]
    public void A_line_that_comes_or_goes_has_the_ids_of_the_deliveries(string name, string kind)
    {
        var e = One(Event(name, $$"""{"cartLine":{"quantity":3,"merchandise":{"id":"642667041472713922","title":"Default Title","sku":"","price":{"amount":7.9,"currencyCode":"EUR"},"image":{"src":"//shop.test/cdn/tea.jpg"},"product":{"id":"gid://shopify/Product/788032119674292922","title":"Green tea","url":"/products/tea"} } } }"""));
        Assert.Equal((kind, "EUR"), (e.Kind.ToString(), e.Currency));
        Assert.Equal(new EventLine("788032119674292922", "642667041472713922", null, "Green tea", 3, 790, "https://shop.test/products/tea", "https://shop.test/cdn/tea.jpg"), Assert.Single(e.Lines!));
        var delivered = ShopifyCalls.One("carts/update", """{"token":"c1","line_items":[{"product_id":788032119674292922,"variant_id":642667041472713922,"quantity":3,"title":"Green tea","price":"7.90"}]}""", EventKind.CartSnapshot);
        Assert.Equal(Assert.Single(delivered.Lines!).Key, e.Lines![0].Key);
    }

    [Fact]
    public void Links_and_pictures_of_other_hosts_are_left_out_unless_the_merchant_named_them()
    {
        Assert.Equal(("https://shop.test/products/tea?variant=642667041472713922", null), (One(Checkout("checkout_started").Replace("Ann@Mail.test", "")).Lines![0].Url, One(Checkout("checkout_started").Replace("Ann@Mail.test", "")).Lines![0].Image));
        Assert.Equal("https://cdn.shopify.com/tea.jpg", Pixel(Checkout("checkout_started"), Store with { Settings = new Cartwright.Stores.StoreSettings { Hosts = ["cdn.shopify.com"] } })[0].Lines![0].Image);
        Assert.Null(One(Checkout("checkout_started").Replace("Ann@Mail.test", "").Replace("/products/tea", "https://evil.test/tea")).Lines![0].Url);
        Assert.Null(One(Checkout("checkout_started").Replace("Ann@Mail.test", "").Replace("https://shop.test/checkouts", "https://evil.test/checkouts")).PageUrl);
    }

    [Theory]
    [InlineData("checkout_started", "CheckoutStarted", "contact"), InlineData("checkout_contact_info_submitted", "StepCompleted", "contact"), InlineData("checkout_address_info_submitted", "StepCompleted", "address")]
    [InlineData("checkout_shipping_info_submitted", "StepCompleted", "shipping"), InlineData("payment_info_submitted", "PaymentEntered", "payment")]
    public void Each_step_of_a_checkout_tells_its_stage_and_apart_from_it_who_typed(string name, string kind, string stage)
    {
        var told = Pixel(Checkout(name, ",\"cart\":\"x\""));
        Assert.Equal([kind, "DetailsEntered"], told.Select(e => e.Kind.ToString()));
        Assert.All(told, e => Assert.Equal((stage, "2a1ace52255252df566af0faaedfbfa7", null, null), (e.Stage, e.CheckoutId, e.CartId, e.UserId)));
        Assert.Null(told[0].Personal);
        Assert.Equal(("ann@mail.test", null), (told[1].Personal!.Email, told[1].Lines));
        Assert.Equal((1580, 120, null, "https://shop.test/cart/642667041472713922:2"), (told[0].Total, told[0].Tax, told[0].Shipping, told[0].PageUrl));
        Assert.Equal(2, told.Select(e => e.MessageId).Distinct().Count());
        Assert.All(told, e => Assert.True(e.MessageId.Length <= 100));
    }

    [Fact]
    public void The_address_the_way_of_delivery_and_of_payment_are_read_and_a_guessed_country_is_not()
    {
        var told = Pixel(Checkout("payment_info_submitted", $$""","shippingAddress":{{To}},"delivery":{"selectedDeliveryOptions":[{"title":"Economy"}]},"shippingLine":{"price":{"amount":4.9,"currencyCode":"EUR"} },"transactions":[{"gateway":"shopify_payments","paymentMethod":{"name":"Visa"} }],"localization":{"language":{"isoCode":"fr-CH"} }"""));
        Assert.Equal((490, "Economy", "Visa", "CH", "fr-CH"), (told[0].Shipping, told[0].ShippingMethod, told[0].PaymentMethod, told[0].Country, told[0].Locale));
        Assert.Equal(["address1", "city", "country", "email", "first_name", "last_name", "postal_code"], told[1].Personal!.Fields!.Keys.Order(StringComparer.Ordinal));
        Assert.Null(Pixel(Checkout("checkout_contact_info_submitted"))[0].Country);
        Assert.Equal("email", Assert.Single(Pixel(Checkout("checkout_contact_info_submitted"))[1].Personal!.Fields!.Keys));
    }

    [Theory, InlineData("JPY", 1580, "1580"), InlineData("KWD", 1580, "1.58"), InlineData("KWD", 7, "0.007"), InlineData("EUR", 27598, "275.98")]
    public void Money_is_in_the_minor_units_of_its_currency(string currency, long minor, string amount)
    {
        var e = Pixel(Checkout("checkout_started", money: currency, lines: Line.Replace("7.9", amount).Replace("EUR", currency)).Replace("15.8", amount))[0];
        Assert.Equal((currency, minor, minor), (e.Currency, e.Total, e.Lines![0].Unit));
    }

    [Theory]
    [InlineData("checkout_contact_info_submitted", ",\"buyerAcceptsEmailMarketing\":true", "email"), InlineData("checkout_contact_info_submitted", ",\"buyerAcceptsEmailMarketing\":false", "")]
    [InlineData("checkout_started", ",\"buyerAcceptsEmailMarketing\":true", ""), InlineData("payment_info_submitted", ",\"buyerAcceptsEmailMarketing\":true,\"email\":\"none\"", "")]
    [InlineData("checkout_contact_info_submitted", ",\"buyerAcceptsSmsMarketing\":true,\"smsMarketingPhone\":\"+41790000000\"", "sms"), InlineData("checkout_contact_info_submitted", ",\"buyerAcceptsSmsMarketing\":true,\"phone\":\"+41790000000\"", "")]
    public void Only_a_box_that_is_ticked_when_its_address_is_submitted_is_a_yes(string name, string more, string channels)
    {
        var said = Pixel(Checkout(name, more)).SelectMany(e => e.Consents ?? []).ToList();
        Assert.All(said, s => Assert.True(s.Granted));
        Assert.Equal(channels, string.Join(',', said.Select(s => s.Channel)));
    }

    [Fact]
    public void A_cart_that_is_shown_is_the_whole_cart_and_none_is_nothing()
    {
        var line = """{"quantity":2,"merchandise":{"id":"64","price":{"amount":7.9,"currencyCode":"EUR"},"product":{"id":"78","title":"Tea"} } }""";
        var e = One(Event("cart_viewed", $$"""{"cart":{"id":"gid://shopify/Cart/Z2NwLXVz?key=1","cost":{"totalAmount":{"amount":15.8,"currencyCode":"EUR"} },"lines":[{{line}}] } }"""));
        Assert.Equal((EventKind.CartSnapshot, "Z2NwLXVz", 1580, 2), (e.Kind, e.CartId, e.Total, e.Lines![0].Quantity));
        Assert.Empty(One(Event("cart_viewed", """{"cart":{"id":"1","lines":[]} }""")).Lines!);
        Assert.Empty(Pixel(Event("cart_viewed", """{"cart":null}""")));
    }

    [Fact]
    public void A_completed_checkout_is_the_order_of_its_number_and_without_one_an_emptied_cart()
    {
        var bought = One(Checkout("checkout_completed", ",\"order\":{\"id\":\"gid://shopify/OrderIdentity/5778367414385\"}"));
        Assert.Equal((EventKind.OrderPlaced, "5778367414385", "2a1ace52255252df566af0faaedfbfa7", 1580), (bought.Kind, bought.OrderId, bought.CheckoutId, bought.Total));
        Assert.Null(bought.Personal);
        var emptied = One(Checkout("checkout_completed"));
        Assert.Equal((EventKind.CartSnapshot, null, 0), (emptied.Kind, emptied.OrderId, emptied.Lines!.Count));
    }

    [Theory]
    [InlineData("PAYMENT_ERROR", "Trouble payment_declined"), InlineData("INVENTORY_ERROR", "Trouble out_of_stock"), InlineData("CHECKOUT_ERROR", "Trouble other"), InlineData("DELIVERY_ERROR", "Trouble other")]
    [InlineData("MERCHANDISE_ERROR", "Trouble other"), InlineData("DISCOUNT_ERROR", "CouponDenied SPRING"), InlineData("INPUT_INVALID", ""), InlineData("INPUT_REQUIRED", ""), InlineData("CONTACT_ERROR", ""), InlineData("NEW_ERROR", "")]
    public void An_alert_is_trouble_when_it_is_the_shops_and_not_a_typing_error(string type, string effect)
    {
        var told = Pixel(Event("alert_displayed", $$"""{"alert":{"type":"{{type}}","message":"It did not work","target":"cart","value":"SPRING"} }"""));
        Assert.Equal(effect, string.Join(',', told.Select(e => $"{e.Kind} {e.Trouble ?? e.Coupon}")));
        Assert.All(told, e => Assert.Equal("It did not work", e.Text));
    }

    [Fact]
    public void An_extension_that_fails_is_trouble() =>
        Assert.Equal(("script_error", "gifts: boom"), (One(Event("ui_extension_errored", """{"error":{"extensionName":"gifts","message":"boom"} }""")).Trouble, One(Event("ui_extension_errored", """{"error":{"extensionName":"gifts","message":"boom"} }""")).Text));

    [Theory]
    [InlineData("""{"id":"1"}""", "refused: name is missing: it says which customer event this is")]
    [InlineData("""{"name":"page_viewed"}""", "refused: clientId is missing: it says whose event this is")]
    [InlineData("""{"name":"page_viewed","clientId":"c","id":{}}""", "refused: id must be text, not an object")]
    [InlineData("""{"name":"checkout_started","clientId":"c","data":{}}""", "refused: data.checkout is missing: it is the checkout this event is about")]
    [InlineData("""{"name":"checkout_started","clientId":"c","data":[]}""", "refused: data must be an object, not a list")]
    [InlineData("""{"name":"checkout_started","clientId":"c","data":{"checkout":{"currencyCode":"XXY"}}}""", "refused: data.checkout.currencyCode 'XXY' is not an ISO 4217 code such as EUR")]
    [InlineData("""{"name":"checkout_started","clientId":"c","data":{"checkout":{"lineItems":[{"quantity":1}]}}}""", "refused: data.checkout.lineItems[0] names no product")]
    [InlineData("""{"name":"checkout_started","clientId":"c","data":{"checkout":{"lineItems":[{"title":"x","quantity":1.5}]}}}""", "refused: data.checkout.lineItems[0].quantity must be a whole number from 0 to 100000, not 1.5")]
    [InlineData("""{"name":"checkout_started","clientId":"c","data":{"checkout":{"totalPrice":{"amount":-1}}}}""", "refused: data.checkout.totalPrice.amount is negative: -1")]
    [InlineData("""{"name":"product_added_to_cart","clientId":"c","data":{}}""", "refused: data.cartLine is missing: it is the line that was added or removed")]
    [InlineData("""{"name":"collection_viewed","clientId":"c"}""", "nothing"), InlineData("""{"name":"search_submitted"}""", "nothing"), InlineData("""{"name":"my_own","type":"custom"}""", "nothing")]
    [InlineData("""{"name":"page_viewed","clientId":"c","context":{"navigator":{"userAgent":"Googlebot/2.1"}}}""", "sent by googlebot")]
    public void What_cannot_be_read_is_refused_with_its_reason_and_what_says_nothing_is_left(string json, string effect) => Assert.Equal(effect, PixelEffect(json));

    [Fact]
    public void The_code_to_paste_is_on_the_page_of_the_documentation() =>
        Assert.Contains($"```js\n{ShopifyPixel.Code("https://cartwright.example", "WRITE_KEY")}\n```", File.ReadAllText(Repository.PathOf("docs/connect/shopify.md")), StringComparison.Ordinal);

    // --- pixel and deliveries of one cart

    private const string Token = "Z2NwLXVzLWVhc3QxOjAxSkJaTUVRSjgz";

    private static IReadOnlyList<CartFacts> Fold(params IEnumerable<StorefrontEvent>[] told) => CartDecider.Fold(told.SelectMany(e => e), "EUR");

    private static IReadOnlyList<StorefrontEvent> Delivered(string topic, string more, string time) =>
        ShopifyWebhook.Translate(Call(topic, $$"""{"line_items":[{"product_id":788032119674292922,"variant_id":642667041472713922,"quantity":2,"title":"Green tea","price":"7.90"}],"currency":"EUR","updated_at":"{{time}}"{{more}} }""", webhookId: topic + time)).Events;

    [Fact]
    public void What_a_page_adds_is_in_the_cart_the_platform_tells_whichever_clock_is_ahead()
    {
        var added = Pixel(Event("product_added_to_cart", $$"""{"cartLine":{{Line.Replace("\"variant\"", "\"merchandise\"")}} }""", $",\"cart\":\"{Token}\""));
        foreach (var time in (string[])["2026-11-22T10:59:59Z", "2026-11-22T11:00:00Z", "2026-11-22T11:00:01Z"])
        {
            var cart = Assert.Single(Fold(added, Delivered("carts/update", $",\"token\":\"{Token}\"", time)));
            Assert.Equal(2, Assert.Single(cart.Lines).Quantity);
            Assert.Equal(["c7b3f99b-4d34-463b-835f-c879482a7750"], cart.Devices);
        }
    }

    [Fact]
    public void A_checkout_the_platform_told_of_is_the_pages_by_its_token_and_only_the_first_devices()
    {
        var told = Delivered("checkouts/create", ",\"token\":\"2a1ace52255252df566af0faaedfbfa7\",\"cart_token\":\"" + Token + "\"", "2026-11-22T10:50:00Z");
        var cart = Assert.Single(Fold(told, Pixel(Checkout("checkout_shipping_info_submitted"))));
        Assert.Equal(Stage.Shipping, cart.Stage);
        var stranger = Pixel(Checkout("payment_info_submitted").Replace("c7b3f99b", "ffffffff").Replace("sh-f7d5", "sh-ffff"));
        Assert.Equal(Stage.Shipping, Fold(told, Pixel(Checkout("checkout_shipping_info_submitted")), stranger)[0].Stage);
    }
}
