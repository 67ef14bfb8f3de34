using Cartwright.Imports;
using Cartwright.Reports;
using Cartwright.Tracking;
using Dapper;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cartwright.Tests.Imports;

/// <summary>What was read from a file is history: counted on its own days, and no reason to write to anybody.</summary>
public sealed class HistoryTests
{
    private const string CartHeader = "cart_id,created_at,updated_at,email,stage,product_name,price,currency\n";

    [Theory, OnSqlite, OnPostgres]
    public async Task Past_carts_cause_no_message_however_young_they_are(Engine engine)
    {
        await using var shop = await CoreHarness.StartAsync(engine);
        var minutes = (int[])[1, 3, 10, 120, 60 * 24, 60 * 24 * 40];
        await shop.ImportAsync(ImportColumns.Carts, CartHeader + string.Join('\n', minutes.Select(m => $"c{m},,{shop.Clock.GetUtcNow().AddMinutes(-m):yyyy-MM-ddTHH:mm:ssZ},a{m}@shop.test,payment,Lamp,79.00,EUR")));
        await shop.RunForAsync(TimeSpan.FromDays(3));

        Assert.Equal(0, await shop.ScalarAsync<long>("select count(*) from message"));
        Assert.Equal(0, await shop.ScalarAsync<long>("select count(*) from enrollment"));
        Assert.Equal(minutes.Length, await shop.ScalarAsync<long>("select count(*) from cart where status in ('abandoned', 'lost') and contactable = 1"));
        Assert.Equal(minutes.Length, await shop.ScalarAsync<long>("select count(distinct cart_id) from story where kind = 'imported' or detail like '%|imported'"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_shopper_who_comes_back_to_such_a_cart_and_leaves_again_is_reminded(Engine engine)
    {
        await using var shop = await CoreHarness.StartAsync(engine);
        const string Token = "a-token-of-a-cart-that-nobody-guesses";
        await shop.ImportAsync(ImportColumns.Carts, CartHeader + $"{Token},,2026-01-11 12:00,ada@shop.test,payment,Lamp,79.00,EUR");
        var cart = await shop.ScalarAsync<Guid>("select cart_id from cart");
        await shop.SendAsync(Some.Event(EventKind.CheckoutStarted, shop.Now, null, Trust.Server) with { CartId = Token, UserId = "ada", Personal = new Personal { Email = "ada@shop.test" }, Lines = [Some.Line("Lamp", 1, 7900)] });
        await shop.RunForAsync(TimeSpan.FromMinutes(10));

        Assert.Equal(cart, await shop.ScalarAsync<Guid>("select cart_id from cart"));
        Assert.Equal("false", await shop.ScalarAsync<string>("select case when state like '%\"imported\":true%' then 'true' else 'false' end from cart"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_cart_that_was_seen_itself_is_not_changed_by_a_file(Engine engine)
    {
        await using var shop = await CoreHarness.StartAsync(engine);
        await shop.SendAsync(Some.Added(shop.Now - 60_000, cart: "live-1"), Some.Typed(shop.Now - 50_000, "ada@shop.test", cart: "live-1"));
        var before = await shop.ScalarAsync<string>("select state from cart");
        await shop.ImportAsync(ImportColumns.Carts, CartHeader + "live-1,,2026-01-11,ada@shop.test,payment,Other,1.00,EUR\nold-1,,2026-01-12 09:59:30,ada@shop.test,payment,Other,1.00,EUR");

        Assert.Equal(2, await shop.ScalarAsync<long>("select count(*) from cart where status <> 'merged'"));
        Assert.Contains("\"quantity\":1", before, StringComparison.Ordinal);
        Assert.Equal(1990, await shop.ScalarAsync<long>("select total from cart where status = 'active' and total = 1990"));
        await shop.RunForAsync(TimeSpan.FromMinutes(10));
        Assert.Equal(1, await shop.ScalarAsync<long>("select count(*) from message"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task An_imported_order_ends_the_reminders_of_the_cart_left_before_it_and_an_older_one_does_not(Engine engine)
    {
        await using var shop = await CoreHarness.StartAsync(engine);
        await shop.SendAsync(Some.Added(shop.Now), Some.Typed(shop.Now + 1000, "ada@shop.test"));
        await shop.RunForAsync(TimeSpan.FromMinutes(5));
        Assert.Equal("queued", await shop.ScalarAsync<string>("select status from message"));

        const string Header = "order_id,created_at,status,email,total\n";
        await shop.ImportAsync(ImportColumns.Orders, Header + "old,2026-01-02 10:00,paid,ada@shop.test,50.00");
        Assert.Equal("queued", await shop.ScalarAsync<string>("select status from message"));
        Assert.Equal("running", await shop.ScalarAsync<string>("select status from enrollment"));

        await shop.ImportAsync(ImportColumns.Orders, Header + "new,2026-01-12T09:03:00Z,paid,ada@shop.test,50.00");
        Assert.Equal("withdrawn", await shop.ScalarAsync<string>("select status from message"));
        await shop.RunForAsync(TimeSpan.FromDays(3));
        Assert.Equal(1, await shop.ScalarAsync<long>("select count(*) from message"));
        Assert.Equal(0, await shop.ScalarAsync<long>("select count(*) from purchase where credit <> 'none'"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task It_stands_in_the_reports_of_its_own_days_in_whatever_order_it_comes(Engine engine)
    {
        string[] carts =
        [
            CartHeader + "c1,2025-03-01 10:00,2025-03-01 10:20,ada@shop.test,payment,Lamp,79.00,EUR\nc2,,2025-03-01 11:00,,,Tea,7.90,EUR",
            CartHeader + "c3,,2025-03-01 12:00,bob@shop.test,contact,Tea,10.00,EUR",
        ];
        const string Order = "order_id,created_at,status,email,total\no1,2025-03-02 09:00,paid,ada@shop.test,79.00";
        var told = new List<string>();
        foreach (var orderFirst in (bool[])[false, true])
        {
            await using var shop = await CoreHarness.StartAsync(engine);
            using var loop = new RollupLoop(new RollupStore(shop.Node.Database), shop.Node.Directory, shop.Product, NullLogger<RollupLoop>.Instance);
            if (orderFirst) await shop.ImportAsync(ImportColumns.Orders, Order);
            foreach (var file in carts)
            {
                await shop.ImportAsync(ImportColumns.Carts, file);
                await loop.RunAsync(force: true); // between the files: the day's count of carts goes on growing
            }
            if (!orderFirst) await shop.ImportAsync(ImportColumns.Orders, Order);
            await loop.RunAsync(force: true);
            var figures = await shop.Node.Database.ReadAsync(async c => (await c.QueryAsync<(string, string, long)>(
                "select day, metric, value from report_day where metric in ('carts_started', 'carts_abandoned', 'abandoned_value', 'orders', 'orders_revenue', 'recovered_orders', 'recovered_revenue') order by day, metric")).Select(f => $"{f.Item1} {f.Item2} {f.Item3}"));
            told.Add(string.Join('\n', figures.Append(await shop.ScalarAsync<string>("select outcome from cart where ordered_at is not null"))));
        }

        Assert.Equal(told[0], told[1]);
        Assert.Equal("""
            2025-03-01 abandoned_value 9690
            2025-03-01 carts_abandoned 3
            2025-03-01 carts_started 3
            2025-03-02 orders 1
            2025-03-02 orders_revenue 7900
            self_returned
            """, told[0]);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_the_shops_platform_tells_of_an_order_wins_over_the_file(Engine engine)
    {
        await using var shop = await CoreHarness.StartAsync(engine);
        await shop.SendAsync(Some.Ordered(shop.Now - 5_000_000, null, "77", 4200, Trust.Platform) with { Personal = new Personal { Email = "ada@shop.test" } });
        Assert.Equal("1 Changed", (await shop.ImportAsync(ImportColumns.Orders, "order_id,created_at,status,email,total\n77,2026-01-12 08:00,paid,ada@shop.test,99.00")).Counts());

        Assert.Equal((1, 4200), (await shop.ScalarAsync<long>("select count(*) from purchase"), await shop.ScalarAsync<long>("select total from purchase")));
    }
}
