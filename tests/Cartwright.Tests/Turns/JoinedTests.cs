using Cartwright.Messages;
using Cartwright.Tracking;
using Cartwright.Turns;

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

    [Theory, OnSqlite, OnPostgres]
    public async Task What_was_sent_to_one_who_is_another_now_is_read_and_listed_and_goes_with_the_person(Engine engine)
    {
        await using var core = await CoreHarness.StartAsync(engine);
        await core.SendAsync(Some.Event(EventKind.Identified, core.Now, "device-2", Trust.Server) with { UserId = "u1" });
        var first = (await core.ShopperAsync("device-2"))!.Id;
        await core.LeaveCartAsync("device-1", "c1");
        await core.RunForAsync(TimeSpan.FromMinutes(10));
        var claim = Assert.Single(await core.ClaimAsync());
        Assert.True(await core.Node.BeginSendAsync(claim, CoreHarness.Mail("device-1")));
        await core.Node.EndAsync(claim, MessageStatus.Sent);

        await core.SendAsync(Some.Event(EventKind.Identified, core.Now, "device-1", Trust.Server) with { UserId = "u1" });

        var one = (await core.ShopperAsync("device-1"))!;
        Assert.Equal((first, one.Id), (one.Id, (await core.ShopperAsync("device-2"))!.Id));
        Assert.NotEqual(one.Id, claim.ShopperId);
        Assert.Equal(("Subject", CoreHarness.Mail("device-1")), (Assert.Single(one.Messages).Content!.Subject, one.Messages[0].Content!.To));
        var listed = await new MessageStore(core.Node.Database, core.Secrets).FindAsync(core.StoreId, claim.MessageId, CancellationToken.None);
        Assert.Equal((one.Id, "Subject"), (listed!.Shopper, listed.Message.Content!.Subject));

        await core.Node.Turns.SubmitAsync(new EraseSignal(core.StoreId, one.Id)).InTime();
        Assert.Equal(0, await core.ScalarAsync<long>("select count(*) from message_content"));
        Assert.Null((await new MessageStore(core.Node.Database, core.Secrets).FindAsync(core.StoreId, claim.MessageId, CancellationToken.None))!.Message.Content);
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

    // Anybody can mistype a number that is another's, and a checkout holds what anybody typed.
    [Fact]
    public async Task Who_typed_a_number_second_or_of_whom_only_a_checkout_tells_it_stays_somebody_else()
    {
        await using var core = await CoreHarness.StartAsync(Engine.Sqlite);
        const string Number = "+4915112345678", Other = "+4915112345679";
        StorefrontEvent Typed(string device, string? email, string phone) => Some.Typed(core.Now, email ?? "", device, "c-" + device) with { Personal = new Personal { Email = email, Phone = phone } };
        foreach (var (device, email, phone) in new[] { ("d1", "ada@shop.test", Number), ("d2", null, Number), ("d3", null, Other) })
            await core.SendAsync(Some.Added(core.Now, device, cart: "c-" + device), Typed(device, email, phone));
        core.Clock.Advance(TimeSpan.FromMinutes(1));

        await core.SendAsync(Some.Ordered(core.Now, null, "o1", trust: Trust.Platform) with { Personal = new Personal { Email = "ada@shop.test", Phone = Number } });
        await core.SendAsync(Some.Event(EventKind.CheckoutStarted, core.Now, null, Trust.Platform) with { CartId = "x", Lines = [Some.Line("p9")], Personal = new Personal { Email = "ada@shop.test", Phone = Other } });

        Assert.Equal(3, new[] { await core.ShopperAsync("d1"), await core.ShopperAsync("d2"), await core.ShopperAsync("d3") }.Select(s => s!.Id).Distinct().Count());
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_family_has_one_number_and_each_of_them_their_own_address(Engine engine)
    {
        await using var core = await CoreHarness.StartAsync(engine);
        StorefrontEvent Ordered(string order, string email) => Some.Ordered(core.Now, null, order, trust: Trust.Platform) with { Personal = new Personal { Email = email, Phone = "+4915112345678" } };
        await core.SendAsync(Some.Added(core.Now, "d1", cart: "c1"), Some.Typed(core.Now, "ada@shop.test", "d1", "c1"));
        await core.SendAsync(Ordered("o1", "ada@shop.test"));
        core.Clock.Advance(TimeSpan.FromMinutes(1));

        await core.SendAsync(Ordered("o2", "bert@shop.test"));

        var ada = (await core.ShopperAsync("d1"))!;
        Assert.Equal(("ada@shop.test", "o1"), (ada.Personal.Email, Assert.Single(ada.Orders).ExternalId));
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
