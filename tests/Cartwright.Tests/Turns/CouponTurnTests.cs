using Cartwright.Offers;
using Cartwright.Shoppers;
using Cartwright.Tracking;
using Cartwright.Turns;

namespace Cartwright.Tests.Turns;

/// <summary>A shopper's codes as they are kept: who gets one, what orders do to it, and two that want it at once.</summary>
public sealed class CouponTurnTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task A_code_comes_back_as_it_was_made_to_a_server_that_remembers_nobody(Engine engine)
    {
        await using var core = await CoreHarness.StartAsync(engine);
        await core.SendAsync(Some.Added(core.Now));
        var cart = (await core.ShopperAsync("device-1"))!.Carts.Single().Id;

        var made = await IssueAsync(core, "win-back", cart);
        var again = await IssueAsync(core, "win-back");
        var fresh = await core.AddNodeAsync();
        var shopper = (await core.ShopperAsync("device-1"))!;

        Assert.StartsWith("BACK-", made.Code, StringComparison.Ordinal);
        Assert.Equal((made, made), (again, Assert.Single(shopper.Coupons)));
        Assert.Equal((cart, core.Now + 14L * 86_400_000, "c"), (made.CartId!.Value, made.ExpiresAt, shopper.Traits.Has));
        Assert.Equal(shopper.Id, await new CouponStore(fresh.Database).OwnerAsync(core.StoreId, made.Key, default));
        Assert.Equal(CouponReason.OfferPaused, (await AskAsync(fresh, new IssueCouponSignal(core.StoreId, shopper.Id, "none", null))).Refused);
        Assert.Equal(CouponReason.UnknownCart, (await AskAsync(fresh, new IssueCouponSignal(core.StoreId, shopper.Id, "win-back", core.StoreId))).Refused);
        Assert.Equal(["coupon_issued"], await StoriesAsync(core));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Of_two_orders_that_want_a_code_at_once_exactly_one_gets_it(Engine engine)
    {
        await using var core = await CoreHarness.StartAsync(engine);
        var other = engine == Engine.Postgres ? await core.AddNodeAsync() : core.Node;
        for (var n = 0; n < 10; n++)
        {
            var (shopper, code) = await ShopperWithCodeAsync(core, $"d{n}");
            // Both nodes have seen the shopper: each decides on what it remembers, unless it looks.
            await other.Turns.SubmitAsync(new EventSignal(Some.Event(EventKind.ProductViewed, core.Now, $"d{n}") with { StoreId = core.StoreId })).InTime();

            var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(o => Task.Run(() => AskAsync(o % 2 == 0 ? core.Node : other, Signal(core, shopper, code, CouponAction.Reserve, $"o{o}")))));

            var winner = Assert.Single(answers, a => a.Refused is null).Coupon!.HeldBy;
            Assert.Equal(5, answers.Count(a => a.Refused == CouponReason.Reserved && a.Coupon!.HeldBy == winner));
            var used = await Task.WhenAll(Enumerable.Range(0, 6).Select(o => Task.Run(() => AskAsync(o % 2 == 0 ? other : core.Node, Signal(core, shopper, code, CouponAction.Redeem, $"o{o}")))));
            Assert.Equal(winner, Assert.Single(used, a => a.Refused is null).Coupon!.HeldBy);
        }
    }

    [PostgresFact]
    public async Task A_node_that_remembers_how_a_code_was_answers_how_it_is()
    {
        await using var core = await CoreHarness.StartAsync(Engine.Postgres);
        var other = await core.AddNodeAsync();
        var (shopper, code) = await ShopperWithCodeAsync(core, "d1");
        Assert.Null((await AskAsync(other, Signal(core, shopper, code, CouponAction.Validate))).Refused);

        await AskAsync(core.Node, Signal(core, shopper, code, CouponAction.Redeem, "o1"));
        Assert.Equal(CouponReason.Used, (await AskAsync(other, Signal(core, shopper, code, CouponAction.Validate))).Refused);

        await core.SendAsync(Some.Event(EventKind.OrderCancelled, core.Now, "d1", Trust.Server) with { OrderId = "o1" });
        Assert.Null((await AskAsync(other, Signal(core, shopper, code, CouponAction.Validate))).Refused);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Time_is_written_down_by_the_shoppers_timer(Engine engine)
    {
        await using var core = await CoreHarness.StartAsync(engine);
        var (shopper, code) = await ShopperWithCodeAsync(core, "d1");
        await AskAsync(core.Node, Signal(core, shopper, code, CouponAction.Reserve, "o1"));
        Assert.Equal("reserved", await StatusAsync(core));

        await core.RunForAsync(TimeSpan.FromMinutes(31));
        Assert.Equal("live", await StatusAsync(core));

        await core.RunForAsync(TimeSpan.FromDays(15));
        Assert.Equal("expired", await StatusAsync(core));
        Assert.Contains("coupon_expired", await StoriesAsync(core));
    }

    [Theory]
    [InlineData(EventKind.OrderPlaced, Trust.Server, true)]
    [InlineData(EventKind.OrderPaid, Trust.Platform, true)]
    [InlineData(EventKind.OrderPaid, Trust.Browser, false)]
    [InlineData(EventKind.OrderUpdated, Trust.Server, false)]
    public async Task An_order_the_shop_tells_with_a_code_redeems_it_in_its_turn(object kind, object trust, bool redeems)
    {
        await using var core = await CoreHarness.StartAsync(Engine.Sqlite);
        var (_, code) = await ShopperWithCodeAsync(core, "d1");

        await core.SendAsync(Some.Event((EventKind)kind, core.Now, "d1", (Trust)trust) with { OrderId = "o1", Total = 500, Currency = "EUR", Coupon = $"summer, {code.Code.ToLowerInvariant()}" });

        var coupon = Assert.Single((await core.ShopperAsync("d1"))!.Coupons);
        Assert.Equal(redeems ? (CouponStatus.Redeemed, "o1") : (CouponStatus.Live, null), (coupon.Status, coupon.HeldBy));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task An_order_that_comes_to_nothing_gives_its_code_back_and_one_that_is_paid_keeps_it(Engine engine)
    {
        await using var core = await CoreHarness.StartAsync(engine);
        var (_, code) = await ShopperWithCodeAsync(core, "d1");
        Task TellAsync(EventKind kind, string order) => core.SendAsync(Some.Event(kind, core.Now, "d1", Trust.Platform) with
        {
            OrderId = order, Total = 500, Currency = "EUR", Coupon = code.Code, Trouble = kind == EventKind.Trouble ? "payment_declined" : null,
        });

        await TellAsync(EventKind.Trouble, "o0"); // a failed order may be the first that is heard of it
        await TellAsync(EventKind.OrderPlaced, "o0");
        Assert.Equal("live", await StatusAsync(core));

        await TellAsync(EventKind.OrderPlaced, "o1");
        Assert.Equal("redeemed", await StatusAsync(core));
        await TellAsync(EventKind.Trouble, "o1"); // the card was declined
        Assert.Equal("live", await StatusAsync(core));
        await TellAsync(EventKind.OrderPlaced, "o1"); // and is told of once more
        Assert.Equal("live", await StatusAsync(core));

        await TellAsync(EventKind.OrderPlaced, "o2");
        await TellAsync(EventKind.OrderCancelled, "o2");
        Assert.Equal("live", await StatusAsync(core));

        await TellAsync(EventKind.OrderPaid, "o1"); // with another card
        await TellAsync(EventKind.OrderPaid, "o3");
        await TellAsync(EventKind.Trouble, "o1"); // late
        var coupon = Assert.Single((await core.ShopperAsync("d1"))!.Coupons);
        Assert.Equal((CouponStatus.Redeemed, "o1"), (coupon.Status, coupon.HeldBy));
        Assert.Equal(["coupon_issued", "coupon_redeemed", "coupon_redeemed", "coupon_redeemed", "coupon_returned", "coupon_returned"], (await StoriesAsync(core)).Order(StringComparer.Ordinal));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_declined_order_that_the_shop_takes_with_its_money_on_the_way_uses_its_code(Engine engine)
    {
        await using var core = await CoreHarness.StartAsync(engine);
        var (_, code) = await ShopperWithCodeAsync(core, "d1");
        Task TellAsync(EventKind kind, bool isAccepted = false, long before = 0) => core.SendAsync(Some.Event(kind, core.Now - before, "d1", Trust.Platform) with
        {
            OrderId = "o1", Total = 500, Currency = "EUR", Coupon = code.Code, Trouble = kind == EventKind.Trouble ? "payment_declined" : null, IsAccepted = isAccepted,
        });

        await TellAsync(EventKind.OrderPlaced);
        await TellAsync(EventKind.Trouble);
        await TellAsync(EventKind.OrderPlaced);
        Assert.Equal("live", await StatusAsync(core));
        await TellAsync(EventKind.OrderPlaced, isAccepted: true); // by bank transfer instead
        Assert.Equal("redeemed", await StatusAsync(core));
        await TellAsync(EventKind.Trouble, before: 5_000); // what was declined before that comes late
        Assert.Equal("redeemed", await StatusAsync(core));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Of_two_devices_that_are_one_person_one_code_lives_on_and_both_are_found(Engine engine)
    {
        await using var core = await CoreHarness.StartAsync(engine);
        await core.SendAsync(Some.Added(core.Now, "d1"));
        await core.SendAsync(Some.Added(core.Now, "d2", "p2"));
        var shorter = await IssueAsync(core, "first-order", device: "d1");
        var longer = await IssueAsync(core, "win-back", device: "d2");

        foreach (var device in (string[])["d1", "d2"]) await core.SendAsync(Some.Event(EventKind.Identified, core.Now + 1, device) with { UserId = "u1" });

        var shopper = (await core.ShopperAsync("d2"))!;
        Assert.Equal([(shorter.Code, CouponStatus.Revoked, CouponReason.Merged), (longer.Code, CouponStatus.Live, null)], shopper.Coupons.OrderBy(c => c.ExpiresAt).Select(c => (c.Code, c.Status, c.RevokedFor)));
        var store = new CouponStore(core.Node.Database);
        foreach (var coupon in shopper.Coupons) Assert.Equal(shopper.Id, await store.OwnerAsync(core.StoreId, coupon.Key, default));
        foreach (var id in shopper.Traits.Merged.Append(shopper.Id)) Assert.Equal(2, (await store.ListAsync(core.StoreId, id, null, null, 10, default)).Count);
        Assert.Equal(CouponReason.Revoked, (await AskAsync(core.Node, new CouponSignal(core.StoreId, shopper.Traits.Merged.First(), shorter.Key, CouponAction.Redeem, new CouponUse("o1")))).Refused);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Erasing_a_shopper_revokes_and_nothing_personal_stands_on_the_code(Engine engine)
    {
        await using var core = await CoreHarness.StartAsync(engine);
        await core.LeaveCartAsync("d1");
        var made = await IssueAsync(core, "win-back", device: "d1");
        var shopper = (await core.ShopperAsync("d1"))!.Id;

        await core.Node.Turns.SubmitAsync(new EraseSignal(core.StoreId, shopper)).InTime();

        var answer = await AskAsync(core.Node, Signal(core, shopper, made, CouponAction.Validate));
        Assert.Equal((CouponReason.Revoked, CouponReason.Erased), (answer.Refused, answer.Coupon!.RevokedFor));
        Assert.Equal(0, await core.ScalarAsync<long>("select count(*) from coupon where state like '%d1@%'"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Another_persons_address_is_refused_and_the_purchase_that_earned_a_code_is_not_the_next(Engine engine)
    {
        await using var core = await CoreHarness.StartAsync(engine);
        await core.LeaveCartAsync("d1", "c1");
        var shopper = (await core.ShopperAsync("d1"))!;
        var made = await IssueAsync(core, "next-purchase", shopper.Carts.Single().Id, "d1");
        CouponSignal Ask(string? email, string? cart) => new(core.StoreId, shopper.Id, made.Key, CouponAction.Validate, new CouponUse(CartId: cart), email);

        Assert.Null((await AskAsync(core.Node, Ask(CoreHarness.Mail("d1"), "c2"))).Refused);
        Assert.Equal(CouponReason.OtherShopper, (await AskAsync(core.Node, Ask("bob@shop.test", "c2"))).Refused);
        Assert.Equal(CouponReason.NextPurchase, (await AskAsync(core.Node, Ask(CoreHarness.Mail("d1"), "c1"))).Refused);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task An_order_that_came_after_a_code_did_not_earn_it_whatever_cart_it_is_counted_to(Engine engine)
    {
        await using var core = await CoreHarness.StartAsync(engine);
        await core.LeaveCartAsync("d1", "c1");
        StorefrontEvent Order(string id) => Some.Ordered(core.Now, "d1", id, trust: Trust.Server) with { Personal = new Personal { Email = CoreHarness.Mail("d1") } };
        await core.SendAsync(Order("o1"));
        var shopper = (await core.ShopperAsync("d1"))!;
        core.Clock.Advance(TimeSpan.FromHours(1));
        var made = await IssueAsync(core, "next-purchase", shopper.Carts.Single().Id, "d1");
        core.Clock.Advance(TimeSpan.FromHours(1));
        await core.SendAsync(Order("o2"));

        Assert.Equal(CouponReason.NextPurchase, (await AskAsync(core.Node, Signal(core, shopper.Id, made, CouponAction.Validate, "o1"))).Refused);
        Assert.Null((await AskAsync(core.Node, Signal(core, shopper.Id, made, CouponAction.Validate, "o2"))).Refused);
    }

    private static async Task<(Guid Shopper, Coupon Code)> ShopperWithCodeAsync(CoreHarness core, string device)
    {
        await core.SendAsync(Some.Event(EventKind.ProductViewed, core.Now, device));
        return ((await core.ShopperAsync(device))!.Id, await IssueAsync(core, "win-back", device: device));
    }

    private static async Task<Coupon> IssueAsync(CoreHarness core, string offer, Guid? cart = null, string device = "device-1") =>
        (await AskAsync(core.Node, new IssueCouponSignal(core.StoreId, (await core.ShopperAsync(device))!.Id, offer, cart))).Coupon!;

    private static CouponSignal Signal(CoreHarness core, Guid shopper, Coupon code, CouponAction action, string? order = null) => new(core.StoreId, shopper, code.Key, action, new CouponUse(order));

    private static async Task<CouponResult> AskAsync(CoreNode node, Signal signal) => Assert.IsType<CouponResult>(await node.Turns.SubmitAsync(signal).InTime());

    private static Task<string?> StatusAsync(CoreHarness core) => core.ScalarAsync<string>("select status from coupon");

    private static async Task<IReadOnlyList<string>> StoriesAsync(CoreHarness core) =>
        (await core.ScalarAsync<string>(core.Node.Database.Dialect.OneWriter ? "select group_concat(kind) from story where kind like 'coupon%'" : "select string_agg(kind, ',') from story where kind like 'coupon%'"))!.Split(',');
}
