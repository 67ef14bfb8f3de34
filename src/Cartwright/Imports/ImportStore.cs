using System.Text.Json;
using Cartwright.Shoppers;
using Cartwright.Storage;
using Dapper;

namespace Cartwright.Imports;

/// <summary>
/// What is there already. Asked of the log itself and not of <c>event_seen</c>, which forgets after some days: a file that is read again
/// years later finds what it brought.
/// </summary>
internal sealed class ImportStore(Database database)
{
    /// <summary>Of the identifiers those that mean a shopper, and the message ids of all that was imported for these shoppers.</summary>
    public Task<(HashSet<Identifier> Ids, HashSet<string> Events)> HistoryAsync(Guid store, IReadOnlyCollection<Identifier> ids, CancellationToken ct) => database.ReadAsync(async c =>
    {
        var aliases = await ShopperStore.AliasesAsync(new Reading(c, database.Dialect), [.. ids.Select(i => (store, i))]);
        var shoppers = aliases.Values.Distinct().Select(s => (string[])[store.ToString(), s.ToString()]).ToList();
        var events = shoppers.Count == 0 ? [] : await c.QueryAsync<string>(
            $"select e.message_id from {database.Dialect.ShopperKeys} event e on e.store_id = k.store_id and e.shopper_id = k.shopper_id where e.message_id like 'import:%'",
            new { keys = ShopperStore.Json(shoppers) });
        return (aliases.Keys.Select(a => a.Id).ToHashSet(), events.ToHashSet(StringComparer.Ordinal));
    }, ct);

    /// <summary>Of the order numbers those that some event told of before.</summary>
    public Task<HashSet<string>> OrdersAsync(Guid store, IReadOnlyCollection<string> numbers, CancellationToken ct) => database.ReadAsync(async c => numbers.Count == 0 ? [] :
        (await c.QueryAsync<string>($"select p.external_id from {database.Dialect.AliasKeys} purchase p on p.store_id = k.store_id and p.external_id = k.value",
            new { keys = ShopperStore.Json(numbers.Select(n => (string[])[store.ToString(), "", n])) })).ToHashSet(StringComparer.Ordinal), ct);

    /// <summary>Of the addresses (channel and hash) those nothing is sent to.</summary>
    public Task<HashSet<(string Channel, string Hash)>> SuppressedAsync(Guid store, IReadOnlyCollection<(string Channel, string Hash)> addresses, CancellationToken ct) => database.ReadAsync(async c =>
        (await ShopperStore.PermissionsAsync(new Reading(c, database.Dialect), [.. addresses.Select(a => (store, a.Channel, a.Hash))]))
            .Where(p => p.Value.SuppressedFor is not null).Select(p => (p.Key.Channel, p.Key.Hash)).ToHashSet(), ct);
}
