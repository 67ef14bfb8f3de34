using Cartwright.Journeys;
using Cartwright.Messages;
using Cartwright.Shoppers;
using Cartwright.Storage;
using Cartwright.Tracking;
using Cartwright.Turns;
using Dapper;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cartwright.Tests.Turns;

/// <summary>The first messages wait for a person: how many, what ends the waiting, and what does not.</summary>
public sealed class ApprovalTurnTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task Messages_wait_until_so_many_were_decided_and_then_leave_by_themselves(Engine engine)
    {
        await using var core = await CoreHarness.StartAsync(engine, s => s with { ApproveFirst = 2 });
        foreach (var d in (string[])["d1", "d2", "d3", "d4"]) await core.LeaveCartAsync(d);
        await core.RunForAsync(TimeSpan.FromMinutes(5));

        foreach (var d in (string[])["d1", "d2", "d3", "d4"])
        {
            var waiting = await core.MessageAsync(d);
            Assert.Equal((MessageStatus.Held, null, Verdict.Hold, "approval"), (waiting.Status, waiting.SkipReason, waiting.Decision!.Verdict, waiting.Decision.Reason));
            Assert.Equal(new GateRule("approval", false, "waits for approval: 0 of the first 2 are decided"), waiting.Decision.Rules[^1]);
        }
        await RoundAsync(core, core.Node);
        Assert.Empty(await core.ClaimAsync());

        Assert.Equal(ApprovalAnswer.Done, await DecideAsync(core, "d1", approve: true));
        Assert.Equal(ApprovalAnswer.Already, await DecideAsync(core, "d1", approve: true));
        await RoundAsync(core, core.Node);
        Assert.Single(await core.ClaimAsync());

        Assert.Equal(ApprovalAnswer.Done, await DecideAsync(core, "d2", approve: false));
        Assert.Equal(ApprovalAnswer.NotWaiting, await DecideAsync(core, "d2", approve: true));
        var refused = await core.MessageAsync("d2");
        Assert.Equal((MessageStatus.Skipped, SkipReason.RefusedByMerchant, "a person refused it"), (refused.Status, refused.SkipReason, refused.Decision!.Rules[^1].Text));
        await RoundAsync(core, core.Node);
        Assert.Equal(2, (await core.ClaimAsync()).Count);

        // Whoever comes later is not held at all.
        await core.LeaveCartAsync("d5");
        await core.RunForAsync(TimeSpan.FromMinutes(5));
        Assert.Equal(MessageStatus.Queued, (await core.MessageAsync("d5")).Status);
        Assert.Equal(["message_approved", "message_refused"], await AuditAsync(core));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task An_order_an_opt_out_and_an_emptied_cart_take_a_waiting_message_back_at_once(Engine engine)
    {
        await using var core = await CoreHarness.StartAsync(engine, s => s with { ApproveFirst = 9 });
        foreach (var d in (string[])["d1", "d2", "d3"]) await core.LeaveCartAsync(d);
        await core.RunForAsync(TimeSpan.FromMinutes(5));

        await core.SendAsync(Some.Ordered(core.Now, "d1"));
        await core.Node.Turns.SubmitAsync(new OptOutSignal(core.StoreId, null, Channels.Email, core.Secrets.Hash(core.StoreId, IdentityPolicy.Email, CoreHarness.Mail("d2")), "", SuppressionReason.Unsubscribed));
        await core.SendAsync(Some.Event(EventKind.CartSnapshot, core.Now, "d3") with { Lines = [] });

        foreach (var (d, reason) in new[] { ("d1", SkipReason.Ordered), ("d2", SuppressionReason.Unsubscribed), ("d3", SkipReason.Emptied) })
        {
            var message = await core.MessageAsync(d);
            Assert.Equal((MessageStatus.Withdrawn, reason), (message.Status, message.SkipReason));
            Assert.Equal(ApprovalAnswer.NotWaiting, await DecideAsync(core, d, approve: true));
        }
        Assert.Empty(await core.ClaimAsync());
        Assert.Equal(0, core.Store.Approved);
        Assert.Empty(await AuditAsync(core));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task The_gate_is_asked_again_after_the_approval(Engine engine)
    {
        await using var core = await CoreHarness.StartAsync(engine, s => s with { ApproveFirst = 1 });
        await core.LeaveCartAsync("d1");
        await core.RunForAsync(TimeSpan.FromMinutes(5));
        await DecideAsync(core, "d1", approve: true);
        var claim = Assert.Single(await core.ClaimAsync());

        await core.SaveSettingsAsync(s => s with { Sending = false });

        Assert.False(await core.Node.BeginSendAsync(claim, CoreHarness.Mail("d1")));
        Assert.Equal(SkipReason.SendingOff, (await core.MessageAsync("d1")).SkipReason);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_waits_longer_than_a_cart_may_age_is_skipped_by_itself(Engine engine)
    {
        await using var core = await CoreHarness.StartAsync(engine, s => s with { ApproveFirst = 3 });
        await core.LeaveCartAsync("d1");
        await core.RunForAsync(TimeSpan.FromDays(6));
        Assert.Equal(MessageStatus.Held, (await core.MessageAsync("d1")).Status);

        await core.RunForAsync(TimeSpan.FromDays(2));

        var message = await core.MessageAsync("d1");
        Assert.Equal((MessageStatus.Skipped, SkipReason.TooOld), (message.Status, message.SkipReason));
        Assert.Equal(ApprovalAnswer.NotWaiting, await DecideAsync(core, "d1", approve: true));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task The_run_waits_behind_its_message_and_its_waits_count_from_the_approval(Engine engine)
    {
        await using var core = await CoreHarness.StartAsync(engine, s => s with { ApproveFirst = 2 });
        foreach (var d in (string[])["d1", "d2"]) await core.LeaveCartAsync(d);
        await core.RunForAsync(TimeSpan.FromHours(30));
        foreach (var d in (string[])["d1", "d2"]) Assert.Single((await core.ShopperAsync(d))!.Messages);

        await DecideAsync(core, "d1", approve: true);
        await DecideAsync(core, "d2", approve: false);
        await core.RunForAsync(TimeSpan.FromHours(1));

        Assert.Single((await core.ShopperAsync("d1"))!.Messages); // a day after the first, which leaves now
        Assert.Equal(2, (await core.ShopperAsync("d2"))!.Messages.Count); // as after any message that was skipped
        await core.RunForAsync(TimeSpan.FromHours(24));
        Assert.Equal(MessageStatus.Queued, (await core.MessageAsync("d1", step: 2)).Status);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_counts_is_the_setting_at_the_last_check(Engine engine)
    {
        await using var core = await CoreHarness.StartAsync(engine);
        await core.LeaveCartAsync("d1");
        await core.RunForAsync(TimeSpan.FromMinutes(5));
        var claim = Assert.Single(await core.ClaimAsync());

        await core.SaveSettingsAsync(s => s with { ApproveFirst = 1 });

        Assert.False(await core.Node.BeginSendAsync(claim, CoreHarness.Mail("d1")));
        Assert.Equal(MessageStatus.Held, (await core.MessageAsync("d1")).Status);
        await DecideAsync(core, "d1", approve: true);
        Assert.True(await core.Node.BeginSendAsync(Assert.Single(await core.ClaimAsync()), CoreHarness.Mail("d1")));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_new_number_counts_anew_the_same_number_goes_on_and_none_lets_everything_go(Engine engine)
    {
        await using var core = await CoreHarness.StartAsync(engine, s => s with { ApproveFirst = 2 });
        foreach (var d in (string[])["d1", "d2"]) await core.LeaveCartAsync(d);
        await core.RunForAsync(TimeSpan.FromMinutes(5));
        await DecideAsync(core, "d1", approve: true);

        await core.SaveSettingsAsync(s => s with { CapMessages = 4 });
        Assert.Equal((1, false), (core.Store.Approved, core.Store.IsApprovalOver));
        await core.SaveSettingsAsync(s => s with { ApproveFirst = 1 });
        Assert.Equal((0, false), (core.Store.Approved, core.Store.IsApprovalOver));
        await core.SaveSettingsAsync(s => s with { ApproveFirst = 0 });
        await RoundAsync(core, core.Node);

        Assert.Equal(MessageStatus.Queued, (await core.MessageAsync("d2")).Status);
    }

    [PostgresFact]
    public async Task Another_node_lets_go_what_this_one_approved_and_died_over()
    {
        await using var core = await CoreHarness.StartAsync(Engine.Postgres, s => s with { ApproveFirst = 1 });
        var other = await core.AddNodeAsync();
        foreach (var d in (string[])["d1", "d2"]) await core.LeaveCartAsync(d);
        await core.RunForAsync(TimeSpan.FromMinutes(5));
        await DecideAsync(core, "d1", approve: true); // and nothing more happens on this node

        Assert.NotEqual(await other.Stores.VersionAsync(), other.Directory.Snapshot.Version); // told by the same commit
        await other.Directory.RefreshAsync();
        await RoundAsync(core, other);

        Assert.Equal(MessageStatus.Queued, (await core.MessageAsync("d2")).Status);
    }

    private static Task RoundAsync(CoreHarness core, CoreNode node) =>
        new ApprovalLoop(new ApprovalStore(node.Database), node.Directory, node.Turns, core.Product, NullLogger<ApprovalLoop>.Instance).RoundAsync().InTime();

    private static async Task<ApprovalAnswer> DecideAsync(CoreHarness core, string device, bool approve)
    {
        var shopper = (await core.ShopperAsync(device))!;
        var answer = await core.Node.Turns.SubmitAsync(new ApprovalSignal(core.StoreId, shopper.Id, shopper.Messages[0].Id, approve, "ann@people.test")).InTime();
        await core.Node.Directory.RefreshAsync();
        return Assert.IsType<ApprovalResult>(answer).Answer;
    }

    private static Task<string[]> AuditAsync(CoreHarness core) => core.Node.Database.ReadAsync(async c =>
        (await c.QueryAsync<string>("select action from audit where who = 'ann@people.test' order by action")).ToArray());
}
