using System.Data.Common;
using System.Text.Json;
using Cartwright.Hosting;
using Cartwright.Journeys;
using Cartwright.Messages.Templates;
using Cartwright.Offers;
using Cartwright.Storage;
using Dapper;

namespace Cartwright.Stores;

/// <summary>The slug is taken.</summary>
internal sealed class SlugTakenException(string slug) : Exception($"There is already a store with the slug '{slug}'. Choose another one.");

/// <summary>Stores, their keys and their journeys. Each change raises config_version, at which every node drops what it remembers.</summary>
internal sealed class StoreStore(Database database, Secrets secrets, Ids ids, TimeProvider clock)
{
    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <exception cref="SlugTakenException">Another store has the slug.</exception>
    public Task<(Store Store, NewStoreKeys Keys)> CreateAsync(string slug, string name, string url, string currency, string timeZone, string locale, bool journeysLive, CancellationToken ct = default) =>
        database.WriteAsync(async session =>
        {
            if (await session.SingleOrDefaultAsync<long>("select count(*) from store where slug = @slug", new { slug }) > 0) throw new SlugTakenException(slug);
            var store = new Store(ids.Next(), slug, name, url, currency, timeZone, locale, new StoreSettings(), Now);
            await session.ExecuteAsync(
                "insert into store (store_id, slug, name, url, currency, timezone, locale, settings, created_at) values (@Id, @Slug, @Name, @Url, @Currency, @TimeZone, @Locale, @Settings, @CreatedAt)",
                new { store.Id, store.Slug, store.Name, store.Url, store.Currency, store.TimeZone, store.Locale, Settings = Write(store.Settings), store.CreatedAt });
            var keys = StoreKey.Generate();
            await AddKeyAsync(session, store.Id, StoreKey.Write, keys.WriteKey, readable: true);
            await AddKeyAsync(session, store.Id, StoreKey.Secret, keys.SecretKey, readable: false);
            await AddKeyAsync(session, store.Id, StoreKey.Webhook, keys.WebhookSecret, readable: false);
            foreach (var (journey, definition) in ReadyJourneys.In(currency))
                await SaveJourneyAsync(session, store.Id, ids.Next(), journey, journeysLive && definition.Kind == "recovery" ? "live" : "draft", 1, definition);
            foreach (var offer in ReadyOffers.Of(store.Id)) await OfferStore.AddAsync(session, offer, Now);
            await BumpAsync(session);
            return (store, keys);
        }, ct);

    /// <param name="name">A new name of the store; null keeps the present one.</param>
    public Task SaveSettingsAsync(Guid store, StoreSettings settings, string? name = null, CancellationToken ct = default) => database.WriteAsync(async session =>
    {
        var before = await session.SingleOrDefaultAsync<string>("select settings from store where store_id = @store", new { store });
        var rounds = before is null || Read(before).ApproveFirst == settings.ApproveFirst ? 0L : 1L;
        await session.ExecuteAsync("update store set settings = @settings, name = coalesce(@name, name), approval_round = approval_round + @rounds where store_id = @store",
            new { store, settings = Write(settings), name, rounds });
        if (settings.DailyLimit > 0 && before is not null && Read(before).DailyLimit == 0) await CountTodayAsync(session, store);
        await BumpAsync(session);
    }, ct);

    // Counted from now on with each message that leaves; what left earlier today is looked up this once.
    private async Task CountTodayAsync(Session session, Guid store)
    {
        var zone = await session.SingleOrDefaultAsync<string>("select timezone from store where store_id = @store", new { store });
        var day = DayPolicy.DayOf(Now, TimeZoneInfo.TryFindSystemTimeZoneById(zone!, out var found) ? found : TimeZoneInfo.Utc);
        var transactional = (await session.QueryAsync<(Guid Id, string Definition)>(
            "select v.journey_id, v.definition from journey j join journey_version v on v.store_id = j.store_id and v.journey_id = j.journey_id and v.version = j.version where j.store_id = @store", new { store }))
            .Where(j => JourneyText.Read(j.Definition).Kind == JourneyKind.Transactional).Select(j => j.Id).ToHashSet();
        var left = await session.QueryAsync<(Guid Journey, long Count)>("""
            select journey_id, count(*) from message where store_id = @store and sending_at >= @since and sandbox = 0 and channel in ('email', 'sms')
            and status in ('sending', 'sent', 'unknown', 'bounced', 'complained') group by journey_id
            """, new { store, since = DayPolicy.Bounds(day, found ?? TimeZoneInfo.Utc).From });
        await session.ExecuteAsync("insert into daily_send (store_id, day, sent) values (@store, @day, @sent) on conflict (store_id, day) do update set sent = excluded.sent",
            new { store, day, sent = left.Where(l => !transactional.Contains(l.Journey)).Sum(l => l.Count) });
    }

    /// <summary>The settings with the name of the store, as the console's form has them together.</summary>
    public Task SaveSettingsAsync(Guid store, string name, StoreSettings settings, CancellationToken ct = default) => SaveSettingsAsync(store, settings, name, ct);

    /// <summary>Saves a new version, or only the status when the definition is the same.</summary>
    public Task SaveJourneyAsync(Journey journey, CancellationToken ct = default) => SaveJourneysAsync([journey], null, ct);

    /// <summary>All of them or none, each as <see cref="SaveJourneyAsync(Journey, CancellationToken)"/> does. By: who imported them, for the audit; null: it is none.</summary>
    public Task SaveJourneysAsync(IReadOnlyList<Journey> journeys, string? by, CancellationToken ct = default) => database.WriteAsync(async session =>
    {
        foreach (var journey in journeys)
        {
            await SaveAsync(session, journey);
            if (by is not null) await session.RunAsync(Turns.TurnStore.Audit, [[journey.StoreId, ids.Next(), Now, by, "journey_imported", $"journey:{journey.Slug}", ""]]);
        }
        await BumpAsync(session);
    }, ct);

    private async Task SaveAsync(Session session, Journey journey)
    {
        var current = await session.SingleOrDefaultAsync<string>(
            "select v.definition from journey j join journey_version v on v.store_id = j.store_id and v.journey_id = j.journey_id and v.version = j.version where j.store_id = @StoreId and j.journey_id = @Id",
            new { journey.StoreId, journey.Id });
        if (current == JourneyText.Write(journey.Definition))
            await session.ExecuteAsync("update journey set status = @Status, updated_at = @now where store_id = @StoreId and journey_id = @Id", new { journey.Status, now = Now, journey.StoreId, journey.Id });
        else
        {
            var last = await session.SingleOrDefaultAsync<long>("select coalesce(max(version), 0) from journey_version where store_id = @StoreId and journey_id = @Id", new { journey.StoreId, journey.Id });
            await SaveJourneyAsync(session, journey.StoreId, journey.Id, journey.Slug, journey.Status, last + 1, journey.Definition);
        }
    }

    public Task<long> VersionAsync(CancellationToken ct = default) => database.ReadAsync(c => VersionAsync(c), ct);

    public Task<StoreSnapshot> LoadAsync(CancellationToken ct = default) => database.ReadAsync(async connection =>
    {
        var version = await VersionAsync(connection);
        var silent = (await connection.QueryAsync<(Guid Store, long Since)>("select store_id, min(silent_since) from order_feed where silent_since is not null group by store_id")).ToDictionary(r => r.Store, r => (long?)r.Since);
        var asked = (await connection.QueryAsync<Guid>("select store_id from shop_connection")).ToHashSet();
        var approved = (await connection.QueryAsync<(Guid Store, long Round, long Count)>("select store_id, approval_round, count(*) from message where approval is not null group by store_id, approval_round"))
            .ToDictionary(r => (r.Store, r.Round), r => r.Count);
        var stores = (await connection.QueryAsync<StoreRow>("select * from store"))
            .Select(r => new Store(r.StoreId, r.Slug, r.Name, r.Url, r.Currency, r.Timezone, r.Locale, Read(r.Settings), r.CreatedAt)
            {
                OrderFeedSilentSince = silent.GetValueOrDefault(r.StoreId), AsksShop = asked.Contains(r.StoreId), ApprovalRound = r.ApprovalRound, Approved = approved.GetValueOrDefault((r.StoreId, r.ApprovalRound)),
            }).ToList();
        var keys = (await connection.QueryAsync<KeyRow>("select key_hash, store_id, kind, readable, sealed, revoked_at from store_key where revoked_at is null or revoked_at > @now", new { now = Now })).ToList();
        var journeys = (await connection.QueryAsync<JourneyRow>("""
            select j.store_id, j.journey_id, j.slug, j.status, v.version, v.definition, case when v.version = j.version then 1 else 0 end as is_current
            from journey j join journey_version v on v.store_id = j.store_id and v.journey_id = j.journey_id order by j.slug
            """)).ToList();
        return StoreSnapshot.Of(version, stores, keys, journeys, await OfferStore.AllAsync(connection), await TemplateStore.LiveAsync(connection));
    }, ct);

    /// <summary>A new secret for the platform's deliveries. The present ones stay good for a day, since what is under way was signed with them.</summary>
    public Task SetWebhookSecretAsync(Guid store, string secret, CancellationToken ct = default) => database.WriteAsync(async session =>
    {
        var until = Now + 86_400_000;
        await session.ExecuteAsync("delete from store_key where key_hash = @hash and store_id = @store and kind = 'webhook'", new { hash = StoreKey.HashOfSecret(store, secret), store });
        await session.ExecuteAsync("update store_key set revoked_at = @until where store_id = @store and kind = 'webhook' and revoked_at is null", new { store, until });
        await AddKeyAsync(session, store, StoreKey.Webhook, secret, readable: false);
        await BumpAsync(session);
    }, ct);

    /// <summary>A new secret to sign webhooks with, in the clear this once. For a day they are signed with the present one as well, so that receivers can change over.</summary>
    public Task<string> NewSigningSecretAsync(Guid store, CancellationToken ct = default) => database.WriteAsync(async session =>
    {
        var secret = StoreKey.GenerateSigning();
        await session.ExecuteAsync("update store_key set revoked_at = @until where store_id = @store and kind = 'signing' and revoked_at is null", new { store, until = Now + 86_400_000 });
        await AddKeyAsync(session, store, StoreKey.Signing, secret, readable: false);
        await BumpAsync(session);
        return secret;
    }, ct);

    /// <summary>What proves a provider's events; the present one stays good for a day.</summary>
    public Task SetInboundSecretAsync(Guid store, string provider, string secret, CancellationToken ct = default) => database.WriteAsync(async session =>
    {
        var kind = StoreKey.Inbound + provider;
        var hash = StoreKey.HashOfSecret(store, kind + ":" + secret);
        await session.ExecuteAsync("delete from store_key where key_hash = @hash and store_id = @store", new { hash, store });
        await session.ExecuteAsync("update store_key set revoked_at = @until where store_id = @store and kind = @kind and revoked_at is null", new { store, kind, until = Now + 86_400_000 });
        await session.ExecuteAsync("insert into store_key (key_hash, store_id, kind, sealed, created_at) values (@hash, @store, @kind, @box, @now)",
            new { hash, store, kind, box = secrets.SealFor(store, StoreKey.Inbound, System.Text.Encoding.UTF8.GetBytes(secret)), now = Now });
        await BumpAsync(session);
    }, ct);

    public string OpenInboundSecret(Guid store, byte[] box) => System.Text.Encoding.UTF8.GetString(secrets.OpenFor(store, StoreKey.Inbound, box));

    public string OpenSigningSecret(Guid store, byte[] box) => System.Text.Encoding.UTF8.GetString(secrets.OpenFor(store, StoreKey.Signing, box));

    /// <summary>Keeps a key that mails are signed with, from the next mail on.</summary>
    public Task AddDkimKeyAsync(Guid store, DkimKeyView view, byte[] privateKey, CancellationToken ct = default) => database.WriteAsync(async session =>
    {
        await session.ExecuteAsync("insert into store_key (key_hash, store_id, kind, readable, sealed, created_at) values (@hash, @store, 'dkim', @readable, @box, @now)",
            new { hash = StoreKey.HashOfSecret(store, Convert.ToBase64String(privateKey)), store, readable = JsonSerializer.Serialize(view, StoreViewJson.Default.DkimKeyView), box = secrets.SealFor(store, StoreKey.Dkim, privateKey), now = Now });
        await BumpAsync(session);
    }, ct);

    /// <returns>False: there is no such key.</returns>
    public Task<bool> DeleteDkimKeyAsync(Guid store, byte[] box, CancellationToken ct = default) => database.WriteAsync(async session =>
    {
        var gone = await session.ExecuteAsync("delete from store_key where store_id = @store and kind = 'dkim' and sealed = @box", new { store, box });
        await BumpAsync(session);
        return gone > 0;
    }, ct);

    /// <summary>The webhook secret in the clear, for checking a signature.</summary>
    public string OpenWebhookSecret(Guid store, byte[] box) => System.Text.Encoding.UTF8.GetString(secrets.OpenFor(store, StoreKey.Webhook, box));

    public static Task BumpAsync(Session session) => session.ExecuteAsync(
        "insert into meta (key, value) values ('config_version', '1') on conflict (key) do update set value = cast(cast(meta.value as bigint) + 1 as text)");

    public static async Task<long> VersionAsync(DbConnection connection, DbTransaction? transaction = null) =>
        long.Parse(await connection.ExecuteScalarAsync<string>("select value from meta where key = 'config_version'", transaction: transaction) ?? "0", System.Globalization.CultureInfo.InvariantCulture);

    private Task AddKeyAsync(Session session, Guid store, string kind, string key, bool readable) => session.ExecuteAsync(
        "insert into store_key (key_hash, store_id, kind, readable, sealed, created_at) values (@hash, @store, @kind, @readable, @box, @now)",
        new
        {
            hash = kind is StoreKey.Webhook or StoreKey.Signing ? StoreKey.HashOfSecret(store, key) : StoreKey.Hash(key), store, kind, readable = readable ? key : null, now = Now,
            box = kind is StoreKey.Webhook or StoreKey.Signing ? secrets.SealFor(store, kind, System.Text.Encoding.UTF8.GetBytes(key)) : null,
        });

    private async Task SaveJourneyAsync(Session session, Guid store, Guid id, string slug, string status, long version, JourneyDefinition definition)
    {
        var values = new { store, id, slug, status, version, definition = JourneyText.Write(definition), now = Now };
        await session.ExecuteAsync("insert into journey_version (store_id, journey_id, version, definition, created_at) values (@store, @id, @version, @definition, @now)", values);
        await session.ExecuteAsync("""
            insert into journey (store_id, journey_id, slug, status, version, updated_at) values (@store, @id, @slug, @status, @version, @now)
            on conflict (store_id, journey_id) do update set slug = excluded.slug, status = excluded.status, version = excluded.version, updated_at = excluded.updated_at
            """, values);
    }

    private static string Write(StoreSettings settings) => JsonSerializer.Serialize(settings, StoreJson.Default.StoreSettings);

    private static StoreSettings Read(string json) => JsonSerializer.Deserialize(json, StoreJson.Default.StoreSettings)!;

    private sealed class StoreRow
    {
        public Guid StoreId { get; init; }
        public string Slug { get; init; } = "";
        public string Name { get; init; } = "";
        public string Url { get; init; } = "";
        public string Currency { get; init; } = "";
        public string Timezone { get; init; } = "";
        public string Locale { get; init; } = "";
        public string Settings { get; init; } = "{}";
        public long ApprovalRound { get; init; }
        public long CreatedAt { get; init; }
    }
}

internal sealed class KeyRow
{
    public string KeyHash { get; init; } = "";
    public Guid StoreId { get; init; }
    public string Kind { get; init; } = "";
    public string? Readable { get; init; }
    public byte[]? Sealed { get; init; }
    public long? RevokedAt { get; init; }
}

internal sealed class JourneyRow
{
    public Guid StoreId { get; init; }
    public Guid JourneyId { get; init; }
    public string Slug { get; init; } = "";
    public string Status { get; init; } = "";
    public long Version { get; init; }
    public string Definition { get; init; } = "";
    public long IsCurrent { get; init; }
}
