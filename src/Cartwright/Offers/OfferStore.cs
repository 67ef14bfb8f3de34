using System.Data.Common;
using Cartwright.Hosting;
using Cartwright.Storage;
using Cartwright.Stores;
using Dapper;

namespace Cartwright.Offers;

/// <summary>Keeps offers. They are read with the rest of what a store has defined, so that turns have them at hand.</summary>
internal sealed class OfferStore(Database database, ProductClock clock)
{
    private const string Insert = """
        insert into offer (store_id, slug, name, kind, value, currency, min_total, valid_for, code_prefix, status, created_at, updated_at)
        values (@StoreId, @Slug, @Name, @Kind, @Value, @Currency, @MinTotal, @ValidFor, @CodePrefix, @Status, @now, @now)
        """;

    /// <summary>False when the store has an offer with this slug already.</summary>
    public Task<bool> AddAsync(Offer offer, CancellationToken ct = default) => database.WriteAsync(async session =>
    {
        if (!await AddAsync(session, offer, clock.GetUtcNow().ToUnixTimeMilliseconds())) return false;
        await StoreStore.BumpAsync(session);
        return true;
    }, ct);

    /// <summary>Adds the offer, or replaces the one with its slug.</summary>
    public Task SaveAsync(Offer offer, CancellationToken ct = default) => database.WriteAsync(async session =>
    {
        await session.ExecuteAsync($"""
            {Insert} on conflict (store_id, slug) do update set name = excluded.name, kind = excluded.kind, value = excluded.value, currency = excluded.currency,
            min_total = excluded.min_total, valid_for = excluded.valid_for, code_prefix = excluded.code_prefix, status = excluded.status, updated_at = excluded.updated_at
            """, Values(offer, clock.GetUtcNow().ToUnixTimeMilliseconds()));
        await StoreStore.BumpAsync(session);
    }, ct);

    /// <inheritdoc cref="AddAsync(Offer, CancellationToken)"/>
    public static async Task<bool> AddAsync(Session session, Offer offer, long now) =>
        await session.ExecuteAsync(Insert + " on conflict do nothing", Values(offer, now)) > 0;

    /// <summary>The offers of every store, by slug.</summary>
    public static async Task<IReadOnlyList<Offer>> AllAsync(DbConnection connection) =>
        [.. (await connection.QueryAsync<Row>("select store_id, slug, name, kind, value, currency, min_total, valid_for, code_prefix, status from offer order by store_id, slug")).Select(r => r.Read())];

    private static object Values(Offer o, long now) => new { o.StoreId, o.Slug, o.Name, o.Kind, o.Value, o.Currency, o.MinTotal, o.ValidFor, o.CodePrefix, o.Status, now };

    private sealed class Row
    {
        public Guid StoreId { get; init; }
        public string Slug { get; init; } = "";
        public string Name { get; init; } = "";
        public string Kind { get; init; } = "";
        public long Value { get; init; }
        public string? Currency { get; init; }
        public long? MinTotal { get; init; }
        public string ValidFor { get; init; } = "";
        public string CodePrefix { get; init; } = "";
        public string Status { get; init; } = "";

        public Offer Read() => new()
        {
            StoreId = StoreId, Slug = Slug, Name = Name, Kind = Kind, Value = Value, Currency = Currency, MinTotal = MinTotal, ValidFor = ValidFor, CodePrefix = CodePrefix, Status = Status,
        };
    }
}
