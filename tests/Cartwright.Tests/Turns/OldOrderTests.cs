using Cartwright.Journeys;
using Cartwright.Tests.Support;
using Cartwright.Tracking;

namespace Cartwright.Tests.Turns;

/// <summary>Platforms tell an order again whenever it is touched: sent, tagged, partly paid back.</summary>
public sealed class OldOrderTests
{
    [Theory, InlineData(EventKind.OrderUpdated, EnrollmentStatus.Running), InlineData(EventKind.OrderRefunded, EnrollmentStatus.Running), InlineData(EventKind.OrderPlaced, EnrollmentStatus.Exited)]
    public async Task Only_news_of_an_order_ends_the_reminders_of_the_cart_filled_since(object told, object status)
    {
        var kind = (EventKind)told;
        await using var core = await CoreHarness.StartAsync(Engine.Sqlite);
        await core.SendAsync(Some.Ordered(core.Now, order: "old", trust: Trust.Platform));
        await core.RunForAsync(TimeSpan.FromHours(1));
        await core.SendAsync(Some.Added(core.Now), Some.Typed(core.Now + 1, "ann@mail.test"));
        await core.RunForAsync(TimeSpan.FromMinutes(10));

        await core.SendAsync(Some.Event(kind, core.Now, trust: Trust.Platform) with { OrderId = kind == EventKind.OrderPlaced ? "new" : "old", Total = 500, Currency = "EUR" });

        Assert.Equal((EnrollmentStatus)status, Assert.Single((await core.ShopperAsync("device-1"))!.Enrollments).Status);
    }
}
