using Cartwright.Reports;
using Cartwright.Turns;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cartwright.Tests.Reports;

public sealed class RollupLoopTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task A_day_is_finished_once_no_change_can_have_come_unmarked(Engine engine)
    {
        await using var shop = await CoreHarness.StartAsync(engine);
        using var loop = Loop(shop);
        await shop.SendAsync(Some.Added(shop.Now));

        Assert.Equal(1, await loop.RunAsync());
        Assert.Equal(1, await MarksAsync(shop));
        shop.Clock.Advance(TimeSpan.FromMilliseconds(2 * ReportMarks.Renewal));
        Assert.Equal(1, await loop.RunAsync());

        Assert.Equal(0, await MarksAsync(shop));
        Assert.Equal(0, await loop.RunAsync());
        Assert.Equal(1, await StartedAsync(shop));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_day_that_goes_on_changing_is_computed_meanwhile_but_not_at_every_look(Engine engine)
    {
        await using var shop = await CoreHarness.StartAsync(engine);
        using var loop = Loop(shop);
        var computed = 0;
        for (var i = 0; i < 20; i++)
        {
            await shop.SendAsync(Some.Added(shop.Now, $"device-{i}"));
            computed += await loop.RunAsync();
            shop.Clock.Advance(TimeSpan.FromMilliseconds(500));
        }

        Assert.InRange(computed, 3, 7);
        Assert.InRange(await StartedAsync(shop), 12, 20);
        Assert.Equal(1, await MarksAsync(shop));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_change_during_the_computation_keeps_the_mark(Engine engine)
    {
        await using var shop = await CoreHarness.StartAsync(engine);
        var rollups = new RollupStore(shop.Node.Database);
        await shop.SendAsync(Some.Added(shop.Now, "first"));
        var dirty = Assert.Single(await rollups.DirtyAsync(10));
        var (from, to) = DayPolicy.Bounds(dirty.Day, shop.Store.Zone);
        var figures = await rollups.ComputeAsync(shop.StoreId, dirty.Day, from, to, false, false);

        shop.Clock.Advance(TimeSpan.FromSeconds(5));
        await shop.SendAsync(Some.Added(shop.Now, "second"));
        await rollups.SaveAsync(dirty, figures, done: true);

        Assert.Equal(1, await MarksAsync(shop));
        using var loop = Loop(shop);
        await loop.RunAsync();
        Assert.Equal(2, await StartedAsync(shop));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_slower_node_does_not_overwrite_a_finished_day(Engine engine)
    {
        await using var shop = await CoreHarness.StartAsync(engine);
        var rollups = new RollupStore(shop.Node.Database);
        await shop.SendAsync(Some.Added(shop.Now));
        var dirty = Assert.Single(await rollups.DirtyAsync(10));
        shop.Clock.Advance(TimeSpan.FromSeconds(3));
        using var loop = Loop(shop);
        await loop.RunAsync();

        Assert.False(await rollups.SaveAsync(dirty, [], done: true));
        Assert.Equal(1, await StartedAsync(shop));
    }

    [Fact]
    public async Task One_day_that_cannot_be_computed_does_not_hold_up_the_others()
    {
        await using var shop = await CoreHarness.StartAsync(Engine.Sqlite);
        await shop.SendAsync(Some.Added(shop.Now));
        await shop.Node.Database.WriteAsync(s => s.ExecuteAsync("insert into report_dirty (store_id, day, marked_at) values (@StoreId, 'no day', 0)", new { shop.StoreId }));
        shop.Clock.Advance(TimeSpan.FromSeconds(3));
        using var loop = Loop(shop);

        Assert.Equal(1, await loop.RunAsync());
        Assert.Equal(0, await loop.RunAsync());
        Assert.Equal(1, await StartedAsync(shop));
    }

    private static RollupLoop Loop(CoreHarness shop) => new(new RollupStore(shop.Node.Database), shop.Node.Directory, shop.Product, NullLogger<RollupLoop>.Instance);

    private static Task<long> MarksAsync(CoreHarness shop) => shop.ScalarAsync<long>("select count(*) from report_dirty");

    private static Task<long> StartedAsync(CoreHarness shop) => shop.ScalarAsync<long>("select coalesce(sum(value), 0) from report_day where metric = 'carts_started'");
}
