using System.Collections.Concurrent;
using System.Text.Json;
using Cartwright.Hosting;
using Cartwright.Storage;
using Dapper;
using static Cartwright.Storage.Column;

namespace Cartwright.Products;

/// <summary>What customers said of the goods.</summary>
internal sealed class ReviewStore(Database database, ProductClock clock)
{
    private const string Columns = "r.review_id, r.product_key, r.rating, r.author, r.body, r.locale, r.written_at";
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(1);

    private static readonly BatchStatement Upsert = new("review", 3,
        BatchStatement.Overwrite("store_id, product_key, review_id", "rating", "author", "body", "locale", "written_at", "updated_at"),
        Id("store_id"), Text("product_key"), Text("review_id"), Number("rating"), Text("author"), Text("body"), Text("locale"), Number("written_at"), Number("updated_at"));

    // Most stores have none, and every message asks.
    private readonly ConcurrentDictionary<Guid, (bool Any, DateTimeOffset At)> _any = new();

    public async Task SaveAsync(Guid store, IReadOnlyList<Review> reviews, CancellationToken ct = default)
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var rows = reviews.DistinctBy(r => (r.ProductKey, r.ReviewId)).Select(r => (object?[])[store, r.ProductKey, r.ReviewId, (long)r.Rating, r.Author, r.Text, r.Locale, r.WrittenAt, now]).ToList();
        await database.WriteAsync(s => s.RunAsync(Upsert, rows), ct);
        _any.TryRemove(store, out _);
    }

    /// <returns>How many rows there were of it.</returns>
    public Task<int> DeleteAsync(Guid store, string review, CancellationToken ct = default) =>
        database.WriteAsync(s => s.ExecuteAsync("delete from review where store_id = @store and review_id = @review", new { store, review }), ct);

    /// <summary>Of each of these products (by id or SKU) that its customers rate four stars or more on the average, the best reviews.</summary>
    public async Task<IReadOnlyList<Review>> BestAsync(Guid store, IEnumerable<string> keys, CancellationToken ct = default)
    {
        if (!_any.TryGetValue(store, out var known) || clock.GetUtcNow() - known.At > Remembered)
        {
            known = (await database.ReadAsync(async c => await c.ExecuteScalarAsync<long>("select count(*) from (select 1 from review where store_id = @store limit 1) x", new { store }), ct) > 0, clock.GetUtcNow());
            _any[store] = known;
        }
        string[][] asked = [.. keys.Distinct().Select(key => (string[])[store.ToString(), "", key])];
        if (!known.Any || asked.Length == 0) return [];
        return await database.ReadAsync(async c => (await new Reading(c, database.Dialect).LookUpAsync<Row>($"""
            select review_id, product_key, rating, author, body, locale, written_at from (
              select {Columns}, avg(r.rating * 1.0) over (partition by r.product_key) as average,
                row_number() over (partition by r.product_key order by case when r.body is null then 1 else 0 end, r.rating desc, r.written_at desc, r.review_id) as place
              from {database.Dialect.AliasKeys} review r on r.store_id = k.store_id and r.product_key = k.value) best
            where average >= 4 and place <= 20
            """, new { keys = JsonSerializer.Serialize(asked, ProductKeysJson.Default.StringArrayArray) })).Select(r => r.Read()).ToList(), ct);
    }

    /// <summary>Those of these that are there, by product and id.</summary>
    public Task<Dictionary<(string, string), Review>> FindAsync(Guid store, IEnumerable<Review> reviews, CancellationToken ct = default) => database.ReadAsync(async c =>
    {
        string[][] keys = [.. reviews.Select(r => (string[])[store.ToString(), r.ProductKey, r.ReviewId])];
        return keys.Length == 0 ? [] : (await c.QueryAsync<Row>($"select {Columns} from {database.Dialect.AliasKeys} review r on r.store_id = k.store_id and r.product_key = k.kind and r.review_id = k.value",
            new { keys = JsonSerializer.Serialize(keys, ProductKeysJson.Default.StringArrayArray) })).Select(r => r.Read()).DistinctBy(r => (r.ProductKey, r.ReviewId)).ToDictionary(r => (r.ProductKey, r.ReviewId));
    }, ct);

    /// <summary>By product and id, after the ones given.</summary>
    public Task<List<Review>> ListAsync(Guid store, string? afterProduct, string? afterId, int limit, CancellationToken ct = default) => database.ReadAsync(async c =>
        (await c.QueryAsync<Row>($"select {Columns} from review r where r.store_id = @store and (r.product_key, r.review_id) > (@product, @id) order by r.product_key, r.review_id limit @limit",
            new { store, product = afterProduct ?? "", id = afterId ?? "", limit })).Select(r => r.Read()).ToList(), ct);

    private sealed class Row
    {
        public string ReviewId { get; init; } = "";
        public string ProductKey { get; init; } = "";
        public long Rating { get; init; }
        public string? Author { get; init; }
        public string? Body { get; init; }
        public string? Locale { get; init; }
        public long WrittenAt { get; init; }

        public Review Read() => new(ReviewId, ProductKey, (int)Rating, Author, Body, Locale, WrittenAt);
    }
}
