using Cartwright.Hosting;
using Cartwright.Journeys;
using Cartwright.Messages;
using Cartwright.Stores;
using Cartwright.Turns;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cartwright.Tests.Turns;

/// <summary>Running ones that are moved to another version of their journey go on where they stood, send nothing twice, and end where their step is gone.</summary>
public sealed class MoveTests
{
    private static readonly SendStep First = new("email", "cart-reminder"), Second = new("email", "cart-reminder-2");

    [Theory, OnSqlite, OnPostgres]
    public async Task They_finish_on_the_old_version_until_they_are_moved_and_go_on_at_the_same_step(Engine engine)
    {
        await using var core = await StartAsync(engine, First, new WaitStep("P1D"), Second);
        for (var d = 0; d < 4; d++) await core.LeaveCartAsync($"d{d}");
        await core.RunForAsync(TimeSpan.FromHours(1));
        // The step they wait for comes later in the new one, behind one they never came to.
        await SaveAsync(core, First, new TagStep("seen"), new WaitStep("PT1H"), Second, new SendStep("email", "cart-offer"));
        var loop = Loop(core, core.Node);
        Assert.Equal(0, await loop.RunAsync(default));
        Assert.Equal((null, 4L), await Moves(core).FindAsync(Journey(core)));

        await Moves(core).BeginAsync(Journey(core), "ada@shop.test");
        Assert.Equal(4, await loop.RunAsync(default));

        var (last, older) = await Moves(core).FindAsync(Journey(core));
        Assert.Equal((0L, 3L, "ada@shop.test", core.Now), (older, last!.Version, last.ByWhom, last.DoneAt));
        var before = (await core.ShopperAsync("d0"))!.Enrollments.Single();
        Assert.Equal((3L, 3), (before.JourneyVersion, before.Position));
        await core.RunForAsync(TimeSpan.FromDays(2));
        var shopper = (await core.ShopperAsync("d0"))!;
        Assert.Equal([("cart-reminder", 2L), ("cart-reminder-2", 3L), ("cart-offer", 3L)], shopper.Messages.OrderBy(m => m.Step).Select(m => (m.Template, m.JourneyVersion)));
        Assert.Equal(before.NextAt, shopper.Messages.Max(m => m.QueuedAt)); // the wait that had begun ended when it would have
        Assert.Empty(shopper.Traits.Tags);
        Assert.Equal("journey_moved|ada@shop.test|journey:abandoned-checkout|running ones to version 3", await core.ScalarAsync<string>("select action || '|' || who || '|' || target || '|' || reason from audit"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_move_that_was_broken_off_is_finished_by_another_node(Engine engine)
    {
        await using var core = await StartAsync(engine, First, new WaitStep("P1D"), Second);
        for (var d = 0; d < JourneyMoveLoop.Page + 20; d += 10) await core.SendAsync([.. Enumerable.Range(d, 10).SelectMany(n => new[] { Some.Added(core.Now, $"d{n}"), Some.Typed(core.Now + 1, CoreHarness.Mail($"d{n}"), $"d{n}") })]);
        await core.RunForAsync(TimeSpan.FromHours(1));
        await SaveAsync(core, First, new WaitStep("P2D"), Second);
        await Moves(core).BeginAsync(Journey(core), "api key");

        Assert.Equal(JourneyMoveLoop.Page, await Loop(core, core.Node).RunAsync(default, pages: 1));

        Assert.Equal((null, 20L), ((await Moves(core).FindAsync(Journey(core))) is var (open, left) ? open!.DoneAt : 0, left));
        var other = engine == Engine.Postgres ? await core.AddNodeAsync() : core.Node;
        Assert.Equal(0, await Loop(core, other).RunAsync(default)); // the first may still be at it
        core.Clock.UtcNow += TimeSpan.FromSeconds(31);
        Assert.Equal(20, await Loop(core, other).RunAsync(default));
        Assert.Equal(0L, (await Moves(core).FindAsync(Journey(core))).Older);
        Assert.Equal(0, await Loop(core, other).RunAsync(default));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_step_that_was_moved_behind_the_runs_place_is_not_done_again(Engine engine)
    {
        await using var core = await StartAsync(engine, First, new WaitStep("P1D"), Second);
        await core.LeaveCartAsync("d0");
        await core.RunForAsync(TimeSpan.FromHours(1));
        await SaveAsync(core, Second, new WaitStep("PT2H"), First);
        await Moves(core).BeginAsync(Journey(core), "api key");
        await Loop(core, core.Node).RunAsync(default);
        await core.RunForAsync(TimeSpan.FromDays(3));

        var shopper = (await core.ShopperAsync("d0"))!;
        Assert.Equal(["cart-reminder", "cart-reminder-2"], shopper.Messages.Select(m => m.Template));
        Assert.Equal((EnrollmentStatus.Done, "completed"), (shopper.Enrollments[0].Status, shopper.Enrollments[0].ExitReason));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Who_stands_before_a_step_that_is_gone_is_done_and_what_was_made_still_leaves(Engine engine)
    {
        await using var core = await StartAsync(engine, First, new WaitStep("P1D"), Second);
        await core.LeaveCartAsync("d0");
        await core.RunForAsync(TimeSpan.FromMinutes(10));
        await SaveAsync(core, First);
        await Moves(core).BeginAsync(Journey(core), "api key");
        await Loop(core, core.Node).RunAsync(default);

        var run = (await core.ShopperAsync("d0"))!.Enrollments.Single();
        Assert.Equal((EnrollmentStatus.Done, SkipReason.StepGone, 2L), (run.Status, run.ExitReason, run.JourneyVersion));
        Assert.True(await core.Node.BeginSendAsync(Assert.Single(await core.ClaimAsync()), CoreHarness.Mail("d0")));
    }

    private static async Task<CoreHarness> StartAsync(Engine engine, params JourneyStep[] steps)
    {
        var core = await CoreHarness.StartAsync(engine);
        await core.Node.Database.WriteAsync(s => s.ExecuteAsync("update journey set status = 'draft'"));
        await SaveAsync(core, steps);
        return core;
    }

    private static async Task SaveAsync(CoreHarness core, params JourneyStep[] steps)
    {
        await core.Node.Stores.SaveJourneyAsync(Journey(core) with { Status = "live", Definition = new JourneyDefinition { Name = "Checkout", Trigger = new JourneyTrigger(TriggerType.CheckoutAbandoned), Steps = steps } });
        await core.Node.Directory.RefreshAsync();
    }

    private static Journey Journey(CoreHarness core) => core.Node.Directory.Find(core.StoreId)!.Journeys.Single(j => j.Slug == "abandoned-checkout");

    private static JourneyMoveStore Moves(CoreHarness core) => new(core.Node.Database, Ids.Unpredictable(core.Product), core.Product);

    private static JourneyMoveLoop Loop(CoreHarness core, CoreNode node) =>
        new(new JourneyMoveStore(node.Database, Ids.Unpredictable(core.Product), core.Product), node.Directory, node.Turns, core.Product, NullLogger<JourneyMoveLoop>.Instance);
}
