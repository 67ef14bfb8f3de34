using Cartwright.Journeys;
using Cartwright.Messages;
using Cartwright.Products;
using Cartwright.Stores;
using Cartwright.Tracking;

namespace Cartwright.Tests.Contracts;

public sealed class StoreContract
{
    [Theory, OnSqlite, OnPostgres]
    public async Task A_store_comes_back_as_it_was_made_with_its_keys_and_journeys(Engine engine)
    {
        await using var core = await CoreHarness.StartAsync(engine, s => s with { Hosts = ["pictures.test"], CapMessages = 2, Faq = [new FaqItem("Ü?", "Ja.")] });
        var directory = core.Node.Directory;

        Assert.Equal(("shop", "EUR", "Europe/Berlin", 2), (core.Store.Slug, core.Store.Currency, core.Store.TimeZone, core.Store.Settings.CapMessages));
        Assert.True(core.Store.Owns("https://pictures.test/a.png"));
        Assert.Equal(core.StoreId, directory.ByKey(core.Keys.WriteKey)!.Value.Store.Store.Id);
        Assert.Equal(StoreKey.Secret, directory.ByKey(core.Keys.SecretKey)!.Value.Kind);
        Assert.Null(directory.ByKey(core.Keys.WriteKey + "0"));
        Assert.Equal("live", directory.Find(core.StoreId)!.Journeys.Single(j => j.Slug == "abandoned-cart").Status);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task No_secret_key_stands_in_the_database(Engine engine)
    {
        await using var core = await CoreHarness.StartAsync(engine);

        Assert.Equal(0, await core.ScalarAsync<long>("select count(*) from store_key where key_hash = @secret or readable = @secret or readable = @webhook", new { secret = core.Keys.SecretKey, webhook = core.Keys.WebhookSecret }));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_slug_is_given_once(Engine engine)
    {
        await using var core = await CoreHarness.StartAsync(engine);

        await Assert.ThrowsAsync<SlugTakenException>(() => core.Node.Stores.CreateAsync("shop", "Other", "https://other.test", "EUR", "UTC", "en", false));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_change_of_a_journey_keeps_the_version_that_shoppers_still_run_through(Engine engine)
    {
        await using var core = await CoreHarness.StartAsync(engine);
        var journey = core.Node.Directory.Find(core.StoreId)!.Journeys.Single(j => j.Slug == "abandoned-cart");
        await core.Node.Stores.SaveJourneyAsync(journey with { Definition = journey.Definition with { Steps = [new SendStep("email", "cart-reminder")] } });
        await core.Node.Directory.RefreshAsync();

        var entry = core.Node.Directory.Find(core.StoreId)!;
        Assert.Equal((2, 1), (entry.Journeys.Single(j => j.Slug == "abandoned-cart").Version, entry.Journeys.Single(j => j.Slug == "abandoned-cart").Definition.Steps.Count));
        Assert.Equal(3, entry.Version(journey.Id, 1)!.Steps.Count);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_product_saved_again_is_the_later_one(Engine engine)
    {
        await using var core = await CoreHarness.StartAsync(engine);
        var lamp = new Product("p1", "", null, "Lamp", null, "EUR", 1990, null, null, 3);
        await core.Node.Products.SaveAsync(core.StoreId, [lamp, lamp with { Variant = "red" }]);
        await core.Node.Products.SaveAsync(core.StoreId, [lamp with { Price = 990 }]);

        var found = await core.Node.Products.FindAsync(core.StoreId, ["p1", "p1", "p2"]);
        Assert.Equal([("", 990), ("red", 1990)], found.Values.OrderBy(p => p.Variant).Select(p => (p.Variant, p.Price)));
        Assert.Equal(2, (await core.Node.Products.ListAsync(core.StoreId, null, null, 10)).Count);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_product_is_what_the_shop_changed_last_whichever_word_comes_last(Engine engine)
    {
        await using var core = await CoreHarness.StartAsync(engine);
        var lamp = new Product("p1", "", null, "Lamp", null, "EUR", 1990, null, null, 3, core.Now - 60_000);
        foreach (var (price, changedAt) in ((long, long?)[])[(1990, core.Now - 60_000), (1000, core.Now - 90_000), (1500, core.Now - 60_000)])
            await core.Node.Products.SaveAsync(core.StoreId, [lamp with { Price = price, ChangedAt = changedAt }, lamp with { Variant = $"v{price}", Price = price, ChangedAt = changedAt }]);
        Assert.Equal((1500, 4), (await PriceAsync(), (await core.Node.Products.ListAsync(core.StoreId, null, null, 10)).Count)); // an old word on another variant is news

        await core.Node.Products.SaveAsync(core.StoreId, [lamp with { Price = 2000, ChangedAt = null }]); // as of now
        await core.Node.Products.SaveAsync(core.StoreId, [lamp with { Price = 1, ChangedAt = core.Now - 1 }]);
        Assert.Equal(2000, await PriceAsync());

        async Task<long> PriceAsync() => (await core.Node.Products.FindAsync(core.StoreId, ["p1"]))[("p1", "")].Price;
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Rejected_events_are_listed_newest_first_without_who_it_was_and_expire(Engine engine)
    {
        await using var core = await CoreHarness.StartAsync(engine);
        await core.Node.Rejected.AddAsync(core.StoreId, [("first", """{"email":"ada@shop.test","phone":"+49 30 1234567"}""")]);
        core.Clock.Advance(TimeSpan.FromSeconds(1));
        await core.Node.Rejected.AddAsync(core.StoreId, [("second", "{}")]);

        var listed = await core.Node.Rejected.ListAsync(core.StoreId, null, 10);
        Assert.Equal(["second", "first"], listed.Select(r => r.Reason));
        Assert.DoesNotContain("ada@", listed[1].Sample, StringComparison.Ordinal);
        Assert.DoesNotContain("1234567", listed[1].Sample, StringComparison.Ordinal);
        Assert.Equal(["first"], (await core.Node.Rejected.ListAsync(core.StoreId, listed[0].Id, 10)).Select(r => r.Reason));

        core.Clock.Advance(TimeSpan.FromDays(RejectedStore.KeepDays));
        Assert.Equal(1, await core.Node.Rejected.ForgetOldAsync());
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_visit_by_a_link_counts_on_its_message_and_finds_its_cart(Engine engine)
    {
        await using var core = await CoreHarness.StartAsync(engine);
        await core.SendAsync(Some.Added(core.Now), Some.Typed(core.Now + 1, "ada@shop.test"));
        await core.RunForAsync(TimeSpan.FromMinutes(5));
        var message = (await core.ShopperAsync("device-1"))!.Messages.Single();

        await core.Node.Links.NoteAsync(core.StoreId, message.Id, "click", machine: false, "Firefox");
        await core.Node.Links.NoteAsync(core.StoreId, message.Id, "click", machine: true, "bot");

        Assert.Equal("p1", (await core.Node.Links.CartAsync(core.StoreId, message.Id, default))!.Facts.Lines.Single().ProductId);
        Assert.Equal(11, await core.ScalarAsync<long>("select clicks * 10 + machine_clicks from message"));
        Assert.Equal(2, await core.ScalarAsync<long>("select count(*) from link_visit"));
        Assert.Null(await core.Node.Links.SuppressedForAsync(core.StoreId, "email", "nobody", default));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Two_that_claim_at_once_never_get_the_same_message(Engine engine)
    {
        await using var core = await CoreHarness.StartAsync(engine);
        foreach (var n in Enumerable.Range(0, 30)) await core.SendAsync(Some.Added(core.Now, $"d{n}"), Some.Typed(core.Now + 1, $"a{n}@shop.test", $"d{n}"));
        await core.RunForAsync(TimeSpan.FromMinutes(5));

        var claims = (await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => core.ClaimAsync(10))))).SelectMany(c => c).ToList();
        Assert.NotEmpty(claims);
        // Those that wanted the same messages at once may have gone away with nothing: what is left is claimed by whoever comes next.
        while (await core.ClaimAsync(10) is { Count: > 0 } rest) claims.AddRange(rest);

        Assert.Equal(30, claims.Count);
        Assert.Equal(30, claims.Select(c => c.MessageId).Distinct().Count());
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_lease_that_ran_out_is_claimed_again_and_only_one_of_the_two_may_send(Engine engine)
    {
        await using var core = await CoreHarness.StartAsync(engine);
        await core.SendAsync(Some.Added(core.Now), Some.Typed(core.Now + 1, "ada@shop.test"));
        await core.RunForAsync(TimeSpan.FromMinutes(5));
        var first = Assert.Single(await core.ClaimAsync());
        core.Clock.Advance(TimeSpan.FromMinutes(3));
        var second = Assert.Single(await core.ClaimAsync());

        Assert.Equal(2, second.Attempt);
        if (engine == Engine.Postgres) Assert.False(await core.Node.BeginSendAsync(first, "ada@shop.test")); // it may be on a node that was cut off
        Assert.True(await core.Node.BeginSendAsync(second, "ada@shop.test"));
        Assert.False(await core.Node.BeginSendAsync(first, "ada@shop.test"));
        core.Clock.Advance(TimeSpan.FromMinutes(3));
        Assert.Empty(await core.ClaimAsync()); // leaving: never claimed again
        var orphan = Assert.Single(await core.Node.Deliveries.OrphansAsync(null));
        Assert.Equal((second.MessageId, "email", "email"), (orphan.MessageId, orphan.Channel, second.Channel)); // by the channel it is known whether it may go again
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_short_link_is_the_same_at_each_attempt_and_a_test_has_its_own(Engine engine)
    {
        await using var core = await CoreHarness.StartAsync(engine);
        var (shopper, message, now) = (core.StoreId, new Guid(1, 1, 1, new byte[8]), core.Clock.GetUtcNow());
        Task<string> Shorten(bool test, int days) => core.Node.Links.ShortenAsync(core.StoreId, shopper, message, now.AddDays(days), test);

        var code = await Shorten(test: false, 30);
        Assert.Equal(code, await Shorten(test: false, 31));
        var trial = await Shorten(test: true, 30);
        Assert.NotEqual(code, trial);
        Assert.True(Cartwright.Links.ShortCode.IsOne(code), code);

        var token = (await core.Node.Links.FindShortAsync(code, now, default))!;
        Assert.Equal((core.StoreId, shopper, message, false, now.AddDays(31).ToUnixTimeMilliseconds()), (token.StoreId, token.ShopperId, token.MessageId, token.IsTest, token.ExpiresAt.ToUnixTimeMilliseconds()));
        Assert.True((await core.Node.Links.FindShortAsync(trial, now, default))!.IsTest);
        Assert.Null(await core.Node.Links.FindShortAsync(code, now.AddDays(31), default));
        core.Clock.Advance(TimeSpan.FromDays(30));
        await core.Node.Links.ForgetShortAsync();
        Assert.Equal(1, await core.ScalarAsync<long>("select count(*) from short_link"));
    }
}
