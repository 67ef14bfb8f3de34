using Cartwright.Tracking;

namespace Cartwright.Tests.TrustRules;

/// <summary>A platform tells of a cart by its token, the page of the shop by the same token: one cart of one shopper, and nobody else's.</summary>
public sealed class CartTokenTests
{
    private const string Token = "8ffbd0ae9c1a4bfe9d1c7a5f3a2e1d00";

    [Theory, OnSqlite, OnPostgres]
    public async Task Page_and_platform_tell_of_one_cart_in_any_order(Engine engine)
    {
        foreach (var order in (int[][])[[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]])
        {
            await using var core = await CoreHarness.StartAsync(engine);
            StorefrontEvent[] events =
            [
                Some.Event(EventKind.CartSnapshot, core.Now, null, Trust.Platform, "p1") with { CartId = Token, Lines = [Some.Line("lamp")], Currency = "EUR" },
                Some.Event(EventKind.ProductAdded, core.Now + 1, "phone", messageId: "b1") with { CartId = Token, Lines = [Some.Line("chair")], Currency = "EUR" },
                Some.Event(EventKind.CheckoutStarted, core.Now + 2, null, Trust.Platform, "p2") with { CartId = Token, CheckoutId = "c" + Token, Lines = [Some.Line("lamp"), Some.Line("chair")], Currency = "EUR", Personal = new Personal { Email = "ada@shop.test" } },
            ];
            foreach (var i in order) await core.SendAsync(events[i]);

            var shopper = (await core.ShopperAsync("phone"))!;
            Assert.Equal(1, await core.ScalarAsync<long>("select count(*) from shopper where merged_into is null"));
            var cart = Assert.Single(shopper.Carts, c => !c.Merged);
            Assert.Equal(["lamp", "chair"], cart.Facts.Lines.Select(l => l.ProductId));
            Assert.Equal("ada@shop.test", shopper.Personal.Email);
        }
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Another_device_that_knows_the_token_gets_a_cart_of_its_own_and_is_nobody_else(Engine engine)
    {
        await using var core = await CoreHarness.StartAsync(engine);
        await core.SendAsync(Some.Added(core.Now, "owner", cart: Token));
        await core.SendAsync(Some.Event(EventKind.CartSnapshot, core.Now + 1, "stranger") with { CartId = Token, Lines = [], Currency = "EUR" }, Some.Added(core.Now + 2, "stranger", "p9", cart: Token));

        var (owner, stranger) = ((await core.ShopperAsync("owner"))!, (await core.ShopperAsync("stranger"))!);
        Assert.NotEqual(owner.Id, stranger.Id);
        Assert.Equal("p1", Assert.Single(Assert.Single(owner.Carts).Facts.Lines).ProductId);
        Assert.Equal("p9", Assert.Single(Assert.Single(stranger.Carts).Facts.Lines).ProductId);
    }
}
