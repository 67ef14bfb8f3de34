using Cartwright.Shoppers;

namespace Cartwright.Messages;

/// <summary>
/// Everything a message may say; templates see this and nothing else. Text is as shops and shoppers gave it (the renderer
/// escapes it), addresses may be anything (only http and https ones are used).
/// </summary>
/// <param name="Locale">The shopper's language tag (BCP 47), for prices and dates.</param>
/// <param name="Step">Which message of the journey this is, from 1.</param>
internal sealed record MessageModel(StoreView Store, ShopperView Shopper, CartView Cart, LinksView Links, string Locale, int Step)
{
    // What not every message has. Null: not known, or nothing of the kind; the block is left out.
    public OfferView? Offer { get; init; }
    public OrderView? Order { get; init; }

    /// <summary>Ways to pay besides the one that was chosen.</summary>
    public IReadOnlyList<PaymentMethodView>? PaymentMethods { get; init; }

    /// <summary>Products the message is about: back in stock, cheaper now, looked at.</summary>
    public IReadOnlyList<ItemView>? Items { get; init; }

    /// <summary>The best-rated of the goods the message is about; of customers, in the language of the message.</summary>
    public IReadOnlyList<ReviewView>? Reviews { get; init; }

    /// <summary>Until when an order leaves the same day, in the store's time.</summary>
    public DateTimeOffset? DispatchBy { get; init; }

    /// <summary>For confirmations and what follows a purchase; messages about a cart keep to the cart.</summary>
    public IReadOnlyList<ItemView>? Bestsellers { get; init; }
    public HandOffView? HandOff { get; init; }

    /// <summary>Several people who need help, in one mail to those who give it.</summary>
    public IReadOnlyList<HandOffCart>? HandOffs { get; init; }

    /// <summary>The shopper's clock is not the store's: times are written with their distance from UTC.</summary>
    public bool TellZone { get; init; }

    /// <summary>The same without anything that says who it is: for those who may not know.</summary>
    public MessageModel Anonymous() => this with
    {
        Shopper = new ShopperView(null),
        HandOff = HandOff?.Anonymous(),
        HandOffs = HandOffs is null ? null : [.. HandOffs.Select(h => h with { Person = h.Person.Anonymous() })],
    };
}

/// <param name="Url">The shop's front page; behind the logo.</param>
/// <param name="LogoUrl">A PNG or JPEG (mail programs show no SVG); without one the name is written instead.</param>
/// <param name="AccentColor">"#rrggbb" or "#rgb"; anything else gives a neutral one.</param>
/// <param name="Address">Postal address, one line of it per line of text.</param>
internal sealed record StoreView(
    string Name,
    string Url,
    string? LogoUrl,
    string AccentColor,
    string? Address,
    ContactView Contact,
    IReadOnlyList<FaqView> Faq)
{
    /// <summary>What shipping costs, in the shop's words, for carts of which it is not known yet.</summary>
    public string? ShippingNote { get; init; }

    /// <summary>The one question the shop asks those who did not buy.</summary>
    public string? Survey { get; init; }
}

/// <summary>How to reach the shop's people; what is null is left out, and the block with it when all is null.</summary>
/// <param name="Hours">When somebody answers, in words: "Mon–Fri 9–17".</param>
internal sealed record ContactView(string? Email, string? Phone, string? ChatUrl, string? Hours);

/// <summary>A question shoppers of this shop ask, and its answer, in plain text.</summary>
internal sealed record FaqView(string Question, string Answer);

/// <param name="FirstName">Null when unknown; the greeting then goes without it.</param>
internal sealed record ShopperView(string? FirstName, string? LastName = null);

/// <param name="Lines">In the order of the cart. Beyond <see cref="MessageScope.MaximumLines"/> they are counted, not shown.</param>
/// <param name="Stage">Where the shopper stopped: cart, contact, address, shipping, payment or placed.</param>
internal sealed record CartView(IReadOnlyList<LineView> Lines, TotalsView Totals, string Stage);

/// <param name="Variant">Size, colour and the like, in words.</param>
/// <param name="Quantity">Pieces, 1 or more.</param>
/// <param name="LinePrice">What all pieces cost together; not always unit price times quantity.</param>
/// <param name="ImageUrl">A PNG, JPEG, GIF or WebP; without one a neutral block stands in its place.</param>
internal sealed record LineView(
    string Name,
    string? Variant,
    int Quantity,
    Money UnitPrice,
    Money LinePrice,
    string? ImageUrl,
    string? Description)
{
    /// <summary>Pieces left, where they are few and the shop said so lately; null otherwise.</summary>
    public long? LowStock { get; init; }
    public bool SoldOut { get; init; }

    /// <summary>What others buy, in the place of what is sold out.</summary>
    public ItemView? Instead { get; init; }
}

/// <param name="Items">Sum of the lines.</param>
/// <param name="Shipping">Null while unknown (and the total then says so), zero when free.</param>
/// <param name="Discount">What was taken off, as a positive amount; null or zero is left out.</param>
/// <param name="Tax">Null or zero is left out. When the total is right without it, it is shown as included.</param>
internal sealed record TotalsView(Money Items, Money? Shipping, Money? Discount, Money? Tax, Money Total);

/// <summary>Signed links, made by the Links slice.</summary>
/// <param name="Unsubscribe">Null where there is nobody to unsubscribe, or another way to do it: hand-offs and text messages.</param>
/// <param name="Pay">The page of what the shopper ordered and did not pay; null: the way back leads there.</param>
internal sealed record LinksView(string Restore, string? Unsubscribe, string OpenPixel, string? Pay = null);

/// <param name="Kind">percent, amount, free_shipping or next_purchase.</param>
/// <param name="Amount">What it takes off, where that is an amount.</param>
/// <param name="Percent">What it takes off, where that is a share: 10 for 10 %.</param>
/// <param name="EndsAt">When it really ends, in the store's time; null: it does not.</param>
/// <param name="Minimum">The least an order must be worth.</param>
internal sealed record OfferView(string Code, string Kind, Money? Amount, decimal? Percent, DateTimeOffset? EndsAt, Money? Minimum);

/// <param name="Number">As the shop shows it to the shopper.</param>
/// <param name="PlacedAt">In the store's time, as <paramref name="ClosesAt"/>.</param>
/// <param name="ClosesAt">When the shop closes it unpaid; null when it does not say.</param>
/// <param name="PayLink">Where it is paid; null: the way back leads there.</param>
/// <param name="Url">The shop's page of the order.</param>
internal sealed record OrderView(string Number, Money Total, IReadOnlyList<LineView> Lines, DateTimeOffset PlacedAt, DateTimeOffset? ClosesAt, string? PayLink, string? Url)
{
    /// <summary>It waits for its payment: the shop said where it is paid, or until when.</summary>
    public bool Payable { get; init; }

    /// <summary>What the total is made of beside the goods; null where that is not known, or does not add up.</summary>
    public TotalsView? Totals { get; init; }
}

/// <param name="Note">What paying this way needs, in words.</param>
/// <param name="Details">What to pay with it: the lines of a bank account, say.</param>
internal sealed record PaymentMethodView(string Name, string? Note, IReadOnlyList<string>? Details = null);

/// <param name="Product">Name of what it is about.</param>
/// <param name="Rating">1 to 5.</param>
internal sealed record ReviewView(string Product, int Rating, string? Text, string? Author);

/// <param name="OldPrice">What it cost before, where that is what the message tells.</param>
internal sealed record ItemView(string Name, string? ImageUrl, Money Price, Money? OldPrice, string? Url, string? Description = null);

/// <summary>What a person of the shop needs to help a shopper; only in hand-offs.</summary>
/// <param name="Language">The shopper's, as a tag.</param>
/// <param name="LastSeenAt">In the store's time.</param>
internal sealed record HandOffView(string? Name, string? Email, string? Phone, string? Language, string? PaymentMethod, DateTimeOffset LastSeenAt, IReadOnlyList<TroubleView> Troubles)
{
    /// <summary>Why the cart was probably left, a <see cref="Carts.ReasonCode"/>.</summary>
    public string? Reason { get; init; }

    public HandOffView Anonymous() => this with { Name = null, Email = Email is { } email ? Address.Hint(email) : null, Phone = Phone is { } phone ? Address.Hint(phone) : null };
}

/// <param name="Link">To the cart in the console.</param>
internal sealed record HandOffCart(HandOffView Person, CartView Cart, string Link);

/// <param name="Kind">As in <see cref="Carts.Trouble"/>.</param>
internal sealed record TroubleView(string Kind, DateTimeOffset At, string? Text);
