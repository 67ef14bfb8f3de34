using System.Runtime.CompilerServices;
using System.Text.Json;
using Cartwright.Offers;
using Cartwright.Products;
using Cartwright.Storage;
using Cartwright.Tracking;
using Cartwright.Tracking.Segment;
using Cartwright.Turns;

namespace Cartwright.Tests.Contracts;

public sealed class StatementContract
{
    [Theory, OnSqlite, OnPostgres]
    public async Task Every_batched_statement_runs_and_says_which_rows_took_effect(Engine engine)
    {
        await using var core = await CoreHarness.StartAsync(engine);
        foreach (var home in (Type[])[typeof(TurnStore), typeof(ProductStore), typeof(CouponStore), typeof(ReviewStore)]) RuntimeHelpers.RunClassConstructor(home.TypeHandle);
        Assert.True(BatchStatement.All.Count >= 18);

        var rows = 0; // each statement has rows of its own: two may write the same table
        foreach (var statement in BatchStatement.All)
        {
            object?[] Row(int n) => [.. statement.Columns.Select(c => c.Type switch
            {
                ColumnType.Id => (object?)new Guid(n, 1, 2, new byte[8]), ColumnType.Number => 1L, ColumnType.Bytes => new byte[] { 0, 255 }, _ => $"text {n} ☃",
            })];

            Assert.Equal((bool[])[true, true], await core.Node.Database.WriteAsync(s => s.RunAsync(statement, [Row(++rows), Row(++rows)])));
            Assert.Empty(await core.Node.Database.WriteAsync(s => s.RunAsync(statement, [])));
        }
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task The_guard_lets_only_the_next_version_through(Engine engine)
    {
        await using var core = await CoreHarness.StartAsync(engine);
        var id = new Guid(9, 9, 9, new byte[8]);
        Task<bool[]> Write(long version) => core.Node.Database.WriteAsync(s => s.RunAsync(TurnStore.Shopper, [[core.StoreId, id, version, null, 1L, 1L, "{}"]]));

        Assert.Equal((bool[])[true], await Write(1));
        Assert.Equal((bool[])[false], await Write(1));
        Assert.Equal((bool[])[true], await Write(2));
        Assert.Equal((bool[])[false], await Write(4));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_transaction_that_throws_leaves_nothing(Engine engine)
    {
        await using var core = await CoreHarness.StartAsync(engine);

        await Assert.ThrowsAsync<InvalidOperationException>(() => core.Node.Database.WriteAsync(async s =>
        {
            await s.RunAsync(TurnStore.Seen, [[core.StoreId, "m1", 1L]]);
            throw new InvalidOperationException();
        }));

        Assert.Equal(0, await core.ScalarAsync<long>("select count(*) from event_seen"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_newer_schema_is_refused_and_left_alone(Engine engine)
    {
        await using var core = await CoreHarness.StartAsync(engine);
        await core.Node.Database.WriteAsync(s => s.ExecuteAsync("insert into schema_version (version, applied_at) values (999, 0)"));

        await Assert.ThrowsAsync<NewerSchemaException>(() => Migrator.ApplyAsync(core.Node.Database, core.Clock));
        Assert.Equal(999, await Migrator.CurrentAsync(core.Node.Database));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Migrating_again_changes_nothing(Engine engine)
    {
        await using var core = await CoreHarness.StartAsync(engine);

        Assert.Empty(await Migrator.ApplyAsync(core.Node.Database, core.Clock));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Nul_half_characters_and_emoji_break_nothing(Engine engine)
    {
        await using var core = await CoreHarness.StartAsync(engine);
        var name = new string('x', 299) + "💡"; // the limit of 300 falls into the middle of it
        using var document = JsonDocument.Parse($$"""{"type":"track","event":"Product Added","anonymousId":"d2","properties":{"product_id":"p\u0000\ud83d\udca1","name":"{{name}}","variant":"\ud800"} }""");
        var odd = SegmentTranslator.Translate(document.RootElement, null, new Envelope(core.Store, Trust.Browser, core.Now, null, null, false, _ => null, () => "m-odd"));

        await core.SendAsync(Some.Added(core.Now), odd);
        await core.Node.Rejected.AddAsync(core.StoreId, [("why", new string('x', RejectedStore.MaxSample - 1) + "💡 and more\0")]);

        var line = (await core.ShopperAsync("d2"))!.Carts.Single().Facts.Lines.Single();
        Assert.Equal(("p💡", name[..299], null), (line.ProductId, line.Name, line.Variant));
        Assert.Single(await core.Node.Rejected.ListAsync(core.StoreId, null, 10));
    }
}
