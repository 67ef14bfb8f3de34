using System.Globalization;

namespace Cartwright.Messages;

/// <summary>What a template can name beside store, shopper and cart. A part that is not there has no name at all.</summary>
internal static class PartScope
{
    /// <summary>Of products and ways to pay no more are shown.</summary>
    private const int MostItems = 6, MostMethods = 8, MostTroubles = 8, MostReviews = 2, MostDetails = 8, MostHandOffs = 40;

    public static void Add(Dictionary<string, object?> scope, MessageModel model, string restore, CultureInfo culture)
    {
        if (model.Offer is { } offer) scope["offer"] = Offer(offer, model.TellZone, culture);
        if (model.Order is { } order) scope["order"] = Order(order, model.TellZone, restore, culture);
        if (model.DispatchBy is { } by) scope["dispatch"] = new Dictionary<string, object?>(1) { ["by"] = new Moment(by, culture, model.TellZone) };
        if (Reviews(model.Reviews) is { Count: > 0 } reviews) scope["reviews"] = reviews;
        if (Methods(model.PaymentMethods, TextPolicy.Line(model.Order?.Number, 40)) is { Count: > 0 } methods) scope["paymentMethods"] = methods;
        if (Items(model.Items, restore, culture) is { Count: > 0 } items)
        {
            scope["items"] = items;
            scope["firstItem"] = TextPolicy.Line(model.Items![0].Name, 50);
        }
        if (Items(model.Bestsellers, restore, culture) is { Count: > 0 } bestsellers) scope["bestsellers"] = bestsellers;
        if (model.HandOffs is { Count: > 0 } many)
        {
            scope["handOffs"] = many.Take(MostHandOffs).Select(one => InShort(one, culture)).ToList();
            (scope["handOffCount"], scope["moreHandOffs"]) = (many.Count, Math.Max(0, many.Count - MostHandOffs));
        }
        if (model.HandOff is not { } handOff) return;
        scope["handOff"] = HandOff(handOff, culture);
        scope["stages"] = new Dictionary<string, object?>(1) { [model.Cart.Stage] = true };
    }

    private static Dictionary<string, object?> Offer(OfferView offer, bool tellZone, CultureInfo culture)
    {
        var value = offer.Percent is { } percent ? (percent / 100).ToString(percent == Math.Floor(percent) ? "P0" : "P1", culture) : offer.Amount?.Format(culture.Name);
        return new(6)
        {
            ["code"] = TextPolicy.Line(offer.Code, 60),
            ["kind"] = offer.Kind,
            ["value"] = value,
            ["freeShipping"] = offer.Kind == "free_shipping" || value is null,
            ["endsAt"] = offer.EndsAt is { } end ? new Moment(end, culture, tellZone) : null,
            ["minimum"] = offer.Minimum is { Minor: > 0 } minimum ? Amount.Of(minimum, culture) : null,
        };
    }

    private static Dictionary<string, object?> Order(OrderView order, bool tellZone, string restore, CultureInfo culture)
    {
        var pay = LinkPolicy.Web(order.PayLink) ?? restore;
        return new(10)
        {
            ["number"] = TextPolicy.Line(order.Number, 40),
            ["total"] = Amount.Of(order.Total, culture),
            ["lines"] = MessageScope.Lines(order.Lines, order.Payable ? pay : LinkPolicy.Web(order.Url) ?? pay, culture),
            ["moreLines"] = Math.Max(0, order.Lines.Count - MessageScope.MaximumLines),
            ["totals"] = order.Totals is { } totals ? MessageScope.Totals(totals, culture) : null,
            ["placedAt"] = new Moment(order.PlacedAt, culture, tellZone),
            ["closesAt"] = order.ClosesAt is { } closes ? new Moment(closes, culture, tellZone) : null,
            ["payable"] = order.Payable,
            ["payLink"] = pay,
            ["url"] = LinkPolicy.Web(order.Url),
        };
    }

    // What is paid by hand needs to say which order it is for.
    private static List<Dictionary<string, object?>> Methods(IReadOnlyList<PaymentMethodView>? methods, string? order) =>
    [
        .. (methods ?? []).Select(method => (Name: TextPolicy.Line(method.Name, 60), Note: TextPolicy.Line(method.Note, 160), Details: TextPolicy.Lines(method.Details is { } lines ? string.Join('\n', lines) : null, MostDetails, 100)))
            .Where(method => method.Name is not null)
            .Take(MostMethods)
            .Select(method => new Dictionary<string, object?>(4) { ["name"] = method.Name, ["note"] = method.Note, ["details"] = method.Details, ["reference"] = method.Details.Count > 0 ? order : null }),
    ];

    private static List<Dictionary<string, object?>> Reviews(IReadOnlyList<ReviewView>? reviews) =>
    [
        .. (reviews ?? []).Where(review => review.Rating is >= 1 and <= 5).Take(MostReviews).Select(review => new Dictionary<string, object?>(5)
        {
            ["product"] = TextPolicy.Line(review.Product, 100),
            ["rating"] = review.Rating,
            ["stars"] = new string('★', review.Rating) + new string('☆', 5 - review.Rating),
            ["text"] = TextPolicy.Line(review.Text, 240),
            ["author"] = TextPolicy.Line(review.Author, 60),
        }),
    ];

    private static List<Dictionary<string, object?>> Items(IReadOnlyList<ItemView>? items, string restore, CultureInfo culture)
    {
        var shown = new List<Dictionary<string, object?>>(MostItems);
        foreach (var item in (items ?? []).Take(MostItems)) shown.Add(Item(item, restore, culture));
        return shown;
    }

    internal static Dictionary<string, object?> Item(ItemView item, string? restore, CultureInfo culture)
    {
        var name = TextPolicy.Line(item.Name, 100);
        var image = LinkPolicy.Picture(item.ImageUrl);
        return new(7)
        {
            ["name"] = name,
            ["description"] = TextPolicy.Line(item.Description, 300),
            ["price"] = Amount.Of(item.Price, culture),
            ["oldPrice"] = item.OldPrice is { } old ? Amount.Of(old, culture) : null,
            ["imageUrl"] = image,
            ["initial"] = image is null && name is not null ? TextPolicy.Initial(name) : null,
            ["link"] = LinkPolicy.Web(item.Url, 1000) ?? restore,
        };
    }

    private static Dictionary<string, object?> HandOff(HandOffView person, CultureInfo culture)
    {
        var (email, phone) = (TextPolicy.Line(person.Email, 254), TextPolicy.Line(person.Phone, 40));
        return new(10)
        {
            ["name"] = TextPolicy.Line(person.Name, 80),
            ["email"] = email,
            ["emailUrl"] = LinkPolicy.Mail(email),
            ["phone"] = phone,
            ["phoneUrl"] = LinkPolicy.Phone(phone),
            ["language"] = Locales.Normalize(person.Language) is { Length: > 0 } tag ? CultureInfo.GetCultureInfo(Locales.Culture(tag).TwoLetterISOLanguageName).NativeName : null,
            ["paymentMethod"] = TextPolicy.Line(person.PaymentMethod, 60),
            ["lastSeenAt"] = new Moment(person.LastSeenAt, culture),
            ["reasons"] = person.Reason is null or Carts.ReasonCode.Unknown ? null : new Dictionary<string, object?>(1) { [person.Reason] = true },
            ["troubles"] = person.Troubles.TakeLast(MostTroubles).Select(trouble => Trouble(trouble, culture)).ToList(),
        };
    }

    private static Dictionary<string, object?> InShort(HandOffCart one, CultureInfo culture)
    {
        var (person, lines) = (HandOff(one.Person, culture), one.Cart.Lines);
        var image = lines.Select(l => LinkPolicy.Picture(l.ImageUrl)).OfType<string>().FirstOrDefault();
        var first = lines.Count > 0 ? TextPolicy.Line(lines[0].Name, 50) : null;
        return new(15)
        {
            ["name"] = person["name"], ["email"] = person["email"], ["emailUrl"] = person["emailUrl"], ["phone"] = person["phone"], ["phoneUrl"] = person["phoneUrl"], ["lastSeenAt"] = person["lastSeenAt"],
            ["trouble"] = one.Person.Troubles.Count > 0 ? Trouble(one.Person.Troubles[^1], culture) : null,
            ["reasons"] = person["reasons"],
            ["stages"] = new Dictionary<string, object?>(1) { [one.Cart.Stage] = true },
            ["total"] = Amount.Of(one.Cart.Totals.Total, culture),
            ["first"] = first,
            ["others"] = Math.Max(0, lines.Count - 1),
            ["imageUrl"] = image,
            ["initial"] = image is null && first is not null ? TextPolicy.Initial(first) : null,
            ["link"] = LinkPolicy.Web(one.Link),
        };
    }

    private static Dictionary<string, object?> Trouble(TroubleView trouble, CultureInfo culture) => new(3)
    {
        ["text"] = TextPolicy.Line(trouble.Text, 200),
        ["at"] = new Moment(trouble.At, culture),
        [trouble.Kind switch { "payment_declined" => "declined", "api_error" => "api", "script_error" => "script", "out_of_stock" => "soldOut", "coupon_rejected" => "coupon", _ => "other" }] = true,
    };
}
