using System.Data.Common;
using System.Text.Json;
using Cartwright.Hosting;
using Cartwright.Storage;
using Dapper;

namespace Cartwright.Shoppers;

/// <summary>A shopper in a list.</summary>
internal sealed record ListedShopper(Guid Id, ShopperTraits Traits, ShopperPersonal? Personal, long FirstSeenAt, long LastSeenAt);

/// <summary>Reads shoppers for lists, and follows merged ones to whom they are now.</summary>
internal sealed class ShopperListStore(Database database, Secrets secrets)
{
    /// <summary>Shoppers that were not merged into another, newest first; personal null when nothing personal is known or it was erased.</summary>
    public Task<List<ListedShopper>> ListAsync(Guid store, Guid? before, int limit, CancellationToken ct) => database.ReadAsync(async c =>
        (await c.QueryAsync<ShopperRow>($"""
            select s.store_id, s.shopper_id, s.first_seen_at, s.last_seen_at, s.state, p.data_key, p.sealed from shopper s
            left join shopper_personal p on p.store_id = s.store_id and p.shopper_id = s.shopper_id
            where s.store_id = @store and s.merged_into is null{(before is null ? "" : " and s.shopper_id < @before")} order by s.shopper_id desc limit @limit
            """, new { store, before = before ?? Guid.Empty, limit })).Select(Read).ToList(), ct);

    /// <summary>The shopper known by an address; null when nobody is.</summary>
    public Task<Guid?> ByAddressAsync(Guid store, string kind, string address, CancellationToken ct) => ByIdentifierAsync(store, new Identifier(kind, secrets.Hash(store, kind, address)), ct);

    /// <summary>The shopper an identifier means; null when it means nobody.</summary>
    public Task<Guid?> ByIdentifierAsync(Guid store, Identifier id, CancellationToken ct = default) => database.ReadAsync(async c =>
        (await ShopperStore.AliasesAsync(new Reading(c, database.Dialect), [(store, id)])).TryGetValue((store, id), out var shopper) ? shopper : (Guid?)null, ct);

    /// <summary>For each id that was merged into another, who it is now. Ids that stand for themselves are not in the answer.</summary>
    public static async Task<Dictionary<Guid, Guid>> SurvivorsAsync(DbConnection connection, Dialect dialect, Guid store, IEnumerable<Guid> ids)
    {
        var next = new Dictionary<Guid, Guid>();
        var asked = ids.Distinct().ToList();
        for (var wanted = asked; wanted.Count > 0;)
        {
            var rows = (await connection.QueryAsync<ShopperRow>(
                $"select s.shopper_id, s.merged_into from {dialect.ShopperKeys} shopper s on s.store_id = k.store_id and s.shopper_id = k.shopper_id where s.merged_into is not null",
                new { keys = Keys(store, wanted) })).ToList();
            foreach (var row in rows) next[row.ShopperId] = row.MergedInto!.Value;
            wanted = [.. rows.Select(r => r.MergedInto!.Value).Where(m => !next.ContainsKey(m)).Distinct()];
        }
        return asked.Where(next.ContainsKey).ToDictionary(id => id, id =>
        {
            while (next.TryGetValue(id, out var onward)) id = onward;
            return id;
        });
    }

    /// <summary>A shopper and all that were merged into it.</summary>
    public static async Task<IReadOnlyList<Guid>> FamilyAsync(DbConnection connection, Dialect dialect, Guid store, Guid survivor)
    {
        var state = await connection.ExecuteScalarAsync<string?>($"select s.state from {dialect.ShopperKeys} shopper s on s.store_id = k.store_id and s.shopper_id = k.shopper_id", new { keys = Keys(store, [survivor]) });
        return state is null ? [survivor] : [.. JsonSerializer.Deserialize(state, ShopperJson.Default.ShopperTraits)!.Merged, survivor];
    }

    private static string Keys(Guid store, IEnumerable<Guid> ids) => ShopperStore.Json(ids.Select(i => (string[])[store.ToString(), i.ToString()]));

    private ListedShopper Read(ShopperRow row) => new(row.ShopperId, JsonSerializer.Deserialize(row.State, ShopperJson.Default.ShopperTraits)!,
        row.Sealed is null || row.DataKey is null ? null : JsonSerializer.Deserialize(Secrets.Open(secrets.Unwrap(row.StoreId, row.DataKey), row.Sealed), ShopperJson.Default.ShopperPersonal),
        row.FirstSeenAt, row.LastSeenAt);
}
