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
}
