using Cartwright.Messages;
using Cartwright.Shoppers;
using Cartwright.Tests.Turns;
using Cartwright.Tracking;
using Cartwright.Turns;

namespace Cartwright.Tests.Contracts;

public sealed class TurnContract
{
    [Theory, OnSqlite, OnPostgres]
    public async Task An_event_sent_twice_counts_once(Engine engine)
    {
        await using var core = await CoreHarness.StartAsync(engine);
        var added = Some.Added(core.Now);

        await core.SendAsync(added, added);
        await core.SendAsync(added);

        Assert.Equal(1, (await core.ShopperAsync("device-1"))!.Carts.Single().Facts.Lines.Single().Quantity);
        Assert.Equal(1, await core.ScalarAsync<long>("select count(*) from event"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_shopper_comes_back_with_everything_and_nothing_personal_in_the_clear(Engine engine)
    {
        await using var core = await CoreHarness.StartAsync(engine);
        await core.SendAsync(Some.Added(core.Now), Some.Typed(core.Now + 1, "ada@shop.test"), Some.Ordered(core.Now + 2, trust: Trust.Server));

        var shopper = (await core.ShopperAsync("device-1"))!;
        Assert.Equal(("ada@shop.test", 1, 1, true), (shopper.Personal.Email, shopper.Carts.Count, shopper.Orders.Count, shopper.Orders[0].Confirmed));
        Assert.Equal("ada@shop.test", shopper.Carts[0].Facts.Details["email"]);
        Assert.Equal(0, await core.ScalarAsync<long>("select (select count(*) from event where body like '%ada@%') + (select count(*) from cart where state like '%ada@%') + (select count(*) from shopper where state like '%ada@%') + (select count(*) from shopper_alias where value like '%ada@%')"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Two_devices_of_one_user_become_one_shopper_with_both_carts(Engine engine)
    {
        await using var core = await CoreHarness.StartAsync(engine);
        await core.SendAsync(Some.Added(core.Now, "d1"));
        await core.SendAsync(Some.Added(core.Now + 1, "d2", "p2"));
        foreach (var device in (string[])["d1", "d2"])
            await core.SendAsync(Some.Event(EventKind.Identified, core.Now + 2, device) with { UserId = "u1" });

        var (one, other) = ((await core.ShopperAsync("d1"))!, (await core.ShopperAsync("d2"))!);
        Assert.Equal(one.Id, other.Id);
        Assert.Equal(["p1", "p2"], one.Carts.SelectMany(c => c.Facts.Lines).Select(l => l.ProductId).Order());
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_shuffled_stream_in_batches_of_any_size_ends_in_the_same_facts(Engine engine)
    {
        await using var core = await CoreHarness.StartAsync(engine);
        core.Clock.UtcNow = DateTimeOffset.FromUnixTimeMilliseconds(EventStreams.Start).AddDays(4);
        var draw = Seeds.Random($"{nameof(A_shuffled_stream_in_batches_of_any_size_ends_in_the_same_facts)}/{engine}");
        for (var stream = 0; stream < 12; stream++)
        {
            // Every event names its shopper: who someone is does not depend on the order here, only what the events say.
            var events = EventStreams.Of(Enumerable.Range(0, 25).Select(_ => draw.Next(1_000_000)))
                .Select(e => e with { UserId = $"user-{stream}", AnonymousId = e.AnonymousId is { } d ? $"{d}-{stream}" : null, MessageId = $"{stream}-{e.MessageId}", OrderId = e.OrderId is { } o ? $"{o}-{stream}" : null })
                .Select(e => e.Personal is null ? e : e with { Personal = new Personal { Fields = e.Personal.Fields } }).ToList();
            var expected = LateEventTests.Run(events.Order(Cartwright.Carts.EventOrder.Instance));
            var shuffled = events.Concat(events.Take(5)).ToArray();
            draw.Shuffle(shuffled);

            for (var at = 0; at < shuffled.Length;)
            {
                var size = draw.Next(1, 8);
                await core.SendAsync([.. shuffled.Skip(at).Take(size)]);
                at += size;
            }

            var stored = (await core.ShopperAsync($"d1-{stream}"))!;
            Assert.Equal(LateEventTests.Carts(expected), LateEventTests.Carts(stored));
            Assert.Equal(LateEventTests.Orders(expected), LateEventTests.Orders(stored));
        }
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_server_that_remembers_nobody_still_knows_which_event_is_late(Engine engine)
    {
        await using var core = await CoreHarness.StartAsync(engine);
        var at = core.Now;
        await core.SendAsync(Some.Added(at));
        // A snapshot replaces the lines, so it matters that it came after what is told late. On SQLite it leaves the shopper's row alone.
        await core.SendAsync(Some.Event(EventKind.CartSnapshot, at + 3000) with { Lines = [Some.Line("p2")], Currency = "EUR" });
        var fresh = await core.AddNodeAsync();

        await fresh.Turns.SubmitAsync(new EventSignal(Some.Added(at + 2000, product: "p3") with { StoreId = core.StoreId })).InTime();

        var shopper = (await core.ShopperAsync("device-1"))!;
        Assert.Equal("p2", Assert.Single(Assert.Single(shopper.Carts).Facts.Lines).ProductId);
        Assert.Equal(at + 3000, shopper.LastSeenAt);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Two_devices_that_turn_out_to_be_one_person_late_end_in_the_facts_of_one_person(Engine engine)
    {
        await using var early = await CoreHarness.StartAsync(engine);
        await using var late = await CoreHarness.StartAsync(engine);
        StorefrontEvent[] events =
        [
            Some.Added(early.Now, "d1", messageId: "a"), Some.Added(early.Now + 10, "d2", "p2", messageId: "b"),
            Some.Event(EventKind.Identified, early.Now + 20, "d1", messageId: "c") with { UserId = "u1" }, Some.Event(EventKind.Identified, early.Now + 30, "d2", messageId: "d") with { UserId = "u1" },
            Some.Event(EventKind.OrderPaid, early.Now + 40, null, Trust.Server, "e") with { UserId = "u1", OrderId = "o1", Total = 500, Currency = "EUR" },
        ];
        foreach (var e in events) await early.SendAsync(e);
        foreach (var e in (int[])[0, 1, 4, 2, 3]) await late.SendAsync(events[e]);

        Assert.Equal(LateEventTests.Carts((await early.ShopperAsync("d2"))!), LateEventTests.Carts((await late.ShopperAsync("d2"))!));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Two_carts_of_one_shopper_at_once_keep_a_cap_of_one(Engine engine)
    {
        await using var core = await CoreHarness.StartAsync(engine, s => s with { CapMessages = 1 });
        var claims = await TwoClaimsOfOneShopperAsync(core);

        var answers = await Task.WhenAll(claims.Select(c => core.Node.BeginSendAsync(c, "ada@shop.test")));

        Assert.Single(answers, go => go);
    }

    [PostgresFact]
    public async Task Two_nodes_that_send_for_one_shopper_at_once_keep_a_cap_of_one()
    {
        for (var time = 0; time < 5; time++)
        {
            await using var core = await CoreHarness.StartAsync(Engine.Postgres, s => s with { CapMessages = 1 });
            var other = await core.AddNodeAsync();
            var claims = await TwoClaimsOfOneShopperAsync(core);
            // The other node has seen the shopper, too: it decides on what it remembers until the guard says no.
            await other.Turns.SubmitAsync(new EventSignal(Some.Event(EventKind.ProductViewed, core.Now - 3_600_000) with { StoreId = core.StoreId, Trust = Trust.Server })).InTime();

            var answers = await Task.WhenAll(core.Node.BeginSendAsync(claims[0], "ada@shop.test"), other.BeginSendAsync(claims[1], "ada@shop.test"));

            Assert.Single(answers, go => go);
        }
    }

    [PostgresFact]
    public async Task Two_nodes_that_race_for_one_shopper_lose_no_event()
    {
        await using var core = await CoreHarness.StartAsync(Engine.Postgres);
        var other = await core.AddNodeAsync();
        await Task.WhenAll(Enumerable.Range(0, 120).Select(n => Task.Run(async () =>
        {
            var node = n % 2 == 0 ? core.Node : other;
            await node.Turns.SubmitAsync([new EventSignal(Some.Added(core.Now + n, quantity: 1, messageId: $"m{n / 2}-{n % 2}") with { StoreId = core.StoreId })]).InTime();
        })));

        Assert.Equal(120, await core.ScalarAsync<long>("select count(*) from event"));
        Assert.Equal(1, await core.ScalarAsync<long>("select count(*) from shopper where merged_into is null"));
        Assert.Equal(120, (await core.ShopperAsync("device-1"))!.Carts.Single().Facts.Lines.Single().Quantity);
    }

    [PostgresFact]
    public async Task An_event_sent_to_two_nodes_at_once_counts_once()
    {
        await using var core = await CoreHarness.StartAsync(Engine.Postgres);
        var other = await core.AddNodeAsync();
        for (var n = 0; n < 40; n++)
        {
            var added = new EventSignal(Some.Added(core.Now + n) with { StoreId = core.StoreId });
            await Task.WhenAll(core.Node.Turns.SubmitAsync([added, added]), other.Turns.SubmitAsync([added])).InTime();
        }

        Assert.Equal(40, (await core.ShopperAsync("device-1"))!.Carts.Single().Facts.Lines.Single().Quantity);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task After_an_order_or_an_opt_out_what_is_claimed_does_not_leave(Engine engine)
    {
        await using var core = await CoreHarness.StartAsync(engine);
        foreach (var d in (string[])["d1", "d2"]) await core.SendAsync(Some.Added(core.Now, d), Some.Typed(core.Now + 1, $"{d}@shop.test", d));
        await core.RunForAsync(TimeSpan.FromMinutes(5));
        var claims = await core.ClaimAsync();
        var first = (await core.ShopperAsync("d1"))!.Id;
        await core.SendAsync(Some.Ordered(core.Now, "d1"));
        await core.Node.Turns.SubmitAsync(new OptOutSignal(core.StoreId, null, Channels.Email, core.Secrets.Hash(core.StoreId, IdentityPolicy.Email, "d2@shop.test"), "", SuppressionReason.Unsubscribed));

        foreach (var claim in claims) Assert.False(await core.Node.BeginSendAsync(claim, claim.ShopperId == first ? "d1@shop.test" : "d2@shop.test"));
        Assert.Equal(2, claims.Count);
        Assert.Equal(2, await core.ScalarAsync<long>("select count(*) from message where status = 'withdrawn'"));
    }

    // Two carts under two ids of the shop: the second enters the journey when the first has run through it.
    private static async Task<List<Claim>> TwoClaimsOfOneShopperAsync(CoreHarness core)
    {
        var journey = core.Node.Directory.Find(core.StoreId)!.Journeys.Single(j => j.Slug == "abandoned-checkout");
        await core.Node.Stores.SaveJourneyAsync(journey with { Definition = journey.Definition with { Steps = [new Cartwright.Journeys.SendStep("email", "cart-reminder")] } });
        await core.Node.Directory.RefreshAsync();
        await core.SendAsync(Some.Added(core.Now, cart: "c1"), Some.Typed(core.Now + 1, "ada@shop.test", cart: "c1"));
        await core.RunForAsync(TimeSpan.FromMinutes(10));
        await core.SendAsync(Some.Added(core.Now, product: "p2", cart: "c2"), Some.Typed(core.Now + 1, "ada@shop.test", cart: "c2"));
        await core.RunForAsync(TimeSpan.FromMinutes(10));
        var claims = await core.ClaimAsync();
        Assert.Equal(2, claims.Count);
        return claims;
    }
}
