using System.Text.Json;
using System.Text.Json.Serialization;
using Cartwright.Carts;
using Cartwright.Hosting;
using Cartwright.Journeys;
using Cartwright.Links;
using Cartwright.Messages.Email;
using Cartwright.Products;
using Cartwright.Shoppers;
using Cartwright.Stores;

namespace Cartwright.Messages;

/// <summary>A mail ready to leave, and what is kept of it.</summary>
internal sealed record ComposedMail(OutgoingMail Mail, SentContent Content);

/// <summary>Makes the model of a message from a shopper, a cart and the catalogue, and the mail from the model. Reads nothing, sends nothing.</summary>
internal sealed class MessageComposer(MessageRenderer renderer, Secrets secrets, ServerOptions options)
{
    /// <summary>Links back work for a month; unsubscribe links for years (a footer is read late).</summary>
    public static readonly TimeSpan LinkLife = TimeSpan.FromDays(30), UnsubscribeLife = TimeSpan.FromDays(365 * 5);

    /// <summary>Null when no address is known.</summary>
    public ComposedMail? Compose(Store store, ShopperState shopper, Message message, Cart cart, IReadOnlyDictionary<(string, string), Product> products, DateTimeOffset now)
    {
        if (SendGatePolicy.AddressOf(shopper, cart, Channels.Email) is not { } to) return null;
        var links = Links(store, shopper, message, to, now);
        var locale = shopper.Traits.Locale ?? store.Locale;
        var sandbox = store.Settings.SandboxTo;
        var model = Model(store, shopper, cart, products, links, locale, message.Step);
        if (sandbox is not null) model = model with { Shopper = new ShopperView(null) }; // whoever reads the test address need not know who it is
        var rendered = renderer.Render(message.Template, locale, model);

        var from = store.Settings.FromAddress ?? options.MailFrom ?? "carts@" + HostOf(store.Url);
        var name = shopper.Personal.FirstName is { } first ? $"{first} {shopper.Personal.LastName}".Trim() : null;
        var mail = new OutgoingMail(
            new MailAddress(from, MailText.OneLine(store.Settings.FromName ?? store.Name)),
            new MailAddress(to, name is null ? null : MailText.OneLine(name)),
            rendered.Subject, rendered.Html, rendered.Text,
            $"{message.Id:N}@{from[(from.LastIndexOf('@') + 1)..]}", now, from,
            store.Settings.ReplyTo is { } reply ? new MailAddress(reply) : null,
            [
                new("List-Unsubscribe", $"<{links.Unsubscribe}>"),
                new("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
                new("List-Id", $"<carts.{store.Slug}.{HostOf(options.PublicUrl)}>"),
                new("Feedback-ID", $"{message.Template}:{store.Slug}:cartwright"),
                new("Auto-Submitted", "auto-generated"),
            ]);
        if (sandbox is not null) mail = SandboxPolicy.Apply(mail, sandbox, store.Locale);
        return new ComposedMail(mail, new SentContent(to, mail.Subject, rendered.Locale, JsonSerializer.Serialize(model, ModelJson.Default.MessageModel), sandbox));
    }

    private LinksView Links(Store store, ShopperState shopper, Message message, string to, DateTimeOffset now)
    {
        var hash = secrets.Hash(store.Id, IdentityPolicy.Email, to);
        var test = store.Settings.SandboxTo is not null;
        string Token(LinkPurpose purpose, TimeSpan life, string? address = null) => new LinkToken(purpose, store.Id, shopper.Id, message.Id, now + life, test ? null : address, test).Write(secrets);
        var host = options.PublicUrl.TrimEnd('/');
        return new LinksView(
            $"{host}/r/{Token(LinkPurpose.Restore, LinkLife)}",
            $"{host}/u/{Token(LinkPurpose.Unsubscribe, UnsubscribeLife, hash)}",
            test ? "" : $"{host}/o/{Token(LinkPurpose.Open, LinkLife)}.gif");
    }

    /// <summary>What templates see of a cart.</summary>
    public static MessageModel Model(Store store, ShopperState shopper, Cart cart, IReadOnlyDictionary<(string, string), Product> products, LinksView links, string locale, int step)
    {
        var settings = store.Settings;
        var currency = cart.Facts.Currency;
        Money Of(long minor) => new(minor, currency);
        var lines = CataloguePolicy.Overlay(cart.Facts.Lines, currency, products);
        var items = lines.Sum(l => (l.Line.Unit ?? 0) * l.Line.Quantity);
        // When the catalogue corrected a price, a total that was told no longer holds.
        var taxOnTop = cart.Facts.Told is { } told && told == cart.Facts.Items + (cart.Facts.Shipping ?? 0) - (cart.Facts.Discount ?? 0) ? 0 : cart.Facts.Tax ?? 0;
        var total = items == cart.Facts.Items ? cart.Facts.Total : items + (cart.Facts.Shipping ?? 0) + taxOnTop - (cart.Facts.Discount ?? 0);
        return new MessageModel(
            new StoreView(settings.FromName ?? store.Name, store.Url, settings.LogoUrl, settings.AccentColor, settings.PostalAddress,
                new ContactView(settings.ContactEmail, settings.ContactPhone, settings.ContactChat, settings.ContactHours), [.. settings.Faq.Select(f => new FaqView(f.Question, f.Answer))]),
            new ShopperView(shopper.Personal.FirstName),
            new CartView(
                [.. lines.Select(l => new LineView(l.Line.Name ?? l.Line.ProductId, Words(l.Line.Variant), l.Line.Quantity, Of(l.Line.Unit ?? 0), Of((l.Line.Unit ?? 0) * l.Line.Quantity), l.Line.Image, l.Product?.Description))],
                new TotalsView(Of(items), cart.Facts.Shipping is { } s ? Of(s) : null, cart.Facts.Discount is > 0 and { } d ? Of(d) : null, cart.Facts.Tax is > 0 and { } t ? Of(t) : null, Of(Math.Max(0, total))),
                cart.Facts.Stage.Name()),
            links, locale, step + 1);
    }

    // Platforms name variants by long numbers, which say nothing to the reader; "42" may be a size.
    private static string? Words(string? variant) => variant is { Length: >= 6 } && variant.All(char.IsAsciiDigit) ? null : variant;

    private static string HostOf(string url) => Uri.TryCreate(url, UriKind.Absolute, out var u) && u.HostNameType == UriHostNameType.Dns ? u.Host : "localhost";
}

[JsonSerializable(typeof(MessageModel))]
internal sealed partial class ModelJson : JsonSerializerContext;
