using System.Text.Json;
using System.Text.Json.Nodes;
using Cartwright.Carts;
using Cartwright.Recovery;
using Cartwright.Tracking;
using Cartwright.Tracking.Segment;
using Cartwright.Tracking.WooCommerce;

namespace Cartwright.Tests.Tracking.WooCommerce;

public sealed class WooCommerceOrdersTests
{
    private static StorefrontEvent One(JsonObject order, string topic = "order.updated") => Assert.Single(Woo.Translate(topic, order).Events);

    [Theory]
    [InlineData("pending", "OrderPlaced")]
    [InlineData("on-hold", "OrderPlaced")]
    [InlineData("wc-pending", "OrderPlaced")]
    [InlineData("failed", "Trouble OrderPlaced")]
    [InlineData("processing", "OrderPaid")]
    [InlineData("completed", "OrderPaid")]
    [InlineData("cancelled", "OrderCancelled")]
    [InlineData("trash", "OrderCancelled")]
    [InlineData("refunded", "OrderUpdated OrderRefunded")]
    [InlineData("checkout-draft", "CheckoutStarted StepCompleted")]
    [InlineData("shipped", "OrderPlaced")]
    [InlineData("auto-draft", "")]
    public void Each_status_says_what_became_of_the_order(string status, string kinds)
    {
        foreach (var topic in (string[])["order.created", "order.updated", "order.restored"])
            Assert.Equal(kinds, string.Join(' ', Woo.Translate(topic, Woo.Order(status)).Events.Select(e => e.Kind)));
    }

    [Fact]
    public void Only_a_pending_order_has_the_shops_hold_stock_deadline_and_a_payment_lifts_it()
    {
        var pending = One(Woo.Order("pending"));
        Assert.Equal(pending.At / 60_000 + 60, pending.ClosesAt!.Value / 60_000);
        Assert.Null(One(Woo.Order("on-hold")).ClosesAt);
        Assert.Equal((false, true), (pending.IsAccepted, One(Woo.Order("on-hold")).IsAccepted));
        var call = Woo.Call("order.updated", Woo.Order("pending").ToJsonString());
        Assert.Null(Cartwright.Tracking.WooCommerce.WooCommerceWebhook.Translate(call with { Store = call.Store with { Settings = new() { HoldStockMinutes = 0 } } }).Events[0].ClosesAt);

        var order = Cartwright.Recovery.OrderDecider.Apply(null, pending, Guid.Empty, null, "EUR", 0)!;
        Assert.Equal(pending.ClosesAt, order.ClosesAt);
        var paid = Cartwright.Recovery.OrderDecider.Apply(order, One(Woo.Order("processing", modified: "2026-03-04T11:45:00")), Guid.Empty, null, "EUR", 0)!;
        Assert.Null(paid.ClosesAt);
    }

    [Fact]
    public void An_order_says_what_was_bought_by_whom_for_how_much()
    {
        var e = One(Woo.Order("pending"));

        Assert.Equal((EventKind.OrderPlaced, Trust.Platform, "order.updated: pending"), (e.Kind, e.Trust, e.Name));
        Assert.Equal(("7001", "wc_order_Honey000007001", null, null), (e.OrderId, e.CheckoutId, e.CartId, e.UserId)); // cart_hash is nobody's cart
        Assert.Equal([new EventLine("11", null, "HON", "Honey & comb", 2, 900, null, "https://shop.test/honey.jpg"), new EventLine("12", "34", null, "Jar - Blue", 1, 1250, null, null)], e.Lines);
        Assert.Equal(("EUR", 490, 670, 0, 4210), (e.Currency, e.Shipping, e.Tax, e.Discount, e.Total));
        Assert.Null(e.Text);
        Assert.Equal(("Post", "stripe", "https://shop.test/checkout/order-pay/7001/?pay_for_order=true", "CH"), (e.ShippingMethod, e.PaymentMethod, e.PageUrl, e.Country));
        Assert.Equal(("mia7001@mail.test", "+41446687001"), (e.Personal!.Email, e.Personal.Phone));
        Assert.Equal("address1=Seeweg 3, city=Zug, country=CH, email=mia7001@mail.test, first_name=Mia, last_name=Bauer, phone=+41446687001, postal_code=6300, region=ZG",
            string.Join(", ", e.Personal.Fields!.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => $"{f.Key}={f.Value}")));
    }

    [Fact]
    public void Numbers_may_be_text_and_text_may_be_numbers()
    {
        var told = One(Woo.Order("pending", more: """{"id":"7001","customer_id":"25","total":42.1,"line_items":[{"product_id":"11","variation_id":"0","quantity":"2","subtotal":18,"sku":4711}],"shipping_total":4.9,"total_tax":6.7}"""));
        Assert.Equal(("7001", "25", 4210L, 490L), (told.OrderId, told.UserId, told.Total, told.Shipping));
        Assert.Equal([new EventLine("11", null, "4711", null, 2, 900, null, null)], told.Lines);
    }

    [Theory]
    [InlineData("JPY", "1980", 1980)]
    [InlineData("EUR", "1980", 198000)]
    [InlineData("KWD", "19.805", 19805)]
    public void Money_has_the_digits_of_its_currency(string currency, string total, long minor)
    {
        var e = One(Woo.Order("pending", more: $$"""{"currency":"{{currency}}","total":"{{total}}","line_items":[{"product_id":1,"quantity":1,"subtotal":"{{total}}"}],"shipping_total":"0","total_tax":"0"}"""));
        Assert.Equal((currency, minor, minor, null), (e.Currency, e.Total, e.Lines![0].Unit, e.Text));
    }

    [Fact]
    public void A_discount_leaves_the_price_before_it_on_the_line()
    {
        var e = One(Woo.Order("pending", more: """{"line_items":[{"product_id":11,"quantity":2,"subtotal":"18.00","total":"13.00","price":6.5}],"discount_total":"5.00","shipping_total":"0.00","total_tax":"0.00","total":"13.00","coupon_lines":[{"code":"spring"},{"code":"bees"}]}"""));
        Assert.Equal((900L, 500L, 1300L, "spring, bees", null), (e.Lines![0].Unit, e.Discount, e.Total, e.Coupon, e.Text));
    }

    [Fact]
    public void Where_prices_include_tax_a_line_costs_what_the_shopper_saw()
    {
        var e = One(Woo.Order("pending", more: """{"prices_include_tax":true,"total":"47.11","discount_total":"1.00","discount_tax":"0.19","fee_lines":[{"total":"5.21","total_tax":"0.99"}]}"""));
        // 18.00 + 3.40 for two; shipping 4.90 + 0.93; tax is inside. 21.40 + 14.87 + 5.83 + 6.20 − 1.19 = 47.11
        Assert.Equal((1070L, 1487L, 583L, 0L, 119L, null), (e.Lines![0].Unit, e.Lines[1].Unit, e.Shipping, e.Tax, e.Discount, e.Text));
    }

    [Fact]
    public void A_total_that_is_not_the_sum_of_its_parts_stands_and_the_difference_is_written_beside_it()
    {
        var e = One(Woo.Order("pending", more: """{"total":"40.00"}"""));
        Assert.Equal((4000L, "the parts add up to 42.10 EUR, the shop's total is 40.00 EUR"), (e.Total, e.Text));
        Assert.Contains("42.10", TimelinePolicy.Sentence(e)!.Value.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2026-03-04T11:30:00", "2026-03-04T11:30:00")]
    [InlineData("2026-03-04T23:00:00", "2026-03-04T12:00:00")] // the shop's clock is ahead: not in the future
    [InlineData("0000-00-00T00:00:00", "2026-03-04T11:00:00")]
    [InlineData("", "2026-03-04T11:00:00")]
    public void Times_are_UTC_without_saying_so(string modified, string at) =>
        Assert.Equal(Woo.At(at), One(Woo.Order("pending", modified: modified)).At / 1000 * 1000);

    [Fact]
    public void A_payment_keeps_its_time_when_the_order_is_completed_weeks_later()
    {
        var events = Woo.Translate("order.updated", Woo.Order("completed", modified: "2026-03-04T11:30:00", more: """{"date_paid_gmt":"2026-02-10T09:00:00"}""")).Events;
        Assert.Equal([(EventKind.OrderPaid, Woo.At("2026-02-10T09:00:00")), (EventKind.OrderUpdated, Woo.At("2026-03-04T11:30:00"))], events.Select(e => (e.Kind, e.At / 1000 * 1000)));

        // The cart of today is left as it is, also when the order was never heard of before.
        var cart = Some.Event(EventKind.CartSnapshot, Woo.At("2026-03-04T11:00:00")) with { Lines = [Some.Line("11")] };
        Assert.True(Assert.Single(CartDecider.Fold([cart, .. events], "EUR")).IsOpen);
    }

    [Fact]
    public void Refunds_count_once_however_often_the_order_is_told()
    {
        const string Refunds = """{"refunds":[{"id":801,"reason":"broken","total":"-9.00"},{"id":802,"reason":"","total":"-1.10"}]}""";
        var first = Woo.Translate("order.updated", Woo.Order("completed", more: Refunds), "first").Events;
        var second = Woo.Translate("order.updated", Woo.Order("completed", modified: "2026-03-04T11:50:00", more: Refunds), "second").Events;

        var order = OrderOf(first.Concat(second).DistinctBy(e => e.MessageId)); // what was there before is a duplicate
        Assert.Equal((4210L, 1010L, "paid"), (order.Total, order.Refunded, order.Status));
        Assert.Equal(["woo:refund:7001:801", "woo:refund:7001:802"], first.Where(e => e.Kind == EventKind.OrderRefunded).Select(e => e.MessageId));
        Assert.Equal("refunded", OrderOf(first.Concat(Woo.Translate("order.updated", Woo.Order("refunded")).Events)).Status);
    }

    [Fact]
    public void Two_deliveries_of_one_second_share_their_id_but_not_the_events()
    {
        var a = One(Woo.Order("pending", 1)).MessageId;
        Assert.NotEqual(a, One(Woo.Order("pending", 2)).MessageId);
        Assert.Equal(a, One(Woo.Order("pending", 1)).MessageId);
        Assert.Matches("^woo:d41d8cd9:[0-9a-f]{16}:1$", a);
        Assert.InRange(Woo.Translate("order.updated", Woo.Order("pending"), new string('x', 500)).Events[0].MessageId.Length, 1, 100);
    }

    [Theory]
    [InlineData("""{"payment_method":"","shipping_lines":[],"billing":{"email":"a@b.test"},"shipping":[]}""", "contact")]
    [InlineData("""{"payment_method":"","shipping_lines":[],"billing":{"country":"CH","state":"ZG"},"shipping":{}}""", "contact")]
    [InlineData("""{"payment_method":"","shipping_lines":[]}""", "address")]
    [InlineData("""{"payment_method":""}""", "shipping")]
    [InlineData("{}", "payment")]
    public void A_checkout_in_progress_is_a_cart_as_far_as_it_was_filled_in(string more, string stage)
    {
        var events = Woo.Translate("order.created", Woo.Order("checkout-draft", more: more)).Events;
        Assert.Equal((EventKind.CheckoutStarted, "wc_order_Honey000007001", 4210), (events[0].Kind, events[0].CheckoutId, events[0].Total));
        var cart = Assert.Single(CartDecider.Fold(events, "EUR"));
        Assert.Equal((stage, 2, 4210L, true), (cart.Stage.Name(), cart.Lines.Count, cart.Total, cart.IsOpen));
    }

    [Fact]
    public void A_declined_payment_is_the_carts_trouble_once_before_or_after_the_order_was_made()
    {
        var failed = Woo.Translate("order.updated", Woo.Order("failed"), "one").Events.Concat(Woo.Translate("order.updated", Woo.Order("failed"), "two").Events).ToArray();
        foreach (var before in (string[])["checkout-draft", "pending"])
        {
            var made = Woo.Translate("order.created", Woo.Order("checkout-draft", modified: "2026-03-04T11:10:00")).Events.Concat(Woo.Translate("order.updated", Woo.Order(before, modified: "2026-03-04T11:20:00")).Events);
            var cart = Assert.Single(CartDecider.Fold([.. made, .. failed], "EUR"));
            Assert.Equal(["payment_declined"], cart.Troubles.Select(t => t.Kind));
            Assert.Equal(("7001", true, true), (cart.OrderId, cart.OrderedAt is not null, cart.PaidAt is null));
        }
    }

    [Fact]
    public void What_a_checkout_did_in_one_second_stays_in_its_order()
    {
        var events = ((string[])["processing", "pending", "checkout-draft"]).SelectMany(s => Woo.Translate("order.updated", Woo.Order(s)).Events);
        var cart = Assert.Single(CartDecider.Fold(events, "EUR"));
        Assert.NotNull(cart.PaidAt);
    }

    [Fact]
    public void The_older_envelope_is_unwrapped()
    {
        var order = JsonNode.Parse("""
            {"order":{"id":90,"order_number":90,"order_key":"wc_order_old","created_at":"2026-03-01T10:00:00Z","updated_at":"2026-03-02T10:00:00Z","status":"completed","currency":"USD","total":"24.00","total_tax":"0.00","total_shipping":"4.00","total_discount":"0.00",
             "shipping_methods":"Flat Rate","payment_details":{"method_id":"bacs","paid":true},"billing_address":{"first_name":"Jo","email":"jo@mail.test","postcode":"1"},"shipping_address":{},"customer_id":5,"line_items":[{"id":1,"subtotal":"20.00","total":"20.00","quantity":2,"product_id":9,"name":"Cup"}],"customer":{"id":5,"email":"other@mail.test"} } }
            """)!;
        var e = Assert.Single(Woo.Translate("order.updated", order).Events);
        Assert.Equal((EventKind.OrderPaid, "90", "5", "jo@mail.test", 2400L, 400L, "Flat Rate", "bacs", null), (e.Kind, e.OrderId, e.UserId, e.Personal!.Email, e.Total, e.Shipping, e.ShippingMethod, e.PaymentMethod, e.Text));
        Assert.Equal((Woo.At("2026-03-02T10:00:00"), 1000L), (e.At / 1000 * 1000, e.Lines![0].Unit));
    }

    [Fact]
    public void Of_a_deleted_order_only_the_id_is_told()
    {
        var e = One(JsonNode.Parse("""{"id":7001}""")!.AsObject(), "order.deleted");
        Assert.Equal((EventKind.OrderCancelled, "7001", Woo.Now), (e.Kind, e.OrderId, e.At));
    }

    [Fact]
    public void A_page_to_pay_on_another_host_or_without_encryption_is_no_page()
    {
        foreach (var url in (string[])["http://shop.test/pay", "https://evil.test/pay", "javascript:alert(1)"]) Assert.Null(One(Woo.Order("pending", more: $$"""{"payment_url":"{{url}}"}""")).PayUrl);
    }

    [Theory]
    [InlineData("""{"status":null}""", "order.status is missing")]
    [InlineData("""{"currency":"POINTS"}""", "currency 'POINTS' is not an ISO 4217 code such as EUR")]
    [InlineData("""{"total":"-1"}""", "order.total is negative or out of range: -1")]
    [InlineData("""{"total":"1e27"}""", "order.total is out of range: 1000000000000000000000000000")]
    [InlineData("""{"total":"a lot"}""", "order.total must be a number with a decimal point, not 'a lot'")]
    [InlineData("""{"line_items":"none"}""", "order.line_items must be a list, not text")]
    [InlineData("""{"line_items":[5]}""", "order.line_items[0] must be an object, not a number")]
    [InlineData("""{"refunds":[{"id":5}]}""", "order.refunds[0].total is missing")]
    public void What_would_make_the_order_wrong_is_refused_with_the_reason(string more, string reason) =>
        Assert.Equal(reason, Assert.Throws<BadFieldException>(() => Woo.Translate("order.updated", Woo.Order("pending", more: more))).Message);

    private static Order OrderOf(IEnumerable<StorefrontEvent> events) =>
        events.Aggregate((Order?)null, (known, e) => OrderDecider.Apply(known, e, Guid.Empty, null, "EUR", 0))!;
}
