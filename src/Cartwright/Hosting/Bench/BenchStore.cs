using Cartwright.Hosting.Cli;
using Cartwright.Storage;
using Cartwright.Stores;
using Dapper;

namespace Cartwright.Hosting.Bench;

internal static class BenchStore
{
    /// <summary>A store in an empty folder (or an empty database), before a server is started on it.</summary>
    public static async Task<NewStoreKeys> CreateAsync(string folder, string? databaseUrl, StoreSettings settings, bool journeysLive, CancellationToken ct)
    {
        var options = new ServerOptions { DataDir = folder, DatabaseUrl = databaseUrl };
        await using var opened = await CommandLine.OpenAsync(options);
        var clock = new ProductClock(TimeProvider.System);
        var stores = new StoreStore(opened.Database, opened.Secrets, Ids.Unpredictable(clock), clock);
        var (store, keys) = await stores.CreateAsync($"bench-{Path.GetFileName(folder).ToLowerInvariant()}", "Bench", "https://shop.test", "EUR", "Europe/Berlin", "en-GB", journeysLive, ct);
        await stores.SaveSettingsAsync(store.Id, settings, ct: ct);
        return keys;
    }

    /// <summary>Of the carts abandoned from then on (ms): when the last mail was taken, and when the first cart was found abandoned.</summary>
    public static Task<(long? Last, long? First)> ProgressAsync(Database database, long from, CancellationToken ct) => database.ReadAsync(c => c.QuerySingleAsync<(long?, long?)>(
        "select max(m.sent_at), min(c.abandoned_at) from message m join cart c on c.store_id = m.store_id and c.cart_id = m.cart_id where m.status = 'sent' and c.abandoned_at >= @from", new { from }), ct);

    public static Task<long> SentAsync(Database database, CancellationToken ct) => database.ReadAsync(c => c.ExecuteScalarAsync<long>("select count(*) from message where status = 'sent'"), ct);

    public static Task<long> QueuedAsync(System.Data.Common.DbConnection connection) => connection.ExecuteScalarAsync<long>("select count(*) from message where status = 'queued'");

    /// <summary>How long (ms) after it was due each abandonment from then on was decided.</summary>
    public static async Task<List<long>> LatenessAsync(System.Data.Common.DbConnection connection, long from) =>
        (await connection.QueryAsync<long>("select e.entered_at - c.abandoned_at from cart c join enrollment e on e.store_id = c.store_id and e.cart_id = c.cart_id where c.abandoned_at >= @from", new { from })).ToList();

    /// <summary>Timers of shoppers who are not there, far from due: what the due ones lie among.</summary>
    public static async Task ArmAsync(Database database, int count, long at, CancellationToken ct)
    {
        var ids = new Ids(TimeProvider.System, new Random(2));
        var store = ids.Next();
        foreach (var chunk in Enumerable.Range(0, count).Chunk(10_000))
            await database.WriteAsync(s => s.RunAsync(Turns.TurnStore.Timer, [.. chunk.Select(i => (object?[])[store, ids.Next(), at + i])]), ct);
    }

    /// <summary>The one table the appending floor writes.</summary>
    public static Task PrepareFloorAsync(Database database, CancellationToken ct) => database.WriteAsync(s => s.ExecuteAsync("create table if not exists floor_append (id text, body text)"), ct);
}
