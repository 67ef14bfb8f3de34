using Cartwright.Messages;
using Cartwright.Turns;

namespace Cartwright.Tests.Turns;

public sealed class ClaimTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task What_was_put_off_is_not_claimed_before_its_time_also_when_another_is_due(Engine engine)
    {
        await using var core = await CoreHarness.StartAsync(engine);
        await core.LeaveCartAsync("d1");
        await core.LeaveCartAsync("d2");
        await core.RunForAsync(TimeSpan.FromMinutes(10));
        var claims = await core.ClaimAsync();
        Assert.Equal(2, claims.Count);
        foreach (var (claim, minutes) in claims.Zip([0, 30]))
            await core.Node.Turns.SubmitAsync(new OutcomeSignal(claim.StoreId, claim.ShopperId, claim.MessageId, claim.Attempt, MessageStatus.Queued, "450 later", core.Now + minutes * 60_000, false)).InTime();

        Assert.Equal(claims[0].MessageId, Assert.Single(await core.ClaimAsync()).MessageId);
        core.Clock.Advance(TimeSpan.FromMinutes(29));
        Assert.DoesNotContain(claims[1].MessageId, (await core.ClaimAsync()).Select(c => c.MessageId));
        core.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Contains(claims[1].MessageId, (await core.ClaimAsync()).Select(c => c.MessageId));
    }

    [Fact]
    public async Task Claims_are_gone_with_the_only_process_and_of_two_claimants_one_sends()
    {
        await using var core = await CoreHarness.StartAsync(Engine.Sqlite);
        await core.LeaveCartAsync("d1");
        await core.RunForAsync(TimeSpan.FromMinutes(10));
        var before = Assert.Single(await core.ClaimAsync());
        Assert.Empty(await core.ClaimAsync());

        var (again, _) = await new DeliveryStore(core.Node.Database).ClaimAsync(core.Now, core.Now, core.Now + 120_000, 10);

        Assert.Equal(before.MessageId, Assert.Single(again).MessageId);
        Assert.True(await core.Node.BeginSendAsync(again[0], CoreHarness.Mail("d1")));
        Assert.False(await core.Node.BeginSendAsync(before, CoreHarness.Mail("d1")));
    }

    [Fact]
    public async Task A_claim_that_is_given_back_is_free_at_once_and_one_that_broke_off_when_its_lease_is_over()
    {
        await using var core = await CoreHarness.StartAsync(Engine.Sqlite);
        await core.LeaveCartAsync("d1");
        await core.RunForAsync(TimeSpan.FromMinutes(10));

        core.Node.Deliveries.Release(Assert.Single(await core.ClaimAsync()));
        var first = Assert.Single(await core.ClaimAsync());
        core.Clock.Advance(TimeSpan.FromMinutes(3));
        var second = Assert.Single(await core.ClaimAsync());
        core.Node.Deliveries.Release(first); // it is another's now
        Assert.Empty(await core.ClaimAsync());
        Assert.True(await core.Node.BeginSendAsync(second, CoreHarness.Mail("d1")));
        Assert.False(await core.Node.BeginSendAsync(first, CoreHarness.Mail("d1")));
    }
}
