using System.Net;
using System.Text.Json;
using Cartwright.Stores;
using Cartwright.Tracking;
using Cartwright.Tracking.Segment;

namespace Cartwright.Tests.Tracking.Segment;

/// <summary>Whose clock counts, and whose visit does not.</summary>
public sealed class ClockAndCrawlerTests
{
    private static readonly long s_now = DateTimeOffset.Parse("2026-03-01T12:00:00Z", System.Globalization.CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();
    private static readonly Store s_store = new(Guid.Empty, "shop", "Shop", "https://shop.test", "EUR", "UTC", "en", new StoreSettings(), 0);

    [Theory]
    [InlineData("2026-03-01T09:00:00Z", "2026-03-01T09:00:05Z", "2026-03-01T11:59:55Z")] // three hours behind: corrected
    [InlineData("2026-03-01T15:00:00Z", "2026-03-01T15:00:05Z", "2026-03-01T11:59:55Z")] // three hours ahead: corrected
    [InlineData("2026-03-01T11:59:50Z", "2026-03-01T11:59:58Z", "2026-03-01T11:59:50Z")] // two seconds on the way: believed
    [InlineData("2026-03-01T12:00:03Z", "2026-03-01T12:00:04Z", "2026-03-01T12:00:00Z")] // nothing happens in the future
    [InlineData("2026-02-27T12:00:00Z", "2026-03-01T12:00:00Z", "2026-02-27T12:00:00Z")] // kept offline for two days
    [InlineData("2026-02-27T12:00:00", null, "2026-02-27T12:00:00Z")] // no zone: UTC, wherever the server stands
    [InlineData("2026-02-27T14:00:00+02:00", null, "2026-02-27T12:00:00Z")]
    [InlineData("2026-2-27T12:00:00Z", null, "2026-02-27T12:00:00Z")] // a month without its zero
    public void The_senders_clock_is_corrected_by_what_it_says_when_it_sends(string original, string? sent, string happened)
    {
        var sentAt = sent is null ? "" : $$""","sentAt":"{{sent}}" """;
        var e = Translate($$"""{"type":"track","event":"Product Viewed","anonymousId":"a","originalTimestamp":"{{original}}"{{sentAt}}}""");
        Assert.Equal(DateTimeOffset.Parse(happened, System.Globalization.CultureInfo.InvariantCulture).ToUnixTimeMilliseconds(), e.At);
    }

    [Fact]
    public async Task The_events_of_a_batch_keep_their_order_however_its_library_stamped_them()
    {
        await using var server = await ApiServer.StartAsync(Engine.Sqlite);
        var start = DateTimeOffset.Parse("2026-01-01T00:00:00Z", System.Globalization.CultureInfo.InvariantCulture);
        string Time(int ms) => start.AddMilliseconds(ms).ToString("O", System.Globalization.CultureInfo.InvariantCulture);
        // Stamped as sent when they were queued: after 9, 1 and 5 ms.
        var answer = await server.Client(server.Keys.SecretKey).PostAsync("/v1/batch", new StringContent($$"""
            {"batch":[
              {"type":"track","event":"Product Added","anonymousId":"a","messageId":"m1","originalTimestamp":"{{Time(0)}}","sentAt":"{{Time(9)}}","properties":{"product_id":"lamp","price":10} },
              {"type":"track","event":"Cart Viewed","anonymousId":"a","messageId":"m2","originalTimestamp":"{{Time(2)}}","sentAt":"{{Time(3)}}","properties":{"products":[{"product_id":"lamp","price":10}]} },
              {"type":"track","event":"Product Added","anonymousId":"a","messageId":"m3","originalTimestamp":"{{Time(4)}}","sentAt":"{{Time(9)}}","properties":{"product_id":"chair","price":10} }]}
            """));
        await ApiServer.ReadAsync(answer, HttpStatusCode.OK);

        var cart = Assert.Single((await server.GetAsync("/api/carts")).GetProperty("items").EnumerateArray());
        Assert.Equal([("lamp", 1), ("chair", 1)], cart.GetProperty("lines").EnumerateArray().Select(l => (l.GetProperty("productId").GetString()!, l.GetProperty("quantity").GetInt32())));
    }

    [Theory]
    [InlineData("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "googlebot")]
    [InlineData("Mozilla/5.0 (compatible; SomeNewCrawler/1.0)", "another crawler")]
    [InlineData("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Version/19.0 Mobile/15E148 Safari/604.1", null)]
    [InlineData("Mozilla/5.0 (Linux; Android 14; CUBOT_X30) AppleWebKit/537.36 Chrome/150.0 Mobile Safari/537.36", null)]
    [InlineData("", null)]
    public void Crawlers_give_themselves_away(string userAgent, string? name) => Assert.Equal(name, BotPolicy.NameOf(userAgent));

    [Fact]
    public async Task A_crawler_makes_no_shopper_and_no_cart_and_can_be_seen()
    {
        await using var server = await ApiServer.StartAsync(Engine.Sqlite);
        for (var i = 0; i < 3; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/track")
            {
                Content = new StringContent($$"""{"writeKey":"{{server.Keys.WriteKey}}","type":"track","event":"Product Added","anonymousId":"crawler","messageId":"c{{i}}","properties":{"product_id":"lamp","price":10} }"""),
            };
            request.Headers.UserAgent.ParseAdd("Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)");
            await ApiServer.ReadAsync(await server.Stranger.SendAsync(request), HttpStatusCode.OK);
        }

        Assert.Empty((await server.GetAsync("/api/carts")).GetProperty("items").EnumerateArray());
        Assert.Empty((await server.GetAsync("/api/shoppers")).GetProperty("items").EnumerateArray());
        var shown = Assert.Single((await server.GetAsync("/api/events/rejected")).GetProperty("items").EnumerateArray()); // one a minute
        Assert.Contains("bingbot", shown.GetProperty("reason").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_page_language_zone_device_and_campaign_are_taken_from_the_event_or_from_its_batch()
    {
        using var context = JsonDocument.Parse("""{"locale":"de-AT","timezone":"Europe/Vienna","userAgent":"Mozilla/5.0 (iPhone; CPU iPhone OS 19_0)","campaign":{"source":"news","medium":"mail","name":"spring"},"page":{"url":"https://shop.test/lamp"},"traits":{"email":"ada@example.test"}}""");
        var own = Translate($$"""{"type":"track","event":"Product Viewed","anonymousId":"a","context":{{context.RootElement.GetRawText()}}}""");
        var shared = Translate("""{"type":"track","event":"Product Viewed","anonymousId":"a"}""", context.RootElement);
        foreach (var e in (StorefrontEvent[])[own, shared])
        {
            Assert.Equal(("de-AT", "Europe/Vienna", "phone", "news / mail / spring"), (e.Locale, e.TimeZone, e.Device, e.Campaign));
            Assert.Equal("https://shop.test/lamp", e.PageUrl);
            Assert.Equal("ada@example.test", e.Personal?.Email);
        }
    }

    [Theory]
    [InlineData("""{"product_id":"mug","price":"much"}""", "mug")]
    [InlineData("""{"items":[{"item_id":7}]}""", "7")]
    [InlineData("""{"name":"A mug"}""", null)]
    public void A_look_tells_which_product_it_was_at(string properties, string? product) =>
        Assert.Equal(product, Translate($$"""{"type":"track","event":"Product Viewed","anonymousId":"a","properties":{{properties}}}""").Lines?.Single().ProductId);

    private static StorefrontEvent Translate(string json, JsonElement? context = null)
    {
        using var document = JsonDocument.Parse(json);
        return SegmentTranslator.Translate(document.RootElement, null, new Envelope(s_store, Trust.Browser, s_now, null, context, false, _ => null, () => "m"));
    }
}
