using Cartwright.Journeys;
using Cartwright.Messages;
using Cartwright.Tracking;
using Cartwright.Turns;

namespace Cartwright.Tests.Turns;

/// <summary>The store's limit of messages a day: counted as each begins to leave, on any number of nodes, by the store's own days.</summary>
public sealed class DailyLimitTests
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    [Theory, OnSqlite, OnPostgres]
    public async Task So_many_leave_a_day_whatever_node_sends_them_and_the_others_the_next_day(Engine engine)
    {
        await using var core = await CoreHarness.StartAsync(engine, s => s with { DailyLimit = 4 });
        var other = engine == Engine.Postgres ? await core.AddNodeAsync() : core.Node;
        for (var d = 0; d < 10; d++) await core.LeaveCartAsync($"d{d}");
        await core.RunForAsync(TimeSpan.FromMinutes(5));
        var tomorrow = DayPolicy.Bounds(DayPolicy.DayOf(core.Now, Berlin), Berlin).To;

        Assert.Equal(4, await BeginAllAsync(core, other));

        var waiting = await MessagesAsync(core, MessageStatus.Queued);
        Assert.Equal(6, waiting.Count);
        Assert.All(waiting, m => Assert.Equal((tomorrow, SkipReason.DailyLimit, "the store's limit of 4 messages a day is reached: 4 left today"), (m.DueAt, m.Decision!.Reason, m.Decision.Rules[^1].Text)));
        core.Clock.UtcNow = DateTimeOffset.FromUnixTimeMilliseconds(tomorrow - 1);
        Assert.Empty(await core.ClaimAsync());
        core.Clock.UtcNow = DateTimeOffset.FromUnixTimeMilliseconds(tomorrow);
        Assert.Equal(4, await BeginAllAsync(core, other));
        Assert.Equal(2, (await MessagesAsync(core, MessageStatus.Queued)).Count);
        Assert.Equal(8, await core.ScalarAsync<long>("select sum(sent) from daily_send"));
    }

    [PostgresFact]
    public async Task While_a_node_counts_the_last_one_another_waits_and_then_sends_none()
    {
        await using var core = await CoreHarness.StartAsync(Engine.Postgres, s => s with { DailyLimit = 1 });
        await core.LeaveCartAsync("d1");
        await core.RunForAsync(TimeSpan.FromMinutes(5));
        var claim = Assert.Single(await core.ClaimAsync());
        var today = DayPolicy.DayOf(core.Now, Berlin);
        TaskCompletionSource counted = new(), commit = new();
        var other = core.Node.Database.WriteAsync(async s =>
        {
            await TurnStore.SentOnAsync(s, core.StoreId, today, hold: true);
            await s.RunAsync(TurnStore.DailySends, [[core.StoreId, today, 1L]]);
            counted.SetResult();
            await commit.Task;
            return 0;
        });
        await counted.Task.InTime();

        var begun = core.Node.BeginSendAsync(claim, CoreHarness.Mail("d1"));
        await Eventually.HoldsAsync("it waits", async () => await core.ScalarAsync<long>("select count(*) from pg_locks where not granted") > 0);
        commit.SetResult();

        Assert.False(await begun);
        await other.InTime();
        Assert.Equal(1, await core.ScalarAsync<long>("select sent from daily_send"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_step_that_comes_due_after_the_limit_was_reached_waits_and_says_why(Engine engine)
    {
        await using var core = await CoreHarness.StartAsync(engine, s => s with { DailyLimit = 1 });
        await core.LeaveCartAsync("d1");
        await core.RunForAsync(TimeSpan.FromMinutes(5));
        Assert.Equal(1, await BeginAllAsync(core, core.Node));
        await core.LeaveCartAsync("d2");
        await core.RunForAsync(TimeSpan.FromMinutes(5));

        var shopper = (await core.ShopperAsync("d2"))!;
        Assert.Empty(shopper.Messages);
        Assert.Equal(DayPolicy.Bounds(DayPolicy.DayOf(core.Now, Berlin), Berlin).To, Assert.Single(shopper.Enrollments).NextAt);
        var explained = ExplainPolicy.Of(shopper, core.Node.Directory.Find(core.StoreId)!.Journeys, core.Node.Directory.Find(core.StoreId)!.Version, core.Store, core.Now).Single(x => x.State == "running");
        Assert.Equal("The shopper is in it. The next message waits: the store's limit of 1 message a day is reached: 1 left today.", explained.Text);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_would_be_too_old_tomorrow_is_skipped_and_what_is_about_an_order_leaves_uncounted(Engine engine)
    {
        await using var core = await CoreHarness.StartAsync(engine, s => s with { DailyLimit = 1 });
        await SaveAsync(core, "abandoned-cart", j => j with { MaxAgeHours = 1 });
        await SaveAsync(core, "abandoned-checkout", j => j with { MaxAgeHours = 1 });
        await SaveAsync(core, "order-confirmation", j => j);
        foreach (var d in (string[])["d1", "d2"]) await core.LeaveCartAsync(d);
        await core.LeaveCartAsync("d3");
        await core.SendAsync(Some.Ordered(core.Now, "d3", trust: Trust.Server));
        await core.RunForAsync(TimeSpan.FromMinutes(5));

        Assert.Equal(2, await BeginAllAsync(core, core.Node));

        var skipped = Assert.Single(await MessagesAsync(core, MessageStatus.Skipped));
        Assert.Equal((SkipReason.DailyLimit, "the store's limit of 1 message a day is reached: 1 left today, and tomorrow it would be too old"), (skipped.SkipReason, skipped.Decision!.Rules[^1].Text));
        Assert.Equal("order-confirmation", Assert.Single((await core.ShopperAsync("d3"))!.Messages, m => m.MayHaveLeft).Template);
        Assert.Equal(1, await core.ScalarAsync<long>("select sum(sent) from daily_send"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task One_that_was_refused_in_the_end_gives_its_place_back(Engine engine)
    {
        await using var core = await CoreHarness.StartAsync(engine, s => s with { DailyLimit = 1 });
        foreach (var d in (string[])["d1", "d2"]) await core.LeaveCartAsync(d);
        await core.RunForAsync(TimeSpan.FromMinutes(5));
        var claims = await core.ClaimAsync();
        Assert.True(await core.Node.BeginSendAsync(claims[0], await MailOfAsync(core, claims[0])));
        await core.Node.Turns.SubmitAsync(new OutcomeSignal(core.StoreId, claims[0].ShopperId, claims[0].MessageId, claims[0].Attempt, MessageStatus.Queued, "451 later", core.Now + 60_000, false)).InTime();

        Assert.True(await core.Node.BeginSendAsync(claims[1], await MailOfAsync(core, claims[1])));

        core.Clock.UtcNow += TimeSpan.FromMinutes(2);
        Assert.Equal(0, await BeginAllAsync(core, core.Node));
        Assert.Equal(1, await core.ScalarAsync<long>("select sent from daily_send"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Switched_on_in_the_middle_of_a_day_it_counts_what_left_before(Engine engine)
    {
        await using var core = await CoreHarness.StartAsync(engine);
        foreach (var d in (string[])["d1", "d2", "d3"]) await core.LeaveCartAsync(d);
        await core.RunForAsync(TimeSpan.FromMinutes(5));
        var claims = await core.ClaimAsync();
        foreach (var claim in claims.Take(2)) Assert.True(await core.Node.BeginSendAsync(claim, await MailOfAsync(core, claim)));

        await core.SaveSettingsAsync(s => s with { DailyLimit = 2 });

        Assert.False(await core.Node.BeginSendAsync(claims[2], await MailOfAsync(core, claims[2])));
        await core.SaveSettingsAsync(s => s with { DailyLimit = 0 });
        core.Clock.UtcNow += TimeSpan.FromDays(1);
        Assert.Equal(1, await BeginAllAsync(core, core.Node));
    }

    // Begins every message that is due, half of them on each node, at the same time.
    private static async Task<int> BeginAllAsync(CoreHarness core, CoreNode other)
    {
        var claims = await core.ClaimAsync();
        var addresses = new List<string>();
        foreach (var claim in claims) addresses.Add(await MailOfAsync(core, claim));
        return (await Task.WhenAll(claims.Select((c, i) => Task.Run(() => (i % 2 == 0 ? core.Node : other).BeginSendAsync(c, addresses[i]))))).Count(went => went);
    }

    private static async Task<string> MailOfAsync(CoreHarness core, Claim claim) => (await core.Node.Shoppers.ReadAsync([(core.StoreId, claim.ShopperId)])).Values.Single() is var s ? SendGatePolicy.AddressOf(s, s.Carts[0], "email")! : "";

    private static async Task<List<Message>> MessagesAsync(CoreHarness core, MessageStatus status)
    {
        var found = new List<Message>();
        for (var d = 0; d < 10; d++) found.AddRange((await core.ShopperAsync($"d{d}"))?.Messages.Where(m => m.Status == status) ?? []);
        return found;
    }

    private static async Task SaveAsync(CoreHarness core, string slug, Func<JourneyDefinition, JourneyDefinition> change)
    {
        var journey = core.Node.Directory.Find(core.StoreId)!.Journeys.Single(j => j.Slug == slug);
        await core.Node.Stores.SaveJourneyAsync(journey with { Status = "live", Definition = change(journey.Definition) });
        await core.Node.Directory.RefreshAsync();
    }
}
