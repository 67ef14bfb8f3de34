using System.Text.Json;
using Cartwright.Hosting;
using Cartwright.Storage;
using Dapper;
using static Cartwright.Storage.Column;

namespace Cartwright.Products;

internal sealed class ProductStore(Database database, ProductClock clock, Ids ids)
{
    private const string Columns = "p.product_id, p.variant, p.sku, p.name, p.description, p.currency, p.price, p.url, p.image_url, p.stock, p.updated_at, c.categories";
    private const string WithCategories = "left join product_category c on c.store_id = p.store_id and c.product_id = p.product_id";
    private static readonly BatchStatement SaveCategories = new("product_category", 2, BatchStatement.Overwrite("store_id, product_id", "categories"), Id("store_id"), Text("product_id"), Text("categories"));

    private static readonly BatchStatement Upsert = new("product", 3,
        BatchStatement.Overwrite("store_id, product_id, variant", "sku", "name", "description", "currency", "price", "url", "image_url", "stock", "updated_at") + " where product.updated_at <= excluded.updated_at",
        Id("store_id"), Text("product_id"), Text("variant"), Text("sku"), Text("name"), Text("description"), Text("currency"), Number("price"), Text("url"), Text("image_url"), Number("stock"), Number("updated_at"));

    /// <summary>Keeps what the shop changed last: what comes later and is older (a delivery that was delayed) changes nothing.</summary>
    public Task SaveAsync(Guid store, IReadOnlyList<Product> products, CancellationToken ct = default) => database.WriteAsync(async session =>
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var distinct = products.DistinctBy(p => (p.ProductId, p.Variant)).ToList();
        var before = await FindAsync(session, store, distinct.Select(p => p.ProductId));
        var took = await session.RunAsync(Upsert, [.. distinct.Select(p => (object?[])[store, p.ProductId, p.Variant, p.Sku, p.Name, p.Description, p.Currency, p.Price, p.Url, p.ImageUrl, p.Stock, p.ChangedAt ?? now])]);
        var news = distinct.Where((p, i) => took[i] && before.ContainsKey((p.ProductId, p.Variant)))
            .SelectMany(p => ProductNewsPolicy.Of(before[(p.ProductId, p.Variant)], p).Select(kind => (p.ProductId, p.Variant, Kind: kind))).Distinct();
        await session.RunAsync(SaveCategories, [.. distinct.Where((p, i) => took[i] && p.Categories is not null).DistinctBy(p => p.ProductId).Select(p => (object?[])[store, p.ProductId, p.Categories])]);
        await session.RunAsync(ProductNewsStore.News, [.. news.Select(n => (object?[])[store, ids.Next(), n.ProductId, n.Kind, now, n.Variant])]);
    }, ct);

    public Task SaveCategoriesAsync(Guid store, IReadOnlyList<(string ProductId, string Categories)> products, CancellationToken ct = default) => database.WriteAsync(session =>
        session.RunAsync(SaveCategories, [.. products.DistinctBy(p => p.ProductId).Select(p => (object?[])[store, p.ProductId, p.Categories])]), ct);

    /// <summary>The catalogue's categories of products, by id; of those it has none for there is no entry.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> CategoriesAsync(Reading reading, Guid store, IEnumerable<string> products)
    {
        string[][] keys = [.. products.Distinct().Select(id => (string[])[store.ToString(), "", id])];
        if (keys.Length == 0) return new Dictionary<string, string>();
        var rows = await reading.LookUpAsync<Row>($"select c.product_id, c.categories from {reading.Dialect.AliasKeys} product_category c on c.store_id = k.store_id and c.product_id = k.value",
            new { keys = JsonSerializer.Serialize(keys, ProductKeysJson.Default.StringArrayArray) });
        return rows.ToDictionary(r => r.ProductId, r => r.Categories!);
    }

    /// <inheritdoc cref="CategoriesAsync(Reading, Guid, IEnumerable{string})"/>
    public Task<IReadOnlyDictionary<string, string>> CategoriesAsync(Guid store, IEnumerable<string> products, CancellationToken ct = default) =>
        database.ReadAsync(c => CategoriesAsync(new Reading(c, database.Dialect), store, products), ct);

    /// <summary>The products with these ids, by id and variant; one query for all of them.</summary>
    public Task<Dictionary<(string, string), Product>> FindAsync(Guid store, IEnumerable<string> ids, CancellationToken ct = default) =>
        database.ReadAsync(c => FindAsync(new Reading(c, database.Dialect), store, ids), ct);

    private static async Task<Dictionary<(string, string), Product>> FindAsync(Reading reading, Guid store, IEnumerable<string> ids)
    {
        string[][] keys = [.. ids.Distinct().Select(id => (string[])[store.ToString(), "", id])];
        if (keys.Length == 0) return [];
        var rows = await reading.LookUpAsync<Row>($"select {Columns} from {reading.Dialect.AliasKeys} product p on p.store_id = k.store_id and p.product_id = k.value {WithCategories}",
            new { keys = JsonSerializer.Serialize(keys, ProductKeysJson.Default.StringArrayArray) });
        return rows.ToDictionary(r => (r.ProductId, r.Variant), r => r.Read());
    }

    /// <summary>By id and variant, after the ones given.</summary>
    public Task<List<Product>> ListAsync(Guid store, string? afterId, string? afterVariant, int limit, CancellationToken ct = default) => database.ReadAsync(async c =>
        (await c.QueryAsync<Row>($"select {Columns} from product p {WithCategories} where p.store_id = @store and (p.product_id, p.variant) > (@id, @variant) order by p.product_id, p.variant limit @limit",
            new { store, id = afterId ?? "", variant = afterVariant ?? "", limit })).Select(r => r.Read()).ToList(), ct);

    private sealed class Row
    {
        public string ProductId { get; init; } = "";
        public string Variant { get; init; } = "";
        public string? Sku { get; init; }
        public string Name { get; init; } = "";
        public string? Description { get; init; }
        public string Currency { get; init; } = "";
        public long Price { get; init; }
        public string? Url { get; init; }
        public string? ImageUrl { get; init; }
        public long? Stock { get; init; }
        public long UpdatedAt { get; init; }
        public string? Categories { get; init; }

        public Product Read() => new(ProductId, Variant, Sku, Name, Description, Currency, Price, Url, ImageUrl, Stock, UpdatedAt, Categories);
    }
}

[System.Text.Json.Serialization.JsonSerializable(typeof(string[][]))]
internal sealed partial class ProductKeysJson : System.Text.Json.Serialization.JsonSerializerContext;
