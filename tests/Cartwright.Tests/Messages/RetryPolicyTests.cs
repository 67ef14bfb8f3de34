using Cartwright.Journeys;
using Cartwright.Messages;
using Cartwright.Turns;

namespace Cartwright.Tests.Messages;

/// <summary>How long it is tried to get a message out, and from when that counts.</summary>
public sealed class RetryPolicyTests
{
    private const long Hour = 3_600_000;

    [Fact]
    public void It_is_tried_for_a_day_from_the_first_attempt()
    {
        Assert.Equal(100 * Hour + 60_000, RetryPolicy.Next(1, null, 100 * Hour));
        Assert.NotNull(RetryPolicy.Next(9, 80 * Hour, 100 * Hour));
        Assert.Null(RetryPolicy.Next(9, 77 * Hour, 100 * Hour));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_waited_a_weekend_for_its_approval_has_its_day_from_the_first_attempt(Engine engine)
    {
        await using var core = await CoreHarness.StartAsync(engine, s => s with { ApproveFirst = 9 });
        await core.LeaveCartAsync("d1");
        await core.RunForAsync(TimeSpan.FromMinutes(5));
        core.Clock.UtcNow += TimeSpan.FromDays(3);
        var shopper = (await core.ShopperAsync("d1"))!;
        await core.Node.Turns.SubmitAsync(new ApprovalSignal(core.StoreId, shopper.Id, shopper.Messages[0].Id, true, "ann@people.test")).InTime();
        await core.Node.Directory.RefreshAsync();
        Assert.Null((await core.MessageAsync("d1")).Decision!.TriedSince);

        var first = core.Now;
        for (var i = 0; i < 2; i++)
        {
            var claim = Assert.Single(await core.ClaimAsync());
            Assert.True(await core.Node.BeginSendAsync(claim, CoreHarness.Mail("d1")));
            await core.Node.Turns.SubmitAsync(new OutcomeSignal(core.StoreId, shopper.Id, claim.MessageId, claim.Attempt, MessageStatus.Queued, "451 later", core.Now + 60_000, false)).InTime();
            core.Clock.UtcNow += TimeSpan.FromHours(1);
        }
        Assert.Equal(first, (await core.MessageAsync("d1")).Decision!.TriedSince);
    }

    [Fact]
    public async Task What_is_put_off_before_the_gate_was_asked_counts_as_tried()
    {
        await using var core = await CoreHarness.StartAsync(Engine.Sqlite);
        await core.LeaveCartAsync("d1");
        await core.RunForAsync(TimeSpan.FromMinutes(5));
        var claim = Assert.Single(await core.ClaimAsync());
        await core.Node.Turns.SubmitAsync(new OutcomeSignal(core.StoreId, claim.ShopperId, claim.MessageId, claim.Attempt, MessageStatus.Queued, "pace", core.Now + 60_000, false)).InTime();

        Assert.Equal(core.Now, (await core.MessageAsync("d1")).Decision!.TriedSince);
    }
}
