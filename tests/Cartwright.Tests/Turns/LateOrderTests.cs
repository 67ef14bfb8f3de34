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

    [Theory, OnSqlite, OnPostgres]
    public async Task An_order_is_counted_to_the_cart_it_names_whatever_the_page_called_it_and_one_that_names_none_to_none(object engine)
    {
        await using var core = await CoreHarness.StartAsync((Engine)engine);
        await core.LeaveCartAsync("device-1", "c1");
        await core.SendAsync(Some.Ordered(core.Now + 1000, order: "#1001") with { CartId = "c1" });
        await core.SendAsync(Some.Ordered(core.Now + 2000, order: "5678", trust: Trust.Server) with { CartId = "c1" });
        await core.SendAsync(Some.Ordered(core.Now + 9000, order: "5679", trust: Trust.Server) with { CartId = "c2" });

        var shopper = (await core.ShopperAsync("device-1"))!;
        var cart = Assert.Single(shopper.Carts).Id;
        Assert.Equal([("#1001", cart), ("5678", cart), ("5679", null)], shopper.Orders.OrderBy(o => o.PlacedAt).Select(o => (o.ExternalId, o.CartId)));
    }

    [Theory, InlineData(nameof(EventKind.OrderUpdated)), InlineData(nameof(EventKind.OrderPlaced)), InlineData(nameof(EventKind.OrderRefunded))]
    public async Task Where_an_orders_mails_go_the_shop_knows_whatever_it_tells_of_it_first(string kind)
    {
        await using var core = await CoreHarness.StartAsync(Engine.Sqlite);
        const string cart = "token-of-cart-00000790-0001";
        await core.SendAsync(Some.Added(core.Now, cart: cart), Some.Typed(core.Now + 1000, "adda@shop.test", cart: cart));
        await core.SendAsync(Some.Ordered(core.Now + 5000, null, "o1", trust: Trust.Platform) with { Kind = Enum.Parse<EventKind>(kind), CartId = cart, Personal = new Personal { Email = "ada@shop.test" } });

        Assert.Equal("ada@shop.test", Assert.Single((await core.ShopperAsync("device-1"))!.Carts).Facts.Details["email"]);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task An_order_is_of_the_cart_the_shop_names_also_when_a_page_closed_another_with_it(object engine)
    {
        await using var core = await CoreHarness.StartAsync((Engine)engine);
        var email = new Personal { Email = "a@shop.test" };
        await core.SendAsync(Some.Added(core.Now, cart: "c1") with { AnonymousId = "device-2", Personal = email });
        await core.SendAsync(Some.Added(core.Now + 1000, product: "p2", cart: "c2") with { Personal = email });
        await core.SendAsync(Some.Ordered(core.Now + 5000, order: "o1", trust: Trust.Browser) with { CartId = "c1" });
        await core.SendAsync(Some.Ordered(core.Now + 6000, order: "o1", trust: Trust.Server) with { CartId = "c1" });

        var named = (await core.ShopperAsync("device-1"))!.Carts.Single(c => c.Facts.Lines[0].ProductId == "p1");
        Assert.False(named.Facts.IsOpen);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_is_told_of_an_order_later_closes_no_new_cart_that_the_shop_calls_the_same(object engine)
    {
        await using var core = await CoreHarness.StartAsync((Engine)engine);
        await core.SendAsync(Some.Added(core.Now, cart: "c1"));
        await core.SendAsync(Some.Ordered(core.Now + 1000, order: "o1", trust: Trust.Server) with { Kind = EventKind.OrderPlaced, CartId = "c1" });
        await core.SendAsync(Some.Added(core.Now + 2000, product: "p2", cart: "c1"));
        await core.SendAsync(Some.Ordered(core.Now + 3000, order: "o1", trust: Trust.Server) with { CartId = "c1" });

        var carts = (await core.ShopperAsync("device-1"))!.Carts;
        Assert.False(carts.Single(c => c.Facts.Lines[0].ProductId == "p1").Facts.IsOpen);
        Assert.True(carts.Single(c => c.Facts.Lines[0].ProductId == "p2").Facts.IsOpen);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_cart_that_an_order_closed_for_a_while_stays_the_same_once_the_cart_of_the_order_is_told_late(object engine)
    {
        await using var core = await CoreHarness.StartAsync((Engine)engine);
        var start = core.Now;
        await core.SendAsync(Some.Ordered(start + 5000, order: "o1", trust: Trust.Server) with { CartId = "c1", Personal = new Personal { Email = "a@shop.test" } });
        await core.SendAsync(Some.Added(start + 6000, product: "p2", cart: "c2"));
        var before = Assert.Single((await core.ShopperAsync("device-1"))!.Carts).Id;
        // The shop says again that it is paid: of the carts that are known it can only mean this one.
        await core.SendAsync(Some.Ordered(start + 7000, order: "o1", trust: Trust.Server) with { CartId = "c1" });
        await core.SendAsync(Some.Added(start + 4000, product: "p1", cart: "c1"));

        var carts = (await core.ShopperAsync("device-1"))!.Carts;
        var (ordered, other) = (carts.Single(c => c.Facts.Lines[0].ProductId == "p1"), carts.Single(c => c.Facts.Lines[0].ProductId == "p2"));
        Assert.False(ordered.Facts.IsOpen);
        Assert.Equal((before, true), (other.Id, other.Facts.IsOpen)); // with what was decided about it: nobody is reminded of it a second time
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_is_about_an_order_goes_where_the_shop_says_and_not_where_a_slip_of_the_keyboard_pointed(object engine)
    {
        await using var core = await CoreHarness.StartAsync((Engine)engine);
        var journey = core.Node.Directory.Find(core.StoreId)!.Journeys.Single(j => j.Slug == "order-confirmation");
        await core.Node.Stores.SaveJourneyAsync(journey with { Status = "live" });
        await core.Node.Directory.RefreshAsync();
        await core.SendAsync(Some.Added(core.Now), Some.Typed(core.Now + 1, "slip@shop.test"));
        await core.SendAsync(Some.Ordered(core.Now + 2, trust: Trust.Server) with { Personal = new Personal { Email = "ada@shop.test" } });
        await core.FireTimersAsync();

        var claim = Assert.Single(await core.ClaimAsync());
        Assert.False(await core.Node.BeginSendAsync(claim, "slip@shop.test"));
        claim = Assert.Single(await core.ClaimAsync());
        Assert.True(await core.Node.BeginSendAsync(claim, "ada@shop.test"));
    }
}
