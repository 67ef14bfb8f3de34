using System.Data.Common;
using Cartwright.Storage;
using Dapper;

namespace Cartwright.Reports;

/// <summary>A day that changed since it was last recomputed. MarkedAt: ms, renewed at most once a second while it goes on changing.</summary>
internal sealed record DirtyDay(Guid StoreId, string Day, long MarkedAt);

/// <summary>
/// Recomputes the figures of one day. Carts, messages and stories have no index by their times: their ids begin with the time they were
/// made at, so a range of ids that is wide enough holds them all, and rows are read in key order.
/// </summary>
internal sealed class RollupStore(Database database)
{
    private const long Hour = 3_600_000, DayLength = 24 * Hour;

    /// <summary>Events may come so late that a cart is made up to the late window (7 days) after it began; an hour for clocks that differ.</summary>
    public const long CartLateness = 7 * DayLength + Hour;

    /// <summary>A backlog after a long stop may decide an abandonment days after it happened.</summary>
    private const long StoryLateness = 7 * DayLength;

    /// <summary>A mail server may put a message off for days (RFC 5321, 4.5.4.1: give up after 4–5 days).</summary>
    private const long SendLateness = 5 * DayLength;

    // A public key can invent a cart of any price: what is absurd is counted as this much, so that no sum overflows.
    private const string Capped = "case when c.total > 1000000000000 then 1000000000000 when c.total < 0 then 0 else c.total end";

    public Task<List<DirtyDay>> DirtyAsync(int limit, CancellationToken ct = default) => database.ReadAsync(async c =>
        (await c.QueryAsync<DirtyRow>("select store_id, day, marked_at from report_dirty order by marked_at limit @limit", new { limit }))
            .Select(r => new DirtyDay(r.StoreId, r.Day, r.MarkedAt)).ToList(), ct);

    /// <summary>Everything of a store is to be computed again: its zone or its rules changed.</summary>
    public Task MarkAllAsync(Guid store, long now, CancellationToken ct = default) => database.WriteAsync(session => session.ExecuteAsync("""
        insert into report_dirty (store_id, day, marked_at) select store_id, day, @now from report_day where store_id = @store group by store_id, day
        on conflict (store_id, day) do update set marked_at = excluded.marked_at
        """, new { store, now }), ct);

    /// <param name="from">First instant of the day, ms.</param>
    /// <param name="to">First instant of the next.</param>
    /// <param name="keepStarted">The day is so old that carts of it may have been dropped: its count never falls, and rises only by what a file of the past adds.</param>
    public Task<List<Figure>> ComputeAsync(Guid store, string day, long from, long to, bool acceptBrowserOrders, bool keepStarted, CancellationToken ct = default) => database.ReadAsync(async c =>
    {
        var figures = new List<Figure>();
        void Add(string currency, string metric, long value) { if (value != 0) figures.Add(new Figure(day, currency, metric, value)); }

        foreach (var row in await StartedAsync(c, store, day, from, to, keepStarted)) Add(row.Currency, Metric.CartsStarted, row.Value);
        foreach (var stage in (await LeftAsync(c, store, from, to)).ToList())
        {
            var name = Metric.Stages[(int)stage.Reached];
            Add(stage.Currency, Metric.Stage(name), stage.Carts);
            Add(stage.Currency, Metric.StageValue(name), stage.Total);
            Sum(figures, day, stage.Currency, Metric.CartsAbandoned, stage.Carts);
            Sum(figures, day, stage.Currency, Metric.AbandonedValue, stage.Total);
            Sum(figures, day, stage.Currency, Metric.Recoverable, stage.Reachable);
            Sum(figures, day, stage.Currency, Metric.RecoverableValue, stage.ReachableTotal);
            Sum(figures, day, stage.Currency, Metric.AtRisk, stage.AtRisk);
            Sum(figures, day, stage.Currency, Metric.AtRiskValue, stage.AtRiskTotal);
        }
        var sent = await SentAsync(c, store, from, to);
        Add("", Metric.MessagesSent, sent.Sent);
        Add("", Metric.Bounced, sent.Bounced);
        Add("", Metric.Complained, sent.Complained);
        Add("", Metric.Delivered, sent.Delivered);
        Add("", Metric.Replies, await StoriesAsync(c, store, "replied", from, to));
        Add("", Metric.Clicks, await StoriesAsync(c, store, "returned", from, to));
        foreach (var orders in await OrdersAsync(c, store, from, to))
        {
            var counts = orders.Confirmed == 1 || acceptBrowserOrders;
            if (counts)
            {
                Sum(figures, day, orders.Currency, Metric.Orders, orders.Orders);
                Sum(figures, day, orders.Currency, Metric.OrdersRevenue, orders.Revenue);
            }
            if (orders.Credited == 0) continue;
            Sum(figures, day, orders.Currency, counts ? Metric.RecoveredOrders : Metric.UnconfirmedOrders, orders.Orders);
            Sum(figures, day, orders.Currency, counts ? Metric.RecoveredRevenue : Metric.UnconfirmedRevenue, orders.Revenue);
        }
        return figures;
    }, ct);

    /// <summary>
    /// Replaces the day's figures, if it is still marked. <paramref name="done"/>: takes the mark away as well, unless it was renewed meanwhile.
    /// </summary>
    /// <returns>False when another node had finished the day; nothing is written then.</returns>
    public Task<bool> SaveAsync(DirtyDay dirty, IReadOnlyList<Figure> figures, bool done, CancellationToken ct = default) => database.WriteAsync(async session =>
    {
        // The update takes the row's lock: two nodes write a day one after the other.
        if (await session.ExecuteAsync("update report_dirty set marked_at = marked_at where store_id = @StoreId and day = @Day", dirty) == 0) return false;
        await session.ExecuteAsync("delete from report_day where store_id = @StoreId and day = @Day", dirty);
        await session.RunAsync(Figures, [.. figures.Select(f => (object?[])[dirty.StoreId, f.Day, f.Currency, f.Metric, f.Value])]);
        if (done) await session.ExecuteAsync("delete from report_dirty where store_id = @StoreId and day = @Day and marked_at = @MarkedAt", dirty);
        return true;
    }, ct);

    private static readonly BatchStatement Figures = new("report_day", 4, BatchStatement.Overwrite("store_id, day, currency, metric", "value"),
        Column.Id("store_id"), Column.Text("day"), Column.Text("currency"), Column.Text("metric"), Column.Number("value"));

    private static void Sum(List<Figure> figures, string day, string currency, string metric, long value)
    {
        if (value == 0) return;
        var at = figures.FindIndex(f => f.Currency == currency && f.Metric == metric);
        if (at < 0) figures.Add(new Figure(day, currency, metric, value));
        else figures[at] = figures[at] with { Value = figures[at].Value + value };
    }

    private static async Task<IEnumerable<CountRow>> StartedAsync(DbConnection c, Guid store, string day, long from, long to, bool keep)
    {
        var counted = await c.QueryAsync<CountRow>("""
            select currency, count(*) as value from cart
            where store_id = @store and cart_id >= @lo and cart_id < @hi and started_at >= @from and started_at < @to and status <> 'merged' group by currency
            """, new { store, from, to, lo = IdRange.From(from - Hour), hi = IdRange.From(to + CartLateness) });
        if (!keep) return counted;
        var known = await c.QueryAsync<CountRow>("select currency, value from report_day where store_id = @store and day = @day and metric = @metric", new { store, day, metric = Metric.CartsStarted });
        return counted.Concat(known).GroupBy(r => r.Currency).Select(g => g.MaxBy(r => r.Value)!);
    }

    private static Task<IEnumerable<StageRow>> LeftAsync(DbConnection c, Guid store, long from, long to) => c.QueryAsync<StageRow>($"""
        select l.currency, l.reached, count(*) as carts, cast(sum(l.total) as bigint) as total,
            cast(sum(l.contactable) as bigint) as reachable, cast(sum(l.contactable * l.total) as bigint) as reachable_total,
            cast(sum(l.waiting) as bigint) as at_risk, cast(sum(l.waiting * l.total) as bigint) as at_risk_total
        from (
            select c.currency, a.reached, c.contactable, {Capped} as total,
                case when c.status = 'abandoned' and c.contactable = 1 and c.abandoned_at >= @from and c.abandoned_at < @to then 1 else 0 end as waiting
            from (
                select s.cart_id, max(case s.detail when 'contact' then 1 when 'address' then 2 when 'shipping' then 3 when 'payment' then 4 else 0 end) as reached
                from story s
                where s.store_id = @store and s.story_id >= @lo and s.story_id < @hi and s.kind = 'abandoned' and s.at >= @from and s.at < @to
                group by s.cart_id) a
            join cart c on c.store_id = @store and c.cart_id = a.cart_id
            where c.status <> 'merged') l
        group by l.currency, l.reached
        """, new { store, from, to, lo = IdRange.From(from - Hour), hi = IdRange.From(to + StoryLateness) });

    private static Task<long> StoriesAsync(DbConnection c, Guid store, string kind, long from, long to) => c.ExecuteScalarAsync<long>(
        "select count(*) from story where store_id = @store and story_id >= @lo and story_id < @hi and kind = @kind and at >= @from and at < @to",
        new { store, kind, from, to, lo = IdRange.From(from - Hour), hi = IdRange.From(to + StoryLateness) });

    private static Task<SentRow> SentAsync(DbConnection c, Guid store, long from, long to) => c.QuerySingleAsync<SentRow>("""
        select count(*) as sent, cast(coalesce(sum(case when status = 'bounced' then 1 else 0 end), 0) as bigint) as bounced, cast(coalesce(sum(case when status = 'complained' then 1 else 0 end), 0) as bigint) as complained,
            cast(coalesce(sum(case when delivered_at is null then 0 else 1 end), 0) as bigint) as delivered
        from message where store_id = @store and message_id >= @lo and message_id < @hi and sent_at >= @from and sent_at < @to and sandbox = 0
        """, new { store, from, to, lo = IdRange.From(from - SendLateness), hi = IdRange.From(to + Hour) });

    // An order only the browser told of is left out once the shop's server has told of the same.
    private static Task<IEnumerable<OrdersRow>> OrdersAsync(DbConnection c, Guid store, long from, long to) => c.QueryAsync<OrdersRow>($"""
        select o.currency, o.confirmed, o.credited, count(*) as orders, cast(sum(o.net) as bigint) as revenue
        from (
            select c.currency, c.confirmed, case when c.credit = 'none' then 0 else 1 end as credited, {Capped} - case when c.refunded > {Capped} then {Capped} else c.refunded end as net
            from purchase c
            where c.store_id = @store and c.placed_at >= @from and c.placed_at < @to and c.cancelled_at is null
                and (c.confirmed = 1 or not exists (select 1 from purchase k where k.store_id = @store and k.external_id = c.external_id and k.confirmed = 1))) o
        group by o.currency, o.confirmed, o.credited
        """, new { store, from, to });

    private sealed class SentRow
    {
        public long Sent { get; init; }
        public long Bounced { get; init; }
        public long Complained { get; init; }
        public long Delivered { get; init; }
    }

    private sealed class DirtyRow { public Guid StoreId { get; init; } public string Day { get; init; } = ""; public long MarkedAt { get; init; } }

    private sealed class CountRow { public string Currency { get; init; } = ""; public long Value { get; init; } }

    private sealed class StageRow
    {
        public string Currency { get; init; } = "";
        public long Reached { get; init; }
        public long Carts { get; init; }
        public long Total { get; init; }
        public long Reachable { get; init; }
        public long ReachableTotal { get; init; }
        public long AtRisk { get; init; }
        public long AtRiskTotal { get; init; }
    }

    private sealed class OrdersRow { public string Currency { get; init; } = ""; public long Confirmed { get; init; } public long Credited { get; init; } public long Orders { get; init; } public long Revenue { get; init; } }
}
