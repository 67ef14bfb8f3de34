using Cartwright.Hosting;
using Cartwright.Storage;
using Dapper;
using static Cartwright.Storage.Column;

namespace Cartwright.Products;

internal sealed class ProductStore(Database database, ProductClock clock)
{
    private static readonly BatchStatement Upsert = new("product", 3,
        BatchStatement.Overwrite("store_id, product_id, variant", "sku", "name", "description", "currency", "price", "url", "image_url", "stock", "updated_at"),
        Id("store_id"), Text("product_id"), Text("variant"), Text("sku"), Text("name"), Text("description"), Text("currency"), Number("price"), Text("url"), Text("image_url"), Number("stock"), Number("updated_at"));

    public Task SaveAsync(Guid store, IReadOnlyList<Product> products, CancellationToken ct = default) => database.WriteAsync(s => s.RunAsync(Upsert,
        [.. products.DistinctBy(p => (p.ProductId, p.Variant)).Select(p => (object?[])[store, p.ProductId, p.Variant, p.Sku, p.Name, p.Description, p.Currency, p.Price, p.Url, p.ImageUrl, p.Stock, clock.GetUtcNow().ToUnixTimeMilliseconds()])]), ct);

    /// <summary>The products with these ids, by id and variant.</summary>
    public Task<Dictionary<(string, string), Product>> FindAsync(Guid store, IEnumerable<string> ids, CancellationToken ct = default) => database.ReadAsync(async c =>
    {
        var found = new Dictionary<(string, string), Product>();
        foreach (var id in ids.Distinct())
            foreach (var r in await c.QueryAsync<Row>("select product_id, variant, sku, name, description, currency, price, url, image_url, stock from product where store_id = @store and product_id = @id", new { store, id }))
                found[(r.ProductId, r.Variant)] = r.Read();
        return found;
    }, ct);

    public Task<List<Product>> ListAsync(Guid store, string? after, int limit, CancellationToken ct = default) => database.ReadAsync(async c =>
        (await c.QueryAsync<Row>("select product_id, variant, sku, name, description, currency, price, url, image_url, stock from product where store_id = @store and product_id > @after order by product_id, variant limit @limit",
            new { store, after = after ?? "", limit })).Select(r => r.Read()).ToList(), ct);

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

        public Product Read() => new(ProductId, Variant, Sku, Name, Description, Currency, Price, Url, ImageUrl, Stock);
    }
}
