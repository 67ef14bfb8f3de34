using System.Text.Json;
using Cartwright.Tests.Tracking.Shopify;
using Cartwright.Tracking;
using Cartwright.Tracking.Segment;
using Cartwright.Tracking.Shopify;
using Xunit.Abstractions;

namespace Cartwright.Tests.Tracking;

/// <summary>
/// The page's snippet, the shop's server with an SDK, and the platform's webhooks tell of the same shopper, each in its own words, with
/// its own delays and repetitions. Whatever comes when: one shopper, one cart, one order.
/// </summary>
public sealed class OneShopperTests(ITestOutputHelper output)
{
    [Theory, OnSqlite, OnPostgres]
    public async Task Snippet_webhook_and_sdk_end_in_one_shopper_one_cart_and_one_order(Engine engine)
    {
        await using var core = await CoreHarness.StartAsync(engine);
        var (draw, rounds) = (Seeds.Random(), engine == Engine.Sqlite ? 150 : 40);
        output.WriteLine(Seeds.Hint);
        for (var n = 0; n < rounds; n++)
        {
            var events = EventsOf(n, core).ToList();
            var mixed = events.Concat(events.Where(_ => draw.Next(4) == 0)).ToArray();
            draw.Shuffle(mixed);
            // Some come alone, some together, as the network has it.
            for (var at = 0; at < mixed.Length;)
            {
                var size = Math.Min(draw.Next(1, 4), mixed.Length - at);
                await core.SendAsync(mixed[at..(at + size)]);
                at += size;
            }

            var way = $"round {n}: {string.Join(" ", mixed.Select(e => e.MessageId))}. {Seeds.Hint}";
            var shopper = (await core.ShopperAsync($"phone-{n}"))!;
            Assert.True(n + 1 == await core.ScalarAsync<long>("select count(*) from shopper where merged_into is null"), "more than one shopper: " + way);
            var carts = shopper.Carts.Where(c => !c.Merged).ToList();
            Assert.True(carts.Count == 1, $"{carts.Count} carts: {way}");
            var cart = carts[0].Facts;
            Assert.True(cart.OrderId == $"9{n}" && cart.PaidAt is not null, "the cart is not the order's: " + way);
            Assert.Equal(["1632:2"], cart.Lines.Select(l => $"{l.ProductId}:{l.Quantity}"));
            Assert.True(shopper.Orders.Count == 1, $"{shopper.Orders.Count} orders: {way}");
            Assert.Equal((1580L, "EUR", true, carts[0].Id), (shopper.Orders[0].Total, shopper.Orders[0].Currency, shopper.Orders[0].Confirmed, shopper.Orders[0].CartId!.Value));
            Assert.Equal($"ann{n}@mail.test", shopper.Personal.Email);
            Assert.Equal($"7{n}", shopper.Traits.UserId);
        }
    }

    private static IEnumerable<StorefrontEvent> EventsOf(int n, CoreHarness core)
    {
        var (cart, checkout, email) = ($"8ffbd0ae9c1a4bfe9d1c7a5f3a{n:000000}", $"5f7028e0bd5225c17b24bdaa0c{n:000000}", $"ann{n}@mail.test");
        string At(int second) => DateTimeOffset.FromUnixTimeMilliseconds(core.Now - 600_000).AddSeconds(second).ToString("yyyy-MM-ddTHH:mm:ss.fffZ", System.Globalization.CultureInfo.InvariantCulture);
        const string Line = """{"product_id":"1632","variant":"42","name":"Tea","price":7.90,"quantity":2}""";
        const string Item = """{"product_id":1632,"variant_id":42,"title":"Tea","quantity":2,"price":"7.90"}""";

        // The page: the device, what was put into the cart, what is typed.
        yield return Segment(Trust.Browser, "Product Added", 0, $$"""{"cart_id":"{{cart}}","currency":"EUR","product_id":"1632","variant":"42","name":"Tea","price":7.90,"quantity":2}""", "anonymousId", $"phone-{n}");
        yield return Segment(Trust.Browser, "Checkout Started", 20, $$"""{"cart_id":"{{cart}}","checkout_id":"{{checkout}}","currency":"EUR","products":[{{Line}}]}""", "anonymousId", $"phone-{n}");
        yield return Segment(Trust.Browser, "Checkout Details Entered", 30, $$"""{"cart_id":"{{cart}}","checkout_id":"{{checkout}}","stage":"contact","email":"{{email}}","fields":{"email":"{{email}}"} }""", "anonymousId", $"phone-{n}");
        // The shop's own server knows the account and the order.
        yield return Segment(Trust.Server, "Checkout Step Completed", 40, $$"""{"cart_id":"{{cart}}","checkout_id":"{{checkout}}","step":"shipping","email":"{{email}}"}""", "userId", $"7{n}");
        yield return Segment(Trust.Server, "Order Completed", 62, $$"""{"order_id":"9{{n}}","cart_id":"{{cart}}","checkout_id":"{{checkout}}","total":15.80,"currency":"EUR","email":"{{email}}","products":[{{Line}}]}""", "userId", $"7{n}");
        // The platform's webhooks, each with its own idea of what it tells.
        foreach (var e in Shopify("carts/update", 10, $$"""{"id":"{{cart}}","token":"{{cart}}","updated_at":"{{At(10)}}","line_items":[{{Item}}]}""")) yield return e;
        foreach (var e in Shopify("checkouts/update", 35, $$"""{"id":1,"token":"{{checkout}}","cart_token":"{{cart}}","email":"{{email}}","customer":{"id":7{{n}}},"currency":"EUR","presentment_currency":"EUR","total_price":"15.80","updated_at":"{{At(35)}}","line_items":[{{Item}}]}""")) yield return e;
        foreach (var (topic, second, status) in new[] { ("orders/create", 60, "pending"), ("orders/paid", 65, "paid") })
            foreach (var e in Shopify(topic, second, $$"""{"id":9{{n}},"token":"t{{checkout}}","cart_token":"{{cart}}","checkout_token":"{{checkout}}","email":"{{email}}","customer":{"id":7{{n}}},"currency":"EUR","presentment_currency":"EUR","total_price":"15.80","financial_status":"{{status}}","created_at":"{{At(60)}}","updated_at":"{{At(second)}}","line_items":[{{Item}}]}""")) yield return e;

        StorefrontEvent Segment(Trust trust, string name, int second, string properties, string whose, string id)
        {
            using var json = JsonDocument.Parse($$"""{"type":"track","event":"{{name}}","messageId":"{{trust}}-{{second}}-{{n}}","{{whose}}":"{{id}}","timestamp":"{{At(second)}}","properties":{{properties}} }""");
            return SegmentTranslator.Translate(json.RootElement, null, new Envelope(core.Store, trust, core.Now, null, null, false, _ => null, () => "none"));
        }

        IReadOnlyList<StorefrontEvent> Shopify(string topic, int second, string body) => ShopifyWebhook.Translate(ShopifyCalls.Call(topic, body, $"w-{topic.Replace('/', '-')}-{second}-{n}", core.Store)).Events;
    }
}
