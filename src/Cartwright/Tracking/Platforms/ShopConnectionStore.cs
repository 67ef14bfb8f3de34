using System.Text;
using Cartwright.Hosting;
using Cartwright.Shoppers;
using Cartwright.Storage;
using Cartwright.Stores;
using Dapper;

namespace Cartwright.Tracking.Platforms;

/// <summary>The connections to shops. What is written of a run counts only for the credentials it ran with (saved_at).</summary>
internal sealed class ShopConnectionStore(Database database, Secrets secrets, TimeProvider clock)
{
    /// <summary>As far back as late events count, orders are fetched at first (ms).</summary>
    public const long FirstLook = 7 * 86_400_000L;
    private const string Purpose = "shop";

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Replaces what was there. Credentials of the same shop go on where the ones before were.</summary>
    public Task SaveAsync(Guid store, Uri url, ShopCredentials given, CancellationToken ct = default) => database.WriteAsync(async session =>
    {
        var isShopify = given.Platform == ShopCredentialPolicy.Shopify;
        var text = isShopify ? given.Token!.Trim() : given.Key!.Trim() + "\n" + given.Secret!.Trim();
        await session.ExecuteAsync("""
            insert into shop_connection (store_id, platform, url, sealed, saved_at, cursor_at, missed_orders) values (@store, @platform, @url, @box, @now, @from, 0)
            on conflict (store_id) do update set platform = excluded.platform, sealed = excluded.sealed, saved_at = excluded.saved_at, asked_at = null, failing_since = null, problem = null,
                webhooks = null, webhooks_at = null, webhooks_problem = null,
                cursor_at = case when shop_connection.url = excluded.url then shop_connection.cursor_at else excluded.cursor_at end, url = excluded.url
            """, new { store, platform = given.Platform, url = url.ToString(), box = secrets.SealFor(store, Purpose, Encoding.UTF8.GetBytes(text)), now = Now, from = Now - FirstLook });
        await StoreStore.BumpAsync(session);
    }, ct);

    /// <returns>False when there was none.</returns>
    public Task<bool> RemoveAsync(Guid store, CancellationToken ct = default) => database.WriteAsync(async session =>
    {
        if (await session.ExecuteAsync("delete from shop_connection where store_id = @store", new { store }) == 0) return false;
        await StoreStore.BumpAsync(session);
        return true;
    }, ct);

    public Task<ShopConnection?> FindAsync(Guid store, CancellationToken ct = default) => database.ReadAsync(c => c.QuerySingleOrDefaultAsync<ShopConnection>("select * from shop_connection where store_id = @store", new { store }), ct);

    public Task<List<ShopConnection>> ListAsync(CancellationToken ct = default) => database.ReadAsync(async c => (await c.QueryAsync<ShopConnection>("select * from shop_connection")).ToList(), ct);

    public ShopAccess Open(Store store, ShopConnection connection)
    {
        var parts = Encoding.UTF8.GetString(secrets.OpenFor(store.Id, Purpose, connection.Sealed)).Split('\n');
        return new ShopAccess(store, connection.Platform, new Uri(connection.Url), parts[0], parts.Length > 1 ? parts[1] : null);
    }

    /// <summary>Orders changed up to a time (ms) are in. It never goes back.</summary>
    /// <param name="missed">How many of them no webhook had told of.</param>
    public Task FetchedAsync(ShopConnection connection, long cursorAt, int missed) => database.WriteAsync(session => session.ExecuteAsync("""
        update shop_connection set cursor_at = case when cursor_at < @cursorAt then @cursorAt else cursor_at end, missed_orders = missed_orders + @missed,
            missed_at = case when @missed > 0 then @now else missed_at end where store_id = @StoreId and saved_at = @SavedAt
        """, new { connection.StoreId, connection.SavedAt, cursorAt, missed = (long)missed, now = Now }));

    /// <summary>The shop has answered to the end.</summary>
    public Task AnsweredAsync(ShopConnection connection, long at) => database.WriteAsync(session => session.ExecuteAsync(
        "update shop_connection set asked_at = @at, failing_since = null, problem = null where store_id = @StoreId and saved_at = @SavedAt", new { connection.StoreId, connection.SavedAt, at }));

    /// <summary>The shop could not be asked; since when is kept while that lasts.</summary>
    public Task FailedAsync(ShopConnection connection, string problem, long at) => database.WriteAsync(session => session.ExecuteAsync(
        "update shop_connection set failing_since = coalesce(failing_since, @at), problem = @problem where store_id = @StoreId and saved_at = @SavedAt", new { connection.StoreId, connection.SavedAt, problem, at }));

    /// <summary>What the shop's webhooks are now.</summary>
    /// <returns>False when somebody else has written since <paramref name="connection"/> was read.</returns>
    public Task<bool> WebhooksAsync(ShopConnection connection, string? webhooks, string? problem, long at) => database.WriteAsync(async session => await session.ExecuteAsync("""
        update shop_connection set webhooks = @webhooks, webhooks_problem = @problem, webhooks_at = @at
        where store_id = @StoreId and saved_at = @SavedAt and coalesce(webhooks_at, 0) = @before
        """, new { connection.StoreId, connection.SavedAt, webhooks, problem, at, before = connection.WebhooksAt ?? 0 }) == 1);

    /// <summary>Those of the orders that nothing was heard of yet.</summary>
    public Task<int> UnknownAsync(Guid store, IReadOnlyCollection<string> orders) => orders.Count == 0 ? Task.FromResult(0) : database.ReadAsync(async c =>
    {
        var known = await c.QueryAsync<string>($"select p.external_id from {database.Dialect.AliasKeys} purchase p on p.store_id = k.store_id and p.external_id = k.value",
            new { keys = ShopperStore.Json(orders.Select(o => (string[])[store.ToString(), "", o])) });
        return orders.Except(known).Count();
    });
}
