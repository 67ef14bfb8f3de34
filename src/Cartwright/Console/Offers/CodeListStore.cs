using Cartwright.Hosting;
using Cartwright.Offers;
using Cartwright.Shoppers;
using Cartwright.Storage;
using Dapper;

namespace Cartwright.Console.Offers;

/// <summary>What the list of codes is narrowed to; it stands in the address.</summary>
internal sealed record CodeFilter(string? Status, string? Offer, string? Query, Guid? After)
{
    public static CodeFilter Read(string? status, string? offer, string? query, string? after) => new(
        CouponNames.Statuses.Contains(status) ? status : null, string.IsNullOrEmpty(offer) ? null : offer,
        string.IsNullOrWhiteSpace(query) ? null : query.Trim() is { Length: > 254 } q ? q[..254] : query.Trim(), Guid.TryParse(after, out var id) ? id : null);

    public bool IsEmpty => this is { Status: null, Offer: null, Query: null };

    /// <summary>The query string of this filter, "" when there is none.</summary>
    public string ToQuery()
    {
        var parts = new List<string>(4);
        void Add(string name, string? value) { if (value is not null) parts.Add($"{name}={Uri.EscapeDataString(value)}"); }
        Add("status", Status);
        Add("offer", Offer);
        Add("q", Query);
        Add("after", After?.ToString());
        return parts.Count == 0 ? "" : "?" + string.Join('&', parts);
    }
}

/// <summary>A code as it stands now, and whose it is.</summary>
internal sealed record CodeRow(Coupon Coupon, Guid Shopper, string? Email);

internal sealed record CodeList(IReadOnlyList<CodeRow> Rows, bool HasMore);

/// <summary>Codes of an offer: made and redeemed of those made since a time, and how many can be redeemed now.</summary>
internal sealed record OfferCounts(long Made, long Redeemed, long Living)
{
    public static readonly OfferCounts None = new(0, 0, 0);
}

/// <summary>The list of codes, newest first, and how many each offer has made.</summary>
internal sealed class CodeListStore(Database database, Secrets secrets, ShopperListStore shoppers)
{
    public const int PageSize = 50;

    public async Task<CodeList> ListAsync(Guid store, CodeFilter filter, long now, int size = PageSize, CancellationToken ct = default)
    {
        var address = Address.Email(filter.Query);
        var owner = address is null ? null : await shoppers.ByAddressAsync(store, IdentityPolicy.Email, address, ct);
        var key = address is null && filter.Query is { } query ? CouponCode.Key(query) : null;
        if (filter.Query is not null && key is null && owner is null) return new CodeList([], false);
        return await database.ReadAsync(async c =>
        {
            var parameters = new DynamicParameters(new { store, now, limit = size + 1 });
            var where = new List<string> { "c.store_id = @store" };
            void And(string condition, string name, object value) { where.Add(condition); parameters.Add(name, value); }

            // A lifetime ends without anybody writing it down.
            if (filter.Status == "live") where.Add("c.status = 'live' and c.expires_at > @now");
            else if (filter.Status == "expired") where.Add("(c.status = 'expired' or c.status = 'live' and c.expires_at <= @now)");
            else if (filter.Status is { } status) And("c.status = @status", "status", status);
            if (filter.Offer is { } offer) And("c.offer = @offer", "offer", offer);
            if (owner is { } shopper) And("c.shopper_id = @shopper", "shopper", shopper);
            if (key is not null) { And("c.code >= @key and substr(c.code, 1, @length) = @key", "key", key); parameters.Add("length", key.Length); }
            if (filter.After is { } after) And("c.coupon_id < @after", "after", after);
            var rows = (await c.QueryAsync<Row>($"""
                select c.state, c.shopper_id, p.data_key, p.sealed from coupon c
                left join shopper_personal p on p.store_id = c.store_id and p.shopper_id = c.shopper_id
                where {string.Join(" and ", where)} order by c.coupon_id desc limit @limit
                """, parameters)).ToList();
            return new CodeList([.. rows.Take(size).Select(r => r.Read(store, secrets, now))], rows.Count > size);
        }, ct);
    }

    /// <param name="since">ms.</param>
    public Task<Dictionary<string, OfferCounts>> CountAsync(Guid store, long since, long now, CancellationToken ct = default) => database.ReadAsync(async c =>
    {
        var made = (await c.QueryAsync<Count>("""
            select offer, count(*) as codes, cast(sum(case when status = 'redeemed' then 1 else 0 end) as bigint) as redeemed from coupon where store_id = @store and coupon_id >= @lo group by offer
            """, new { store, lo = IdRange.From(since) })).ToDictionary(r => r.Offer);
        var living = (await c.QueryAsync<Count>("""
            select offer, count(*) as codes from coupon where store_id = @store and status in ('live', 'reserved') and expires_at > @now group by offer
            """, new { store, now })).ToDictionary(r => r.Offer);
        return made.Keys.Union(living.Keys).ToDictionary(o => o, o => new OfferCounts(made.GetValueOrDefault(o)?.Codes ?? 0, made.GetValueOrDefault(o)?.Redeemed ?? 0, living.GetValueOrDefault(o)?.Codes ?? 0));
    }, ct);

    private sealed class Row
    {
        public string State { get; init; } = "";
        public Guid ShopperId { get; init; }
        public byte[]? DataKey { get; init; }
        public byte[]? Sealed { get; init; }

        public CodeRow Read(Guid store, Secrets secrets, long now)
        {
            var coupon = CouponPolicy.AsOf(new CouponRow { State = State }.Read(), now);
            return new CodeRow(coupon, ShopperId, PersonReading.Email(PersonReading.Open(secrets, store, DataKey, Sealed), coupon.CartId ?? Guid.Empty));
        }
    }

    private sealed class Count { public string Offer { get; init; } = ""; public long Codes { get; init; } public long Redeemed { get; init; } }
}
