using Cartwright.Console.Journeys;
using Cartwright.Messages;
using Cartwright.Recovery;
using Cartwright.Reports;
using Cartwright.Tracking;

namespace Cartwright.Tests.Turns;

/// <summary>Test mode: what went to the store's own address went to no shopper, whatever is counted.</summary>
public sealed class SandboxTurnTests
{
    private const string Merchant = "merchant@shop.test";

    [Theory, OnSqlite, OnPostgres]
    public async Task A_test_counts_to_no_cap_no_credit_and_no_figure_and_is_not_sent_again(Engine engine)
    {
        await using var core = await CoreHarness.StartAsync(engine, s => s with { SandboxTo = Merchant, CapMessages = 1, CapHours = 48 });
        await core.LeaveCartAsync("d1");
        await core.RunForAsync(TimeSpan.FromMinutes(5));
        var claim = Assert.Single(await core.ClaimAsync());
        Assert.True(await core.Node.BeginSendAsync(claim, CoreHarness.Mail("d1"), Merchant));
        await core.Node.EndAsync(claim, MessageStatus.Sent);
        var sent = await core.MessageAsync("d1");
        Assert.Equal((MessageStatus.Sent, true, false), (sent.Status, sent.Sandbox, sent.MayHaveLeft));

        await core.SaveSettingsAsync(s => s with { SandboxTo = null });
        Assert.Empty(await core.ClaimAsync());

        // The cap is one message in two days: the next step is the shopper's first.
        await core.RunForAsync(TimeSpan.FromHours(25));
        var second = Assert.Single(await core.ClaimAsync());
        Assert.True(await core.Node.BeginSendAsync(second, CoreHarness.Mail("d1")));
        await core.Node.EndAsync(second, MessageStatus.Failed);

        await core.SendAsync(Some.Ordered(core.Now, "d1", "o1", 5000, Trust.Server));
        var shopper = (await core.ShopperAsync("d1"))!;
        Assert.Equal(Credit.None, shopper.Orders.Single().Credit);
        Assert.Equal("self_returned", shopper.Carts.Single().Outcome);
        var figures = await new RollupStore(core.Node.Database).ComputeAsync(core.StoreId, "day", core.Now - 7 * 86_400_000L, core.Now + 1, acceptBrowserOrders: false, keepStarted: false);
        Assert.DoesNotContain(figures, f => f.Metric is Metric.MessagesSent or Metric.RecoveredOrders);
        var journeys = await new JourneyFiguresStore(core.Node.Database).LoadAsync(core.StoreId, 0, "EUR");
        Assert.Equal(0, journeys.Values.Single().All.Sent);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_counts_is_the_mode_at_the_last_check(Engine engine)
    {
        await using var core = await CoreHarness.StartAsync(engine);
        await core.LeaveCartAsync("d1");
        await core.RunForAsync(TimeSpan.FromMinutes(5));
        var claim = Assert.Single(await core.ClaimAsync());

        await core.SaveSettingsAsync(s => s with { SandboxTo = Merchant });
        Assert.False(await core.Node.BeginSendAsync(claim, CoreHarness.Mail("d1"))); // made for the shopper
        claim = Assert.Single(await core.ClaimAsync());
        await core.SaveSettingsAsync(s => s with { SandboxTo = null });
        Assert.False(await core.Node.BeginSendAsync(claim, CoreHarness.Mail("d1"), Merchant)); // made for the test address
        claim = Assert.Single(await core.ClaimAsync());
        await core.SaveSettingsAsync(s => s with { SandboxTo = "other@shop.test" });
        Assert.False(await core.Node.BeginSendAsync(claim, CoreHarness.Mail("d1"), Merchant)); // made for another test address
        Assert.True(await core.Node.BeginSendAsync(Assert.Single(await core.ClaimAsync()), CoreHarness.Mail("d1"), "other@shop.test"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_test_that_was_not_taken_is_none_any_more_when_it_leaves_for_the_shopper(Engine engine)
    {
        await using var core = await CoreHarness.StartAsync(engine, s => s with { SandboxTo = Merchant });
        await core.LeaveCartAsync("d1");
        await core.RunForAsync(TimeSpan.FromMinutes(5));
        var claim = Assert.Single(await core.ClaimAsync());
        Assert.True(await core.Node.BeginSendAsync(claim, CoreHarness.Mail("d1"), Merchant));
        await core.Node.Turns.SubmitAsync(new Cartwright.Turns.OutcomeSignal(claim.StoreId, claim.ShopperId, claim.MessageId, claim.Attempt, MessageStatus.Queued, "451 later", core.Now, false)).InTime();

        await core.SaveSettingsAsync(s => s with { SandboxTo = null });
        claim = Assert.Single(await core.ClaimAsync());
        Assert.True(await core.Node.BeginSendAsync(claim, CoreHarness.Mail("d1")));

        Assert.Equal((false, true), ((await core.MessageAsync("d1")).Sandbox, (await core.MessageAsync("d1")).MayHaveLeft));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Nobody_approves_a_test_and_what_waited_before_goes_on_waiting(Engine engine)
    {
        await using var core = await CoreHarness.StartAsync(engine, s => s with { ApproveFirst = 1 });
        await core.LeaveCartAsync("d1");
        await core.RunForAsync(TimeSpan.FromMinutes(5));
        await core.SaveSettingsAsync(s => s with { SandboxTo = Merchant });
        await core.LeaveCartAsync("d2");
        await core.RunForAsync(TimeSpan.FromMinutes(5));

        Assert.Equal(MessageStatus.Held, (await core.MessageAsync("d1")).Status);
        Assert.True(await core.Node.BeginSendAsync(Assert.Single(await core.ClaimAsync()), CoreHarness.Mail("d2"), Merchant));
        Assert.Equal(0, core.Store.Approved);
    }
}
