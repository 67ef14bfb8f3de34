using Cartwright.Messages;
using Cartwright.Products;
using Cartwright.Recovery;
using Cartwright.Tracking;

namespace Cartwright.Tests.Messages;

public sealed class BestsellersTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task What_is_in_most_confirmed_orders_and_can_be_had_is_named_but_not_what_one_has_already(Engine engine)
    {
        await using var core = await CoreHarness.StartAsync(engine);
        Product Of(string id, long? stock = null) => new(id, "", null, id.ToUpperInvariant(), null, "EUR", 1990, null, null, stock);
        await core.Node.Products.SaveAsync(core.StoreId, [Of("lamp"), Of("tea", 0), Of("mug", 3), Of("bell"), Of("once")]);
        var n = 0;
        async Task OrderAsync(Trust trust, params string[] goods)
        {
            var device = $"buyer-{++n}";
            await core.SendAsync([.. goods.Select(g => Some.Added(core.Now, device, g, quantity: g == "once" ? 99 : 1)), Some.Ordered(core.Now + 1, device, $"o{n}", trust: trust)]);
        }
        await OrderAsync(Trust.Server, "lamp", "tea", "once");
        await OrderAsync(Trust.Server, "lamp", "tea", "mug");
        await OrderAsync(Trust.Server, "lamp", "mug");
        await OrderAsync(Trust.Browser, "bell");
        await OrderAsync(Trust.Browser, "bell");
        var bestsellers = new Bestsellers(new BestsellerStore(core.Node.Database), core.Node.Products, core.Product);

        Assert.Equal(["LAMP", "MUG"], (await bestsellers.OfAsync(core.Store, [], CancellationToken.None)).Select(p => p.Product.Name));
        Assert.Equal(["MUG"], (await bestsellers.OfAsync(core.Store, ["lamp"], CancellationToken.None)).Select(p => p.Product.Name));

        await OrderAsync(Trust.Server, "bell");
        await OrderAsync(Trust.Server, "bell");
        Assert.Equal(2, (await bestsellers.OfAsync(core.Store, [], CancellationToken.None)).Count); // remembered
        core.Clock.UtcNow += TimeSpan.FromMinutes(61);
        Assert.Equal(["BELL", "LAMP", "MUG"], (await bestsellers.OfAsync(core.Store, [], CancellationToken.None)).Select(p => p.Product.Name).Order());
        core.Clock.UtcNow += TimeSpan.FromDays(91);
        Assert.Empty(await bestsellers.OfAsync(core.Store, [], CancellationToken.None));
    }

    [Theory]
    [InlineData("order-confirmation", null, true)]
    [InlineData("second-purchase", 5L, true)]
    [InlineData("cart-reminder", null, false)]
    [InlineData("cart-offer", 1L, false)]
    [InlineData("payment-failed", 7L, false)]
    [InlineData("cart-reminder", 0L, true)]
    public void A_mail_about_a_cart_keeps_to_it_but_for_a_line_that_is_sold_out(string template, long? stock, bool may) =>
        Assert.Equal(may, BestsellerPolicy.MayName(template, [new Product("p", "", null, "P", null, "EUR", 1, null, null, stock)]));
}
