using Cartwright.Messages;
using Cartwright.Turns;

namespace Cartwright.Tests.Turns;

public sealed class ReturnTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task Whoever_came_back_by_a_link_is_on_the_site_also_after_a_late_event(object engine)
    {
        await using var core = await CoreHarness.StartAsync((Engine)engine);
        var start = core.Now;
        await core.LeaveCartAsync("device-1", "c1");
        await core.RunForAsync(TimeSpan.FromMinutes(10));
        var claim = Assert.Single(await core.ClaimAsync());
        Assert.True(await core.Node.BeginSendAsync(claim, CoreHarness.Mail("device-1")));
        await core.Node.EndAsync(claim, MessageStatus.Sent);

        core.Clock.Advance(TimeSpan.FromMinutes(5));
        var returnedAt = core.Now;
        await core.Node.Turns.SubmitAsync(new ReturnSignal(core.StoreId, claim.ShopperId, claim.MessageId, "device-1")).InTime();
        core.Clock.Advance(TimeSpan.FromMinutes(1));
        await core.SendAsync(Some.Added(start + 500, product: "late", cart: "c1"));
        await core.FireTimersAsync();

        var cart = Assert.Single((await core.ShopperAsync("device-1"))!.Carts);
        Assert.Equal((2, returnedAt, null), (cart.Facts.Lines.Count, cart.Facts.LastActivityAt, cart.AbandonedAt));
    }
}
