using Cartwright.Journeys;
using Cartwright.Messages;
using Cartwright.Shoppers;
using Cartwright.Tracking;
using Cartwright.Turns;

namespace Cartwright.Tests.Turns;

/// <summary>What is told of an erased person afterwards: an order's fate, and what comes late from before.</summary>
public sealed class ErasedTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task What_is_told_later_of_an_order_of_an_erased_person_is_the_orders_and_brings_nothing_personal_back(object engine)
    {
        await using var core = await CoreHarness.StartAsync((Engine)engine);
        await core.LeaveCartAsync("device-1", "c1");
        var bought = Some.Ordered(core.Now + 10, "device-1", "o1", trust: Trust.Server) with { Personal = new Personal { Email = CoreHarness.Mail("device-1") } };
        await core.SendAsync(bought);
        await core.Node.Turns.SubmitAsync(new EraseSignal(core.StoreId, (await core.ShopperAsync("device-1"))!.Id)).InTime();

        await core.SendAsync(bought with { MessageId = "told-again" }, bought with { MessageId = "refund", Kind = EventKind.OrderRefunded, At = core.Now + 20, Total = 990 });

        Assert.Equal(1, await core.ScalarAsync<long>("select count(*) from purchase"));
        Assert.Equal(990, await core.ScalarAsync<long>("select refunded from purchase"));
        Assert.Equal(1, await core.ScalarAsync<long>("select count(*) from shopper"));
        Assert.Equal(0, await core.ScalarAsync<long>("select count(*) from shopper_personal"));
        Assert.Equal(0, await core.ScalarAsync<long>("select count(*) from shopper_alias where kind <> 'order'"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_comes_late_from_before_the_erasure_sends_no_message(object engine)
    {
        await using var core = await CoreHarness.StartAsync((Engine)engine);
        await core.LeaveCartAsync("device-1", "c1");
        await core.Node.Turns.SubmitAsync(new EraseSignal(core.StoreId, (await core.ShopperAsync("device-1"))!.Id)).InTime();
        await core.LeaveCartAsync("device-1", "c2");

        await core.RunForAsync(TimeSpan.FromHours(1));

        var message = await core.MessageAsync("device-1");
        Assert.Equal((MessageStatus.Skipped, SkipReason.Erased), (message.Status, message.SkipReason));
        Assert.Equal(SuppressionReason.Erased, await core.ScalarAsync<string>("select reason from suppression"));
        Assert.DoesNotContain("@", await core.ScalarAsync<string>("select hint from suppression"), StringComparison.Ordinal);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task One_who_was_erased_is_on_the_list_as_erased_whatever_stood_there_before(object engine)
    {
        await using var core = await CoreHarness.StartAsync((Engine)engine);
        await core.LeaveCartAsync("device-1", "c1");
        var ada = CoreHarness.Mail("device-1");
        await core.Node.Turns.SubmitAsync(new OptOutSignal(core.StoreId, null, Channels.Email, core.Secrets.Hash(core.StoreId, IdentityPolicy.Email, ada), "•••", SuppressionReason.Unsubscribed)).InTime();
        await core.Node.Turns.SubmitAsync(new EraseSignal(core.StoreId, (await core.ShopperAsync("device-1"))!.Id)).InTime();
        // Another device, which nobody knows as theirs, tells late what was done on it before.
        await core.SendAsync(Some.Added(core.Now - 5000, "device-2", cart: "c2"), Some.Typed(core.Now - 4000, ada, "device-2", "c2"));

        Assert.Equal(SuppressionReason.Erased, await core.ScalarAsync<string>("select reason from suppression"));
        Assert.Contains((await core.ShopperAsync("device-2"))!.Permissions, p => p.SuppressedFor == SuppressionReason.Erased);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Whoever_comes_by_the_link_of_an_erased_person_and_orders_is_heard_and_so_is_what_comes_late(object engine)
    {
        await using var core = await CoreHarness.StartAsync((Engine)engine);
        var (start, cart) = (core.Now, "token-of-cart-00000238-0001");
        await core.LeaveCartAsync("device-1", cart);
        await core.RunForAsync(TimeSpan.FromMinutes(10));
        var claim = Assert.Single(await core.ClaimAsync());
        Assert.True(await core.Node.BeginSendAsync(claim, CoreHarness.Mail("device-1")));
        await core.Node.EndAsync(claim, MessageStatus.Sent);
        await core.Node.Turns.SubmitAsync(new EraseSignal(core.StoreId, claim.ShopperId)).InTime();

        core.Clock.Advance(TimeSpan.FromHours(6));
        await core.Node.Turns.SubmitAsync(new ReturnSignal(core.StoreId, claim.ShopperId, claim.MessageId, "device-1")).InTime();
        await core.SendAsync(Some.Ordered(core.Now + 10, "device-1", "o1") with { CartId = cart, Personal = new Personal { Email = CoreHarness.Mail("device-1") } });
        var late = await core.Node.Turns.SubmitAsync(new EventSignal(Some.Added(start + 500, product: "late", cart: cart) with { StoreId = core.StoreId, ReceivedAt = core.Now })).InTime();

        Assert.Equal(SignalResult.Ok, late);
        Assert.Equal(1, await core.ScalarAsync<long>("select count(*) from purchase"));
    }
}
