using Cartwright.Messages;
using Cartwright.Reports;
using Cartwright.Stores;
using Cartwright.Tracking;
using Cartwright.Turns;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cartwright.Tests.Reports;

/// <summary>Figures against shoppers who went through the real turns.</summary>
public sealed class RollupStoreTests
{
    private const long Minute = 60_000;

    [Theory, OnSqlite, OnPostgres]
    public async Task A_day_counts_what_was_begun_left_reachable_and_at_risk_by_stage(Engine engine)
    {
        await using var shop = await CoreHarness.StartAsync(engine);
        var at = shop.Now;
        await shop.SendAsync(
            Some.Added(at, "a", unit: 1000), Some.Typed(at + 1, "a@mail.test", "a"),
            Some.Added(at, "b", unit: 2000), Some.Event(EventKind.StepViewed, at + 1, "b") with { Stage = "shipping", Shipping = 500 },
            Some.Added(at, "c", unit: 4000), Some.Typed(at + 1, "c@mail.test", "c"), Some.Ordered(at + Minute, "c", "o1", 4000, Trust.Server));
        await shop.RunForAsync(TimeSpan.FromHours(1));

        var day = await FiguresAsync(shop);

        Assert.Equal(3, day[Metric.CartsStarted]);
        Assert.Equal((2, 1000 + 2500), (day[Metric.CartsAbandoned], day[Metric.AbandonedValue]));
        Assert.Equal((1, 1000), (day[Metric.Recoverable], day[Metric.RecoverableValue]));
        Assert.Equal((1, 1000), (day[Metric.AtRisk], day[Metric.AtRiskValue]));
        Assert.Equal((1, 1000, 1, 2500), (day[Metric.Stage("contact")], day[Metric.StageValue("contact")], day[Metric.Stage("shipping")], day[Metric.StageValue("shipping")]));
        Assert.Equal((1, 4000), (day[Metric.Orders], day[Metric.OrdersRevenue]));
        Assert.False(day.ContainsKey(Metric.RecoveredOrders));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task An_order_after_a_message_is_won_back_net_of_what_was_refunded(Engine engine)
    {
        await using var shop = await CoreHarness.StartAsync(engine);
        await LeaveAndSendAsync(shop, "a");
        await shop.SendAsync(Some.Ordered(shop.Now, "a", "o1", 4000, Trust.Server), Some.Event(EventKind.OrderRefunded, shop.Now + 1, "a", Trust.Server) with { OrderId = "o1", Total = 1500, Currency = "EUR" });

        var day = await FiguresAsync(shop);

        Assert.Equal((1, 2500), (day[Metric.RecoveredOrders], day[Metric.RecoveredRevenue]));
        Assert.Equal((1, 2500), (day[Metric.Orders], day[Metric.OrdersRevenue]));
        Assert.Equal(1, day[Metric.MessagesSent]);
        Assert.Equal(1, day[Metric.CartsAbandoned]);
        Assert.False(day.ContainsKey(Metric.AtRisk));

        await shop.SendAsync(Some.Event(EventKind.OrderCancelled, shop.Now + 2, "a", Trust.Server) with { OrderId = "o1" });
        day = await FiguresAsync(shop);
        Assert.False(day.ContainsKey(Metric.Orders));
        Assert.False(day.ContainsKey(Metric.RecoveredRevenue));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_only_the_browser_tells_stands_apart_until_the_server_says_the_same(Engine engine)
    {
        await using var shop = await CoreHarness.StartAsync(engine);
        await LeaveAndSendAsync(shop, "a");
        await shop.SendAsync(Some.Ordered(shop.Now, "a", "o1", 4000));

        var day = await FiguresAsync(shop);
        Assert.Equal((1, 4000), (day[Metric.UnconfirmedOrders], day[Metric.UnconfirmedRevenue]));
        Assert.False(day.ContainsKey(Metric.Orders));

        await shop.SendAsync(Some.Ordered(shop.Now + 1000, "a", "o1", 3900, Trust.Server));
        day = await FiguresAsync(shop);
        Assert.Equal((1, 3900, 1, 3900), (day[Metric.Orders], day[Metric.OrdersRevenue], day[Metric.RecoveredOrders], day[Metric.RecoveredRevenue]));
        Assert.False(day.ContainsKey(Metric.UnconfirmedOrders));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_browser_that_names_somebody_elses_order_adds_nothing(Engine engine)
    {
        await using var shop = await CoreHarness.StartAsync(engine, s => s with { AcceptBrowserOrders = true });
        await shop.SendAsync(Some.Added(shop.Now, "a"), Some.Ordered(shop.Now + 1, "a", "o1", 4000, Trust.Server));
        await shop.SendAsync(Some.Added(shop.Now, "thief"), Some.Ordered(shop.Now + 2, "thief", "o1", 900_000));

        var day = await FiguresAsync(shop);

        Assert.Equal((1, 4000), (day[Metric.Orders], day[Metric.OrdersRevenue]));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_store_without_another_source_counts_what_browsers_tell(Engine engine)
    {
        await using var shop = await CoreHarness.StartAsync(engine, s => s with { AcceptBrowserOrders = true });
        await LeaveAndSendAsync(shop, "a");
        await shop.SendAsync(Some.Ordered(shop.Now, "a", "o1", 4000));

        var day = await FiguresAsync(shop);

        Assert.Equal((1, 4000), (day[Metric.RecoveredOrders], day[Metric.RecoveredRevenue]));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Currencies_are_not_added_up_and_no_sum_overflows(Engine engine)
    {
        await using var shop = await CoreHarness.StartAsync(engine);
        var events = new List<StorefrontEvent> { Some.Added(shop.Now, "usd") with { Currency = "USD" } };
        for (var i = 0; i < 20; i++) events.Add(Some.Added(shop.Now, $"absurd-{i}", quantity: 1, unit: long.MaxValue / 4));
        await shop.SendAsync([.. events]);
        await shop.RunForAsync(TimeSpan.FromHours(1));

        var figures = await AllAsync(shop);

        Assert.Equal(1990, figures.Single(f => f.Currency == "USD" && f.Metric == Metric.AbandonedValue).Value);
        Assert.Equal(20 * 1_000_000_000_000, figures.Single(f => f.Currency == "EUR" && f.Metric == Metric.AbandonedValue).Value);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Whoever_came_back_the_next_day_is_no_longer_at_risk_on_the_first(Engine engine)
    {
        await using var shop = await CoreHarness.StartAsync(engine);
        await LeaveAndSendAsync(shop, "a");
        var first = Today(shop);
        Assert.Equal(1, (await FiguresAsync(shop, first))[Metric.AtRisk]);

        await shop.RunForAsync(TimeSpan.FromHours(20));
        await shop.SendAsync(Some.Event(EventKind.PageViewed, shop.Now, "a"));
        var (day, next) = (await FiguresAsync(shop, first), await FiguresAsync(shop));

        Assert.NotEqual(first, Today(shop));
        Assert.False(day.ContainsKey(Metric.AtRisk));
        Assert.Equal((1, 1), (day[Metric.CartsAbandoned], day[Metric.CartsStarted]));
        Assert.False(next.ContainsKey(Metric.CartsStarted));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Another_store_has_figures_of_its_own_and_computing_again_changes_nothing(Engine engine)
    {
        await using var shop = await CoreHarness.StartAsync(engine);
        await LeaveAndSendAsync(shop, "a");
        var (other, _) = await shop.Node.Stores.CreateAsync("other", "Other", "https://other.test", "EUR", "Europe/Berlin", "en", journeysLive: true);

        var once = await AllAsync(shop);
        await new RollupStore(shop.Node.Database).MarkAllAsync(shop.StoreId, shop.Now);
        var twice = await AllAsync(shop);

        Assert.NotEmpty(once);
        Assert.Equal(once, twice);
        Assert.Empty(await new ReportStore(shop.Node.Database).DaysAsync(other.Id, "2000-01-01", "2100-01-01"));
    }

    private static async Task LeaveAndSendAsync(CoreHarness shop, string device)
    {
        await shop.SendAsync(Some.Added(shop.Now, device), Some.Typed(shop.Now + 1, $"{device}@mail.test", device));
        await shop.RunForAsync(TimeSpan.FromMinutes(10));
        foreach (var claim in await shop.ClaimAsync())
        {
            Assert.True(await shop.Node.BeginSendAsync(claim, $"{device}@mail.test"));
            await shop.Node.EndAsync(claim, MessageStatus.Sent);
        }
    }

    private static string Today(CoreHarness shop) => DayPolicy.DayOf(shop.Now, shop.Store.Zone);

    private static async Task<Dictionary<string, long>> FiguresAsync(CoreHarness shop, string? day = null) =>
        (await AllAsync(shop)).Where(f => f.Day == (day ?? Today(shop))).ToDictionary(f => f.Metric, f => f.Value);

    private static async Task<List<Figure>> AllAsync(CoreHarness shop)
    {
        using var loop = new RollupLoop(new RollupStore(shop.Node.Database), shop.Node.Directory, shop.Product, NullLogger<RollupLoop>.Instance);
        await loop.RunAsync(force: true);
        return [.. (await new ReportStore(shop.Node.Database).DaysAsync(shop.StoreId, "2000-01-01", "2100-01-01"))
            .OrderBy(f => f.Day, StringComparer.Ordinal).ThenBy(f => f.Currency, StringComparer.Ordinal).ThenBy(f => f.Metric, StringComparer.Ordinal)];
    }
}
