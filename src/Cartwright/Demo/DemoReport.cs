using System.Text.Json.Serialization;

namespace Cartwright.Demo;

/// <summary>A batch for POST /v1/batch as a shop's back end sends it.</summary>
internal sealed record DemoReport(IReadOnlyList<DemoReportEvent> Batch, DateTimeOffset SentAt)
{
    /// <summary>
    /// The events an accepted order gives: placed, and paid when the payment was taken with it. Their ids follow from the
    /// order's, so that a report sent twice counts once; placed is a millisecond earlier, because events are ordered by time and
    /// none of them can be later than its arrival.
    /// </summary>
    public static DemoReport Of(DemoOrder order, string orderId, Uri shop, DateTimeOffset now)
    {
        var properties = new DemoReportProperties(
            orderId, order.CartId, order.CartId, order.Total / 100m, order.Shipping.Price / 100m, "EUR",
            order.Email, order.Payment.Id, order.Shipping.Id,
            [.. order.Lines.Select(line => DemoReportLine.Of(line.Product, line.Quantity, shop))]);
        var context = order.Ref is { Length: > 0 } reference ? new DemoReportContext(new DemoReportReference(reference)) : null;
        // A blocked snippet gives no visitor; the event needs one all the same, and the e-mail tells who it was.
        var visitor = order.AnonymousId is { Length: > 0 } id ? id : "order-" + orderId;
        DemoReportEvent Event(string name, string suffix, DateTimeOffset at) =>
            new("track", name, $"{orderId}-{suffix}", visitor, at, properties, context);
        var placed = Event("Order Placed", "placed", now.AddMilliseconds(-1));
        return new DemoReport(order.Payment.Prepaid ? [placed, Event("Order Paid", "paid", now)] : [placed], now);
    }
}

internal sealed record DemoReportEvent(
    string Type, string Event, string MessageId, string AnonymousId, DateTimeOffset Timestamp,
    DemoReportProperties Properties, DemoReportContext? Context);

/// <summary>Amounts are decimal euros, as the Segment specification has them.</summary>
internal sealed record DemoReportProperties(
    [property: JsonPropertyName("order_id")] string OrderId,
    [property: JsonPropertyName("checkout_id")] string CheckoutId,
    [property: JsonPropertyName("cart_id")] string CartId,
    decimal Total,
    decimal Shipping,
    string Currency,
    string Email,
    [property: JsonPropertyName("payment_method")] string PaymentMethod,
    [property: JsonPropertyName("shipping_method")] string ShippingMethod,
    IReadOnlyList<DemoReportLine> Products);

internal sealed record DemoReportLine(
    [property: JsonPropertyName("product_id")] string ProductId,
    string Sku,
    string Variant,
    string Name,
    decimal Price,
    int Quantity,
    Uri Url,
    [property: JsonPropertyName("image_url")] Uri ImageUrl)
{
    public static DemoReportLine Of(DemoProduct product, int quantity, Uri shop) => new(
        product.Id, product.Sku, product.Variant, product.Name, product.Price / 100m, quantity,
        new Uri(shop, "/demo/shop/p/" + product.Handle), new Uri(shop, "/demo/shop/files/" + product.Image));
}

internal sealed record DemoReportContext(DemoReportReference Cartwright);

internal sealed record DemoReportReference(string Ref);
