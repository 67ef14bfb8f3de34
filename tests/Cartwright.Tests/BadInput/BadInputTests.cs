using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Cartwright.Tests.BadInput;

[Collection("A live shop")]
public sealed class BadInputTests(LiveShop shop)
{
    private const string Ok = "\"type\":\"track\",\"anonymousId\":\"bad-input\"";

    [Theory]
    [InlineData("", "JSON")]
    [InlineData("{", "JSON")]
    [InlineData("[]", "object")]
    [InlineData("\"text\"", "object")]
    [InlineData("{\"batch\":[NaN]}", "JSON")]
    [InlineData("{}", "batch is missing")]
    [InlineData("{\"batch\":{}}", "must be a list")]
    [InlineData("{\"batch\":[]}", "empty")]
    public async Task A_bad_envelope_is_refused_with_its_reason(string body, string reason)
    {
        using var answer = await shop.Server.PostAsync("/v1/batch", body, shop.Open.WriteKey);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(reason, await ErrorAsync(answer), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"event\":\"Product Added\"", "product_id")]
    [InlineData("\"event\":\"Product Added\",\"properties\":[]", "properties must be an object")]
    [InlineData("\"event\":\"Product Added\",\"properties\":{\"product_id\":{}}", "product_id must be text")]
    [InlineData("\"event\":\"Product Added\",\"properties\":{\"product_id\":1,\"quantity\":1e30}", "quantity")]
    [InlineData("\"event\":\"Product Added\",\"properties\":{\"product_id\":1,\"quantity\":-1}", "quantity")]
    [InlineData("\"event\":\"Product Added\",\"properties\":{\"product_id\":1,\"quantity\":1.5}", "quantity")]
    [InlineData("\"event\":\"Product Added\",\"properties\":{\"product_id\":1,\"quantity\":100001}", "quantity")]
    [InlineData("\"event\":\"Product Added\",\"properties\":{\"product_id\":1,\"price\":1e308}", "price is out of range")]
    [InlineData("\"event\":\"Product Added\",\"properties\":{\"product_id\":1,\"price\":\"NaN\"}", "price must be a number")]
    [InlineData("\"event\":\"Product Added\",\"properties\":{\"product_id\":1,\"price\":-5}", "price is negative")]
    [InlineData("\"event\":\"Product Added\",\"properties\":{\"product_id\":1,\"price\":99999999}", "price is out of range")]
    [InlineData("\"event\":\"Product Added\",\"properties\":{\"product_id\":1,\"price\":true}", "price must be a number")]
    [InlineData("\"event\":\"Product Added\",\"properties\":{\"product_id\":1,\"currency\":\"XXY\"}", "currency")]
    [InlineData("\"event\":\"Cart Updated\",\"properties\":{\"products\":7}", "products must be a list")]
    [InlineData("\"event\":\"Cart Updated\",\"properties\":{\"products\":[7]}", "products[0] must be an object")]
    [InlineData("\"event\":{}", "event must be text")]
    [InlineData("\"properties\":{}", "event is missing")]
    [InlineData("\"event\":\"x\",\"messageId\":[]", "messageId must be text")]
    [InlineData("\"event\":\"x\",\"\\ud800\":1", "half a character")]
    public async Task A_bad_event_is_refused_with_its_reason_and_kept_on_the_list(string more, string reason)
    {
        var before = await CountAsync("event");
        var rejected = await CountAsync("rejected_event");
        using var answer = await shop.Server.PostAsync("/v1/track", $"{{{Ok},{more}}}", shop.Open.WriteKey);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(reason, await ErrorAsync(answer), StringComparison.Ordinal);
        Assert.Equal((before, rejected + 1), (await CountAsync("event"), await CountAsync("rejected_event")));
    }

    [Theory]
    [InlineData("\"event\":\"Product Added\",\"properties\":{\"product_id\":1,\"price\":5}")]
    [InlineData("\"event\":\"Product Added\",\"event\":\"Product Viewed\",\"properties\":{\"product_id\":1,\"product_id\":2}")]
    [InlineData("\"event\":\"nul\\u0000\",\"properties\":{\"name\":\"\\ud800 half\"},\"unknown\":{\"deep\":[1,[2,{}]]},\"timestamp\":\"never\"")]
    [InlineData("\"event\":\"x\",\"timestamp\":\"9999-12-31T23:59:59Z\",\"sentAt\":\"0001-01-01T00:00:00Z\",\"context\":{\"locale\":5,\"page\":\"none\"}")]
    public async Task What_is_merely_odd_is_taken(string more)
    {
        using var answer = await shop.Server.PostAsync("/v1/track", $"{{{Ok},{more}}}", shop.Open.WriteKey);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    [Theory, InlineData(null), InlineData("wk_unknown"), InlineData("")]
    public async Task Events_for_a_store_that_is_not_there_are_refused(string? key)
    {
        using var answer = await shop.Server.PostAsync("/v1/track", $"{{{Ok},\"event\":\"x\"}}", key);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task Bodies_beyond_the_limits_are_refused_packed_or_not()
    {
        var megabyte = $"{{\"batch\":[{{{Ok},\"event\":\"{new string('x', 1_000_000)}\"}}]}}";
        var tooMany = $"{{\"batch\":[{string.Join(',', Enumerable.Repeat($"{{{Ok},\"event\":\"x\"}}", 2501))}]}}";
        foreach (var body in (string[])[megabyte, tooMany])
        {
            using var answer = await shop.Server.PostAsync("/v1/batch", body, shop.Open.WriteKey);
            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        }

        using var bomb = new ByteArrayContent(Pack(new byte[200 * 1024 * 1024]));
        using var bombed = await shop.Server.PostAsync("/v1/batch", bomb, shop.Open.WriteKey);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, bombed.StatusCode);

        using var broken = new ByteArrayContent([0x1f, 0x8b, 8, 0, 1, 2, 3]);
        using var unpacked = await shop.Server.PostAsync("/v1/batch", broken, shop.Open.WriteKey);
        Assert.Equal(HttpStatusCode.BadRequest, unpacked.StatusCode);
    }

    [Theory, InlineData('[', ']'), InlineData('{', '}')]
    public async Task A_hundred_thousand_levels_are_refused_and_keep_nobody_busy(char open, char close)
    {
        var deep = open == '[' ? new string(open, 100_000) + new string(close, 100_000) : string.Concat(Enumerable.Repeat("{\"a\":", 80_000)) + "1" + new string(close, 80_000);
        using var answer = await shop.Server.PostAsync("/v1/batch", $"{{\"batch\":[{{{Ok},\"event\":\"x\",\"messageId\":\"deep-{(int)open}\",\"properties\":{{\"a\":{deep}}}}}]}}", shop.Open.WriteKey);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("depth", await ErrorAsync(answer), StringComparison.Ordinal);
        Assert.True(shop.Server.Lives);
        Assert.Equal("ok", await shop.Server.Http.GetStringAsync("/healthz"));
    }

    [Fact]
    public async Task One_bad_event_does_not_sink_the_others_and_is_listed_without_who_it_was()
    {
        var who = shop.Someone();
        using var answer = await shop.Server.PostAsync("/v1/batch", $$"""{"batch":[{{Good(who, 1)}},{"type":"track","anonymousId":"a","event":"Product Added","properties":{"email":"{{who}}@example.test"} },7,{{Good(who, 2)}}]}""", shop.Open.WriteKey);

        Assert.True(answer.IsSuccessStatusCode);
        Assert.Equal(2, (await shop.RowsAsync("select 1 as one from event where message_id like @like", new { like = who + "-%" })).Count);
        var listed = await shop.RowsAsync("select reason, sample from rejected_event order by rejected_id desc limit 2");
        Assert.Contains("product_id", listed[0]["reason"]!.GetValue<string>() + listed[1]["reason"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.DoesNotContain(who, listed[0]["sample"]!.GetValue<string>() + listed[1]["sample"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bytes_that_are_no_text_in_a_bad_event_do_not_sink_the_good_one()
    {
        var who = shop.Someone();
        byte[] body = [.. Encoding.UTF8.GetBytes($$"""{"batch":[{{Good(who, 1)}},{"type":"track","event":" """), 0xff, 0xfe, .. Encoding.UTF8.GetBytes("""   "}]}""")];
        using var content = new ByteArrayContent(body);
        using var answer = await shop.Server.PostAsync("/v1/batch", content, shop.Open.WriteKey);

        Assert.True((int)answer.StatusCode is 200 or 400, $"answered {(int)answer.StatusCode}");
        Assert.Equal(answer.IsSuccessStatusCode ? 1 : 0, (await shop.RowsAsync("select 1 as one from event where message_id like @like", new { like = who + "-%" })).Count);
    }

    [Fact]
    public async Task Whatever_is_changed_in_some_events_the_good_ones_beside_them_are_kept()
    {
        var draw = Seeds.Random();
        for (var round = 0; round < 150; round++)
        {
            var who = shop.Someone();
            var events = new List<string>();
            for (var n = 0; n < 6; n++) events.Add(n % 2 == 0 ? Good(who, n) : Mutated(draw, who, n));
            var body = $$"""{"batch":[{{string.Join(',', events)}}]}""";
            using var answer = await shop.Server.PostAsync("/v1/batch", body, shop.Open.WriteKey);

            Assert.True(answer.IsSuccessStatusCode, $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()} for {body} {Seeds.Hint}");
            Assert.Equal(3, (await shop.RowsAsync("select 1 as one from event where message_id like @like", new { like = who + "-%" })).Count);
        }
    }

    private static string Good(string who, int n) => $$"""{"type":"track","event":"Product Added","anonymousId":"{{who}}","messageId":"{{who}}-{{n}}","properties":{"product_id":"p{{n}}","price":1.50,"currency":"EUR"} }""";

    // A real event with one to four of its values replaced, removed or doubled.
    private static string Mutated(Random draw, string who, int n)
    {
        var node = JsonNode.Parse($$"""{"type":"track","event":"Cart Updated","anonymousId":"{{who}}","messageId":"x{{who}}-{{n}}","timestamp":"2026-01-01T00:00:00Z","context":{"page":{"url":"http://shop.test/"},"traits":{"email":"a@example.test"},"locale":"en"},"traits":{"address":{"city":"Bern"} },"properties":{"cart_id":"c","products":[{"product_id":"p","quantity":2,"price":9.9,"url":"http://shop.test/p"}],"total":19.8,"currency":"EUR","consent":{"email":true} } }""")!;
        string[] odd = ["null", "true", "-1", "1e308", "0.1", "\"\"", "\"\\u0000\"", "\"\\ud800\"", "[]", "{}", "[[[]]]", "{\"a\":{}}", "\"9999-99-99\"", "123456789012345678901234567890", "\"💡\"", $"\"{new string('x', 300)}\""];
        var holes = new List<string>();
        for (var times = draw.Next(1, 5); times > 0; times--)
        {
            var at = node;
            while (true)
            {
                var keys = at is JsonObject o ? o.Select(p => p.Key).ToArray() : [];
                if (keys.Length == 0) break;
                var key = keys[draw.Next(keys.Length)];
                if (at[key] is JsonObject inner && inner.Count > 0 && draw.Next(3) > 0) { at = inner; continue; }
                if (draw.Next(5) == 0) at.AsObject().Remove(key);
                else
                {
                    holes.Add(odd[draw.Next(odd.Length)]);
                    at[key] = $"\u0001{holes.Count - 1}\u0001";
                }
                break;
            }
        }
        var text = node.ToJsonString();
        for (var hole = 0; hole < holes.Count; hole++) text = text.Replace($"\"\\u0001{hole}\\u0001\"", holes[hole], StringComparison.Ordinal);
        return text;
    }

    private async Task<long> CountAsync(string table) => (await shop.RowsAsync($"select count(*) as n from {table} where store_id = @id", new { id = shop.Open.Id.ToString() })).Single()["n"]!.GetValue<long>();

    private static async Task<string> ErrorAsync(HttpResponseMessage answer) => JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("error").GetString()!;

    private static byte[] Pack(byte[] plain)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(plain);
        return packed.ToArray();
    }
}
