using System.Text.Json;
using System.Text.Json.Serialization;
using Cartwright.Carts;
using Cartwright.Hosting;
using Cartwright.Journeys;
using Cartwright.Links;
using Cartwright.Messages.Email;
using Cartwright.Messages.Sms;
using Cartwright.Messages.Templates;
using Cartwright.Products;
using Cartwright.Shoppers;
using Cartwright.Stores;

namespace Cartwright.Messages;

/// <summary>A mail ready to leave, and what is kept of it.</summary>
/// <param name="Failed">Versions of the store's own template that were to be used and could not.</param>
internal sealed record ComposedMail(OutgoingMail Mail, SentContent Content, IReadOnlyList<FailedVersion> Failed);

/// <summary>A text message ready to leave, and what is kept of it. Test: in test mode, the mail that goes instead.</summary>
internal sealed record ComposedSms(OutgoingSms Sms, SentContent Content, OutgoingMail? Test, IReadOnlyList<FailedVersion> Failed);

/// <summary>Makes the model of a message from a shopper, a cart and the catalogue, and the message from the model. Reads nothing, sends nothing.</summary>
internal sealed class MessageComposer(MessageRenderer renderer, Secrets secrets, ServerOptions options)
{
    /// <summary>Links back work for a month; unsubscribe links for years (a footer is read late).</summary>
    public static readonly TimeSpan LinkLife = TimeSpan.FromDays(30), UnsubscribeLife = TimeSpan.FromDays(365 * 5);

    /// <summary>Null when no address is known.</summary>
    public ComposedMail? Compose(Store store, ShopperState shopper, Message message, Cart cart, IReadOnlyDictionary<(string, string), Product> products, DateTimeOffset now) =>
        Compose(store, shopper, message, new MessageParts { Cart = cart, Products = products }, now);

    /// <summary>A mail to the shopper. Null when no address is known.</summary>
    /// <exception cref="MissingPartException">The template speaks of something that is not among the parts.</exception>
    public ComposedMail? Compose(Store store, ShopperState shopper, Message message, MessageParts parts, DateTimeOffset now)
    {
        if (AddressOf(shopper, parts.Cart, Channels.Email) is not { } to) return null;
        var links = Links(store, shopper, message, to, now);
        var locale = shopper.Traits.Locale ?? store.Locale;
        var model = Anonymous(store, MessageModels.Of(store, shopper, parts, links, locale, message.Step, now));
        var rendered = renderer.Render(message.Template, locale, model, parts.Own);
        var name = NamePolicy.Plausible(shopper.Personal.FirstName) is { } first ? $"{first} {NamePolicy.Plausible(shopper.Personal.LastName)}".Trim() : null;
        var mail = Mail(store, message, new MailAddress(to, name is null ? null : MailText.OneLine(name)), ReturnPath.ReplyTo(store, message.Id, options.InboundDomain, secrets), rendered, now,
            new("List-Unsubscribe", $"<{links.Unsubscribe}>"),
            new("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
            new("List-Id", $"<carts.{store.Slug}.{HostOf(options.PublicUrl)}>"),
            new("Feedback-ID", $"{message.Template}:{store.Slug}:cartwright"),
            new("Auto-Submitted", "auto-generated"));
        return Finished(store, to, mail, rendered, model);
    }

    /// <summary>A text message to the shopper. Null when no number is known.</summary>
    /// <param name="code">Of the short link that leads back, or to the payment of the order it is about.</param>
    /// <exception cref="MissingPartException">The template speaks of something that is not among the parts.</exception>
    public ComposedSms? Sms(Store store, ShopperState shopper, Message message, MessageParts parts, string code, DateTimeOffset now)
    {
        if (AddressOf(shopper, parts.Cart, Channels.Sms) is not { } to) return null;
        var (locale, back) = (shopper.Traits.Locale ?? store.Locale, $"{LinkHost(store, options)}/s/{code}");
        var model = Anonymous(store, MessageModels.Of(store, shopper, parts with { PayUrl = null }, new LinksView(back, null, ""), locale, message.Step, now));
        var rendered = renderer.Render(message.Template, locale, model, parts.Own);
        var text = SmsStopPolicy.Finished(SmsTextPolicy.Plain(rendered.Text), rendered.Locale, store.Settings.SmsFrom ?? options.Sms.From, back);
        var content = new SentContent(to, TextPolicy.Truncate(text, 80), rendered.Locale, Write(model), store.Settings.SandboxTo, rendered.Version);
        return new ComposedSms(new OutgoingSms(store.Settings.SmsFrom, to, text, message.Id) { Ref = ReturnPath.Token(store.Id, message.Id, secrets), Callback = CallbackOf(store, message) }, content, store.Settings.SandboxTo is null ? null : TestOf(store, message, to, text, now), rendered.Failed);
    }

    // A gateway calls no address of the own machine.
    private string? CallbackOf(Store store, Message message) => Uri.TryCreate(Host, UriKind.Absolute, out var u) && u.Scheme == Uri.UriSchemeHttps && !u.IsLoopback
        ? $"{Host}/hooks/inbound/{(options.Sms.Kind == SmsKind.Generic ? "sms" : "twilio")}/{store.Slug}?m={ReturnPath.Token(store.Id, message.Id, secrets)}" : null;

    /// <summary>A mail to the shop's own people about a shopper who needs help: nothing in it is tracked, and an answer goes to the shopper. Null when the store names nobody, or there is no cart.</summary>
    public ComposedMail? HandOff(Store store, ShopperState shopper, Message message, MessageParts parts, DateTimeOffset now)
    {
        if (store.Settings.HandoffTo is not { } to || parts.Cart is not { } cart) return null;
        var email = AddressOf(shopper, cart, Channels.Email);
        var links = new LinksView(InConsole(store, cart), null, "");
        var model = Anonymous(store, MessageModels.Of(store, shopper, parts, links, store.Locale, message.Step, now) with { HandOff = MessageModels.HandOffOf(store, shopper, cart, email, AddressOf(shopper, cart, Channels.Sms)) });
        var rendered = renderer.Render(message.Template, store.Locale, model, parts.Own);
        var mail = AddressPolicy.WithReplyTo(Mail(store, message, new MailAddress(to), null, rendered, now, new KeyValuePair<string, string>("Auto-Submitted", "auto-generated")), email);
        // Nothing of a test leads to the shopper.
        return Finished(store, to, store.Settings.SandboxTo is null ? mail : mail with { ReplyTo = null }, rendered, model);
    }

    /// <summary>The template of several hand-offs in one mail.</summary>
    public const string Several = "hand-offs";

    /// <summary>Several hand-offs in one mail, each of which could be made by itself.</summary>
    /// <param name="own">The store's own under the name of <see cref="Several"/>; null: none.</param>
    public (OutgoingMail Mail, IReadOnlyList<FailedVersion> Failed) HandOffs(Store store, IReadOnlyList<Delivery> handOffs, OwnVersions? own)
    {
        var (first, now) = (handOffs[0], handOffs[0].Now);
        List<HandOffCart> carts = [.. handOffs.Select(h => new HandOffCart(
            MessageModels.HandOffOf(store, h.Shopper, h.Parts.Cart!, AddressOf(h.Shopper, h.Parts.Cart, Channels.Email), AddressOf(h.Shopper, h.Parts.Cart, Channels.Sms)),
            MessageModels.Of(store, h.Shopper, h.Parts, new LinksView("", null, ""), store.Locale, h.Message.Step, now).Cart, InConsole(store, h.Parts.Cart!)))];
        var links = new LinksView($"{Host}/console/{store.Slug}/messages?channel={Channels.Handoff}", null, "");
        var model = Anonymous(store, MessageModels.Of(store, first.Shopper, new MessageParts(), links, store.Locale, first.Message.Step, now) with { Shopper = new ShopperView(null), HandOffs = carts });
        var rendered = renderer.Render(Several, store.Locale, model, own);
        var mail = Mail(store, first.Message, new MailAddress(store.Settings.HandoffTo!), null, rendered, now, new KeyValuePair<string, string>("Auto-Submitted", "auto-generated"));
        return (store.Settings.SandboxTo is { } sandbox ? SandboxPolicy.Apply(mail, sandbox, store.Locale) : mail, rendered.Failed);
    }

    private string InConsole(Store store, Cart cart) => $"{Host}/console/{store.Slug}/carts/{cart.Id}";

    /// <summary>What goes to the store's test address instead of a message that is no mail.</summary>
    public OutgoingMail TestOf(Store store, Message message, string to, string text, DateTimeOffset now) =>
        SandboxPolicy.Apply(Mail(store, message, new MailAddress(to), null, new RenderedMessage($"{message.Channel}: {message.Template}", "", "", WrapPolicy.Wrap(text), store.Locale), now), store.Settings.SandboxTo!, store.Locale);

    /// <summary>A template on trial, for somebody of the shop: nothing in it comes back to us, and it says what it is.</summary>
    public OutgoingMail Trial(Store store, string to, TemplateSource source, RenderedMessage rendered, Guid id, DateTimeOffset now)
    {
        var from = store.Settings.FromAddress ?? options.MailFrom ?? "carts@" + HostOf(store.Url);
        var mail = new OutgoingMail(new MailAddress(from, MailText.OneLine(store.Settings.FromName ?? store.Name)), new MailAddress(to), source.Channel == Channels.Sms ? $"sms: {source.Template}" : rendered.Subject,
            rendered.Html, rendered.Text, $"{id:N}@{from[(from.LastIndexOf('@') + 1)..]}", now, from, null, [new("Auto-Submitted", "auto-generated")]);
        return SandboxPolicy.Trial(mail, $"{source.Template}.{source.Locale}", store.Locale);
    }

    /// <summary>What was typed into this cart's checkout wins over what is known otherwise.</summary>
    public static string? AddressOf(ShopperState shopper, Cart? cart, string channel) => cart is not null ? SendGatePolicy.AddressOf(shopper, cart, channel)
        : channel == Channels.Email ? shopper.Personal.Email : channel == Channels.Sms ? shopper.Personal.Phone : null;

    /// <summary>Where the links of a store's messages lead: its own host if it has one here.</summary>
    public static string LinkHost(Store store, ServerOptions options) => (store.Settings.LinkUrl ?? options.PublicUrl).TrimEnd('/');

    private string Host => options.PublicUrl.TrimEnd('/');

    private OutgoingMail Mail(Store store, Message message, MailAddress to, string? replyTo, RenderedMessage rendered, DateTimeOffset now, params KeyValuePair<string, string>[] headers)
    {
        var from = store.Settings.FromAddress ?? options.MailFrom ?? "carts@" + HostOf(store.Url);
        return new OutgoingMail(
            new MailAddress(from, MailText.OneLine(store.Settings.FromName ?? store.Name)), to,
            rendered.Subject, rendered.Html, rendered.Text,
            $"{message.Id:N}@{from[(from.LastIndexOf('@') + 1)..]}", now, EnvelopeOf(store, message) ?? from, replyTo is null ? null : new MailAddress(replyTo), [.. headers, .. ProviderTags.Of(options.Smtp.Host, ReturnPath.Token(store.Id, message.Id, secrets))]);
    }

    // Bounces name the message they are about.
    private string? EnvelopeOf(Store store, Message message) => options.InboundDomain is { Length: > 0 } domain ? $"{ReturnPath.Make(store.Id, message.Id, secrets)}@{domain}" : null;

    private static ComposedMail Finished(Store store, string to, OutgoingMail mail, RenderedMessage rendered, MessageModel model)
    {
        var sandbox = store.Settings.SandboxTo;
        if (sandbox is not null) mail = SandboxPolicy.Apply(mail, sandbox, store.Locale);
        return new ComposedMail(mail, new SentContent(to, mail.Subject, rendered.Locale, Write(model), sandbox, rendered.Version), rendered.Failed);
    }

    // Whoever reads the test address need not know who it is.
    private static MessageModel Anonymous(Store store, MessageModel model) => store.Settings.SandboxTo is null ? model : model.Anonymous();

    private LinksView Links(Store store, ShopperState shopper, Message message, string to, DateTimeOffset now)
    {
        var hash = secrets.Hash(store.Id, IdentityPolicy.Email, to);
        var test = store.Settings.SandboxTo is not null;
        string Token(LinkPurpose purpose, TimeSpan life, string? address = null) => new LinkToken(purpose, store.Id, shopper.Id, message.Id, now + life, test ? null : address, test).Write(secrets);
        var host = LinkHost(store, options);
        return new LinksView(
            $"{host}/r/{Token(LinkPurpose.Restore, LinkLife)}",
            $"{host}/u/{Token(LinkPurpose.Unsubscribe, UnsubscribeLife, hash)}",
            test ? "" : $"{host}/o/{Token(LinkPurpose.Open, LinkLife)}.gif",
            $"{host}/pay/{Token(LinkPurpose.Pay, LinkLife)}");
    }

    private static string Write(MessageModel model) => JsonSerializer.Serialize(model, ModelJson.Default.MessageModel);

    private static string HostOf(string url) => Uri.TryCreate(url, UriKind.Absolute, out var u) && u.HostNameType == UriHostNameType.Dns ? u.Host : "localhost";
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(MessageModel))]
internal sealed partial class ModelJson : JsonSerializerContext;
