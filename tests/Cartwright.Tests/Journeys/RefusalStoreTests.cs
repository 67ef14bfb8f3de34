using Cartwright.Journeys;

namespace Cartwright.Tests.Journeys;

public sealed class RefusalStoreTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task Why_a_journey_was_not_entered_is_read_by_cart(Engine engine)
    {
        await using var shop = await CoreHarness.StartAsync(engine);
        await shop.SendAsync(Some.Added(shop.Now));
        await shop.RunForAsync(TimeSpan.FromMinutes(10));
        var shopper = (await shop.ShopperAsync("device-1"))!;

        var refusal = Assert.Single(await new RefusalStore(shop.Node.Database).OfAsync(shopper, default));

        Assert.Equal((shopper.Carts.Single().Id, SkipReason.NoAddress), (refusal.CartId, refusal.Reason));
        Assert.Contains(shop.Node.Directory.Find(shop.StoreId)!.Journeys, j => j.Definition.Name == refusal.Journey);
    }
}
