using System.Globalization;
using System.Text.Json;
using Cartwright.Tracking.Segment;
using Cartwright.Tracking.Webhooks;

namespace Cartwright.Tracking.WooCommerce;

/// <summary>
/// Orders, and the checkout in progress that WooCommerce keeps as an order (<c>checkout-draft</c>). Joined to carts by the order's id and
/// its key; <c>cart_hash</c> is no identity: it is a hash of the goods, the same for everybody who wants the same.
/// </summary>
internal static class WooCommerceOrders
{
    // Times have whole seconds, and a checkout changes its draft and pays it in one: what comes later in an order's life is put later.
    private const int Draft = 0, Failure = 1, Placing = 2, Payment = 3, Change = 4, End = 5, Refund = 6;

    public static PlatformDelivery Translate(JsonElement o, WooCommerceCall call)
    {
        var id = o.Id("id"u8, "order.id") ?? throw new BadFieldException("order.id is missing");
        if (call.Topic == "order.deleted")
            return Events([new StorefrontEvent { StoreId = call.Store.Id, MessageId = call.MessageId(1), Kind = EventKind.OrderCancelled, Trust = Trust.Platform, Name = call.Topic, At = call.ReceivedAt, ReceivedAt = call.ReceivedAt, OrderId = id }]);

        var status = o.GetText("status"u8, 60)?.ToLowerInvariant() ?? throw new BadFieldException("order.status is missing");
        if (status.StartsWith("wc-", StringComparison.Ordinal)) status = status[3..];
        if (status is "draft" or "auto-draft" or "new") return PlatformDelivery.Nothing($"an order of status '{status}' is only being written");

        var changed = o.ChangedAt(call.ReceivedAt);
        var paid = o.GetTime("date_paid_gmt"u8);
        var order = Read(o, id, status, call);
        var number = 0;

        StorefrontEvent Of(EventKind kind, int rank, long? at = null) =>
            order with { MessageId = call.MessageId(++number), Kind = kind, At = EventStamp.Believable((at ?? changed) + rank, call.ReceivedAt) };

        // A payment keeps its own time: "completed" comes weeks later and must not end the cart of today. What changed since is told beside it.
        StorefrontEvent[] Paid() => paid is null || paid == changed ? [Of(EventKind.OrderPaid, Payment)] : [Of(EventKind.OrderPaid, Payment, paid), Of(EventKind.OrderUpdated, Change)];

        return Events(status switch
        {
            "checkout-draft" => Checkout(o, Of(EventKind.CheckoutStarted, Draft), call),
            "failed" => [Declined(order, id, changed, call), Of(EventKind.OrderPlaced, Placing) with { Trouble = "payment_declined" }, .. Refunds(o, order, id, changed, call)],
            "on-hold" => [Of(EventKind.OrderPlaced, Placing) with { IsAccepted = true }, .. Refunds(o, order, id, changed, call)],
            "pending" => [Of(EventKind.OrderPlaced, Placing), .. Refunds(o, order, id, changed, call)],
            "processing" or "completed" => [.. Paid(), .. Refunds(o, order, id, changed, call)],
            "cancelled" or "trash" => [Of(EventKind.OrderCancelled, End), .. Refunds(o, order, id, changed, call)],
            "refunded" => [.. paid is null ? [Of(EventKind.OrderUpdated, Change)] : Paid(), Refunded(order, $"woo:refunded:{id}", null, changed, call)],
            // A status of another plugin ("shipped"): there is an order, and the payment's time says whether it is paid.
            _ => [.. paid is null ? [Of(EventKind.OrderPlaced, Placing)] : Paid(), .. Refunds(o, order, id, changed, call)],
        });
    }

    private static PlatformDelivery Events(IReadOnlyList<StorefrontEvent> events) => new() { Events = events };

    private static StorefrontEvent Read(JsonElement o, string id, string status, WooCommerceCall call)
    {
        var currency = WooCommerceReading.Currency(o.GetText("currency"u8, 20), call.Store.Currency);
        var sums = Sums.Of(o, currency);
        var customer = o.Object("customer"u8); // the older envelope
        var billing = o.Object("billing"u8) ?? o.Object("billing_address"u8);
        var shipping = o.Object("shipping"u8) ?? o.Object("shipping_address"u8);
        var coupons = string.Join(", ", o.List("coupon_lines"u8, "order.coupon_lines").Select(c => c.Name("code"u8, 100)).OfType<string>());
        var pay = JsonReading.Page(o.GetText("payment_url"u8, 2048)) is { } url && call.Store.Owns(url) ? url : null;
        return new StorefrontEvent
        {
            StoreId = call.Store.Id,
            Trust = Trust.Platform,
            Name = $"{call.Topic}: {status}",
            ReceivedAt = call.ReceivedAt,
            OrderId = id,
            CheckoutId = o.GetId("order_key"u8, "order.order_key"),
            UserId = o.Id("customer_id"u8, "order.customer_id"),
            Personal = WooCommerceReading.Person(customer?.GetText("email"u8, 254), billing, shipping, out var country),
            Country = country,
            Currency = currency,
            Lines = Lines(o, currency, sums.TaxInside),
            Shipping = sums.Shipping,
            Tax = sums.Tax,
            Discount = sums.Discount,
            Total = sums.Total,
            Text = sums.Difference,
            // WooCommerce cancels what is still pending so long after its last change; a bank transfer (on-hold) it leaves alone.
            ClosesAt = status == "pending" && call.Store.Settings.HoldStockMinutes is > 0 and var minutes ? o.ChangedAt(call.ReceivedAt) + minutes * 60_000L : null,
            Coupon = coupons.Length == 0 ? null : JsonReading.Cut(coupons, 100),
            ShippingMethod = o.List("shipping_lines"u8, "order.shipping_lines").Select(l => l.Name("method_title"u8, 200)).FirstOrDefault(t => t is not null) ?? o.Name("shipping_methods"u8, 200),
            PaymentMethod = o.GetText("payment_method"u8, 200) ?? o.Object("payment_details"u8).GetText("method_id"u8, 200),
            OrderNumber = o.GetText("number"u8, 40),
            PageUrl = pay,
            PayUrl = pay,
        };
    }

    private static List<EventLine>? Lines(JsonElement o, string currency, bool taxInside)
    {
        if (o.Get("line_items"u8) is null) return null;
        var lines = new List<EventLine>();
        foreach (var item in o.List("line_items"u8, "order.line_items"))
        {
            var path = $"order.line_items[{lines.Count}]";
            if (lines.Count == SegmentTranslator.MaxLines) break;
            var quantity = item.GetDecimal("quantity"u8, path + ".quantity") ?? 1;
            if (quantity <= 0) continue;
            if (quantity > SegmentTranslator.MaxQuantity) throw new BadFieldException($"{path}.quantity is more than {SegmentTranslator.MaxQuantity}: {quantity}");
            var amount = Sums.LineOf(item, path, taxInside);
            if (IsPart(item) && amount is null or 0) continue;
            // Sold by weight or length: one piece at the price of the line.
            var pieces = quantity == decimal.Truncate(quantity) ? (int)quantity : 1;
            var sku = item.GetText("sku"u8, 200);
            lines.Add(new EventLine(
                item.Id("product_id"u8, path + ".product_id") ?? sku ?? $"line-{item.Id("id"u8, path + ".id") ?? lines.Count.ToString(CultureInfo.InvariantCulture)}",
                item.Id("variation_id"u8, path + ".variation_id"), sku, item.Name("name"u8, 300), pieces,
                amount is >= 0 ? WooCommerceReading.Minor(amount.Value / pieces, currency, path + ".subtotal") : null, null,
                JsonReading.Web(item.Object("image"u8).GetText("src"u8, 2048))));
        }
        return lines;
    }

    // What a kit or bundle is made of, when the price stands on the kit.
    private static bool IsPart(JsonElement item) => (item.GetText("composite_parent"u8) ?? item.GetText("bundled_by"u8)) is not null;

    /// <summary>The checkout with its goods, and how far it was filled in.</summary>
    private static StorefrontEvent[] Checkout(JsonElement o, StorefrontEvent started, WooCommerceCall call)
    {
        var stage = started.PaymentMethod is not null ? "payment"
            : o.List("shipping_lines"u8, "order.shipping_lines").Count > 0 ? "shipping"
            : WooCommerceReading.HasAddress(o.Object("billing"u8)) || WooCommerceReading.HasAddress(o.Object("shipping"u8)) ? "address"
            : "contact";
        started = started with { Stage = "contact" };
        return stage == "contact" ? [started] : [started, started with { MessageId = call.MessageId(2), Kind = EventKind.StepCompleted, Stage = stage, Lines = null, Text = null }];
    }

    // One failure is told several times (an update fires more than once): the id is of the order and the second.
    private static StorefrontEvent Declined(StorefrontEvent order, string id, long changed, WooCommerceCall call) => Bare(order) with
    {
        MessageId = string.Create(CultureInfo.InvariantCulture, $"woo:failed:{id}:{changed}"), Kind = EventKind.Trouble, Trouble = "payment_declined", Text = order.PaymentMethod, Coupon = order.Coupon,
        At = EventStamp.Believable(changed + Failure, call.ReceivedAt),
    };

    private static IEnumerable<StorefrontEvent> Refunds(JsonElement o, StorefrontEvent order, string id, long changed, WooCommerceCall call) =>
        [.. o.List("refunds"u8, "order.refunds").Select((r, i) =>
        {
            var path = $"order.refunds[{i}]";
            var refund = r.Id("id"u8, path + ".id") ?? throw new BadFieldException($"{path}.id is missing");
            var total = r.Amount("total"u8, path + ".total") ?? throw new BadFieldException($"{path}.total is missing");
            return Refunded(order, $"woo:refund:{id}:{refund}", WooCommerceReading.Minor(Math.Abs(total), order.Currency!, path + ".total"), changed, call);
        })];

    // Later updates of the order name the same refund again: its id makes it count once. Without an amount it is the whole order.
    private static StorefrontEvent Refunded(StorefrontEvent order, string messageId, long? amount, long changed, WooCommerceCall call) => Bare(order) with
    {
        MessageId = messageId, Kind = EventKind.OrderRefunded, Currency = order.Currency, Total = amount, At = EventStamp.Believable(changed + Refund, call.ReceivedAt),
    };

    // Whose order it is, and nothing of its goods.
    private static StorefrontEvent Bare(StorefrontEvent order) => new()
    {
        StoreId = order.StoreId, Trust = order.Trust, Name = order.Name, ReceivedAt = order.ReceivedAt, OrderId = order.OrderId, CheckoutId = order.CheckoutId, UserId = order.UserId, Personal = order.Personal,
    };

    /// <summary>
    /// The sums in minor units. WooCommerce tells lines, shipping, fees and discounts without tax and the tax beside them; in a shop whose
    /// prices include tax they are put together again, so that a line costs what the shopper saw, and no tax is added to it.
    /// </summary>
    private sealed record Sums(bool TaxInside, long? Shipping, long? Tax, long? Discount, long? Total, string? Difference)
    {
        public static Sums Of(JsonElement o, string currency)
        {
            var inside = o.GetBool("prices_include_tax"u8) ?? false;
            decimal? With(decimal? net, ReadOnlySpan<byte> tax, string path) => inside && net is { } n ? n + (o.Amount(tax, path) ?? 0) : net;

            var items = o.List("line_items"u8, "order.line_items").Select((item, i) => LineOf(item, $"order.line_items[{i}]", inside) ?? 0).Sum();
            var fees = o.List("fee_lines"u8, "order.fee_lines").Select((f, i) => (f.Amount("total"u8, $"order.fee_lines[{i}].total") ?? 0) + (inside ? f.Amount("total_tax"u8, $"order.fee_lines[{i}].total_tax") ?? 0 : 0)).Sum();
            var shipping = With(o.Amount("shipping_total"u8, "order.shipping_total") ?? o.Amount("total_shipping"u8, "order.total_shipping"), "shipping_tax"u8, "order.shipping_tax");
            var discount = With(o.Amount("discount_total"u8, "order.discount_total") ?? o.Amount("total_discount"u8, "order.total_discount"), "discount_tax"u8, "order.discount_tax");
            var tax = inside ? 0 : o.Amount("total_tax"u8, "order.total_tax");
            var total = o.Amount("total"u8, "order.total");

            long? Minor(decimal? major, string name) => major is { } m ? WooCommerceReading.Minor(m, currency, "order." + name) : null;
            return new Sums(inside, Minor(shipping, "shipping_total"), Minor(tax, "total_tax"), Minor(discount, "discount_total"), Minor(total, "total"),
                total is null ? null : DifferenceOf(items + (shipping ?? 0) + (tax ?? 0) + fees - (discount ?? 0), total.Value, currency));
        }

        /// <summary>A whole line before discounts, in major units.</summary>
        public static decimal? LineOf(JsonElement item, string path, bool inside) =>
            item.Amount("subtotal"u8, path + ".subtotal") is { } net ? net + (inside ? item.Amount("subtotal_tax"u8, path + ".subtotal_tax") ?? 0 : 0) : item.Amount("total"u8, path + ".total");

        // The shop's total stands; that it is not the sum of its parts (gift cards, another plugin's fees) is written beside it.
        private static string? DifferenceOf(decimal parts, decimal total, string currency) =>
            Money.TryFromMajor(parts, currency, out var sum) && Money.TryFromMajor(total, currency, out var told) && sum != told ? $"the parts add up to {sum}, the shop's total is {told}" : null;
    }
}
