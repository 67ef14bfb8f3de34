using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Cartwright.Hosting;
using Dapper;
using Microsoft.Data.Sqlite;
using Xunit.Abstractions;

namespace Cartwright.Tests.BadInput;

/// <summary>
/// Payloads with values replaced, removed, doubled and nested, over every endpoint that takes events, each beside good ones: nothing
/// fails, nothing hangs, nothing vanishes. Every event sent is either stored or on the rejected list, and every good one is stored.
/// </summary>
[Collection("The machine to itself")]
public sealed class MutationTests(ITestOutputHelper output)
{
    private static readonly int s_count = Environment.GetEnvironmentVariable("CARTWRIGHT_LONG") == "1" ? 100_000 : 30_000;

    private static readonly string[] s_paths = ["batch", "b", "track", "t", "identify", "i", "page", "p", "screen", "s", "group", "g", "alias", "a"];

    private static readonly string[] s_bodies =
    [
        """{"type":"track","event":"Cart Updated","timestamp":"2026-01-01T00:00:00Z","context":{"page":{"url":"http://shop.test/"},"traits":{"email":"a@example.test"},"locale":"en","timezone":"Europe/Berlin","campaign":{"source":"x"} },"properties":{"cart_id":"c","products":[{"product_id":"p","quantity":2,"price":9.9,"url":"http://shop.test/p"}],"total":19.8,"currency":"EUR","consent":{"email":true,"text":"yes"} } }""",
        """{"type":"track","event":"add_to_cart","properties":{"currency":"USD","items":[{"item_id":"p","item_name":"Lamp","price":"31.10","quantity":"3","item_variant":"blue"}]} }""",
        """{"type":"track","event":"Order Completed","properties":{"order_id":"o1","checkout_id":"k","total":27.5,"shipping":3,"tax":2,"discount":2.5,"currency":"JPY","products":[{"product_id":"p","price":19,"quantity":1}]} }""",
        """{"type":"track","event":"Checkout Details Entered","properties":{"email":"b@example.test","phone":"+41791234567","first_name":"Ada","stage":"contact"} }""",
        """{"type":"identify","userId":"u1","traits":{"email":"c@example.test","address":{"city":"Bern","country":"CH"},"consent":{"sms":false} } }""",
        """{"type":"alias","previousId":"x","userId":"u2"}""",
        """{"type":"track","event":"Checkout Trouble","properties":{"kind":"payment_declined","message":"no"},"originalTimestamp":"2026-01-01T00:00:00Z","sentAt":"2026-01-01T00:00:01Z"}""",
    ];

    private static readonly (string Platform, string Topic, string Body)[] s_deliveries =
    [
        ("shopify", "carts/update", """{"id":"t","token":"8ffbd0ae9c1a4bfe9d1c7a5f3a2e1d00","line_items":[{"id":1,"variant_id":2,"product_id":3,"quantity":1,"price":"10.00","title":"Lamp"}],"updated_at":"2026-01-01T00:00:00Z"}"""),
        ("shopify", "checkouts/update", """{"id":1,"token":"ck","cart_token":"8ffbd0ae9c1a4bfe9d1c7a5f3a2e1d00","email":"a@example.test","line_items":[{"variant_id":2,"product_id":3,"quantity":1,"price":"10.00"}],"total_price":"10.00","currency":"EUR","presentment_currency":"EUR","customer":{"id":7},"updated_at":"2026-01-01T00:00:00Z"}"""),
        ("shopify", "orders/paid", """{"id":9,"cart_token":"8ffbd0ae9c1a4bfe9d1c7a5f3a2e1d00","checkout_token":"ck","email":"a@example.test","financial_status":"paid","total_price":"10.00","currency":"EUR","line_items":[],"created_at":"2026-01-01T00:00:00Z","updated_at":"2026-01-01T00:00:00Z"}"""),
        ("woocommerce", "order.updated", """{"id":5,"order_key":"wc_1","status":"pending","currency":"EUR","total":"12.00","total_tax":"2.00","date_created_gmt":"2026-01-01T00:00:00","date_modified_gmt":"2026-01-01T00:00:00","customer_id":0,"billing":{"email":"d@example.test","phone":"1"},"line_items":[{"product_id":1,"variation_id":0,"quantity":2,"subtotal":"10.00","total":"10.00","price":5}]}"""),
        ("woocommerce", "product.updated", """{"id":5,"type":"simple","name":"Lamp","price":"5.00","stock_quantity":3,"images":[{"src":"https://shop.test/a.png"}],"permalink":"https://shop.test/a"}"""),
    ];

    private static readonly string[] s_odd =
        ["null", "true", "-1", "0.1", "1e308", "123456789012345678901234567890", "\"\"", "\"\\u0000\"", "\"\\ud800\"", "[]", "{}", "[[[[]]]]", "{\"a\":{\"a\":{}} }", "\"9999-99-99\"", "\"0x1F\"", "\"💡\"",
         "\"' or 1=1 --\"", "\"<script>\"", "\"\\r\\nBcc: x@example.test\"", $"\"{new string('x', 300)}\"", $"\"{new string('é', 20_000)}\""];

    [Fact]
    public async Task Whatever_is_sent_beside_them_the_good_events_are_stored_and_the_others_listed()
    {
        using var folder = new TempFolder();
        await using var sink = SmtpSink.Start();
        var store = await ServerProcess.CreateStoreAsync(folder.Path);
        await using var server = await ServerProcess.StartAsync(folder.Path, sink.Port);
        var draw = Seeds.Random();
        var (sent, good, answers, half) = (0L, new List<string>(), new SortedDictionary<int, int>(), 0L);
        for (var n = 0; sent < s_count; n++)
        {
            if (half == 0 && sent > s_count / 2) half = server.Memory;
            var status = (n % 10) switch
            {
                < 6 => await BatchAsync(n),
                < 8 => await SingleAsync(n),
                _ => await DeliveryAsync(n),
            };
            answers[(int)status] = answers.GetValueOrDefault((int)status) + 1;
            Assert.True((int)status < 500, $"status {(int)status} at request {n}. {Seeds.Hint}");
        }
        output.WriteLine($"{sent} events in {answers.Values.Sum()} requests: {string.Join(", ", answers.Select(a => $"{a.Value} × {a.Key}"))}; {server.Memory / 1_000_000} MB, {half / 1_000_000} MB half-way");

        await using var connection = new SqliteConnection($"Data Source={Path.Combine(folder.Path, "cartwright.db")};Mode=ReadOnly;Pooling=False;Default Timeout=30");
        var stored = (await connection.QueryAsync<string>("select message_id from event where message_id not like 'shopify:%' and message_id not like 'woo:%'")).ToList();
        var listed = await connection.ExecuteScalarAsync<long>("select count(*) from rejected_event where reason not like 'shopify:%' and reason not like 'woocommerce:%'");
        Assert.Equal(stored.Count, stored.Distinct().Count());
        Assert.Empty(good.Except(stored));
        Assert.True(sent == stored.Count + listed, $"{sent} events were sent, {stored.Count} stored and {listed} listed. {Seeds.Hint}");
        Assert.True(stored.Count > good.Count && listed > s_count / 20, "too few of either kind for the test to mean anything");
        Assert.True(server.Memory < half * 1.3 + 150_000_000, $"{server.Memory} bytes at the end, {half} half-way");

        async Task<HttpStatusCode> BatchAsync(int n)
        {
            var items = new List<string>();
            for (var i = 0; i < 16; i++) items.Add(Event(draw, n, i));
            foreach (var i in (int[])[0, 1])
            {
                good.Add(string.Create(CultureInfo.InvariantCulture, $"good-{n}-{i}"));
                items.Insert(draw.Next(items.Count + 1), $$"""{"type":"track","event":"Product Added","anonymousId":"d{{n}}","messageId":"{{good[^1]}}","properties":{"product_id":"p{{i}}","price":1.50,"currency":"EUR"} }""");
            }
            sent += items.Count;
            var body = $$"""{"batch":[{{string.Join(',', items)}}],"sentAt":{{(draw.Next(4) == 0 ? s_odd[draw.Next(s_odd.Length - 2)] : "\"2026-01-01T00:00:00Z\"")}} }""";
            using var answer = await server.PostAsync(draw.Next(2) == 0 ? "/v1/batch" : "/beacon/v1/batch?writeKey=" + store.WriteKey, body, draw.Next(2) == 0 ? store.WriteKey : store.SecretKey);
            Assert.True(answer.IsSuccessStatusCode, $"{(int)answer.StatusCode} for {body} {Seeds.Hint}");
            return answer.StatusCode;
        }

        async Task<HttpStatusCode> SingleAsync(int n)
        {
            sent++;
            using var answer = await server.PostAsync("/v1/" + s_paths[2 + draw.Next(s_paths.Length - 2)], Event(draw, n, 0), store.WriteKey);
            if (answer.StatusCode == HttpStatusCode.RequestEntityTooLarge) sent--; // told so, and not looked at
            return answer.StatusCode;
        }

        async Task<HttpStatusCode> DeliveryAsync(int n)
        {
            var (platform, topic, plain) = s_deliveries[draw.Next(s_deliveries.Length)];
            var body = Encoding.UTF8.GetBytes(Mutated(draw, JsonNode.Parse(plain)!.AsObject()));
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/webhooks/{platform}/shop") { Content = new ByteArrayContent(body) };
            var signature = Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(store.WebhookSecret), body));
            foreach (var (name, value) in platform == "shopify"
                ? ((string, string)[])[("X-Shopify-Topic", topic), ("X-Shopify-Webhook-Id", $"w{n}"), ("X-Shopify-Hmac-Sha256", signature), ("X-Shopify-Shop-Domain", "shop.test")]
                : [("X-WC-Webhook-Topic", topic), ("X-WC-Webhook-Delivery-ID", $"w{n}"), ("X-WC-Webhook-Signature", signature)]) request.Headers.Add(name, value);
            using var answer = await server.Http.SendAsync(request);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            return answer.StatusCode;
        }
    }

    private static string Event(Random draw, int n, int i)
    {
        var body = JsonNode.Parse(s_bodies[draw.Next(s_bodies.Length)])!.AsObject();
        body["anonymousId"] = $"d{n}";
        var text = Mutated(draw, body);
        // Not mutated itself, so that none is taken for another; now and then it is missing.
        return draw.Next(20) == 0 ? text : $"{{\"messageId\":\"m-{n}-{i}\"{(text.Length > 2 ? "," : "")}{text[1..]}";
    }

    // One to four values replaced, removed or doubled, anywhere in the tree.
    private static string Mutated(Random draw, JsonObject root)
    {
        var holes = new List<string>();
        for (var times = draw.Next(1, 5); times > 0; times--)
        {
            JsonNode at = root;
            while (true)
            {
                if (at is JsonArray { Count: > 0 } list && list[0] is JsonObject item) { at = item; continue; }
                if (at is not JsonObject { Count: > 0 } here) break;
                var key = here.ElementAt(draw.Next(here.Count)).Key;
                if (here[key] is JsonObject or JsonArray && draw.Next(3) > 0) { at = here[key]!; continue; }
                switch (draw.Next(6))
                {
                    case 0: here.Remove(key); break;
                    case 1: here[key + "_"] = here[key]?.DeepClone(); break;
                    case 2: here[key] = new JsonArray(here[key]?.DeepClone()); break;
                    default:
                        holes.Add(s_odd[draw.Next(s_odd.Length)]);
                        here[key] = $"\u0001{holes.Count - 1}\u0001";
                        break;
                }
                break;
            }
        }
        var text = root.ToJsonString();
        for (var hole = 0; hole < holes.Count; hole++) text = text.Replace($"\"\\u0001{hole}\\u0001\"", holes[hole], StringComparison.Ordinal);
        return text;
    }
}
