namespace Cartwright.Demo;

/// <summary>What the shop's page sends to place an order. It names goods and quantities, never prices.</summary>
/// <param name="Ref">Reference of the message that brought the shopper, as the snippet keeps it.</param>
/// <param name="Decline">The demo's switch: let this card payment be declined.</param>
internal sealed record DemoOrderRequest(
    string? CartId, string? AnonymousId, string? Ref, string? Email,
    IReadOnlyList<DemoOrderLine?>? Lines, string? Shipping, string? PaymentMethod, bool Decline);

internal sealed record DemoOrderLine(string? ProductId, int Quantity);

/// <summary>An order the shop has accepted; amounts in minor units.</summary>
internal sealed record DemoOrder(
    string CartId, string? AnonymousId, string? Ref, string Email, IReadOnlyList<(DemoProduct Product, int Quantity)> Lines,
    DemoShipping Shipping, DemoPayment Payment, long Items, long Total);

/// <summary>Why an order was not accepted.</summary>
/// <param name="Status">HTTP status: 400 incomplete, 402 payment declined, 409 not enough in stock.</param>
/// <param name="ProductId">Of which product there is not enough, with <paramref name="Stock"/> left.</param>
internal sealed record DemoRefusal(int Status, string Error, string? ProductId = null, int? Stock = null);

/// <summary>Prices an order by the shop's own list.</summary>
internal static class DemoPricing
{
    private const int MostOfOne = 100; // pieces of one product; a small shop does not sell pallets

    /// <summary>The priced order, or the reason it is refused; exactly one of them is set.</summary>
    public static (DemoOrder? Order, DemoRefusal? Refusal) Decide(DemoOrderRequest request, DemoGoods goods)
    {
        var shipping = goods.Shipping.FirstOrDefault(option => option.Id == request.Shipping);
        var payment = goods.Payments.FirstOrDefault(method => method.Id == request.PaymentMethod);
        if (request.CartId is not { Length: > 0 and <= 100 } || request.Email is not { Length: > 2 and <= 254 } || !request.Email.Contains('@', StringComparison.Ordinal))
            return Refuse(400, "incomplete");
        if (shipping is null || payment is null || request.Lines is not { Count: > 0 and <= 50 })
            return Refuse(400, "incomplete");

        var lines = new List<(DemoProduct Product, int Quantity)>();
        foreach (var line in request.Lines)
        {
            var product = goods.Products.FirstOrDefault(candidate => candidate.Id == line?.ProductId);
            if (line is null || product is null || line.Quantity is < 1 or > MostOfOne || lines.Exists(other => other.Product == product))
                return Refuse(400, "unknown_line");
            if (line.Quantity > product.Stock)
                return (null, new DemoRefusal(409, "out_of_stock", product.Id, product.Stock));
            lines.Add((product, line.Quantity));
        }
        if (payment.Id == "card" && request.Decline)
            return Refuse(402, "card_declined");

        var items = lines.Sum(line => line.Product.Price * line.Quantity);
        return (new DemoOrder(request.CartId, request.AnonymousId, request.Ref, request.Email, lines, shipping, payment, items, items + shipping.Price), null);
    }

    private static (DemoOrder?, DemoRefusal?) Refuse(int status, string error) => (null, new DemoRefusal(status, error));
}
