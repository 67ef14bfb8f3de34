namespace Cartwright.Messages;

/// <summary>
/// Everything a message may say; templates see this and nothing else. Text is as shops and shoppers gave it (the renderer
/// escapes it), addresses may be anything (only http and https ones are used).
/// </summary>
/// <param name="Locale">The shopper's language tag (BCP 47), for prices and dates.</param>
/// <param name="Step">Which message of the journey this is, from 1.</param>
internal sealed record MessageModel(StoreView Store, ShopperView Shopper, CartView Cart, LinksView Links, string Locale, int Step);

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
    IReadOnlyList<FaqView> Faq);

/// <summary>How to reach the shop's people; what is null is left out, and the block with it when all is null.</summary>
/// <param name="Hours">When somebody answers, in words: "Mon–Fri 9–17".</param>
internal sealed record ContactView(string? Email, string? Phone, string? ChatUrl, string? Hours);

/// <summary>A question shoppers of this shop ask, and its answer, in plain text.</summary>
internal sealed record FaqView(string Question, string Answer);

/// <param name="FirstName">Null when unknown; the greeting then goes without it.</param>
internal sealed record ShopperView(string? FirstName);

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
    string? Description);

/// <param name="Items">Sum of the lines.</param>
/// <param name="Shipping">Null while unknown (and the total then says so), zero when free.</param>
/// <param name="Discount">What was taken off, as a positive amount; null or zero is left out.</param>
/// <param name="Tax">Null or zero is left out. When the total is right without it, it is shown as included.</param>
internal sealed record TotalsView(Money Items, Money? Shipping, Money? Discount, Money? Tax, Money Total);

/// <summary>Signed links, made by the Links slice.</summary>
internal sealed record LinksView(string Restore, string Unsubscribe, string OpenPixel);
