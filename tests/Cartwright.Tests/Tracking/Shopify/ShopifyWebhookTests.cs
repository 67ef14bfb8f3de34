using Cartwright.Carts;
using Cartwright.Shoppers;
using Cartwright.Tracking;
using Cartwright.Tracking.Segment;
using Cartwright.Tracking.Shopify;
using static Cartwright.Tests.Tracking.Shopify.ShopifyCalls;

namespace Cartwright.Tests.Tracking.Shopify;

public sealed class ShopifyWebhookTests
{
    private const string Line = """{"product_id":788032119674292922,"variant_id":642667041472713922,"quantity":2,"title":"Green tea","variant_title":"100 g","price":"7.90"}""";

    private static string Checkout(string more = "", string lines = Line) =>
        $$"""{"token":"2a1ace52255252df566af0faaedfbfa7","cart_token":"68778783ad298f1c80c3bafcddeea02f","currency":"EUR","presentment_currency":"EUR","line_items":[{{lines}}],"total_price":"15.80","updated_at":"2026-11-22T11:00:00+01:00"{{more}} }""";

    private static string Order(string more = "", string price = "15.80") =>
        $$"""{"id":820982911946154508,"cart_token":"68778783ad298f1c80c3bafcddeea02f","checkout_token":"2a1ace52255252df566af0faaedfbfa7","email":"ann@mail.test","currency":"EUR","line_items":[{{Line}}],"total_price":"{{price}}","financial_status":"pending","created_at":"2026-11-22T10:00:00Z","updated_at":"2026-11-22T10:30:00Z"{{more}} }""";

    // --- what holds for every delivery

    [Fact]
    public void An_event_tells_the_platform_the_topic_and_the_objects_own_time()
    {
        var e = One("checkouts/update", Checkout(), EventKind.CheckoutStarted);
        Assert.Equal((Store.Id, Trust.Platform, "checkouts/update", Now, At("2026-11-22T10:00:00Z"), "shopify:b54557e4-bdd9-4b37-8a5f-bf7d70bcd043:1"), (e.StoreId, e.Trust, e.Name, e.ReceivedAt, e.At, e.MessageId));
    }

    [Theory]
    [InlineData("https://shop.test/1/orders/abc/authenticate?key=k", "https://shop.test/1/orders/abc/authenticate?key=k")]
    [InlineData("javascript:alert(1)", null)]
    public void An_order_has_the_number_and_the_page_its_shopper_knows(string url, string? page)
    {
        var e = One("orders/create", Order($$""","name":"#1001","order_status_url":"{{url}}" """), EventKind.OrderPlaced);
        Assert.Equal(("#1001", page), (e.OrderNumber, e.OrderUrl));
    }

    [Fact]
    public void Nothing_happens_after_it_was_received() =>
        Assert.Equal(Now, One("carts/update", """{"token":"c1","line_items":[],"updated_at":"2031-01-01T00:00:00Z"}""", EventKind.CartSnapshot).At);

    [Fact]
    public void Without_a_webhook_id_the_same_words_are_the_same_delivery()
    {
        string Id(string topic, string body) => Assert.Single(ShopifyWebhook.Translate(Call(topic, body, webhookId: null)).Events).MessageId;
        const string Body = """{"token":"c1","line_items":[]}""";
        Assert.Equal(Id("carts/update", Body), Id("carts/update", Body));
        Assert.NotEqual(Id("carts/update", Body), Id("carts/create", Body));
        Assert.NotEqual(Id("carts/update", Body), Id("carts/update", Body + " "));
        Assert.True(Id("carts/update", Body).Length <= 100);
        Assert.True(Assert.Single(ShopifyWebhook.Translate(Call("carts/update", Body, webhookId: new string('x', 5000))).Events).MessageId.Length <= 100);
    }

    [Fact]
    public void Headers_without_the_X_are_read_too()
    {
        var call = Call("carts/update", """{"token":"c1","line_items":[]}""");
        var bare = call with { Headers = call.Headers.ToDictionary(h => h.Key["X-".Length..], h => h.Value, StringComparer.OrdinalIgnoreCase) };
        Assert.Equal(Effect(call), Effect(bare));
        Assert.Equal(ShopifyWebhook.Translate(call).Events[0].MessageId, ShopifyWebhook.Translate(bare).Events[0].MessageId);
    }

    [Theory, InlineData("draft_orders/create"), InlineData("themes/publish"), InlineData("orders/risk_assessment_changed")]
    public void A_topic_that_is_not_used_says_so(string topic) => Assert.Equal($"nothing: the topic {topic} is not used", Effect(Call(topic, "{}")));

    [Theory]
    [InlineData("checkouts/delete"), InlineData("orders/edited"), InlineData("products/delete"), InlineData("variants/in_stock"), InlineData("variants/out_of_stock")]
    [InlineData("inventory_levels/update"), InlineData("inventory_items/update"), InlineData("customers/delete")]
    public void A_topic_that_changes_nothing_says_why(string topic) => Assert.StartsWith($"nothing: {topic}", Effect(Call(topic, """{"id":1}""")), StringComparison.Ordinal);

    // --- carts

    [Theory]
    [InlineData("\"68778783ad298f1c80c3bafcddeea02f\"", "68778783ad298f1c80c3bafcddeea02f"), InlineData("\"c1-f880804cdbfc39c683dc9fad79ab940a\"", "c1-f880804cdbfc39c683dc9fad79ab940a")]
    [InlineData("\"Z2NwLXVzLWVhc3QxOjAxSkJaTUVRSjgzNUJUN1BTNjEzRFdRUFFQ?key=0385163b\"", "Z2NwLXVzLWVhc3QxOjAxSkJaTUVRSjgzNUJUN1BTNjEzRFdRUFFQ")]
    [InlineData("\"gid://shopify/Cart/Z2NwLXVzLWVhc3Qx?key=1\"", "Z2NwLXVzLWVhc3Qx"), InlineData("788032119674292922", "788032119674292922")]
    public void A_token_is_read_in_each_of_its_forms(string json, string token) =>
        Assert.Equal(token, One("carts/create", $$"""{"token":{{json}},"line_items":[]}""", EventKind.CartSnapshot).CartId);

    [Fact]
    public void A_cart_without_lines_was_emptied()
    {
        var e = One("carts/update", """{"token":"c1","line_items":[],"updated_at":"2026-11-22T10:00:00Z"}""", EventKind.CartSnapshot);
        Assert.Empty(e.Lines!);
        Assert.Null(e.Currency);
    }

    [Fact]
    public void A_carts_money_is_what_the_shopper_sees()
    {
        const string Set = """{"shop_money":{"amount":"{0}","currency_code":"EUR"},"presentment_money":{"amount":"{1}","currency_code":"JPY"}}""";
        var e = One("carts/update", $$"""{"token":"c1","line_items":[{"product_id":1,"variant_id":2,"quantity":3,"title":"Tea - 100 g","price":"10.00","discounted_price":"9.00","price_set":{{Set.Replace("{0}", "10.00").Replace("{1}", "1600")}},"discounted_price_set":{{Set.Replace("{0}", "9.00").Replace("{1}", "1440")}},"total_discount":"3.00"}]}""", EventKind.CartSnapshot);
        Assert.Equal(("JPY", 1440L, 3), (e.Currency, e.Lines![0].Unit!.Value, e.Lines[0].Quantity));
        Assert.Null(e.Discount); // it is in the price already
    }

    [Theory, InlineData("EUR", "19.99", 1999), InlineData("JPY", "1999", 1999), InlineData("KWD", "19.995", 19995), InlineData("BHD", "0.005", 5), InlineData("CLP", "19990.00", 19990)]
    public void Minor_units_are_the_currencys_own(string currency, string price, long minor) =>
        Assert.Equal(minor, One("checkouts/update", Checkout().Replace("\"EUR\"", $"\"{currency}\"").Replace("\"7.90\"", $"\"{price}\"").Replace("15.80", "20"), EventKind.CheckoutStarted).Lines![0].Unit);

    [Fact]
    public void A_cart_that_names_no_currency_is_in_the_stores() =>
        Assert.Equal(("KWD", 7900L), One("carts/update", $$"""{"token":"c1","line_items":[{{Line}}]}""", EventKind.CartSnapshot, Store with { Currency = "KWD" }) is var e ? (e.Currency, e.Lines![0].Unit) : default);

    [Fact]
    public void Ids_keep_all_their_digits()
    {
        var line = One("carts/update", $$"""{"token":"c1","line_items":[{{Line}}]}""", EventKind.CartSnapshot).Lines![0];
        Assert.Equal(("788032119674292922", "642667041472713922", "Green tea - 100 g"), (line.ProductId, line.Variant, line.Name));
    }

    [Theory, InlineData("null"), InlineData("{}"), InlineData("[]"), InlineData("""{"engraving":"A & B","_hidden":{"a":[1,{"b":null}]}}"""), InlineData("""[{"name":"engraving","value":"A"},{"name":"deep","value":{"x":1}}]"""), InlineData("\"text\"")]
    public void Properties_of_a_line_may_have_any_form(string properties) =>
        Assert.Equal(2, Assert.Single(One("carts/update", $$"""{"token":"c1","line_items":[{{Line.Replace("\"quantity\"", $"\"properties\":{properties},\"quantity\"")}}]}""", EventKind.CartSnapshot).Lines!).Quantity);

    [Theory]
    [InlineData("""{"product_id":1,"quantity":1,"price":"-1"}""", "line_items[0].price is negative: -1")]
    [InlineData("""{"product_id":1,"quantity":1,"price":"99999999999"}""", "line_items[0].price is out of range: 99999999999")]
    [InlineData("""{"product_id":1,"quantity":1,"price":"1,50"}""", "line_items[0].price must be a number with a decimal point, not '1,50'")]
    [InlineData("""{"product_id":1,"quantity":1.5}""", "line_items[0].quantity must be a whole number from 0 to 100000, not 1.5")]
    [InlineData("""{"product_id":1,"quantity":-1}""", "line_items[0].quantity must be a whole number from 0 to 100000, not -1")]
    [InlineData("""{"quantity":1}""", "line_items[0].product_id is missing: it names the product")]
    [InlineData("7", "line_items[0] must be an object, not a number")]
    public void What_would_make_the_cart_wrong_is_refused_by_name(string line, string reason) =>
        Assert.Equal(reason, Assert.Throws<BadFieldException>(() => Translate("carts/update", $$"""{"token":"c1","line_items":[{{line}}]}""")).Message);

    // --- checkouts

    [Theory]
    [InlineData("", "contact"), InlineData(""","email":"ann@mail.test" """, "contact"), InlineData(""","shipping_address":[]""", "contact"), InlineData(""","shipping_address":{"country_code":"DE"}""", "contact")]
    [InlineData(""","shipping_address":{"city":"Bern"}""", "address"), InlineData(""","shipping_address":{"city":"Bern"},"shipping_lines":[{"title":"Post","price":"5.00"}]""", "shipping")]
    [InlineData(""","shipping_lines":[{"title":"Post"}],"gateway":"shopify_payments" """, "payment")]
    public void The_stage_is_the_furthest_that_is_filled_in(string more, string stage)
    {
        var events = Translate("checkouts/update", Checkout(more)).Events;
        Assert.Equal(stage, events[^1].Stage);
        Assert.Equal(stage, Assert.Single(CartDecider.Fold(events, "EUR")).Stage.Name());
    }

    [Fact]
    public void A_checkout_tells_who_it_is_what_it_costs_and_the_way_back()
    {
        var body = Checkout(""","email":"Ann@Mail.test","phone":null,"sms_marketing_phone":"+41791234567","buyer_accepts_marketing":true,"buyer_accepts_sms_marketing":true,"customer":{"id":603851970716743426,"first_name":"Ann","last_name":"Lee"},"shipping_address":{"first_name":"Ann","last_name":"Lee","company":null,"address1":"Weg 1","address2":"c/o B","city":"Bern","province":"Bern","zip":"3000","country":"Switzerland","country_code":"CH"},"shipping_lines":[{"title":"Post","price":"5.00"}],"total_tax":"1.20","total_discounts":"2.00","discount_codes":[{"code":"TEA","amount":"2.00"}],"customer_locale":"de-CH","abandoned_checkout_url":"https://tea.myshopify.com/1/checkouts/ac/2a1/recover?key=0385&locale=de-CH" """);
        var cart = Assert.Single(CartDecider.Fold(Translate("checkouts/update", body).Events, "EUR"));
        Assert.Equal((500L, 120L, 200L, 1580L, "Post"), (cart.Shipping, cart.Tax, cart.Discount, cart.Total, cart.ShippingMethod));
        Assert.Equal("https://tea.myshopify.com/1/checkouts/ac/2a1/recover?key=0385&locale=de-CH", cart.ReturnUrl);
        Assert.Equal("address1=Weg 1;address2=c/o B;city=Bern;country=CH;email=ann@mail.test;first_name=Ann;last_name=Lee;phone=+41791234567;postal_code=3000;region=Bern", string.Join(';', cart.Details.OrderBy(d => d.Key, StringComparer.Ordinal).Select(d => $"{d.Key}={d.Value}")));
        var e = One("checkouts/update", body, EventKind.CheckoutStarted);
        Assert.Equal(("603851970716743426", "ann@mail.test", "+41791234567", "de-CH", "CH", "TEA"), (e.UserId, e.Personal!.Email, e.Personal.Phone, e.Locale, e.Country, e.Coupon));
        Assert.Equal([(Channels.Email, true), (Channels.Sms, true)], e.Consents!.Select(c => (c.Channel, c.Granted)));
    }

    [Fact]
    public void A_box_that_was_not_ticked_says_nothing() => Assert.Null(One("checkouts/update", Checkout(""","buyer_accepts_marketing":false"""), EventKind.CheckoutStarted).Consents);

    [Theory, InlineData("http://tea.test/recover"), InlineData("javascript:alert(1)"), InlineData("/recover"), InlineData("https://user:pw@evil.test/")]
    public void Only_an_https_address_leads_back(string url) => Assert.Null(One("checkouts/update", Checkout($",\"abandoned_checkout_url\":\"{url}\""), EventKind.CheckoutStarted).ReturnUrl);

    [Fact]
    public void The_amounts_are_in_the_shoppers_currency() =>
        Assert.Equal(("JPY", 1580L), One("checkouts/update", Checkout().Replace("\"presentment_currency\":\"EUR\"", "\"presentment_currency\":\"JPY\"").Replace("15.80", "1580").Replace("7.90", "790"), EventKind.CheckoutStarted) is var e ? (e.Currency, e.Total) : default);

    [Fact]
    public void A_checkout_without_a_cart_leaves_the_shoppers_cart_alone()
    {
        var cart = Translate("carts/update", $$"""{"token":"68778783ad298f1c80c3bafcddeea02f","line_items":[{{Line}}],"updated_at":"2026-11-22T09:00:00Z"}""").Events;
        var buyNow = Translate("checkouts/create", Checkout().Replace("\"68778783ad298f1c80c3bafcddeea02f\"", "null")).Events;
        Assert.Equal(2, CartDecider.Fold([.. cart, .. buyNow.Select(e => e with { MessageId = e.MessageId + "b" })], "EUR").Count);
    }

    [Fact]
    public void A_bought_checkout_empties_the_cart_and_makes_no_second_order()
    {
        var e = Assert.Single(Translate("checkouts/update", Checkout(""","completed_at":"2026-11-22T09:59:00Z" """)).Events);
        Assert.Equal((EventKind.CartSnapshot, 0, At("2026-11-22T09:59:00Z")), (e.Kind, e.Lines!.Count, e.At));
        Assert.Equal((EventKind.OrderPlaced, "77"), Translate("checkouts/update", Checkout(""","completed_at":"2026-11-22T09:59:00Z","order_id":77""")).Events[0] is var o ? (o.Kind, o.OrderId) : default);
    }

    [Fact]
    public void The_order_fills_and_closes_what_the_bought_checkout_emptied_whichever_comes_first()
    {
        StorefrontEvent[] events = [.. Translate("checkouts/update", Checkout()).Events.Select(e => e with { MessageId = "a" + e.MessageId, At = e.At - 60_000 }),
            .. Translate("checkouts/update", Checkout(""","completed_at":"2026-11-22T10:00:01Z" """)).Events, .. Translate("orders/create", Order()).Events];
        foreach (var order in (int[][])[[0, 1, 2], [2, 1, 0], [1, 2, 0]])
        {
            var cart = Assert.Single(CartDecider.Fold(order.Select(i => events[i]), "EUR"));
            Assert.Equal(("820982911946154508", 1, 1580L), (cart.OrderId, cart.Lines.Count, cart.Total));
        }
    }

    // --- orders

    [Theory]
    [InlineData("pending", false), InlineData("authorized", false), InlineData("partially_paid", false), InlineData("voided", false), InlineData("expired", false)]
    [InlineData("paid", true), InlineData("partially_refunded", true), InlineData("refunded", true)]
    public void Paid_is_what_was_paid_in_full(string status, bool paid) =>
        Assert.Equal(paid, Translate("orders/create", Order().Replace("\"pending\"", $"\"{status}\"")).Events.Any(e => e.Kind == EventKind.OrderPaid));

    [Fact]
    public void Every_topic_tells_the_same_facts_under_the_same_ids_so_each_counts_once()
    {
        var paid = Order(""","processed_at":"2026-11-22T10:00:00Z" """).Replace("\"pending\"", "\"paid\"");
        string[] Facts(string topic) => [.. Translate(topic, paid).Events.Where(e => e.Kind != EventKind.OrderUpdated).Select(e => $"{e.Kind} {e.MessageId} {e.At}")];
        Assert.Equal(Facts("orders/create"), Facts("orders/paid"));
        Assert.Equal(Facts("orders/create"), Facts("orders/updated"));
        Assert.Equal(Facts("orders/create"), Facts("orders/partially_fulfilled"));
        Assert.All(Translate("orders/updated", paid).Events, e => Assert.True(e.MessageId.Length <= 100));
    }

    [Fact]
    public void An_order_is_placed_when_it_was_created_and_its_latest_total_counts()
    {
        var events = Translate("orders/updated", Order(price: "20.00")).Events;
        Assert.Equal([(EventKind.OrderPlaced, At("2026-11-22T10:00:00Z")), (EventKind.OrderUpdated, At("2026-11-22T10:30:00Z"))], events.Select(e => (e.Kind, e.At)));
        Assert.Equal(2000, events[1].Total);
        Assert.DoesNotContain(Translate("orders/create", Order()).Events, e => e.Kind == EventKind.OrderUpdated);
    }

    [Fact]
    public void A_cancelled_order_was_cancelled_when_it_says()
    {
        var e = One("orders/cancelled", Order(""","cancelled_at":"2026-11-22T10:20:00Z","cancel_reason":"fraud" """).Replace("\"pending\"", "\"voided\""), EventKind.OrderCancelled);
        Assert.Equal((At("2026-11-22T10:20:00Z"), "820982911946154508", "shopify:order:820982911946154508:cancelled"), (e.At, e.OrderId, e.MessageId));
    }

    [Fact]
    public void A_test_order_is_no_order() => Assert.Equal("nothing: a test order is no order", Effect(Call("orders/create", Order(""","test":true"""))));

    [Fact]
    public void A_deleted_order_earns_nothing() => Assert.Equal("820982911946154508", One("orders/delete", """{"id":820982911946154508}""", EventKind.OrderCancelled).OrderId);

    [Fact]
    public void An_order_is_read_in_the_currency_that_was_paid()
    {
        const string Set = """{"shop_money":{"amount":"15.80","currency_code":"EUR"},"presentment_money":{"amount":"5.125","currency_code":"KWD"}}""";
        var e = One("orders/create", Order($$""","total_price_set":{{Set}},"total_tax":"1.00" """), EventKind.OrderPlaced);
        Assert.Equal(("KWD", 5125L, null, null), (e.Currency, e.Total, e.Tax, e.Lines![0].Unit)); // told in euros only: not told
    }

    private const string RefundBody = """{"id":929361463,"order_id":820982911946154508,"processed_at":"2026-11-22T11:00:00Z","transactions":[{"kind":"refund","status":"success","amount":"5.50","currency":"EUR"},{"kind":"refund","status":"failure","amount":"9.00","currency":"EUR"},{"kind":"sale","status":"success","amount":"15.80","currency":"EUR"}]}""";

    [Fact]
    public void A_refund_told_by_itself_and_with_its_order_is_one()
    {
        var alone = One("refunds/create", RefundBody, EventKind.OrderRefunded);
        var within = One("orders/updated", Order($",\"refunds\":[{RefundBody}]"), EventKind.OrderRefunded);
        Assert.Equal(("shopify:refund:929361463", 550L, "820982911946154508", At("2026-11-22T11:00:00Z")), (alone.MessageId, alone.Total, alone.OrderId, alone.At));
        Assert.Equal((alone.MessageId, alone.Total, alone.OrderId, alone.At), (within.MessageId, within.Total, within.OrderId, within.At));
    }

    [Fact]
    public void Goods_that_came_back_without_money_are_no_refund() =>
        Assert.Equal("nothing: no money of the refund went back", Effect(Call("refunds/create", """{"id":1,"order_id":2,"transactions":[],"refund_line_items":[{"subtotal":"9.00"}]}""")));

    // --- products, customers, the law

    [Fact]
    public void Each_variant_is_a_row_under_the_ids_that_lines_have()
    {
        var products = Translate("products/update", """{"id":788032119674292922,"title":"Green tea","handle":"green tea","status":"active","body_html":"<p>Fresh &amp; <b>green</b></p><script>x</script>","image":{"src":"https://cdn.test/tea.png"},"images":[{"id":9,"src":"https://cdn.test/9.png"}],"variants":[{"id":642667041472713922,"title":"100 g","price":"7.90","sku":"T1","inventory_quantity":12,"image_id":9,"inventory_management":"shopify","inventory_policy":"deny"},{"id":2,"title":"Default Title","price":"5","inventory_quantity":-3},{"id":3,"title":"x","price":"5","inventory_management":null,"inventory_quantity":0}]}""").Products;
        Assert.Equal(new("788032119674292922", "642667041472713922", "T1", "Green tea - 100 g", "Fresh & green x", "EUR", 790, "https://tea.myshopify.com/products/green%20tea", "https://cdn.test/9.png", 12), products[0]);
        Assert.Equal(("Green tea", 0L, "https://cdn.test/tea.png"), (products[1].Name, products[1].Stock, products[1].ImageUrl));
        Assert.Null(products[2].Stock); // it is not counted
    }

    [Fact]
    public void A_draft_has_no_page() => Assert.Null(Translate("products/create", """{"id":1,"title":"T","handle":"t","status":"draft","variants":[{"id":2,"price":"1"}]}""").Products[0].Url);

    [Theory, InlineData("subscribed", true), InlineData("unsubscribed", false), InlineData("SUBSCRIBED", true), InlineData("pending", null), InlineData("not_subscribed", null), InlineData("redacted", null)]
    public void Only_a_yes_or_a_no_is_a_consent(string state, bool? granted)
    {
        var customer = Translate("customers/update", $$"""{"id":1,"email":"ann@mail.test","updated_at":"2026-11-22T10:00:00Z","email_marketing_consent":{"state":"{{state}}","consent_updated_at":"2026-11-20T10:00:00Z"} }""").Events;
        var alone = Translate("customers_email_marketing_consent/update", $$"""{"customer_id":1,"email_address":"ann@mail.test","email_marketing_consent":{"state":"{{state}}","consent_updated_at":"2026-11-20T10:00:00Z"} }""").Events;
        foreach (var events in (IReadOnlyList<StorefrontEvent>[])[customer, alone])
        {
            var said = events.FirstOrDefault(e => e.Consents is not null);
            Assert.Equal(granted, said?.Consents![0].Granted);
            if (said is not null) Assert.Equal((At("2026-11-20T10:00:00Z"), "1", "ann@mail.test"), (said.At, said.UserId, said.Personal!.Email));
        }
    }

    [Fact]
    public void A_consent_to_text_messages_is_one_for_the_number() =>
        Assert.Equal((Channels.Sms, true, "+41791234567"), Translate("customers_marketing_consent/update", """{"id":1,"phone":"+41 79 123 45 67","sms_marketing_consent":{"state":"subscribed","consent_updated_at":"2026-11-20T10:00:00Z"}}""").Events[0] is var e ? (e.Consents![0].Channel, e.Consents[0].Granted, e.Personal!.Phone) : default);

    [Fact]
    public void What_the_law_asks_for_is_carried_out_or_told()
    {
        const string Person = """{"shop_id":1,"shop_domain":"tea.myshopify.com","customer":{"id":191167,"email":"john@mail.test","phone":null},"orders_to_redact":[1],"data_request":{"id":9999}}""";
        Assert.Equal(("john@mail.test", "191167"), Assert.Single(Translate("customers/redact", Person).Erase) is var p ? (p.Email, p.CustomerId) : default);
        var notice = Assert.Single(Translate("customers/data_request", Person).Notices);
        Assert.Equal(("data_requested", "data request 9999"), (notice.Action, notice.Target));
        Assert.DoesNotContain("john", notice.Text, StringComparison.Ordinal);
        Assert.True(Translate("shop/redact", """{"shop_id":1}""").StopsSending);
        Assert.True(Translate("app/uninstalled", """{"id":1}""").StopsSending);
    }
}
