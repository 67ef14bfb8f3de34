#pragma warning disable CS9113
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
internal sealed class StoreTemplates(TemplateStore templates, TemplateDefaults defaults, StoreDirectory directory)
{
    /// <summary>Defaults and the store's own, by name, then language.</summary>
    public Task<IReadOnlyList<TemplateEntry>> ListAsync(StoreEntry entry, CancellationToken ct = default) => throw new NotSupportedException();

    /// <summary>Null: neither the store nor the defaults have it.</summary>
    public Task<OpenedTemplate?> OpenAsync(StoreEntry entry, string template, string locale, CancellationToken ct = default) => throw new NotSupportedException();

    /// <param name="live">Use it from now on; false keeps a draft, which may have faults.</param>
    /// <param name="expected">The newest version the writer knows; 0: none; null: whatever it is.</param>
    /// <param name="dryRun">Check, and keep nothing.</param>
    public Task<TemplateSaved> SaveAsync(StoreEntry entry, TemplateSource source, bool live, long? expected, string by, bool dryRun = false, CancellationToken ct = default) => throw new NotSupportedException();

    /// <summary>Newest first.</summary>
    public Task<IReadOnlyList<TemplateVersion>> VersionsAsync(Guid store, string template, string locale, CancellationToken ct = default) => throw new NotSupportedException();

    public Task<TemplateVersion?> VersionAsync(Guid store, string template, string locale, long version, CancellationToken ct = default) => throw new NotSupportedException();

    /// <summary>Uses an old version again, as a new one.</summary>
    public Task<TemplateSaved> RestoreAsync(StoreEntry entry, string template, string locale, long version, string by, CancellationToken ct = default) => throw new NotSupportedException();

    /// <summary>The store's own one is used no longer: the default goes instead, or, of a name of the store's own, nothing (refused while a journey needs it). Its versions stay.</summary>
    public Task<TemplateSaved> RemoveAsync(StoreEntry entry, string template, string locale, string by, CancellationToken ct = default) => throw new NotSupportedException();
}
