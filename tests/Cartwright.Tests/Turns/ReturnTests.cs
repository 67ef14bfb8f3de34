using Cartwright.Journeys;
using Cartwright.Messages;
using Cartwright.Tracking;
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

    [Theory, OnSqlite, OnPostgres]
    public async Task Whoever_comes_by_the_link_ends_the_run_that_was_for_that_and_no_other(Engine engine)
    {
        await using var core = await CoreHarness.StartAsync(engine);
        var journey = core.Node.Directory.Find(core.StoreId)!.Journeys.Single(j => j.Slug == "abandoned-checkout");
        await core.Node.Stores.SaveJourneyAsync(journey with { Definition = journey.Definition with { Goal = JourneyGoal.Clicked } });
        var beside = journey.Definition with { Kind = JourneyKind.Marketing, Goal = JourneyGoal.Clicked, Steps = [new WaitStep("P1D"), new SendStep("email", "cart-reminder")] };
        await core.Node.Stores.SaveJourneyAsync(new Journey(core.StoreId, new Guid(5, 0, 0, new byte[8]), "beside", "live", 0, beside));
        await core.Node.Directory.RefreshAsync();
        await core.LeaveCartAsync("d1");
        await core.RunForAsync(TimeSpan.FromMinutes(10));
        var claim = Assert.Single(await core.ClaimAsync());
        Assert.True(await core.Node.BeginSendAsync(claim, CoreHarness.Mail("d1")));

        await core.Node.Turns.SubmitAsync(new ReturnSignal(core.StoreId, claim.ShopperId, claim.MessageId, "d1")).InTime();

        var runs = (await core.ShopperAsync("d1"))!.Enrollments;
        Assert.Equal((EnrollmentStatus.Exited, SkipReason.GoalReached), runs.Where(r => r.JourneyId == journey.Id).Select(r => (r.Status, r.ExitReason)).Single());
        Assert.Equal(EnrollmentStatus.Running, runs.Single(r => r.JourneyId != journey.Id).Status);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_device_that_came_by_the_link_of_an_ordered_cart_orders_that_again_and_not_the_other_it_has(Engine engine)
    {
        await using var core = await CoreHarness.StartAsync(engine);
        await core.LeaveCartAsync("d1", "c1");
        await core.RunForAsync(TimeSpan.FromMinutes(10));
        var claim = Assert.Single(await core.ClaimAsync());
        Assert.True(await core.Node.BeginSendAsync(claim, CoreHarness.Mail("d1")));
        await core.Node.EndAsync(claim, MessageStatus.Sent);
        await core.SendAsync(Some.Added(core.Now, "d2", cart: "c2"), Some.Typed(core.Now + 1, CoreHarness.Mail("d1"), "d2", "c2"));
        core.Clock.Advance(TimeSpan.FromMinutes(5));
        await core.SendAsync(Some.Ordered(core.Now, "d1", "o1", trust: Trust.Server) with { CartId = "c1" });
        core.Clock.Advance(TimeSpan.FromMinutes(5));

        var stayed = (await core.ShopperAsync("d1"))!.Carts.Single(c => c.Facts.OrderId == "o1").Facts.LastActivityAt;
        await core.Node.Turns.SubmitAsync(new ReturnSignal(core.StoreId, claim.ShopperId, claim.MessageId, "d2")).InTime();
        core.Clock.Advance(TimeSpan.FromMinutes(5));
        await core.SendAsync(Some.Ordered(core.Now, "d2", "o2") with { CartId = "c1" });

        var carts = (await core.ShopperAsync("d1"))!.Carts;
        Assert.Equal(["c1", "c2"], carts.SelectMany(c => c.Facts.Refs).Where(r => r.StartsWith("cart:", StringComparison.Ordinal)).Select(r => r[5..]).Order(StringComparer.Ordinal));
        Assert.Null(carts.Single(c => c.Facts.Refs.Contains("cart:c2")).Facts.OrderedAt);
        Assert.Equal(stayed, carts.Single(c => c.Facts.Refs.Contains("cart:c1")).Facts.LastActivityAt);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_was_typed_goes_back_to_the_first_device_by_the_link_for_two_days_also_where_only_the_platform_knew_the_cart(Engine engine)
    {
        await using var core = await CoreHarness.StartAsync(engine);
        var email = CoreHarness.Mail("d1");
        await core.SendAsync(Some.Event(EventKind.CheckoutStarted, core.Now, null, Trust.Platform) with
        {
            CartId = "c1", CheckoutId = "k1", Lines = [Some.Line("p1")], Currency = "EUR", Personal = new Personal { Email = email, Fields = new Dictionary<string, string> { ["email"] = email } },
        });
        await core.RunForAsync(TimeSpan.FromMinutes(10));
        var claim = Assert.Single(await core.ClaimAsync());
        Assert.True(await core.Node.BeginSendAsync(claim, email));
        await core.Node.EndAsync(claim, MessageStatus.Sent);
        async Task<bool> IsPersonalAsync(string device) => Assert.IsType<ReturnResult>(await core.Node.Turns.SubmitAsync(new ReturnSignal(core.StoreId, claim.ShopperId, claim.MessageId, device)).InTime()).Personal;

        Assert.Equal((true, false), (await IsPersonalAsync("d9"), await IsPersonalAsync("d8")));
        core.Clock.Advance(TimeSpan.FromHours(47));
        Assert.True(await IsPersonalAsync("d9"));
        core.Clock.Advance(TimeSpan.FromHours(2));
        Assert.False(await IsPersonalAsync("d9"));
    }
}
