using Cartwright.Journeys;
using Cartwright.Shoppers;
using Cartwright.Stores;

namespace Cartwright.Messages.Templates;

/// <summary>A template of a store in one language, for a list: the default, or the store's own, or both.</summary>
/// <param name="HasDefault">There is one of that name and language.</param>
/// <param name="Own">Null: the default alone.</param>
/// <param name="Journeys">Slugs of those that name the template, in any language.</param>
internal sealed record TemplateEntry(string Template, string Locale, string Channel, bool HasDefault, OwnTemplate? Own, IReadOnlyList<string> Journeys);

/// <summary>A template opened for editing.</summary>
/// <param name="Source">The newest version, or the default where there is none.</param>
/// <param name="Latest">Its number, to be handed back when saving; 0: there is no version yet.</param>
/// <param name="Live">The version that is used now; null: the default, or nothing.</param>
internal sealed record OpenedTemplate(TemplateSource Source, long Latest, long? Live, TemplateEntry Entry);

/// <summary>What pages, API and verbs do with a store's templates.</summary>
internal sealed class StoreTemplates(TemplateStore templates, TemplateDefaults defaults, MessageRenderer renderer, StoreDirectory directory)
{
    /// <summary>Names and languages a store may have of its own.</summary>
    public const int Most = 500;

    /// <summary>Defaults and the store's own, by name, then language.</summary>
    public async Task<IReadOnlyList<TemplateEntry>> ListAsync(StoreEntry entry, CancellationToken ct = default)
    {
        var own = (await templates.ListAsync(entry.Store.Id, ct)).ToDictionary(t => (t.Template, t.Locale));
        var used = TemplateUse.ByTemplate(entry.Journeys);
        return [.. defaults.All.Concat(own.Keys).Distinct().OrderBy(k => k.Template, StringComparer.Ordinal).ThenBy(k => k.Locale, StringComparer.Ordinal)
            .Select(k => Entry(k.Template, k.Locale, own.GetValueOrDefault(k), used))];
    }

    /// <summary>Null: neither the store nor the defaults have it.</summary>
    public async Task<OpenedTemplate?> OpenAsync(StoreEntry entry, string template, string locale, CancellationToken ct = default)
    {
        var own = (await templates.ListAsync(entry.Store.Id, ct)).FirstOrDefault(t => t.Template == template && t.Locale == locale);
        var latest = await templates.FindAsync(entry.Store.Id, template, locale, null, ct);
        // One that was removed begins again with the default; its versions are still counted.
        if ((own is null ? defaults.Source(template, locale) : latest?.Source) is not { } source) return null;
        return new OpenedTemplate(source, latest?.Number ?? 0, own?.Live, Entry(template, locale, own, TemplateUse.ByTemplate(entry.Journeys)));
    }

    /// <param name="live">Use it from now on; false keeps a draft, which may have faults.</param>
    /// <param name="expected">The newest version the writer knows; 0: none; null: whatever it is.</param>
    /// <param name="dryRun">Check, and keep nothing.</param>
    public Task<TemplateSaved> SaveAsync(StoreEntry entry, TemplateSource source, bool live, long? expected, string by, bool dryRun = false, CancellationToken ct = default) => SaveAsync(entry, source, live, expected, by, "", dryRun, ct);

    private async Task<TemplateSaved> SaveAsync(StoreEntry entry, TemplateSource source, bool live, long? expected, string by, string why, bool dryRun, CancellationToken ct)
    {
        var faults = await CheckAsync(entry, [source], live, ct);
        if (faults[0].Any(f => !f.Warning)) return new TemplateSaved.Faulty(faults[0]);
        if (dryRun) return new TemplateSaved.Done((await templates.FindAsync(entry.Store.Id, source.Template, source.Locale, null, ct))?.Number ?? 0, false, faults[0]);
        var written = await templates.SaveAsync(entry.Store.Id, [(source, expected)], live, by, why, ct);
        if (written.Numbers is not { } numbers) return new TemplateSaved.Overtaken(written.Newest);
        await directory.RefreshAsync(ct); // this node at once, the others before they send again
        return new TemplateSaved.Done(numbers[0], live, faults[0]);
    }

    /// <summary>Takes in several at once and uses them, or none of them.</summary>
    /// <returns>The faults of each; nothing was kept when there is an error among them.</returns>
    public async Task<IReadOnlyList<IReadOnlyList<TemplateFault>>> ImportAsync(StoreEntry entry, IReadOnlyList<TemplateSource> sources, string by, bool dryRun, CancellationToken ct = default)
    {
        var faults = await CheckAsync(entry, sources, live: true, ct);
        if (dryRun || sources.Count == 0 || faults.Any(f => f.Any(x => !x.Warning))) return faults;
        await templates.SaveAsync(entry.Store.Id, [.. sources.Select(s => (s, (long?)null))], live: true, by, "imported", ct);
        await directory.RefreshAsync(ct);
        return faults;
    }

    /// <summary>Newest first.</summary>
    public Task<IReadOnlyList<TemplateVersion>> VersionsAsync(Guid store, string template, string locale, CancellationToken ct = default) => templates.VersionsAsync(store, template, locale, ct);

    public Task<TemplateVersion?> VersionAsync(Guid store, string template, string locale, long version, CancellationToken ct = default) => templates.FindAsync(store, template, locale, Math.Max(1, version), ct);

    /// <summary>Uses an old version again, as a new one.</summary>
    public async Task<TemplateSaved> RestoreAsync(StoreEntry entry, string template, string locale, long version, string by, CancellationToken ct = default) =>
        await VersionAsync(entry.Store.Id, template, locale, version, ct) is { } old ? await SaveAsync(entry, old.Source, live: true, null, by, $"version {version} again", false, ct) : new TemplateSaved.NotThere();

    /// <summary>The store's own one is used no longer: the default goes instead, or, of a name of the store's own, nothing (refused while a journey needs it). Its versions stay.</summary>
    public async Task<TemplateSaved> RemoveAsync(StoreEntry entry, string template, string locale, string by, CancellationToken ct = default)
    {
        var isLast = renderer.ChannelOf(template) is null && (entry.Templates.GetValueOrDefault(template) ?? []).All(t => t.Locale == locale);
        if (isLast && entry.Templates.ContainsKey(template) && TemplateUse.ByTemplate(entry.Journeys).GetValueOrDefault(template) is { } journeys) return new TemplateSaved.InUse(journeys);
        if (!await templates.RemoveAsync(entry.Store.Id, template, locale, by, ct)) return new TemplateSaved.NotThere();
        await directory.RefreshAsync(ct);
        return new TemplateSaved.Done(0, false, []);
    }

    private async Task<IReadOnlyList<IReadOnlyList<TemplateFault>>> CheckAsync(StoreEntry entry, IReadOnlyList<TemplateSource> sources, bool live, CancellationToken ct)
    {
        var own = await templates.ListAsync(entry.Store.Id, ct);
        var added = sources.Count(s => !own.Any(t => t.Template == s.Template && t.Locale == s.Locale));
        var checkedSources = new List<IReadOnlyList<TemplateFault>>(sources.Count);
        foreach (var source in sources)
        {
            var faults = new List<TemplateFault>();
            if (!TemplatePolicy.IsName(source.Template)) faults.Add(new TemplateFault(TemplatePart.Template, null, null, TemplatePolicy.NameRule));
            if (source.Locale.Length == 0 || Locales.Normalize(source.Locale) != source.Locale) faults.Add(new TemplateFault(TemplatePart.Locale, null, null, "Use a language tag such as en, de or pt-BR."));
            // A journey's step sends what it names on its own channel, in whatever language.
            var channel = renderer.ChannelOf(source.Template) ?? own.FirstOrDefault(t => t.Template == source.Template && t.Locale != source.Locale)?.Channel ?? source.Channel;
            if (source.Channel != channel) faults.Add(new TemplateFault(TemplatePart.Channel, null, null, $"'{source.Template}' is for {channel} in every language: give another one another name."));
            if (added > 0 && own.Count + added > Most) faults.Add(new TemplateFault(TemplatePart.Template, null, null, $"A store has at most {Most} templates of its own, each language counted: remove some."));
            faults.AddRange(live ? TemplatePolicy.Check(source, TemplateSamples.All.Values) : TemplatePolicy.CheckDraft(source));
            if (live && faults.TrueForAll(f => f.Warning) && await UsedAsync(entry, source, own, ct) is { } used && TemplatePolicy.Drifted(used, source) is { } drifted) faults.Add(drifted);
            checkedSources.Add(faults);
        }
        return checkedSources;
    }

    // What goes now in this language: the store's own, else the default.
    private async Task<TemplateSource?> UsedAsync(StoreEntry entry, TemplateSource source, IReadOnlyList<OwnTemplate> own, CancellationToken ct) =>
        own.FirstOrDefault(t => t.Template == source.Template && t.Locale == source.Locale)?.Live is { } live
            ? (await templates.FindAsync(entry.Store.Id, source.Template, source.Locale, live, ct))?.Source : defaults.Source(source.Template, source.Locale);

    private TemplateEntry Entry(string template, string locale, OwnTemplate? own, IReadOnlyDictionary<string, IReadOnlyList<string>> used) =>
        new(template, locale, own?.Channel ?? renderer.ChannelOf(template) ?? Channels.Email, defaults.All.Contains((template, locale)), own, used.GetValueOrDefault(template) ?? []);
}
