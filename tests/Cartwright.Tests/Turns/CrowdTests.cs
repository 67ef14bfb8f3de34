using System.Text.Json;
using Cartwright.Carts;
using Cartwright.Shoppers;
using Cartwright.Tracking;
using Cartwright.Turns;

namespace Cartwright.Tests.Turns;

/// <summary>One address typed in for everybody, a till that never sleeps, somebody who plays with the public key: the work for one event stays small.</summary>
public sealed class CrowdTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task Devices_past_the_hundredth_move_to_the_shopper_of_their_address_and_leave_behind_what_they_did(object engine)
    {
        await using var core = await CoreHarness.StartAsync((Engine)engine);
        for (var d = 0; d < IdentityPolicy.MostJoined + 20; d++)
        {
            var (device, at) = ($"device-{d}", core.Now + d * 10);
            await core.SendAsync(Some.Added(at, device, $"p{d}"));
            await core.SendAsync(Some.Typed(at + 1, "staff@shop.test", device));
        }
        await core.SendAsync(Some.Added(core.Now + 5000, "device-115", "later"));

        var shopper = (await core.ShopperAsync("device-115"))!;
        Assert.Equal((await core.ShopperAsync("device-0"))!.Id, shopper.Id);
        Assert.Equal(IdentityPolicy.MostJoined, shopper.Traits.Merged.Count + 1);
        Assert.Contains(shopper.Carts, c => c.Facts.Lines.Any(l => l.ProductId == "p50"));
        Assert.DoesNotContain(shopper.Carts, c => c.Facts.Lines.Any(l => l.ProductId == "p115"));
        Assert.Contains(shopper.Carts, c => c.Facts.Lines.Any(l => l.ProductId == "later"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Of_more_carts_than_a_person_has_the_oldest_are_given_up_and_the_newest_still_work(object engine)
    {
        await using var core = await CoreHarness.StartAsync((Engine)engine);
        const int Many = CartDecider.MaxCarts + 30;
        await core.SendAsync([.. Enumerable.Range(0, Many).Select(n => Some.Added(core.Now + n, cart: $"c{n}"))]);
        await core.SendAsync(Some.Added(core.Now + Many, product: "p2", cart: $"c{Many - 1}"), Some.Added(core.Now + Many + 1, cart: "c0"), Some.Added(core.Now + 3, product: "late", cart: "c2"));

        var shopper = (await core.ShopperAsync("device-1"))!;
        Assert.Equal(CartDecider.MaxCarts, shopper.Carts.Count);
        Assert.Equal(2, shopper.Carts.Single(c => c.Facts.Refs.Contains($"cart:c{Many - 1}")).Facts.Lines.Count);
        Assert.Equal(Many + 2, await core.ScalarAsync<long>("select count(*) from cart"));
        Assert.Equal(32, await core.ScalarAsync<long>("select count(*) from cart where status = 'lost'"));
        Assert.Equal(32, await core.ScalarAsync<long>("select count(*) from story where kind = 'lost'"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task An_event_that_comes_late_into_a_log_too_long_to_fold_again_counts_as_it_comes(object engine)
    {
        await using var core = await CoreHarness.StartAsync((Engine)engine);
        await core.SendAsync([.. Enumerable.Range(0, EventLog.Most + 1).Select(n => Some.Added(core.Now + n * 10))]);
        await core.SendAsync(Some.Added(core.Now + 5, product: "late"));

        var cart = Assert.Single((await core.ShopperAsync("device-1"))!.Carts);
        Assert.Equal([EventLog.Most + 1, 1], cart.Facts.Lines.Select(l => l.Quantity));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_a_late_event_folds_again_leaves_the_carts_from_before_and_their_ids_as_they_were(object engine)
    {
        await using var core = await CoreHarness.StartAsync((Engine)engine);
        long At(int minute) => core.Now + minute * 60_000L;
        await core.SendAsync(Some.Added(At(0)), Some.Ordered(At(1)));
        await core.SendAsync(Some.Added(At(10), product: "p2"), Some.Added(At(30), product: "p4"));
        var before = (await core.ShopperAsync("device-1"))!.Carts;

        // The log of the first cart is gone; what comes late into the second needs nothing of it.
        await core.Node.Database.WriteAsync(s => s.ExecuteAsync("delete from event where at < @at", new { at = At(10) }));
        await core.SendAsync(Some.Added(At(20), product: "p3"));

        var after = (await core.ShopperAsync("device-1"))!.Carts;
        Assert.Equal(before.Select(c => c.Id), after.Select(c => c.Id));
        Assert.Equal(JsonSerializer.Serialize(before[0]), JsonSerializer.Serialize(after[0]));
        Assert.Equal(["p2", "p3", "p4"], after[1].Facts.Lines.Select(l => l.ProductId));
    }
}
