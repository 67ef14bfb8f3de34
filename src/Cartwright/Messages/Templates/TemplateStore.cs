using System.Data.Common;
using Cartwright.Hosting;
using Cartwright.Storage;
using Cartwright.Stores;
using Dapper;

namespace Cartwright.Messages.Templates;

/// <summary>The store's own templates and their versions. Whatever changes what is sent raises config_version, at which every node looks again.</summary>
internal sealed class TemplateStore(Database database, Ids ids, TimeProvider clock)
{
    private const string Columns = "v.name, v.locale, v.version, v.channel, v.subject, v.preheader, v.mjml, v.html, v.body, v.by_whom, v.created_at, v.live_at, v.broken_at, v.broken_cart, v.broken_message, v.broken_error";

    /// <summary>What is used now, of all stores: for the snapshot.</summary>
    public static async Task<ILookup<Guid, LiveTemplate>> LiveAsync(DbConnection connection) =>
        (await connection.QueryAsync<Row>("select store_id, name, locale, channel, live_version as version from template where live_version is not null order by name, locale"))
        .ToLookup(r => r.StoreId, r => new LiveTemplate(r.Name, r.Locale, r.Channel, r.Version));

    /// <summary>The store's own, with who saved the newest version and what is wrong with the one that is used.</summary>
    public Task<IReadOnlyList<OwnTemplate>> ListAsync(Guid store, CancellationToken ct = default) => database.ReadAsync<IReadOnlyList<OwnTemplate>>(async c =>
    {
        var broken = (await c.QueryAsync<Row>($"select {Columns} from template t join template_version v on v.store_id = t.store_id and v.name = t.name and v.locale = t.locale and v.version = t.live_version where t.store_id = @store and v.broken_at is not null", new { store }))
            .ToDictionary(r => (r.Name, r.Locale), r => r.Break);
        return [.. (await c.QueryAsync<Row>("""
            select t.name, t.locale, t.channel, t.live_version as live, v.version, v.by_whom, v.created_at from template t join template_version v on v.store_id = t.store_id and v.name = t.name and v.locale = t.locale
            where t.store_id = @store and v.version = (select max(version) from template_version n where n.store_id = t.store_id and n.name = t.name and n.locale = t.locale) order by t.name, t.locale
            """, new { store })).Select(r => new OwnTemplate(r.Name, r.Locale, r.Channel, r.Live, r.Version, r.ByWhom, r.CreatedAt) { Break = broken.GetValueOrDefault((r.Name, r.Locale)) })];
    }, ct);

    /// <summary>Newest first.</summary>
    public Task<IReadOnlyList<TemplateVersion>> VersionsAsync(Guid store, string name, string locale, CancellationToken ct = default) => database.ReadAsync<IReadOnlyList<TemplateVersion>>(async c =>
        [.. (await c.QueryAsync<Row>($"select {Columns} from template_version v where v.store_id = @store and v.name = @name and v.locale = @locale order by v.version desc", new { store, name, locale })).Select(r => r.ToVersion())], ct);

    /// <param name="version">Null: the newest.</param>
    public Task<TemplateVersion?> FindAsync(Guid store, string name, string locale, long? version, CancellationToken ct = default) => database.ReadAsync(async c => (await c.QueryFirstOrDefaultAsync<Row>(
        $"select {Columns} from template_version v where v.store_id = @store and v.name = @name and v.locale = @locale and (@version = 0 or v.version = @version) order by v.version desc limit 1",
        new { store, name, locale, version = version ?? 0 }))?.ToVersion(), ct);

    /// <summary>
    /// What can be rendered under the name, by language the best first: the version that is used, then the last one before it that never broke.
    /// Of a name that is used no longer, the last that was: a run that is under way may still name it.
    /// </summary>
    public Task<IReadOnlyList<TemplateVersion>> UsableAsync(Guid store, string name, CancellationToken ct = default) => database.ReadAsync<IReadOnlyList<TemplateVersion>>(async c =>
    {
        var rows = (await c.QueryAsync<Row>($"""
            select {Columns} from template_version v join template t on v.store_id = t.store_id and v.name = t.name and v.locale = t.locale
            where t.store_id = @store and t.name = @name and (v.version = t.live_version or v.version = (
              select max(p.version) from template_version p where p.store_id = t.store_id and p.name = t.name and p.locale = t.locale and p.version < t.live_version and p.live_at is not null and p.broken_at is null))
            order by v.locale, v.version desc
            """, new { store, name })).ToList();
        if (rows.Count == 0)
            rows = [.. await c.QueryAsync<Row>($"""
                select {Columns} from template_version v where v.store_id = @store and v.name = @name and v.version = (
                  select max(p.version) from template_version p where p.store_id = v.store_id and p.name = v.name and p.locale = v.locale and p.live_at is not null) order by v.locale
                """, new { store, name })];
        return [.. rows.Select(r => r.ToVersion())];
    }, ct);

    /// <summary>All of them as new versions, or none when somebody saved one of them meanwhile. A version that says what the newest says already is not kept twice.</summary>
    /// <param name="why">For the audit.</param>
    public Task<TemplateWrite> SaveAsync(Guid store, IReadOnlyList<(TemplateSource Source, long? Expected)> sources, bool live, string by, string why, CancellationToken ct = default) => database.WriteAsync(async session =>
    {
        var numbers = new List<long>();
        var newest = new List<TemplateVersion?>();
        // On PostgreSQL several writers may come at once: the store's row is the door.
        if (session.Dialect == Dialect.Postgres) await session.ExecuteAsync("select 1 from store where store_id = @store for update", new { store });
        foreach (var (source, expected) in sources)
        {
            newest.Add((await session.QueryAsync<Row>($"select {Columns} from template_version v where v.store_id = @store and v.name = @Template and v.locale = @Locale order by v.version desc limit 1", new { store, source.Template, source.Locale })).FirstOrDefault()?.ToVersion());
            if (expected is { } known && known != (newest[^1]?.Number ?? 0)) return new TemplateWrite(null, newest[^1]);
        }
        foreach (var ((source, _), last) in sources.Zip(newest))
        {
            var isSame = last?.Source == source;
            var number = isSame ? last!.Number : (last?.Number ?? 0) + 1;
            var row = new { store, source.Template, source.Locale, source.Channel, source.Subject, source.Preheader, source.Mjml, source.Html, source.Text, number, by, now = Now, live = live ? (long?)number : null, liveAt = live ? (long?)Now : null };
            if (!isSame)
                await session.ExecuteAsync("""
                    insert into template_version (store_id, name, locale, version, channel, subject, preheader, mjml, html, body, by_whom, created_at, live_at)
                    values (@store, @Template, @Locale, @number, @Channel, @Subject, @Preheader, @Mjml, @Html, @Text, @by, @now, @liveAt)
                    """, row);
            else if (live) await session.ExecuteAsync("update template_version set live_at = coalesce(live_at, @now) where store_id = @store and name = @Template and locale = @Locale and version = @number", row);
            await session.ExecuteAsync("""
                insert into template (store_id, name, locale, channel, live_version, updated_at) values (@store, @Template, @Locale, @Channel, @live, @now)
                on conflict (store_id, name, locale) do update set channel = excluded.channel, live_version = coalesce(excluded.live_version, template.live_version), updated_at = excluded.updated_at
                """, row);
            await AuditAsync(session, store, by, live ? "template_used" : "template_saved", source.Template, source.Locale, why.Length > 0 ? why : $"version {number}");
            numbers.Add(number);
        }
        await StoreStore.BumpAsync(session);
        return new TemplateWrite(numbers, null);
    }, ct);

    /// <returns>False: there was none.</returns>
    public Task<bool> RemoveAsync(Guid store, string name, string locale, string by, CancellationToken ct = default) => database.WriteAsync(async session =>
    {
        if (await session.ExecuteAsync("delete from template where store_id = @store and name = @name and locale = @locale", new { store, name, locale }) == 0) return false;
        await AuditAsync(session, store, by, "template_removed", name, locale, "");
        await StoreStore.BumpAsync(session);
        return true;
    }, ct);

    /// <summary>Notes the first time that a version could not be written for a cart.</summary>
    /// <returns>False: it was known.</returns>
    public Task<bool> BreakAsync(Guid store, string name, string locale, long version, TemplateBreak broken, CancellationToken ct = default) => database.WriteAsync(async session =>
        await session.ExecuteAsync("update template_version set broken_at = @At, broken_cart = @CartId, broken_message = @MessageId, broken_error = @Error where store_id = @store and name = @name and locale = @locale and version = @version and broken_at is null",
            new { store, name, locale, version, broken.At, broken.CartId, broken.MessageId, broken.Error }) > 0, ct);

    /// <summary>Test mails of the last hour, when each went (ms), oldest first.</summary>
    public Task<IReadOnlyList<long>> TestsAsync(Guid store, long since, CancellationToken ct = default) => database.ReadAsync<IReadOnlyList<long>>(async c =>
        [.. await c.QueryAsync<long>("select at from audit where store_id = @store and action = 'template_tested' and at > @since order by at", new { store, since })], ct);

    private Task AuditAsync(Session session, Guid store, string by, string action, string name, string locale, string why) =>
        session.RunAsync(Turns.TurnStore.Audit, [[store, ids.Next(), Now, by, action, $"template:{name}.{locale}", why]]);

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    private sealed class Row
    {
        public Guid StoreId { get; init; }
        public string Name { get; init; } = "";
        public string Locale { get; init; } = "";
        public string Channel { get; init; } = "";
        public long Version { get; init; }
        public long? Live { get; init; }
        public string Subject { get; init; } = "";
        public string Preheader { get; init; } = "";
        public string Mjml { get; init; } = "";
        public string Html { get; init; } = "";
        public string Body { get; init; } = "";
        public string ByWhom { get; init; } = "";
        public long CreatedAt { get; init; }
        public long? LiveAt { get; init; }
        public long? BrokenAt { get; init; }
        public Guid? BrokenCart { get; init; }
        public Guid? BrokenMessage { get; init; }
        public string? BrokenError { get; init; }

        public TemplateBreak? Break => BrokenAt is { } at ? new TemplateBreak(at, BrokenCart ?? Guid.Empty, BrokenMessage ?? Guid.Empty, BrokenError ?? "") : null;

        public TemplateVersion ToVersion() => new(Version, new TemplateSource(Name, Locale, Channel, Subject, Preheader, Mjml, Html, Body), ByWhom, CreatedAt, LiveAt) { Break = Break };
    }
}

/// <summary>What is used of a store's own, in one language.</summary>
internal sealed record LiveTemplate(string Template, string Locale, string Channel, long Version);

/// <param name="Numbers">Of the versions, in the order of the sources; null: nothing was kept.</param>
/// <param name="Newest">Of the one that somebody saved meanwhile.</param>
internal sealed record TemplateWrite(IReadOnlyList<long>? Numbers, TemplateVersion? Newest);
