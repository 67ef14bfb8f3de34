using System.Text;
using System.Text.RegularExpressions;
using Cartwright.Carts;
using Cartwright.Hosting;
using Cartwright.Messages.Sms;
using Cartwright.Shoppers;
using Cartwright.Stores;

namespace Cartwright.Messages.Templates;

/// <summary>A template as it would be written for somebody.</summary>
/// <param name="Html">Empty for a text message; links lead to the shop, nothing is tracked.</param>
/// <param name="Bytes">Of the HTML; Gmail clips above 102 KB (<see cref="TemplatePolicy.GmailClips"/>).</param>
/// <param name="Segments">Of a text message; 0 otherwise.</param>
/// <param name="Faults">What the check says. With errors there may be nothing to show.</param>
/// <param name="Rendered">False: it could not be rendered, and the faults say why.</param>
/// <param name="Examples">Parts of the model that the real cart has none of and that are a sample's; none where all of it is a sample.</param>
internal sealed record ShownTemplate(string Subject, string Preheader, string Html, string Text, int Bytes, int Segments, IReadOnlyList<TemplateFault> Faults, bool Rendered, IReadOnlyList<string> Examples);

/// <summary>A cart that a template can be tried on.</summary>
/// <param name="Id">Of the cart, or the name of a built-in sample.</param>
/// <param name="Who">Hint of whose it is; null for a sample, and for whoever may not see it.</param>
internal sealed record PreviewCart(string Id, string? Who, int Lines, Money? Total, long? LastActivityAt, bool IsSample);

/// <summary>Renders a template, saved or not, on a real cart or a built-in sample. Keeps and sends nothing.</summary>
internal sealed partial class TemplatePreview(CartStore carts, ShopperStore shoppers, MessageSources sources, ServerOptions options, TimeProvider clock)
{
    /// <summary>Recent carts of the store that have lines, newest first, then the samples.</summary>
    public async Task<IReadOnlyList<PreviewCart>> CartsAsync(Store store, bool personal, int most = 12, CancellationToken ct = default)
    {
        var recent = await RecentAsync(store, most, ct);
        var people = personal ? await shoppers.ReadAsync([.. recent.Select(c => (store.Id, c.Shopper)).Distinct()], ct) : [];
        return
        [
            .. recent.Select(c => new PreviewCart(c.Cart.Id.ToString(), people.GetValueOrDefault((store.Id, c.Shopper)) is { } who ? Who(who, c.Cart) : null, c.Cart.Facts.Lines.Count, new Money(c.Cart.Facts.Total, c.Cart.Facts.Currency), c.Cart.Facts.LastActivityAt, false)),
            .. Samples(store, Locales.Default).Select(s => new PreviewCart(s.Key, null, s.Value.Cart.Lines.Count, s.Value.Cart.Totals.Total, null, true)),
        ];
    }

    /// <param name="on">A cart's id or a sample's name; null: the most recent cart, else the first sample. One that is gone: the same.</param>
    /// <param name="dark">As a reader sees it who likes it dark.</param>
    /// <param name="personal">False leaves the shopper's name and addresses out.</param>
    public async Task<ShownTemplate> ShowAsync(StoreEntry entry, TemplateSource source, string? on, bool dark, bool personal, CancellationToken ct = default)
    {
        var version = new OwnVersion(source);
        var faults = TemplatePolicy.Check(version, TemplateSamples.All.Values);
        var (model, examples) = await ModelAsync(entry.Store, version, on, personal, ct);
        var rendered = Render(version, model, ref faults);
        if (rendered is null) return new ShownTemplate("", "", "", "", 0, 0, faults, false, []);
        if (source.Channel == Channels.Sms) rendered = rendered with { Text = AsSent(entry.Store, rendered.Text, source.Locale) };
        return new ShownTemplate(rendered.Subject, rendered.Preheader, ColorScheme().Replace(rendered.Html, m => m.Groups["which"].Value == "dark" == dark ? "(min-width:0px)" : "(max-width:0px)"), rendered.Text,
            Encoding.UTF8.GetByteCount(rendered.Html), source.Channel == Channels.Sms ? SmsTextPolicy.Measure(SmsTextPolicy.Plain(rendered.Text)).Segments : 0, faults, true, examples);
    }

    // With the way out that it may lack: it counts in the segments.
    private string AsSent(Store store, string text, string locale) =>
        SmsStopPolicy.Finished(text, locale, store.Settings.SmsFrom ?? options.Sms.From, $"{MessageComposer.LinkHost(store, options)}/s/{new string('x', Links.ShortCode.Length)}");

    /// <summary>Whether there is such a cart or sample to look at a template with.</summary>
    public async Task<bool> KnowsAsync(Store store, string on, CancellationToken ct = default) =>
        TemplateSamples.Names.Contains(on) || Guid.TryParse(on, out var id) && await carts.FindAsync(store.Id, id, ct) is not null;

    /// <summary>The message; null, and a fault more, when it cannot be written for the model.</summary>
    internal static RenderedMessage? Render(OwnVersion version, MessageModel model, ref IReadOnlyList<TemplateFault> faults)
    {
        try { return version.Render(MessageRenderer.Scope(model, version.Source.Locale)); }
        catch (TemplateBrokenException e)
        {
            if (faults.All(f => f.Warning)) faults = [.. faults, new TemplateFault(e.Part ?? TemplatePart.Html, null, null, e.Message)];
            return null;
        }
    }

    /// <summary>
    /// The model of a cart or a sample, with links that lead to the shop. It is what would be sent. Only what the template says nothing without,
    /// an offer say, is a sample's where the cart has none, so that it can be seen at all; the examples name those parts.
    /// </summary>
    internal async Task<(MessageModel Model, IReadOnlyList<string> Examples)> ModelAsync(Store store, OwnVersion version, string? on, bool personal, CancellationToken ct)
    {
        var source = version.Source;
        var samples = Samples(store, source.Locale);
        if (on is not null && samples.TryGetValue(on, out var sample)) return WithExamples(sample, samples[TemplateSamples.Ordinary], Needed(version));
        var cart = Guid.TryParse(on, out var id) ? await carts.FindAsync(store.Id, id, ct) : null;
        cart ??= (await RecentAsync(store, 1, ct)).FirstOrDefault();
        if (cart is null || !(await shoppers.ReadAsync([(store.Id, cart.Shopper)], ct)).TryGetValue((store.Id, cart.Shopper), out var shopper) || shopper.Cart(cart.Cart.Id) is not { } known) return (samples[TemplateSamples.Ordinary], []);

        var now = clock.GetUtcNow();
        var run = shopper.Enrollments.LastOrDefault(e => e.CartId == known.Id)?.Id ?? Guid.Empty;
        var message = new Message { Id = Guid.Empty, EnrollmentId = run, JourneyId = Guid.Empty, CartId = known.Id, Channel = source.Channel, Template = source.Template };
        var parts = await sources.ReadAsync(store, shopper, message, now.ToUnixTimeMilliseconds(), ct);
        var model = MessageModels.Of(store, shopper, parts, LinksOf(store), shopper.Traits.Locale ?? source.Locale, 0, now);
        var handOff = MessageModels.HandOffOf(store, shopper, known, MessageComposer.AddressOf(shopper, known, Channels.Email), MessageComposer.AddressOf(shopper, known, Channels.Sms));
        model = model with { HandOff = handOff, HandOffs = [new HandOffCart(handOff, model.Cart, store.Url)] };
        var (whole, examples) = WithExamples(model, samples[TemplateSamples.Ordinary], Needed(version));
        return (personal ? whole : whole.Anonymous(), examples);
    }

    private static (MessageModel Model, IReadOnlyList<string> Examples) WithExamples(MessageModel model, MessageModel other, IReadOnlyList<string> needed)
    {
        List<string> examples = [];
        T? Of<T>(string part, T? own, T? sample)
        {
            if (own is not null || !needed.Contains(part)) return own;
            examples.Add(part);
            return sample;
        }
        model = model with
        {
            Offer = Of("offer", model.Offer, other.Offer), Order = Of("order", model.Order, other.Order), Items = Of("items", model.Items, other.Items), Bestsellers = Of("bestsellers", model.Bestsellers, other.Bestsellers),
            Reviews = Of("reviews", model.Reviews, other.Reviews), PaymentMethods = Of("paymentMethods", model.PaymentMethods, other.PaymentMethods), DispatchBy = Of("dispatch", model.DispatchBy, other.DispatchBy),
        };
        if (!needed.Contains("handOffs") || model.HandOffs is { Count: > 1 }) return (model, examples);
        // A mail of several, with one alone, would not be seen as what it is.
        return (model with { HandOffs = [.. model.HandOffs ?? [], .. other.HandOffs ?? []] }, [.. examples, "handOffs"]);
    }

    // What it says nothing true without. Goods and several hand-offs are gone through in a loop, which asks for them; what stands beside the loop does not.
    private static IReadOnlyList<string> Needed(OwnVersion version)
    {
        bool Names(string field) => new[] { version.Source.Subject, version.Source.Preheader, version.Source.Html, version.Source.Text }.Any(text => text.Contains("{{" + field, StringComparison.Ordinal));
        try { return [.. version.Needs, .. Names("firstItem") ? ["items"] : (string[])[], .. Names("handOffCount") ? ["handOffs"] : (string[])[]]; }
        catch (TemplateBrokenException) { return []; } // it cannot be written for anybody, which is told when it is tried
    }

    private async Task<List<StoredCart>> RecentAsync(Store store, int most, CancellationToken ct) =>
        [.. (await carts.ListAsync(store.Id, null, null, null, most * 4, ct)).Where(c => c.Cart is { Merged: false, LetGo: false, Facts.Lines.Count: > 0 }).Take(most)];

    private static IReadOnlyDictionary<string, MessageModel> Samples(Store store, string locale)
    {
        var all = TemplateSamples.Of(MessageModels.StoreOf(store, StoreWordsPolicy.In(store, locale)), store.Currency, locale, LinksOf(store));
        // Without pictures: whoever looks at a sample asks no host for any.
        return all.Where(s => TemplateSamples.Names.Contains(s.Key)).ToDictionary(s => s.Key, s => s.Value with { Cart = s.Value.Cart with { Lines = [.. s.Value.Cart.Lines.Select(l => l with { ImageUrl = null })] } }, StringComparer.Ordinal);
    }

    // Two addresses, so that a mail without a way out is known from one with it.
    private static LinksView LinksOf(Store store) => new(store.Url, store.Url + "#unsubscribe", "");

    private static string? Who(ShopperState shopper, Cart cart) =>
        NamePolicy.Full(shopper.Personal.FirstName, shopper.Personal.LastName) ?? (MessageComposer.AddressOf(shopper, cart, Channels.Email) is { } email ? Address.Hint(email) : null);

    [GeneratedRegex(@"\(\s*prefers-color-scheme\s*:\s*(?<which>dark|light)\s*\)", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ColorScheme();
}
