using System.Collections.Concurrent;
using Cartwright.Stores;

namespace Cartwright.Messages.Templates;

/// <summary>
/// The store's own templates as they are used now, compiled and remembered by version: a mail costs no look-up. A store without any
/// costs nothing.
/// </summary>
internal sealed class OwnTemplates(TemplateStore templates, StoreDirectory directory, MessageRenderer renderer)
{
    // Each holds a compiled template of some hundred KB at most; all are dropped at once, which costs a millisecond or two each to compile again.
    private const int Most = 500;

    private readonly ConcurrentDictionary<(Guid Store, string Name), (string Stamp, Task<OwnVersions> Versions)> _known = new();

    /// <summary>Null: the default goes, or the name is nobody's.</summary>
    public async ValueTask<OwnVersions?> OfAsync(Store store, string name, CancellationToken ct = default)
    {
        var live = directory.Find(store.Id)?.Templates.GetValueOrDefault(name) ?? [];
        if (live.Count == 0 && (renderer.ChannelOf(name) is not null || name.Length == 0)) return null;
        var stamp = string.Join(' ', live.Select(t => $"{t.Locale}:{t.Version}"));
        if (!_known.TryGetValue((store.Id, name), out var known) || known.Stamp != stamp || known.Versions.IsFaulted)
        {
            if (_known.Count >= Most) _known.Clear();
            known = (stamp, LoadAsync(store, name));
            _known[(store.Id, name)] = known;
        }
        var versions = await known.Versions.WaitAsync(ct);
        return versions.ByLocale.Count == 0 ? null : versions;
    }

    /// <summary>A message as it was made of a version; null: that is not kept.</summary>
    public async Task<OwnVersion?> VersionAsync(Guid store, string name, string locale, long version, CancellationToken ct = default) =>
        await templates.FindAsync(store, name, locale, version, ct) is { } found ? new OwnVersion(found) : null;

    private async Task<OwnVersions> LoadAsync(Store store, string name) => OwnVersions.Of(await templates.UsableAsync(store.Id, name), store.Locale);
}
