using Cartwright.Journeys;
using Cartwright.Messages;
using Cartwright.Turns;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cartwright.Tests.Turns;

/// <summary>What a wrong setting holds back goes on once it is put right.</summary>
public sealed class AskAgainTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task A_step_that_wrong_quiet_hours_hold_is_asked_again_when_they_are_put_right(Engine engine)
    {
        await using var core = await CoreHarness.StartAsync(engine);
        var loop = LoopOf(core);
        await QuietAsync(core);
        await loop.RunAsync().InTime();
        foreach (var d in (string[])["d1", "d2"]) await core.LeaveCartAsync(d);
        await core.RunForAsync(TimeSpan.FromMinutes(6));
        Assert.Empty((await core.ShopperAsync("d1"))!.Messages);
        Assert.Equal(0, await loop.RunAsync().InTime());

        await core.SaveSettingsAsync(s => s with { QuietFromHour = 0, QuietToHour = 0 });
        Assert.Equal(2, await loop.RunAsync().InTime());
        await core.FireTimersAsync();

        foreach (var d in (string[])["d1", "d2"]) Assert.Equal(MessageStatus.Queued, (await core.MessageAsync(d)).Status);
        Assert.Equal(0, await loop.RunAsync().InTime());
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_message_that_wrong_quiet_hours_or_its_journey_hold_is_asked_again_and_one_that_is_tried_again_is_not(Engine engine)
    {
        foreach (var why in (string[])["quiet", "journey", "refused"])
        {
            await using var core = await CoreHarness.StartAsync(engine, s => s with { QuietFromHour = 0, QuietToHour = 0 });
            var loop = LoopOf(core);
            await loop.RunAsync().InTime();
            await core.LeaveCartAsync("d1");
            await core.RunForAsync(TimeSpan.FromMinutes(5));
            var claim = Assert.Single(await core.ClaimAsync());
            if (why == "quiet") await QuietAsync(core);
            if (why == "journey") await StatusAsync(core, "paused");
            await loop.RunAsync().InTime();
            Assert.Equal(why == "refused", await core.Node.BeginSendAsync(claim, CoreHarness.Mail("d1")));
            if (why == "refused") await core.Node.Turns.SubmitAsync(new OutcomeSignal(core.StoreId, claim.ShopperId, claim.MessageId, claim.Attempt, MessageStatus.Queued, "451 later", core.Now + 3_600_000, false)).InTime();
            Assert.Empty(await core.ClaimAsync());

            if (why == "journey") await StatusAsync(core, "live");
            else await core.SaveSettingsAsync(s => s with { QuietFromHour = 0, QuietToHour = 0, CapMessages = 9 });
            Assert.Equal(why == "refused" ? 0 : 1, await loop.RunAsync().InTime());

            Assert.Equal(why == "refused" ? 0 : 1, (await core.ClaimAsync()).Count);
        }
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_a_process_that_died_did_not_ask_is_asked_by_the_next_one_and_once(Engine engine)
    {
        await using var core = await CoreHarness.StartAsync(engine);
        await QuietAsync(core);
        Assert.Equal(0, await LoopOf(core).RunAsync().InTime());
        await core.LeaveCartAsync("d1");
        await core.RunForAsync(TimeSpan.FromMinutes(6));

        await core.SaveSettingsAsync(s => s with { QuietFromHour = 0, QuietToHour = 0 });
        Assert.Equal(1, await LoopOf(core).RunAsync().InTime());

        await QuietAsync(core);
        await core.FireTimersAsync();
        Assert.Equal(1, await LoopOf(core).RunAsync().InTime());
        Assert.Equal(0, await LoopOf(core).RunAsync().InTime());
    }

    // A night that began an hour ago and lasts for hours, where the shop is.
    private static Task QuietAsync(CoreHarness core)
    {
        var hour = TimeZoneInfo.ConvertTime(core.Clock.UtcNow, core.Store.Zone).Hour;
        return core.SaveSettingsAsync(s => s with { QuietFromHour = (hour + 23) % 24, QuietToHour = (hour + 6) % 24 });
    }

    private static async Task StatusAsync(CoreHarness core, string status)
    {
        foreach (var journey in core.Node.Directory.Find(core.StoreId)!.Journeys.Where(j => j.Definition.Kind == JourneyKind.Recovery)) await core.Node.Stores.SaveJourneyAsync(journey with { Status = status });
        await core.Node.Directory.RefreshAsync();
    }

    private static AskAgainLoop LoopOf(CoreHarness core) => new(new HeldStore(core.Node.Database), core.Node.Directory, core.Node.Turns, core.Product, NullLogger<AskAgainLoop>.Instance);
}
