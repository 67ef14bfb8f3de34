using Cartwright.Journeys;
using Cartwright.Tracking;

namespace Cartwright.Tests.Turns;

/// <summary>What was typed and never sent, and single events, go when the merchant's time is over; what they made stays.</summary>
public sealed class RetentionTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task What_was_typed_and_never_sent_is_gone_after_the_merchants_days(object engine)
    {
        await using var core = await CoreHarness.StartAsync((Engine)engine, s => s with { TypedRetentionDays = 3 });
        var start = core.Now;
        await core.SendAsync(Some.Added(start), Some.Typed(start + 1, "ann@mail.test"));
        await core.SendAsync(Some.Added(start, "device-2"), Some.Typed(start + 1, "bob@mail.test", "device-2"), Some.Ordered(start + 2, "device-2", trust: Trust.Server));
        await core.RunForAsync(TimeSpan.FromDays(3) - TimeSpan.FromMinutes(1));
        Assert.Equal("ann@mail.test", (await core.ShopperAsync("device-1"))!.Carts[0].Facts.Details["email"]);

        await core.RunForAsync(TimeSpan.FromMinutes(2));

        var ann = (await core.ShopperAsync("device-1"))!;
        Assert.Empty(ann.Carts[0].Facts.Details);
        Assert.Null(ann.Personal.Email);
        Assert.Equal(0, await core.ScalarAsync<long>("select count(*) from event where shopper_id = @Id and personal is not null", new { ann.Id }));
        Assert.Single(ann.Carts[0].Facts.Lines);
        var bob = (await core.ShopperAsync("device-2"))!;
        Assert.Equal("bob@mail.test", bob.Carts[0].Facts.Details["email"]);
        Assert.Equal("bob@mail.test", bob.Personal.Email);

        // What comes late brings nothing of it back, and the shopper may type again.
        await core.SendAsync(Some.Added(start + 5, product: "p2"));
        Assert.Empty((await core.ShopperAsync("device-1"))!.Carts[0].Facts.Details);
        await core.SendAsync(Some.Typed(core.Now, "ann@mail.test"));
        Assert.Equal("ann@mail.test", (await core.ShopperAsync("device-1"))!.Personal.Email);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task An_address_that_agreed_to_messages_is_kept(object engine)
    {
        await using var core = await CoreHarness.StartAsync((Engine)engine, s => s with { TypedRetentionDays = 3 });
        await core.SendAsync(Some.Added(core.Now), Some.Typed(core.Now + 1, "ann@mail.test") with { Consents = [new ConsentGiven("email", true, "Help me with my cart")] });
        await core.RunForAsync(TimeSpan.FromDays(4));

        var ann = (await core.ShopperAsync("device-1"))!;
        Assert.Equal("ann@mail.test", ann.Personal.Email);
        Assert.Empty(ann.Carts[0].Facts.Details);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Old_events_go_in_small_steps_and_leave_the_carts_they_made(object engine)
    {
        await using var core = await CoreHarness.StartAsync((Engine)engine);
        var old = core.Now;
        await core.SendAsync([.. Enumerable.Range(0, 1203).Select(n => Some.Added(old + n, $"device-{n % 40}"))]);
        await core.RunForAsync(TimeSpan.FromDays(20));
        var made = Some.Added(core.Now, messageId: "new");
        await core.SendAsync(made);

        Assert.Equal(1203, await new EventRetentionStore(core.Node.Database).ForgetAsync(core.StoreId, core.Now - 86_400_000));

        Assert.Equal(1, await core.ScalarAsync<long>("select count(*) from event"));
        Assert.Equal(1, await core.ScalarAsync<long>("select count(*) from event_seen"));
        Assert.Equal(40, await core.ScalarAsync<long>("select count(*) from cart"));
        var before = (await core.ShopperAsync("device-1"))!.Carts.Single().Facts.Lines;
        // Late into a cart whose beginning is gone: it counts as it comes, and nothing of the cart is lost.
        await core.SendAsync(Some.Added(core.Now - 1000, product: "late"));
        Assert.Equal([.. before.Select(l => l.ProductId), "late"], (await core.ShopperAsync("device-1"))!.Carts.Single().Facts.Lines.Select(l => l.ProductId));
    }
}
