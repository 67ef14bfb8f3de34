using System.Collections.Concurrent;
using System.Globalization;

namespace Cartwright.Messages;

/// <summary>
/// What a template can name, made from the model: dictionaries and lists of text, numbers and truths, cleaned and cut to
/// length, with prices already written. Handlebars reads dictionaries faster than it reflects on records, and a template
/// that somebody else wrote can reach nothing but this.
/// </summary>
internal static class MessageScope
{
    /// <summary>Lines shown; the mail must stay below the 102 KB where Gmail cuts, however long names and addresses are.</summary>
    public const int MaximumLines = 15;

    private const int MaximumFaq = 6;

    // One entry per colour that shops use; bounded, because a store's settings are outside data.
    private static readonly ConcurrentDictionary<string, Accent> Accents = new(StringComparer.Ordinal);

    /// <exception cref="ArgumentException">The way back or the way out is no web address: such a mail must not leave.</exception>
    public static Dictionary<string, object?> From(MessageModel model, CultureInfo culture)
    {
        var cart = model.Cart;
        var restore = Link(model.Links.Restore, "restore");
        var pieces = cart.Lines.Sum(line => Math.Max(0L, line.Quantity));
        Dictionary<string, object?> scope = new(13)
        {
            ["locale"] = model.Locale,
            ["step"] = model.Step,
            ["store"] = Store(model.Store),
            ["shopper"] = new Dictionary<string, object?>(2) { ["firstName"] = TextPolicy.Line(model.Shopper.FirstName, 40), ["fullName"] = NamePolicy.Full(TextPolicy.Line(model.Shopper.FirstName, 40), TextPolicy.Line(model.Shopper.LastName, 40)) },
            ["links"] = new Dictionary<string, object?>(3)
            {
                ["restore"] = restore,
                ["unsubscribe"] = model.Links.Unsubscribe is { } wayOut ? Link(wayOut, "unsubscribe") : null,
                ["openPixel"] = LinkPolicy.Web(model.Links.OpenPixel),
            },
            ["cart"] = new Dictionary<string, object?>(10)
            {
                ["lines"] = Lines(cart.Lines, restore, culture),
                ["moreLines"] = Math.Max(0, cart.Lines.Count - MaximumLines),
                ["first"] = cart.Lines.Count > 0 ? TextPolicy.Line(cart.Lines[0].Name, 50) : null,
                ["others"] = Math.Max(0, cart.Lines.Count - 1),
                ["count"] = cart.Lines.Count,
                ["pieces"] = pieces,
                ["totals"] = Totals(cart.Totals, culture),
                ["stage"] = cart.Stage,
                ["atCheckout"] = cart.Stage is "contact" or "address" or "shipping",
                ["atPayment"] = cart.Stage is "payment" or "placed",
            },
        };
        PartScope.Add(scope, model, restore, culture);
        return scope;
    }

    private static string Link(string url, string name) =>
        LinkPolicy.Web(url) ?? throw new ArgumentException($"The {name} link is not an http or https address.", nameof(url));

    private static Dictionary<string, object?> Store(StoreView store)
    {
        if (!Accents.TryGetValue(store.AccentColor, out var accent))
        {
            accent = AccentPolicy.From(store.AccentColor);
            if (Accents.Count < 10_000) Accents.TryAdd(store.AccentColor, accent);
        }
        return new(15)
        {
            ["name"] = TextPolicy.Line(store.Name, 80),
            ["url"] = LinkPolicy.Web(store.Url),
            ["logoUrl"] = LinkPolicy.Picture(store.LogoUrl),
            ["accent"] = accent.Fill,
            ["onAccent"] = accent.OnFill,
            ["accentText"] = accent.Text,
            ["darkAccent"] = accent.DarkFill,
            ["darkOnAccent"] = accent.DarkOnFill,
            ["darkAccentText"] = accent.DarkText,
            ["address"] = TextPolicy.Lines(store.Address, 6, 100),
            ["contact"] = Contact(store.Contact),
            ["faq"] = Faq(store.Faq),
            ["shippingNote"] = TextPolicy.Line(store.ShippingNote, 160),
            ["survey"] = TextPolicy.Line(store.Survey, 160),
        };
    }

    private static Dictionary<string, object?>? Contact(ContactView contact)
    {
        var email = TextPolicy.Line(contact.Email, 120);
        var phone = TextPolicy.Line(contact.Phone, 40);
        var chat = LinkPolicy.Web(contact.ChatUrl);
        // Opening hours alone reach nobody.
        if (email is null && phone is null && chat is null) return null;
        return new(6)
        {
            ["email"] = email,
            ["emailUrl"] = LinkPolicy.Mail(email),
            ["phone"] = phone,
            ["phoneUrl"] = LinkPolicy.Phone(phone),
            ["chatUrl"] = chat,
            ["hours"] = TextPolicy.Line(contact.Hours, 120),
        };
    }

    private static List<Dictionary<string, object?>> Faq(IReadOnlyList<FaqView> faq) =>
    [
        .. faq.Select(entry => (Question: TextPolicy.Line(entry.Question, 160), Answer: TextPolicy.Line(entry.Answer, 600)))
            .Where(entry => entry is { Question: not null, Answer: not null })
            .Take(MaximumFaq)
            .Select(entry => new Dictionary<string, object?>(2) { ["question"] = entry.Question, ["answer"] = entry.Answer }),
    ];

    /// <summary>Lines of a cart or an order, at most <see cref="MaximumLines"/>.</summary>
    internal static List<Dictionary<string, object?>> Lines(IReadOnlyList<LineView> lines, string? restore, CultureInfo culture)
    {
        var shown = new List<Dictionary<string, object?>>(Math.Min(lines.Count, MaximumLines));
        foreach (var line in lines.Take(MaximumLines))
        {
            var name = TextPolicy.Line(line.Name, 100);
            var image = LinkPolicy.Picture(line.ImageUrl);
            shown.Add(new(12)
            {
                ["name"] = name,
                ["variant"] = TextPolicy.Line(line.Variant, 80),
                ["description"] = TextPolicy.Line(line.Description, 300),
                ["quantity"] = line.Quantity,
                ["unitPrice"] = Amount.Of(line.UnitPrice, culture),
                ["linePrice"] = Amount.Of(line.LinePrice, culture),
                ["imageUrl"] = image,
                ["initial"] = image is null && name is not null ? TextPolicy.Initial(name) : null,
                ["link"] = restore,
                ["stock"] = line.LowStock,
                ["soldOut"] = line.SoldOut,
                ["instead"] = line is { SoldOut: true, Instead: { } other } ? PartScope.Item(other, restore, culture) : null,
            });
        }
        return shown;
    }

    /// <summary>What a cart or an order costs, part by part.</summary>
    internal static Dictionary<string, object?> Totals(TotalsView totals, CultureInfo culture)
    {
        var discount = totals.Discount is { Minor: not 0 } off ? off with { Minor = Math.Abs(off.Minor) } : (Money?)null;
        var tax = totals.Tax is { Minor: not 0 } some ? some : (Money?)null;
        var untaxed = totals.Items.Minor + (totals.Shipping?.Minor ?? 0) - (discount?.Minor ?? 0);
        return new(7)
        {
            ["items"] = Amount.Of(totals.Items, culture),
            ["shippingKnown"] = totals.Shipping is not null,
            ["shipping"] = totals.Shipping is { Minor: not 0 } shipping ? Amount.Of(shipping, culture) : null,
            ["discount"] = discount is { } minus ? Amount.Of(minus with { Minor = -minus.Minor }, culture) : null,
            ["taxIncluded"] = tax is { } inside && untaxed == totals.Total.Minor ? Amount.Of(inside, culture) : null,
            ["taxAdded"] = tax is { } above && untaxed != totals.Total.Minor ? Amount.Of(above, culture) : null,
            ["total"] = Amount.Of(totals.Total, culture),
        };
    }
}

/// <summary>A price as the shopper reads it; the "money" helper writes it, and so does its name alone.</summary>
internal sealed class Amount(string text)
{
    public static Amount Of(Money money, CultureInfo culture) => new(money.Format(culture.Name));

    public override string ToString() => text;
}
