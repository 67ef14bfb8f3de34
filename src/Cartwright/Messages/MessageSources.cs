using Cartwright.Journeys;
using Cartwright.Messages.Templates;
using Cartwright.Offers;
using Cartwright.Products;
using Cartwright.Shoppers;
using Cartwright.Stores;

namespace Cartwright.Messages;

/// <summary>Reads what a message is about: the cart or order of its run, the code the run gave, the catalogue's and the customers' word on the goods.</summary>
internal sealed class MessageSources(ProductStore products, ReviewStore reviews, Bestsellers bestsellers, OwnTemplates templates)
{
    /// <param name="now">ms.</param>
    public async Task<MessageParts> ReadAsync(Store store, ShopperState shopper, Message message, long now, CancellationToken ct = default)
    {
        var run = shopper.Enrollments.FirstOrDefault(e => e.Id == message.EnrollmentId);
        var cart = shopper.Cart(message.CartId);
        var looked = run?.Memo.Product is { } product && cart is null ? await products.FindAsync(store.Id, [product], ct) : [];
        var order = run?.OrderId is { } id ? shopper.Orders.FirstOrDefault(o => o.Id == id) : null;
        var told = (cart?.Facts.Lines ?? []).Concat(order?.Goods?.Lines ?? []).Select(l => l.ProductId).ToList();
        var found = told.Count == 0 ? [] : await products.FindAsync(store.Id, told, ct);
        var parts = new MessageParts
        {
            Cart = cart, Products = found,
            Order = order, OrderNumber = order?.Number, OrderUrl = order?.Url, PayUrl = order?.PayUrl,
            Offer = run?.Memo.Coupon is { } code && shopper.Coupons.FirstOrDefault(c => c.Code == code) is { } coupon && CouponPolicy.AsOf(coupon, now).IsAlive ? ViewOf(coupon) : null,
            Own = message.Channel == Channels.Webhook ? null : await templates.OfAsync(store, message.Template, ct),
            Items = cart is null ? [.. looked.Values.Take(1).Select(p => new ShownProduct(p))] : ItemsPolicy.Of(message.Template, cart, found),
        };
        parts = parts with { IsNewsOver = parts.Items.Count == 0 && (cart is null ? ItemsPolicy.NeedsGoods(message.Template) : ItemsPolicy.IsNews(message.Template)) };
        if (message.Channel != Channels.Email) return parts;
        var goods = parts.Goods.ToList();
        return parts with
        {
            Reviews = await reviews.BestAsync(store.Id, goods.SelectMany(p => (string?[])[p.ProductId, p.Sku]).OfType<string>(), ct),
            Bestsellers = BestsellerPolicy.MayName(message.Template, goods) ? await bestsellers.OfAsync(store, cart?.Facts.Lines.Select(l => l.ProductId).ToHashSet() ?? [], ct) : [],
        };
    }

    private static OfferView ViewOf(Coupon coupon) => new(
        coupon.Code, coupon.Kind, coupon is { Kind: OfferKind.Amount, Currency: { } currency } ? new Money(coupon.Value, currency) : null, OfferKind.IsPercentage(coupon.Kind) ? coupon.Value / 100m : null,
        DateTimeOffset.FromUnixTimeMilliseconds(coupon.ExpiresAt), coupon is { MinTotal: { } least, Currency: { } of } ? new Money(least, of) : null);
}
