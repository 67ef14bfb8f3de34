using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Text.Json;
using Cartwright.Journeys;
using Cartwright.Messages.Templates;
using Cartwright.Offers;
using Cartwright.Tracking;

namespace Cartwright.Stores;

/// <summary>A store with its journeys as they are now, and every version that may still be running.</summary>
internal sealed record StoreEntry(Store Store, IReadOnlyList<Journey> Journeys, IReadOnlyDictionary<(Guid, long), JourneyDefinition> Versions, string? WriteKey)
{
    /// <summary>Secrets that sign the deliveries of the shop's platform, sealed, and until when (ms) each is good; more than one while they are changed.</summary>
    public IReadOnlyList<(byte[] Sealed, long? Until)> WebhookSecrets { get; init; } = [];

    /// <summary>What proves the events of mail providers, by their names, sealed, and until when (ms) each is good.</summary>
    public IReadOnlyDictionary<string, (byte[] Sealed, long? Until)[]> InboundSecrets { get; init; } = new Dictionary<string, (byte[], long?)[]>();

    public IReadOnlyList<Offer> Offers { get; init; } = [];

    /// <summary>What goes in the place of a default, or beside the defaults, by name.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<LiveTemplate>> Templates { get; init; } = FrozenDictionary<string, IReadOnlyList<LiveTemplate>>.Empty;

    /// <summary>A version of a journey, any that may still run, asks for the categories of goods.</summary>
    public bool AsksForCategories { get; init; }

    public Offer? ActiveOffer(string slug) => Offers.FirstOrDefault(o => o.Slug == slug && o.Status == OfferStatus.Active);

    /// <summary>Secrets that webhooks are signed with, sealed; more than one while they are changed.</summary>
    public IReadOnlyList<byte[]> SigningSecrets { get; init; } = [];

    public IReadOnlyList<StoredDkimKey> DkimKeys { get; init; } = [];

    public JourneyDefinition? Version(Guid journey, long version) => Versions.GetValueOrDefault((journey, version));
}

/// <summary>All stores and keys at one config version: immutable.</summary>
internal sealed record StoreSnapshot(long Version, FrozenDictionary<Guid, StoreEntry> ById, FrozenDictionary<string, StoreEntry> BySlug, FrozenDictionary<string, (StoreEntry Store, string Kind)> ByKeyHash)
{
    public static readonly StoreSnapshot Empty = Of(-1, [], [], [], []);

    public static StoreSnapshot Of(long version, IReadOnlyList<Store> stores, IReadOnlyList<KeyRow> keys, IReadOnlyList<JourneyRow> journeys, IReadOnlyList<Offer> offers, ILookup<Guid, LiveTemplate>? templates = null)
    {
        var byStore = journeys.ToLookup(j => j.StoreId);
        var offersOf = offers.ToLookup(o => o.StoreId);
        var entries = stores.Select(s =>
        {
            var rows = byStore[s.Id].Select(r => (Row: r, Definition: JourneyText.Read(r.Definition))).ToList();
            return new StoreEntry(s,
                [.. rows.Where(r => r.Row.IsCurrent == 1).Select(r => new Journey(s.Id, r.Row.JourneyId, r.Row.Slug, r.Row.Status, r.Row.Version, r.Definition))],
                rows.ToDictionary(r => (r.Row.JourneyId, r.Row.Version), r => r.Definition),
                keys.FirstOrDefault(k => k.StoreId == s.Id && k.Kind == StoreKey.Write)?.Readable)
            {
                Offers = [.. offersOf[s.Id]],
                Templates = (templates?[s.Id] ?? []).GroupBy(t => t.Template).ToFrozenDictionary(g => g.Key, g => (IReadOnlyList<LiveTemplate>)[.. g]),
                AsksForCategories = byStore[s.Id].Any(j => j.Definition.Contains(ConditionFields.CartCategories, StringComparison.Ordinal)),
                SigningSecrets = [.. keys.Where(k => k.StoreId == s.Id && k is { Kind: StoreKey.Signing, Sealed: not null }).OrderBy(k => k.RevokedAt is not null).Select(k => k.Sealed!)],
                DkimKeys = [.. keys.Where(k => k.StoreId == s.Id && k is { Kind: StoreKey.Dkim, Sealed: not null, Readable: not null }).Select(k => new StoredDkimKey(JsonSerializer.Deserialize(k.Readable!, StoreViewJson.Default.DkimKeyView)!, k.Sealed!))],
                InboundSecrets = keys.Where(k => k.StoreId == s.Id && k.Sealed is not null && k.Kind.StartsWith(StoreKey.Inbound, StringComparison.Ordinal)).GroupBy(k => k.Kind[StoreKey.Inbound.Length..])
                    .ToDictionary(g => g.Key, g => g.Select(k => (k.Sealed!, k.RevokedAt)).ToArray()),
                WebhookSecrets = [.. keys.Where(k => k.StoreId == s.Id && k is { Kind: StoreKey.Webhook, Sealed: not null }).Select(k => (k.Sealed!, k.RevokedAt))],
            };
        }).ToFrozenDictionary(e => e.Store.Id);
        return new StoreSnapshot(version, entries, entries.Values.ToFrozenDictionary(e => e.Store.Slug),
            keys.Where(k => entries.ContainsKey(k.StoreId)).ToFrozenDictionary(k => k.KeyHash, k => (entries[k.StoreId], k.Kind)));
    }
}

/// <summary>The present snapshot, renewed within a second of a change on any node.</summary>
internal sealed partial class StoreDirectory(StoreStore stores, TimeProvider clock, ILogger<StoreDirectory> logger) : BackgroundService
{
    // Hashing a key costs more than finding it: what was asked lately is remembered with the snapshot it was asked of.
    private ConcurrentDictionary<string, (StoreEntry, string)?> _asked = new();
    private volatile StoreSnapshot _snapshot = StoreSnapshot.Empty;

    public StoreSnapshot Snapshot => _snapshot;

    /// <summary>Product time in ms.</summary>
    public long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    public StoreEntry? Find(Guid store) => _snapshot.ById.GetValueOrDefault(store);

    public StoreEntry? Find(string slug) => _snapshot.BySlug.GetValueOrDefault(slug);

    /// <summary>The store and the kind (<see cref="StoreKey"/>) of a key as it was sent; null when no store has it.</summary>
    public (StoreEntry Store, string Kind)? ByKey(string key)
    {
        if (key.Length is 0 or > 200) return null;
        if (_asked.TryGetValue(key, out var known)) return known;
        (StoreEntry, string)? found = _snapshot.ByKeyHash.TryGetValue(StoreKey.Hash(key), out var entry) ? entry : null;
        if (_asked.Count < 10_000) _asked[key] = found;
        return found;
    }

    public async Task RefreshAsync(CancellationToken ct = default)
    {
        var snapshot = await stores.LoadAsync(ct);
        _snapshot = snapshot;
        _asked = new();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(500), clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                if (await stores.VersionAsync(stoppingToken) != _snapshot.Version) await RefreshAsync(stoppingToken);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                RefreshFailed(logger, error);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The stores could not be read again; the settings of before stay in force")]
    private static partial void RefreshFailed(ILogger logger, Exception error);
}
