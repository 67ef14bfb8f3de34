using Cartwright.Tracking;

namespace Cartwright.Tests.Turns;

public sealed class LateOrderTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task An_order_that_came_before_its_cart_is_that_carts_once_it_is_known(object engine)
    {
        await using var core = await CoreHarness.StartAsync((Engine)engine);
        await core.SendAsync(Some.Added(core.Now, cart: "c1"));
        var order = Some.Ordered(core.Now + 5000, order: "o1", trust: Trust.Server) with { CartId = "c2" };
        await core.SendAsync(order);
        await core.SendAsync(Some.Added(core.Now + 4000, product: "p2", cart: "c2"));

        var shopper = (await core.ShopperAsync("device-1"))!;
        var (other, own) = (shopper.Carts.Single(c => c.Facts.Lines[0].ProductId == "p1"), shopper.Carts.Single(c => c.Facts.Lines[0].ProductId == "p2"));
        Assert.True(other.Facts.IsOpen);
        Assert.Equal(own.Id, Assert.Single(shopper.Orders).CartId);
        Assert.Equal(order.At, own.Facts.OrderedAt);
    }
}
