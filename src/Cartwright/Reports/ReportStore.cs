using Cartwright.Storage;
using Dapper;

namespace Cartwright.Reports;

/// <summary>Reads the figures of a store's days. Only days on which something happened have any.</summary>
internal sealed class ReportStore(Database database)
{
    /// <param name="from">First day, yyyy-MM-dd.</param>
    /// <param name="to">Last day, included.</param>
    public Task<List<Figure>> DaysAsync(Guid store, string from, string to, CancellationToken ct = default) => database.ReadAsync(async c =>
        (await c.QueryAsync<Row>("select day, currency, metric, value from report_day where store_id = @store and day >= @from and day <= @to", new { store, from, to }))
            .Select(r => new Figure(r.Day, r.Currency, r.Metric, r.Value)).ToList(), ct);

    /// <summary>The sums of some metrics over days, in one currency.</summary>
    public Task<Dictionary<string, long>> SumsAsync(Guid store, string from, string to, string currency, IReadOnlyList<string> metrics, CancellationToken ct = default) => database.ReadAsync(async c =>
        (await c.QueryAsync<Row>("""
            select metric, cast(sum(value) as bigint) as value from report_day
            where store_id = @store and day >= @from and day <= @to and currency = @currency and metric in @metrics group by metric
            """, new { store, from, to, currency, metrics })).ToDictionary(r => r.Metric, r => r.Value), ct);

    private sealed class Row
    {
        public string Day { get; init; } = "";
        public string Currency { get; init; } = "";
        public string Metric { get; init; } = "";
        public long Value { get; init; }
    }
}
