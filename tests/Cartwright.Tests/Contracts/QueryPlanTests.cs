using Cartwright.Console.Events;
using Cartwright.Journeys;
using Cartwright.Messages;
using Cartwright.Offers;
using Cartwright.Storage;
using Dapper;

namespace Cartwright.Tests.Contracts;

/// <summary>What is asked many times a second finds its rows by an index on SQLite, whose planner is easily led astray.</summary>
public sealed class QueryPlanTests
{
    public static TheoryData<string> Hot => new(
        DeliveryStore.StoresWithDue,
        DeliveryStore.ClaimDue,
        DeliveryStore.Due,
        ApprovalStore.StoresWithHeld,
        CouponStore.ByKey,
        JourneyMoveStore.Standing,
        $"select c.categories from {Dialect.Sqlite.AliasKeys} product_category c on c.store_id = k.store_id and c.product_id = k.value",
        $"select c.state from {Dialect.Sqlite.ShopperKeys} coupon c on c.store_id = k.store_id and c.shopper_id = k.shopper_id",
        "select shopper_id from short_link where code = @store and expires_at > @now",
        "select store_id, shopper_id, wake_at from timer where wake_at <= @now order by wake_at limit @limit",
        $"select a.shopper_id from {Dialect.Sqlite.AliasKeys} shopper_alias a on a.store_id = k.store_id and a.kind = k.kind and a.value = k.value",
        $"select s.state from {Dialect.Sqlite.ShopperKeys} shopper s on s.store_id = k.store_id and s.shopper_id = k.shopper_id",
        $"select c.state from {Dialect.Sqlite.ShopperKeys} cart c on c.store_id = k.store_id and c.shopper_id = k.shopper_id",
        $"select e.status from {Dialect.Sqlite.ShopperKeys} enrollment e on e.store_id = k.store_id and e.shopper_id = k.shopper_id",
        $"select m.status from {Dialect.Sqlite.ShopperKeys} message m on m.store_id = k.store_id and m.shopper_id = k.shopper_id",
        $"select o.state from {Dialect.Sqlite.ShopperKeys} purchase o on o.store_id = k.store_id and o.shopper_id = k.shopper_id",
        $"select e.body from {EventListStore.ByMessageId} where s.store_id = @store and s.message_id = @store",
        $"select p.external_id from {Dialect.Sqlite.AliasKeys} purchase p on p.store_id = k.store_id and p.external_id = k.value",
        "select at, kind, detail from story where store_id = @store and cart_id = @store order by at, story_id",
        $"select e.message_id from {Dialect.Sqlite.ShopperKeys} event e on e.store_id = k.store_id and e.shopper_id = k.shopper_id and e.at = (select max(x.at) from event x where x.store_id = k.store_id and x.shopper_id = k.shopper_id)");

    [Theory, MemberData(nameof(Hot))]
    public async Task No_table_is_read_from_end_to_end(string sql)
    {
        using var folder = new TempFolder();
        await using var database = Database.Open(Path.Combine(folder.Path, "plan.db"));
        await Migrator.ApplyAsync(database, TimeProvider.System);

        var plan = await database.ReadAsync(async c => (await c.QueryAsync<(long, long, long, string Step)>("explain query plan " + sql,
            new { now = 0L, realNow = 0L, leaseUntil = 0L, store = "", share = 1L, limit = 1L, keys = "[]", key = "", journey = "", after = "", version = 1L })).Select(r => r.Step).ToList());

        Assert.NotEmpty(plan);
        // json_each is the list of keys itself, pending that of the stores. A search by the store alone reads the whole store.
        Assert.DoesNotContain(plan, step => step.StartsWith("SCAN", StringComparison.Ordinal) && !step.Contains("INDEX", StringComparison.Ordinal) && !step.Contains("json_each", StringComparison.Ordinal) && step is not ("SCAN pending" or "SCAN CONSTANT ROW"));
        Assert.DoesNotContain(plan, step => step.Contains("(store_id=?)", StringComparison.Ordinal));
    }
}
