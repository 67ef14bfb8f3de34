using Cartwright.Storage;
using Dapper;
using static Cartwright.Storage.Column;

namespace Cartwright.Products;

internal sealed class NewsRow { public Guid StoreId { get; init; } public Guid NewsId { get; init; } public string ProductId { get; init; } = ""; public string Variant { get; init; } = ""; public string Kind { get; init; } = ""; public long At { get; init; } }

internal sealed class WaitingRow { public Guid ShopperId { get; init; } public Guid CartId { get; init; } }

/// <summary>News of products, and the carts that wait for them.</summary>
internal sealed class ProductNewsStore(Database database)
{
    public static readonly BatchStatement News = new("product_news", 2, "on conflict do nothing", Id("store_id"), Id("news_id"), Text("product_id"), Text("kind"), Number("at"), Text("variant"));

    public Task<List<NewsRow>> ListAsync(int limit, CancellationToken ct) => database.ReadAsync(async c =>
        (await c.QueryAsync<NewsRow>("select store_id, news_id, product_id, variant, kind, at from product_news order by news_id limit @limit", new { limit })).ToList(), ct);

    /// <summary>Carts left with the product, made before the one given, newest first.</summary>
    public Task<List<WaitingRow>> WaitingAsync(Guid store, string product, Guid before, int limit, CancellationToken ct) => database.ReadAsync(async c =>
        (await c.QueryAsync<WaitingRow>("select shopper_id, cart_id from waiting_line where store_id = @store and product_id = @product and cart_id < @before order by cart_id desc limit @limit", new { store, product, before, limit })).ToList(), ct);

    public Task DoneAsync(NewsRow news) => database.WriteAsync(s => s.ExecuteAsync("delete from product_news where store_id = @StoreId and news_id = @NewsId", news));

    /// <summary>Carts left before then (ms) wait for nothing any more.</summary>
    public Task ForgetAsync(Guid store, long before) => database.WriteAsync(s => s.ExecuteAsync("delete from waiting_line where store_id = @store and at < @before", new { store, before }));
}
