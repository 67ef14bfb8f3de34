using Cartwright.Hosting;
using Cartwright.Shoppers;
using Cartwright.Storage;
using Dapper;

namespace Cartwright.Console.Carts;

internal sealed record CartListRow(Guid Id, string? Email, string Status, string Outcome, string Stage, string Currency, long Total, long Lines, string? FirstLine, long LastActivityAt);

/// <summary>Rows, and whether there are more after the last.</summary>
internal sealed record CartList(IReadOnlyList<CartListRow> Rows, bool HasMore);

/// <summary>The list of carts, newest first, page by page along the primary key.</summary>
internal sealed class CartListStore(Database database, Secrets secrets)
{
    public const int PageSize = 50;

    /// <summary>How far back a search by product looks: names have no index, so it reads rows.</summary>
    public const int SearchDays = 60;
    private const long DayLength = 86_400_000;

    public Task<CartList> ListAsync(Guid store, CartListFilter filter, string currency, long now, CancellationToken ct = default) => database.ReadAsync(async c =>
    {
        var parameters = new DynamicParameters(new { store, limit = PageSize + 1 });
        var where = new List<string> { "c.store_id = @store", "c.status <> 'merged'" };
        void And(string condition, string name, object value) { where.Add(condition); parameters.Add(name, value); }

        if (filter.Status == CartListFilter.Recoverable) where.Add("c.status = 'abandoned' and c.contactable = 1");
        else if (filter.Status == "ordered") where.Add("c.status in ('ordered', 'purchased', 'cancelled')");
        else if (filter.Status is not null) And("c.status = @status", "status", filter.Status);
        if (filter.Stage is not null) And("c.stage = @stage", "stage", filter.Stage);
        if (filter.Min is { } min) { And("c.total >= @min", "min", min); And("c.currency = @currency", "currency", currency); }
        if (filter.After is { } after) And("c.cart_id < @after", "after", after);
        if (filter.Query is { } query)
        {
            if (Guid.TryParse(query, out var id)) And("c.cart_id = @id", "id", id);
            else if (Address.Email(query) is { } email)
            {
                var family = await FamilyAsync(c, store, secrets.Hash(store, IdentityPolicy.Email, email));
                if (family.Count == 0) return new CartList([], false);
                And($"c.shopper_id in {database.Dialect.IdList}", "ids", ShopperStore.Json([[.. family.Select(f => f.ToString())]])[1..^1]);
            }
            else
            {
                And("lower(c.first_line) like @like escape '!'", "like", "%" + query.ToLowerInvariant().Replace("!", "!!").Replace("%", "!%").Replace("_", "!_") + "%");
                And("c.cart_id >= @since", "since", IdRange.From(now - SearchDays * DayLength));
            }
        }
        // The personal data of a shopper who was merged lie with the survivor.
        var rows = (await c.QueryAsync<Row>($"""
            select c.cart_id, c.status, c.outcome, c.stage, c.currency, c.total, c.line_count, c.first_line, c.last_activity_at, p.data_key, p.sealed
            from cart c join shopper s on s.store_id = c.store_id and s.shopper_id = c.shopper_id
            left join shopper_personal p on p.store_id = c.store_id and p.shopper_id = coalesce(s.merged_into, s.shopper_id)
            where {string.Join(" and ", where)} order by c.cart_id desc limit @limit
            """, parameters)).ToList();
        return new CartList([.. rows.Take(PageSize).Select(r => r.Read(store, secrets))], rows.Count > PageSize);
    }, ct);

    // An address means one shopper; the carts of those who were merged into it keep their owners.
    private static async Task<List<Guid>> FamilyAsync(System.Data.Common.DbConnection c, Guid store, string hash)
    {
        var owner = (await c.QueryAsync<Guid>("""
            select coalesce(s.merged_into, s.shopper_id) from shopper_alias a join shopper s on s.store_id = a.store_id and s.shopper_id = a.shopper_id
            where a.store_id = @store and a.kind = 'email' and a.value = @hash
            """, new { store, hash })).ToList();
        if (owner.Count == 0) return [];
        var state = await c.ExecuteScalarAsync<string>("select state from shopper where store_id = @store and shopper_id = @id", new { store, id = owner[0] });
        var merged = state is null ? [] : System.Text.Json.JsonSerializer.Deserialize(state, ShopperJson.Default.ShopperTraits)!.Merged;
        return [owner[0], .. merged];
    }

    private sealed class Row
    {
        public Guid CartId { get; init; }
        public string Status { get; init; } = "";
        public string Outcome { get; init; } = "";
        public string Stage { get; init; } = "";
        public string Currency { get; init; } = "";
        public long Total { get; init; }
        public long LineCount { get; init; }
        public string? FirstLine { get; init; }
        public long LastActivityAt { get; init; }
        public byte[]? DataKey { get; init; }
        public byte[]? Sealed { get; init; }

        public CartListRow Read(Guid store, Secrets secrets) => new(CartId, PersonReading.Email(PersonReading.Open(secrets, store, DataKey, Sealed), CartId),
            Status, Outcome, Stage, Currency, Total, LineCount, FirstLine, LastActivityAt);
    }
}
