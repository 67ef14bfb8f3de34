using Cartwright.Carts;
using Cartwright.Products;
using Cartwright.Recovery;
using Cartwright.Shoppers;
using Cartwright.Stores;

namespace Cartwright.Messages;

/// <summary>Makes what templates see from what is known. The same facts give the same model.</summary>
internal static class MessageModels
{
    /// <param name="now">For whether the offer still is one.</param>
    public static MessageModel Of(Store store, ShopperState shopper, MessageParts parts, LinksView links, string locale, int step, DateTimeOffset now)
    {
        var settings = StoreWordsPolicy.In(store, locale);
        // Of an order that waits for a transfer its bank details are what is needed; only a way that was declined is left out.
        var tried = parts.Order is { } ordered ? ordered.DeclinedMethod : parts.Cart?.Facts.PaymentMethod;
        var methods = PaymentMethodPolicy.Others(store.Settings.PaymentMethods, settings.PaymentMethods, tried);
        return new MessageModel(
            StoreOf(store, settings),
            new ShopperView(NamePolicy.Plausible(shopper.Personal.FirstName), NamePolicy.Plausible(shopper.Personal.LastName)),
            parts.Cart is { } cart ? CartOf(cart, parts, now) : new CartView([], Nothing(store.Currency), Stage.Cart.Name()),
            links, locale, step + 1)
        {
            Offer = parts.Offer is { } offer && !(offer.EndsAt <= now) ? offer with { EndsAt = Local(offer.EndsAt, store) } : null,
            Order = parts.Order is null ? null : OrderOf(store, parts, links, now),
            PaymentMethods = methods.Count == 0 ? null : [.. methods.Select(m => new PaymentMethodView(m.Name, m.Note, m.Details))],
            Items = Shown(parts.Items),
            Bestsellers = Shown(parts.Bestsellers),
            Reviews = ReviewPolicy.Best(parts.Reviews, parts.Goods, locale) is { Count: > 0 } best ? [.. best.Select(r => new ReviewView(r.Product, r.Review.Rating, r.Review.Text, r.Review.Author))] : null,
            // What is sold out leaves on no day.
            DispatchBy = parts.Goods.Any(p => p.Stock <= 0) ? null : DispatchPolicy.Next(settings, store.Zone, now),
            TellZone = shopper.Traits.TimeZone is { } theirs && TimeZoneInfo.TryFindSystemTimeZoneById(theirs, out var zone) && zone.GetUtcOffset(now) != store.Zone.GetUtcOffset(now),
        };
    }

    /// <summary>The shop as its messages show it.</summary>
    /// <param name="settings">Its own, in the reader's language (<see cref="StoreWordsPolicy"/>).</param>
    public static StoreView StoreOf(Store store, StoreSettings settings) =>
        new(settings.FromName ?? store.Name, store.Url, settings.LogoUrl, settings.AccentColor, settings.PostalAddress,
            new ContactView(settings.ContactEmail, settings.ContactPhone, settings.ContactChat, settings.ContactHours), [.. settings.Faq.Select(f => new FaqView(f.Question, f.Answer))]) { ShippingNote = settings.ShippingNote, Survey = settings.SurveyQuestion };

    /// <summary>What the shop's own people see of a shopper who needs help.</summary>
    public static HandOffView HandOffOf(Store store, ShopperState shopper, Cart cart, string? email, string? phone)
    {
        return new HandOffView(NamePolicy.Full(shopper.Personal.FirstName, shopper.Personal.LastName), email, phone, shopper.Traits.Locale, cart.Facts.PaymentMethod, Local(cart.Facts.LastActivityAt, store),
            [.. cart.Facts.Troubles.Select(t => new TroubleView(t.Kind, Local(t.At, store), t.Text))]) { Reason = ReasonPolicy.Of(cart.Facts)?.Code };
    }

    private static CartView CartOf(Cart cart, MessageParts parts, DateTimeOffset now)
    {
        var products = parts.Products;
        var currency = cart.Facts.Currency;
        Money Of(long minor) => new(minor, currency);
        var priced = PricedCart.Of(cart.Facts, products);
        return new CartView(
            [.. priced.Lines.Select(l => LineOf(l.Line, l.Line.Unit, l.Product, currency) with
            {
                LowStock = StockPolicy.Few(l.Product, now.ToUnixTimeMilliseconds()), SoldOut = l.Product is { Stock: <= 0 },
                Instead = l.Product is { Stock: <= 0 } && parts.Bestsellers.FirstOrDefault() is { } other ? ItemOf(other) : null,
            })],
            new TotalsView(Of(priced.Items), cart.Facts.Shipping is { } s ? Of(s) : null, cart.Facts.Discount is > 0 and { } d ? Of(d) : null, cart.Facts.Tax is > 0 and { } t ? Of(t) : null, Of(Math.Max(0, priced.Total))),
            cart.Facts.Stage.Name());
    }

    // The goods as they were ordered: the catalogue may name and picture them, but what was paid stays.
    private static Messages.OrderView OrderOf(Store store, MessageParts parts, LinksView links, DateTimeOffset now)
    {
        var order = parts.Order!;
        var waits = order.IsPayable(now.ToUnixTimeMilliseconds());
        var goods = order.Goods ?? (parts.Cart is { Facts: var facts } cart && cart.Id == order.CartId && facts.Currency == order.Currency ? new OrderedGoods(facts.Lines, facts.Shipping, facts.Discount, facts.Tax) : null);
        var lines = goods is null ? [] : goods.Lines.Zip(CataloguePolicy.Overlay(goods.Lines, order.Currency, parts.Products)).Select(l => LineOf(l.Second.Line, l.First.Unit, l.Second.Product, order.Currency)).ToList();
        return new Messages.OrderView(parts.OrderNumber ?? order.ExternalId, new Money(order.Total, order.Currency), lines, Local(order.PlacedAt, store), waits && order.ClosesAt is { } closes ? Local(closes, store) : null, waits ? parts.PayUrl ?? links.Pay : null, parts.OrderUrl)
        {
            Payable = waits && order.AcceptedAt is null && (order.PayUrl is not null || order.ClosesAt is not null),
            Totals = goods is null ? null : TotalsOf(goods, order),
        };
    }

    // Only where it is known and comes to what was ordered: sums that do not add up help nobody.
    private static TotalsView? TotalsOf(OrderedGoods goods, Order order)
    {
        Money Of(long minor) => new(minor, order.Currency);
        if (goods is { Shipping: null, Discount: null or 0, Tax: null or 0 } || goods.Lines.Any(l => l.Unit is null)) return null;
        var items = goods.Lines.Sum(l => (l.Unit ?? 0) * l.Quantity);
        var untaxed = items + (goods.Shipping ?? 0) - (goods.Discount ?? 0);
        if (order.Total != untaxed && order.Total != untaxed + (goods.Tax ?? 0)) return null;
        return new TotalsView(Of(items), goods.Shipping is { } s ? Of(s) : null, goods.Discount is > 0 and { } d ? Of(d) : null, goods.Tax is > 0 and { } t ? Of(t) : null, Of(order.Total));
    }

    private static LineView LineOf(Line line, long? unit, Product? product, string currency) =>
        new(product is null ? Told(line) : line.Name ?? line.ProductId, Words(line.Variant), line.Quantity, new Money(unit ?? 0, currency), new Money((unit ?? 0) * line.Quantity, currency), line.Image, product?.Description);

    // What only an event says of goods anybody can have said, who knows the key of the shop's pages: no address of theirs goes out under the shop's name.
    private static string Told(Line line) => new[] { line.Name, line.ProductId }.OfType<string>().Select(TextPolicy.WithoutAddresses).FirstOrDefault(name => name.Length > 0) ?? "…";

    private static IReadOnlyList<ItemView>? Shown(IReadOnlyList<ShownProduct> products) => products.Count == 0 ? null : [.. products.Select(ItemOf)];

    private static ItemView ItemOf(ShownProduct p) =>
        new(p.Product.Name, p.Product.ImageUrl, new Money(p.Product.Price, p.Product.Currency), p.OldPrice is { } old ? new Money(old, p.Product.Currency) : null, p.Product.Url, p.Product.Description);

    private static TotalsView Nothing(string currency) => new(Money.Zero(currency), null, null, null, Money.Zero(currency));

    private static DateTimeOffset Local(long at, Store store) => TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(at), store.Zone);

    private static DateTimeOffset? Local(DateTimeOffset? at, Store store) => at is { } instant ? TimeZoneInfo.ConvertTime(instant, store.Zone) : null;

    // Platforms name variants by long numbers, which say nothing to the reader; "42" may be a size.
    private static string? Words(string? variant) =>
        variant is null || variant.Length >= 6 && variant.All(char.IsAsciiDigit) || TextPolicy.WithoutAddresses(variant) is not { Length: > 0 } words ? null : words;
}
