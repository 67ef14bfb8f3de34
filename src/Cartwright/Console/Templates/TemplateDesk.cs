using Cartwright.Messages;
using Cartwright.Messages.Templates;
using Cartwright.Shoppers;
using Cartwright.Stores;

namespace Cartwright.Console.Templates;

/// <summary>What the templates' pages show, put together.</summary>
internal sealed class TemplateDesk(StoreTemplates templates, TemplateDefaults defaults, TemplatePreview preview)
{
    public async Task<IReadOnlyList<(string Purpose, IReadOnlyList<TemplateRow> Rows)>> GroupsAsync(ConsoleContext context, CancellationToken ct)
    {
        var rows = (await templates.ListAsync(context.Entry!, ct)).GroupBy(e => e.Template, StringComparer.Ordinal)
            .Select(g => new TemplateRow(g.Key, g.First().Channel, [.. InOrder(context, g)], Journeys(context, [.. g.SelectMany(e => e.Journeys).Distinct(StringComparer.Ordinal)])));
        return [.. rows.ToLookup(r => TemplateWords.Purpose(r.Template)).OrderBy(g => ((List<string>)[.. TemplateWords.All]).IndexOf(g.Key))
            .Select(g => (g.Key, (IReadOnlyList<TemplateRow>)[.. g.OrderBy(r => TemplateWords.Place(r.Template)).ThenBy(r => r.Template, StringComparer.Ordinal)]))];
    }

    public async Task<NewTemplateModel> NewAsync(ConsoleContext context, string? from, string? name, string? locale, CancellationToken ct)
    {
        var all = await templates.ListAsync(context.Entry!, ct);
        List<(string, string)> ready = [.. all.Select(e => e.Template).Distinct(StringComparer.Ordinal).OrderBy(TemplateWords.Place).Select(t => (t, TemplateWords.Name(t, context.Words)))];
        // A name that is a template's adds a language to it; any other becomes an address.
        var known = all.Where(e => e.Template == name?.Trim()).ToList();
        var slug = known.Count > 0 ? known[0].Template : Slugs.Of(name ?? "", "", ["new", "draw"]);
        var tag = Locales.Normalize((locale ?? context.Store.Locale).Trim());
        var begins = from is NewTemplateModel.Mail or NewTemplateModel.TextMessage || ready.Exists(r => r.Item1 == from) ? from! : ready.Count > 0 ? ready[0].Item1 : NewTemplateModel.Mail;
        var wrong = name is null ? null
            : !TemplatePolicy.IsName(slug) ? "name"
            : tag.Length == 0 ? "locale"
            : known.Exists(e => e.Locale == tag) ? "taken"
            : known.Count > 0 && known[0].Channel != ChannelOf(all, begins) ? "channel"
            : null;
        return new NewTemplateModel(begins, wrong is null && name is not null ? slug : name ?? "", tag.Length > 0 ? tag : locale ?? "", ready, [.. all.Select(e => e.Locale).Distinct().Order(StringComparer.Ordinal)], wrong);
    }

    /// <summary>Null: there is none of that name and language, and nothing to make it from.</summary>
    public async Task<OpenedTemplate?> OpenAsync(ConsoleContext context, string template, string locale, string? from, CancellationToken ct)
    {
        if (await templates.OpenAsync(context.Entry!, template, locale, ct) is { } opened) return opened;
        if (from is null || !TemplatePolicy.IsName(template) || Locales.Normalize(locale) != locale) return null;
        var source = from switch
        {
            NewTemplateModel.Mail => TemplateStarts.Mail(template, locale),
            NewTemplateModel.TextMessage => TemplateStarts.TextMessage(template, locale),
            _ => await BeginningAsync(context, from, locale, ct),
        };
        if (source is null) return null;
        var others = (await templates.ListAsync(context.Entry!, ct)).Where(e => e.Template == template).ToList();
        if (others.Count > 0 && others[0].Channel != source.Channel) return null;
        // One that was removed goes on counting.
        var latest = (await templates.VersionsAsync(context.Store.Id, template, locale, ct)).FirstOrDefault()?.Number ?? 0;
        return new OpenedTemplate(source with { Template = template, Locale = locale }, latest, null, new TemplateEntry(template, locale, source.Channel, false, null, [.. others.SelectMany(o => o.Journeys).Distinct(StringComparer.Ordinal)]));
    }

    public async Task<TemplateModel> ModelAsync(ConsoleContext context, OpenedTemplate opened, TemplateSource source, string? on, bool dark, CancellationToken ct)
    {
        var personal = context.May(Right.SeePersonalData);
        var entry = opened.Entry;
        return new TemplateModel(entry, source, opened.Latest, await preview.ShowAsync(context.Entry!, source, on, dark, personal, ct), await preview.CartsAsync(context.Store, personal, ct: ct), on)
        {
            Live = opened.Live, Dark = dark, Ready = defaults.Source(entry.Template, entry.Locale), Versions = await templates.VersionsAsync(context.Store.Id, entry.Template, entry.Locale, ct),
            Languages = [.. InOrder(context, (await templates.ListAsync(context.Entry!, ct)).Where(e => e.Template == entry.Template)).Select(e => e.Locale)],
        };
    }

    public async Task<TemplateSource?> VersionAsync(ConsoleContext context, OpenedTemplate opened, long version, CancellationToken ct) =>
        (await templates.VersionAsync(context.Store.Id, opened.Entry.Template, opened.Entry.Locale, version, ct))?.Source;

    public IReadOnlyList<(string Slug, string Name)> Journeys(ConsoleContext context, IReadOnlyList<string> slugs) =>
        [.. context.Entry!.Journeys.Where(j => slugs.Contains(j.Slug)).Select(j => (j.Slug, j.Definition.Name))];

    // In the language asked for, else in the store's, else in English, else in any.
    private async Task<TemplateSource?> BeginningAsync(ConsoleContext context, string from, string locale, CancellationToken ct)
    {
        var languages = (await templates.ListAsync(context.Entry!, ct)).Where(e => e.Template == from).Select(e => e.Locale).ToList();
        var wanted = LocalePolicy.Chain(locale).Concat(LocalePolicy.Chain(context.Store.Locale)).Concat(languages).FirstOrDefault(languages.Contains);
        return wanted is null ? null : (await templates.OpenAsync(context.Entry!, from, wanted, ct))?.Source;
    }

    // The store's language first, then English.
    private static IEnumerable<TemplateEntry> InOrder(ConsoleContext context, IEnumerable<TemplateEntry> entries)
    {
        var chain = LocalePolicy.Chain(context.Store.Locale);
        return entries.OrderByDescending(e => chain.Contains(e.Locale)).ThenBy(e => chain.ToList().IndexOf(e.Locale)).ThenBy(e => e.Locale, StringComparer.Ordinal);
    }

    private static string ChannelOf(IReadOnlyList<TemplateEntry> all, string from) => from switch
    {
        NewTemplateModel.Mail => Channels.Email,
        NewTemplateModel.TextMessage => Channels.Sms,
        _ => all.First(e => e.Template == from).Channel,
    };
}
