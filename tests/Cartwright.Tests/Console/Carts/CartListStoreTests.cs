using Cartwright.Console.Carts;
using Cartwright.Tracking;

namespace Cartwright.Tests.Console.Carts;

public sealed class CartListStoreTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task Carts_are_found_by_state_step_amount_product_id_and_address(Engine engine)
    {
        await using var shop = await CoreHarness.StartAsync(engine);
        var at = shop.Now;
        await shop.SendAsync(
            Some.Added(at, "left", "wool throw", unit: 8900), Some.Typed(at + 1, "left@mail.test", "left"),
            Some.Added(at, "unknown", "50% off mug", unit: 1600), Some.Event(EventKind.StepViewed, at + 1, "unknown") with { Stage = "payment" },
            Some.Added(at, "buyer", "lantern", unit: 5400), Some.Typed(at + 1, "buyer@mail.test", "buyer"), Some.Ordered(at + 2, "buyer", "o1", 5400, Trust.Server));
        await shop.RunForAsync(TimeSpan.FromMinutes(10));
        await shop.SendAsync(Some.Added(shop.Now, "here", "stool", unit: 7900));

        Assert.Equal(["stool", "lantern", "50% off mug", "wool throw"], await NamesAsync(shop, ""), Same);
        Assert.Equal(["wool throw"], await NamesAsync(shop, "recoverable"));
        Assert.Equal(["50% off mug", "wool throw"], await NamesAsync(shop, "abandoned"), Same);
        Assert.Equal(["lantern"], await NamesAsync(shop, "ordered"));
        Assert.Equal(["stool"], await NamesAsync(shop, "active"));
        Assert.Equal(["50% off mug"], await NamesAsync(shop, stage: "payment"));
        Assert.Equal(["stool", "wool throw"], await NamesAsync(shop, min: "60"), Same);
        Assert.Equal(["wool throw"], await NamesAsync(shop, query: "WOOL"));
        Assert.Equal(["50% off mug"], await NamesAsync(shop, query: "50%"));
        Assert.Empty(await NamesAsync(shop, query: "%"  + "zzz"));
        Assert.Empty(await NamesAsync(shop, query: "_ool throw"));
        Assert.Equal(["lantern"], await NamesAsync(shop, query: " Buyer@Mail.test "));
        Assert.Empty(await NamesAsync(shop, query: "nobody@mail.test"));
        Assert.Equal(["stool"], await NamesAsync(shop, query: (await shop.ShopperAsync("here"))!.Carts[0].Id.ToString()));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Both_carts_of_a_person_on_two_devices_are_found_by_the_one_address(Engine engine)
    {
        await using var shop = await CoreHarness.StartAsync(engine);
        await shop.SendAsync(Some.Added(shop.Now, "desk", "tea"), Some.Event(EventKind.Identified, shop.Now + 1, "desk") with { UserId = "u1", Personal = new Personal { Email = "ann@mail.test" } });
        await shop.SendAsync(Some.Added(shop.Now + 2, "phone", "pot"), Some.Event(EventKind.Identified, shop.Now + 3, "phone") with { UserId = "u1", Personal = new Personal { Email = "ann@mail.test" } });

        var list = await ListAsync(shop, CartListFilter.Read(null, null, "ann@mail.test", null, null, "EUR"));

        Assert.Equal(2, list.Rows.Count);
        Assert.All(list.Rows, row => Assert.Equal("ann@mail.test", row.Email));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Pages_follow_each_other_without_a_gap(Engine engine)
    {
        await using var shop = await CoreHarness.StartAsync(engine);
        var count = CartListStore.PageSize + 7;
        await shop.SendAsync([.. Enumerable.Range(0, count).Select(i => Some.Added(shop.Now + i, $"d{i}"))]);

        var first = await ListAsync(shop, CartListFilter.Read(null, null, null, null, null, "EUR"));
        var second = await ListAsync(shop, CartListFilter.Read(null, null, null, null, first.Rows[^1].Id.ToString(), "EUR"));

        Assert.Equal((CartListStore.PageSize, true, 7, false), (first.Rows.Count, first.HasMore, second.Rows.Count, second.HasMore));
        Assert.Equal(count, first.Rows.Concat(second.Rows).Select(r => r.Id).Distinct().Count());
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Another_stores_carts_are_not_listed(Engine engine)
    {
        await using var shop = await CoreHarness.StartAsync(engine);
        await shop.SendAsync(Some.Added(shop.Now));
        var (other, _) = await shop.Node.Stores.CreateAsync("other", "Other", "https://other.test", "EUR", "UTC", "en", journeysLive: true);

        var list = await new CartListStore(shop.Node.Database, shop.Secrets).ListAsync(other.Id, CartListFilter.Read(null, null, null, null, null, "EUR"), "EUR", shop.Now);

        Assert.Empty(list.Rows);
    }

    [Theory]
    [InlineData("?status=abandoned&stage=payment&q=a%26b&min=12.5", "abandoned", "payment", "a&b", "12.50")]
    [InlineData("", "gone", "door", "  ", "-3")]
    [InlineData("?min=1200", null, null, null, "1.2e3")]
    public void A_filter_is_an_address_and_back(string expected, string? status, string? stage, string? query, string? min) =>
        Assert.Equal(expected, CartListFilter.Read(status, stage, query, min, "not an id", "EUR").ToQuery("EUR"));

    private static readonly IEqualityComparer<IEnumerable<string>> Same = EqualityComparer<IEnumerable<string>>.Create((a, b) => a!.Order(StringComparer.Ordinal).SequenceEqual(b!.Order(StringComparer.Ordinal)), _ => 0);

    private static async Task<IEnumerable<string>> NamesAsync(CoreHarness shop, string? status = null, string? stage = null, string? query = null, string? min = null) =>
        (await ListAsync(shop, CartListFilter.Read(status, stage, query, min, null, "EUR"))).Rows.Select(r => r.FirstLine!["Product ".Length..]);

    private static Task<CartList> ListAsync(CoreHarness shop, CartListFilter filter) => new CartListStore(shop.Node.Database, shop.Secrets).ListAsync(shop.StoreId, filter, "EUR", shop.Now);
}
