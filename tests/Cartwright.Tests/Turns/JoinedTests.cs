using Cartwright.Tracking;

namespace Cartwright.Tests.Turns;

/// <summary>Two shoppers turn out to be one.</summary>
public sealed class JoinedTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task The_timer_of_one_who_turned_out_to_be_another_fires_once_and_is_gone(object engine)
    {
        await using var core = await CoreHarness.StartAsync((Engine)engine);
        await core.LeaveCartAsync("device-1", "c1");
        await core.SendAsync(Some.Added(core.Now + 10, "device-2", cart: "c2"));
        await core.SendAsync(Some.Typed(core.Now + 20, CoreHarness.Mail("device-1"), "device-2", "c2"));
        Assert.Equal((await core.ShopperAsync("device-1"))!.Id, (await core.ShopperAsync("device-2"))!.Id);

        core.Clock.Advance(TimeSpan.FromHours(1));
        await core.FireTimersAsync();
        Assert.Empty(await core.Node.Timers.DueAsync(core.Now, 10, CancellationToken.None));
        Assert.Equal(1, await core.ScalarAsync<long>("select count(*) from timer"));
    }

    // A number alone was typed; the shop told of the order under the address, and says afterwards whose number it is.
    [Theory, InlineData(Engine.Sqlite, null, true), InlineData(Engine.Sqlite, "eve@shop.test", false)]
    public async Task Whose_number_it_is_the_shop_says_and_a_cart_that_was_ordered_is_no_longer_left(Engine engine, string? typed, bool isOne)
    {
        await using var core = await CoreHarness.StartAsync(engine);
        await core.SendAsync(Some.Added(core.Now, cart: "c1"), Some.Typed(core.Now + 10, typed ?? "", cart: "c1") with { Personal = new Personal { Email = typed, Phone = "+4915112345678" } });
        await core.SendAsync(Some.Ordered(core.Now + 1000, null, "o1", trust: Trust.Server) with { Personal = new Personal { Email = "ada@shop.test" } });
        Assert.NotEqual("ada@shop.test", (await core.ShopperAsync("device-1"))!.Personal.Email);

        await core.SendAsync(Some.Event(EventKind.Identified, core.Now + 2000, null, Trust.Server) with { Personal = new Personal { Email = "ada@shop.test", Phone = "+4915112345678" } });

        var shopper = (await core.ShopperAsync("device-1"))!;
        Assert.Equal((isOne ? "ada@shop.test" : typed, isOne ? 1 : 0), (shopper.Personal.Email, shopper.Orders.Count));
    }

    // The number is one's already when another device types it alone: the shop's next word on it joins the two.
    [Theory, InlineData(Engine.Sqlite, null, null, true), InlineData(Engine.Postgres, null, null, true), InlineData(Engine.Sqlite, "eve@shop.test", null, false), InlineData(Engine.Sqlite, null, "+4915199999999", false)]
    public async Task A_number_that_is_known_already_tells_whose_other_device_it_is_once_the_shop_names_it(Engine engine, string? alsoTyped, string? corrected, bool isOne)
    {
        await using var core = await CoreHarness.StartAsync(engine);
        const string Number = "+4915112345678";
        StorefrontEvent Typed(string device, string? email, string? phone) => Some.Typed(core.Now, email ?? "", device, "c-" + device) with { Personal = new Personal { Email = email, Phone = phone } };
        await core.SendAsync(Some.Added(core.Now, "d1", cart: "c-d1"), Typed("d1", "ada@shop.test", Number));
        core.Clock.Advance(TimeSpan.FromMinutes(1));
        await core.SendAsync(Some.Added(core.Now, "d2", cart: "c-d2"), Typed("d2", alsoTyped, alsoTyped is null ? null : Number));
        await core.SendAsync(Typed("d2", null, Number));
        if (corrected is not null) await core.SendAsync(Typed("d2", null, corrected));
        core.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.NotEqual((await core.ShopperAsync("d1"))!.Id, (await core.ShopperAsync("d2"))!.Id);

        await core.SendAsync(Some.Ordered(core.Now, null, "o1", trust: Trust.Platform) with { Personal = new Personal { Email = "ada@shop.test", Phone = Number } });

        Assert.Equal(isOne, (await core.ShopperAsync("d1"))!.Id == (await core.ShopperAsync("d2"))!.Id);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_was_put_into_the_cart_just_before_counts_once(object engine)
    {
        await using var core = await CoreHarness.StartAsync((Engine)engine);
        await core.SendAsync(Some.Event(EventKind.Identified, core.Now) with { Personal = new Personal { Email = "ada@shop.test" } });

        // A slip of the keyboard looks like somebody else on the device, until it is corrected.
        await core.SendAsync(Some.Added(core.Now + 1000), Some.Typed(core.Now + 2000, "adda@shop.test"), Some.Typed(core.Now + 3000, "ada@shop.test"));

        var cart = Assert.Single((await core.ShopperAsync("device-1"))!.Carts, c => c.Facts.Lines.Count > 0);
        Assert.Equal(1, Assert.Single(cart.Facts.Lines).Quantity);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_cart_of_the_one_is_not_come_back_to_because_the_other_did_something(object engine)
    {
        await using var core = await CoreHarness.StartAsync((Engine)engine);
        await core.LeaveCartAsync("device-1", "c1");
        await core.SendAsync(Some.Added(core.Now + 10, "device-2", cart: "c2"));
        await core.RunForAsync(TimeSpan.FromHours(1));
        var left = (await core.ShopperAsync("device-1"))!.Carts[0].AbandonedAt;

        await core.SendAsync(Some.Typed(core.Now, CoreHarness.Mail("device-1"), "device-2", "c2"));

        var cart = Assert.Single((await core.ShopperAsync("device-1"))!.Carts, c => c.Facts.Refs.Contains("cart:c1"));
        Assert.NotNull(left);
        Assert.Equal(left, cart.AbandonedAt);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_slip_that_comes_after_its_correction_takes_the_device_to_nobody_else(object engine)
    {
        await using var core = await CoreHarness.StartAsync((Engine)engine);
        await core.SendAsync(Some.Event(EventKind.Identified, core.Now) with { Personal = new Personal { Email = "ada@shop.test" } });
        await core.SendAsync(Some.Added(core.Now + 1000, product: "p1"));
        await core.SendAsync(Some.Typed(core.Now + 5000, "ada@shop.test"));

        await core.SendAsync(Some.Typed(core.Now + 4000, "adda@shop.test"));
        await core.SendAsync(Some.Added(core.Now + 2000, product: "p2"));

        Assert.Equal(2, Assert.Single((await core.ShopperAsync("device-1"))!.Carts).Facts.Lines.Count);
    }
}
