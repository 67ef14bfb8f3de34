using System.Net;
using Cartwright.Hosting;
using Cartwright.Journeys;
using Cartwright.Messages;
using Cartwright.Stores;
using Cartwright.Tracking;
using Cartwright.Tracking.Webhooks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cartwright.Tests.Tracking.Webhooks;

/// <summary>A platform that no longer tells of its orders holds the reminders; when it speaks again, those still due leave and those whose order came do not.</summary>
public sealed class OrderFeedTests
{
    private const long Hour = 3_600_000, Minute = 60_000;

    [Theory]
    [InlineData(7 * Hour, 20, 0, null, true)] // six hours and a busy shop
    [InlineData(7 * Hour, 19, 0, null, false)] // a quiet shop
    [InlineData(5 * Hour, 500, 0, null, false)] // not for so long
    [InlineData(20 * Minute, 0, 2, 16 * Minute, true)] // two orders that only browsers told of
    [InlineData(20 * Minute, 0, 2, 14 * Minute, false)] // they may still come
    [InlineData(20 * Minute, 0, 1, 19 * Minute, false)] // one may be a joke: the key is public
    public void Silence_is_a_matter_of_what_the_shop_did_meanwhile(long since, long carts, long orders, long? oldest, bool silent)
    {
        var now = 1_800_000_000_000;
        Assert.Equal(silent, OrderFeedPolicy.IsSilent(new OrderFeed(Guid.Empty, "shopify", now - since, null, carts, orders, now - oldest), now));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Reminders_wait_while_the_platform_is_silent_and_leave_or_not_when_it_speaks_again(Engine engine)
    {
        await using var core = await CoreHarness.StartAsync(engine);
        var feeds = new OrderFeedStore(core.Node.Database, core.Product);
        var loop = new OrderFeedLoop(feeds, core.Node.Directory, new AuditStore(core.Node.Database, Ids.Unpredictable(core.Product), core.Product), core.Product, NullLogger<OrderFeedLoop>.Instance);
        await feeds.HeardAsync(core.Store, "shopify");
        core.Clock.UtcNow += TimeSpan.FromHours(7);
        foreach (var i in Enumerable.Range(0, 20)) await core.SendAsync(Some.Added(core.Now, $"other{i}"));
        foreach (var who in (string[])["waits", "bought"]) await core.SendAsync(Some.Added(core.Now, who), Some.Typed(core.Now + 1, who + "@shop.test", who));
        await core.RunForAsync(TimeSpan.FromMinutes(5));

        await loop.CheckAsync(CancellationToken.None);
        Assert.NotNull(core.Store.OrderFeedSilentSince);
        foreach (var claim in await core.ClaimAsync()) Assert.False(await core.Node.BeginSendAsync(claim, await AddressAsync(core, claim)));
        var held = Assert.Single((await core.ShopperAsync("waits"))!.Messages);
        Assert.Equal((MessageStatus.Queued, SkipReason.FeedSilent), (held.Status, held.Decision!.Reason));

        // The order that nobody told of comes with the return of the platform.
        await core.SendAsync(Some.Event(EventKind.OrderPaid, core.Now, "bought", Trust.Platform) with { OrderId = "o1", Total = 1990, Currency = "EUR" });
        Assert.True(await feeds.HeardAsync(core.Store, "shopify"));
        await core.Node.Directory.RefreshAsync();
        Assert.Null(core.Store.OrderFeedSilentSince);
        await core.RunForAsync(TimeSpan.FromMilliseconds(OrderFeedPolicy.AskAgain));
        var released = Assert.Single(await core.ClaimAsync());
        Assert.True(await core.Node.BeginSendAsync(released, await AddressAsync(core, released)));
        Assert.Equal(MessageStatus.Sending, Assert.Single((await core.ShopperAsync("waits"))!.Messages).Status);
        Assert.Equal(MessageStatus.Withdrawn, Assert.Single((await core.ShopperAsync("bought"))!.Messages).Status);
        Assert.Equal(1, await core.ScalarAsync<long>("select count(*) from audit where action = 'order_feed_silent'"));
    }

    [Fact]
    public async Task The_platforms_own_secret_can_be_set_and_the_one_before_stays_good_for_a_day()
    {
        await using var server = await ApiServer.StartAsync(Engine.Sqlite);
        await server.SendAsync(HttpMethod.Put, "/api/stores/shop/webhook-secret", """{"secret":"hush-from-the-platform"}""", HttpStatusCode.NoContent);
        await server.SendAsync(HttpMethod.Put, "/api/stores/shop/webhook-secret", """{"secret":" "}""", HttpStatusCode.BadRequest);

        foreach (var (secret, expected) in ((string, HttpStatusCode)[])[("hush-from-the-platform", HttpStatusCode.OK), (server.Keys.WebhookSecret, HttpStatusCode.OK), ("another", HttpStatusCode.Unauthorized)])
        {
            var body = """{"id":1}"""u8.ToArray();
            using var request = new HttpRequestMessage(HttpMethod.Post, "/webhooks/shopify/shop") { Content = new ByteArrayContent(body) };
            request.Headers.Add("X-Shopify-Topic", "not/used");
            request.Headers.Add("X-Shopify-Webhook-Id", "delivery-" + secret);
            request.Headers.Add("X-Shopify-Hmac-Sha256", Convert.ToBase64String(System.Security.Cryptography.HMACSHA256.HashData(System.Text.Encoding.UTF8.GetBytes(secret), body)));
            Assert.Equal(expected, (await server.Stranger.SendAsync(request)).StatusCode);
        }
        // One app signs for all the shops it is in.
        var (other, _) = await server.Services.GetRequiredService<StoreStore>().CreateAsync("other", "Other", "https://other.test", "EUR", "UTC", "en", journeysLive: false);
        await server.Services.GetRequiredService<StoreStore>().SetWebhookSecretAsync(other.Id, "hush-from-the-platform");
        Assert.Equal(HttpStatusCode.NotFound, (await server.Stranger.PostAsync("/webhooks/shopify/nobody", new StringContent("{}"))).StatusCode);
    }

    private static async Task<string> AddressAsync(CoreHarness core, Claim claim) =>
        (await core.Node.Shoppers.ReadAsync([(claim.StoreId, claim.ShopperId)])).Values.Single().Personal.Email!;
}
