using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cartwright.Journeys;
using Cartwright.Messages.Sms;
using Cartwright.Messages.Webhooks;
using Cartwright.Stores;
using Dapper;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Tests.Messages;

/// <summary>Every channel from the step to the other side, on the whole server.</summary>
public sealed class ChannelsTests : IAsyncLifetime
{
    private const string Phone = "+4915112345678", Mail = "ada@mail.test", Agent = "service@shop.test";
    private ScriptedGateway _gateway = null!;

    public async Task InitializeAsync() => _gateway = await ScriptedGateway.StartAsync();

    public async Task DisposeAsync() => await _gateway.DisposeAsync();

    [Theory, OnSqlite, OnPostgres]
    public async Task A_text_message_leads_back_by_a_short_link_that_changes_nothing(Engine engine)
    {
        await using var server = await StartAsync(engine, new SendStep("sms", "cart-sms"));
        await LeaveAsync(server);

        var message = await MessageAsync(server, "sent");
        var form = Assert.Single(_gateway.Requests).Form;
        Assert.Equal((Phone, "sms", Phone), (form["To"], message.GetProperty("channel").GetString(), message.GetProperty("to").GetString()));
        Assert.StartsWith("Shop: Tea is still in your cart.", form["Body"], StringComparison.Ordinal);
        var path = form["Body"][form["Body"].IndexOf("/s/", StringComparison.Ordinal)..][..11];

        using var client = NoRedirects(server);
        using var answer = await client.GetAsync(path);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.StartsWith("https://shop.test", answer.Headers.Location!.ToString(), StringComparison.Ordinal);
        var token = answer.Headers.Location.Fragment["#cw-restore=".Length..];
        Assert.Equal("abandoned", (await CartAsync(server)).GetProperty("status").GetString());
        using var restore = await server.Stranger.PostAsync("/v1/restore", new StringContent(JsonSerializer.Serialize(new { writeKey = server.Keys.WriteKey, anonymousId = "phone-1", token })));
        Assert.Equal(HttpStatusCode.OK, restore.StatusCode);

        foreach (var wrong in (string[])["/s/aaaaaaaa", "/s/" + path[3..^1], "/s/0OIl0OIl", "/s/" + path[3..] + "x"])
        {
            using var none = await client.GetAsync(wrong);
            Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
            Assert.Contains("This page does not exist, or no longer.", await none.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
        await server.Services.GetRequiredService<Cartwright.Storage.Database>().WriteAsync(s => s.ExecuteAsync("update short_link set expires_at = 1"));
        using var over = await client.GetAsync(path);
        Assert.Equal(HttpStatusCode.NotFound, over.StatusCode);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_text_from_a_name_that_nobody_can_answer_holds_a_link_that_ends_the_texts(Engine engine)
    {
        await using var server = await StartAsync(engine, new SendStep("sms", "cart-sms"));
        await SetAsync(server, """{"smsFrom":"Linden"}""");
        await LeaveAsync(server);

        await MessageAsync(server, "sent");
        var body = Assert.Single(_gateway.Requests).Form["Body"];
        Assert.DoesNotContain("STOP", body, StringComparison.Ordinal);
        var way = new Uri(body.Split("Stop: ")[1]).AbsolutePath;
        Assert.EndsWith("/u", way, StringComparison.Ordinal);

        Assert.Contains("Stop all text messages from Shop", await server.Stranger.GetStringAsync(way), StringComparison.Ordinal);
        Assert.Empty((await server.GetAsync("/api/suppressions")).GetProperty("items").EnumerateArray());
        using var form = new FormUrlEncodedContent([]);
        using var left = await server.Stranger.PostAsync(way, form);
        Assert.Contains("will not send text messages to your number", await left.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        var listed = Assert.Single((await server.GetAsync("/api/suppressions")).GetProperty("items").EnumerateArray());
        Assert.Equal(("sms", "unsubscribed"), (listed.GetProperty("channel").GetString(), listed.GetProperty("reason").GetString()));
        using var wrong = await server.Stranger.PostAsync("/s/aaaaaaaa/u", form);
        Assert.Equal(HttpStatusCode.NotFound, wrong.StatusCode);
    }

    [Fact]
    public async Task A_text_leads_back_over_the_stores_own_host()
    {
        await using var server = await StartAsync(Engine.Sqlite, new SendStep("sms", "cart-sms"));
        await SetAsync(server, $$"""{"linkUrl":"{{server.Stranger.BaseAddress}}"}""");
        await LeaveAsync(server);

        await MessageAsync(server, "sent");
        Assert.Contains($"{server.Stranger.BaseAddress}s/", Assert.Single(_gateway.Requests).Form["Body"], StringComparison.Ordinal);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task An_answer_by_text_is_of_who_got_the_last_text_where_two_have_one_number(Engine engine)
    {
        await using var server = await StartAsync(engine, new SendStep("sms", "cart-sms"), new WaitStep("PT1H"), new SendStep("sms", "cart-sms"));
        using var shop = server.Client(server.Keys.SecretKey);
        (await shop.PostAsJsonAsync("/v1/identify", new { type = "identify", anonymousId = "d0", messageId = "i0", traits = new { email = "old@mail.test", phone = Phone } })).EnsureSuccessStatusCode();
        await server.AddToCartAsync("d0", "c0");
        await server.TrackAsync(new { type = "identify", anonymousId = "d1", messageId = "i1", traits = new { email = Mail, phone = Phone, consent = new { sms = true } }, context = new { timezone = NoonZone() } });
        await server.AbandonCartAsync("d1", Mail, "c1");
        var sent = await MessageAsync(server, "sent");

        using var told = await server.Api.PostAsJsonAsync("/hooks/inbound/sms/shop", new { id = "g1", from = Phone, text = "Is it blue?" });
        Assert.Equal(HttpStatusCode.OK, told.StatusCode);

        var reply = Assert.Single((await server.GetAsync($"/api/carts/{sent.GetProperty("cart").GetString()}/replies")).GetProperty("items").EnumerateArray());
        Assert.Equal(("Is it blue?", sent.GetProperty("id").GetString()), (reply.GetProperty("text").GetString(), reply.GetProperty("message").GetString()));
        var explained = (await server.GetAsync($"/api/shoppers/{sent.GetProperty("shopper").GetString()}/explain")).GetProperty("items").EnumerateArray().Single(e => e.GetProperty("journey").GetString() == "abandoned-cart");
        Assert.Contains("waits until a person lets the journey go on", explained.GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, explained.GetProperty("nextAt").ValueKind);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Who_opted_out_at_the_carrier_is_suppressed_and_told_nothing_more(Engine engine)
    {
        _gateway.Answer = ScriptedGateway.With(400, """{"code":21610,"message":"Attempt to send to unsubscribed recipient","status":400}""");
        await using var server = await StartAsync(engine, new SendStep("sms", "cart-sms"), new WaitStep("PT0S"), new SendStep("sms", "payment-failed-sms"));
        await LeaveAsync(server);

        Assert.Contains("21610", (await MessageAsync(server, "failed")).GetProperty("reply").GetString(), StringComparison.Ordinal);
        var listed = (JsonElement)await Eventually.GetAsync("the number is suppressed", async () => (await server.GetAsync("/api/suppressions")).GetProperty("items").EnumerateArray().Cast<object>().FirstOrDefault());
        Assert.Equal(("sms", "unsubscribed"), (listed.GetProperty("channel").GetString(), listed.GetProperty("reason").GetString()));
    }

    [Fact]
    public async Task A_number_that_is_none_is_suppressed_as_dead()
    {
        _gateway.Answer = ScriptedGateway.With(400, """{"code":21211,"message":"Invalid 'To' Phone Number","status":400}""");
        await using var server = await StartAsync(Engine.Sqlite, new SendStep("sms", "cart-sms"));
        await LeaveAsync(server);

        await MessageAsync(server, "failed");
        Assert.Equal("bounced", (await server.GetAsync("/api/suppressions")).GetProperty("items")[0].GetProperty("reason").GetString());
    }

    [Fact]
    public async Task Without_consent_no_text_message_leaves()
    {
        await using var server = await StartAsync(Engine.Sqlite, new SendStep("sms", "cart-sms"));
        await LeaveAsync(server, consent: false);

        Assert.Equal("no_consent", (await MessageAsync(server, "skipped")).GetProperty("skipReason").GetString());
        Assert.Empty(_gateway.Requests);
    }

    [Fact]
    public async Task In_test_mode_a_text_message_comes_by_mail_and_the_gateway_gets_nothing()
    {
        await using var server = await StartAsync(Engine.Sqlite, new SendStep("sms", "cart-sms"));
        await SetAsync(server, """{"sandboxTo":"me@shop.test"}""");
        await LeaveAsync(server);

        var mail = (await server.Mail.WaitForAsync(1))[0];
        Assert.Equal("me@shop.test", mail.To);
        Assert.Contains("+49•••78", mail.Content.Text, StringComparison.Ordinal);
        Assert.Contains("is still in your cart", mail.Content.Text.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.Empty(_gateway.Requests);
        var path = mail.Content.Text[mail.Content.Text.IndexOf("/s/", StringComparison.Ordinal)..][..11];
        Assert.Contains("Nothing was recorded", await server.Stranger.GetStringAsync(path), StringComparison.Ordinal);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_hand_off_goes_to_the_shops_people_untracked_and_costs_the_shopper_no_message(Engine engine)
    {
        await using var server = await StartAsync(engine, new SendStep("handoff", "hand-off"), new SendStep("email", "cart-reminder"));
        await SetAsync(server, $$"""{"handoffTo":"{{Agent}}","capMessages":1}""");
        await LeaveAsync(server, consent: false);

        var mails = await server.Mail.WaitForAsync(2);
        var parsed = (await MailParser.ParseAsync(mails.Single(m => m.To == Agent).Raw))[0];
        Assert.Contains(mails, m => m.To == Mail);
        Assert.DoesNotContain(parsed.Headers, h => h[0].StartsWith("list-", StringComparison.Ordinal));
        Assert.Contains(parsed.Headers, h => h[0] == "reply-to" && h[1].Contains(Mail, StringComparison.Ordinal));
        foreach (var part in (string[])[parsed.Html, parsed.Text])
        {
            Assert.Contains(Mail, part, StringComparison.Ordinal);
            Assert.Contains("/console/shop/carts/", part, StringComparison.Ordinal);
            Assert.DoesNotContain("/u/", part, StringComparison.Ordinal);
            Assert.DoesNotContain("/r/", part, StringComparison.Ordinal);
            Assert.DoesNotContain("/o/", part, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_hand_off_to_nobody_says_what_to_set()
    {
        await using var server = await StartAsync(Engine.Sqlite, new SendStep("handoff", "hand-off"));
        await LeaveAsync(server);

        Assert.Contains("handoffTo", (await MessageAsync(server, "failed")).GetProperty("reply").GetString(), StringComparison.Ordinal);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_webhook_is_signed_and_told_again_under_the_same_id(Engine engine)
    {
        _gateway.Answer = ScriptedGateway.Drop;
        await using var server = await StartAsync(engine, new SendStep("webhook", "cart.abandoned"));
        await SetAsync(server, $$"""{"webhookUrl":"{{_gateway.Url}}/hook"}""");
        var secret = (await server.SendAsync(HttpMethod.Post, "/api/stores/shop/signing-secret", null)).GetProperty("secret").GetString()!;
        await LeaveAsync(server);

        // Told once, and the outcome is not known: it waits for its next attempt, which is brought forward here.
        await Eventually.GetAsync("the first attempt was made", () => _gateway.Requests.FirstOrDefault());
        var waiting = (JsonElement)await Eventually.GetAsync("it waits", async () => (await server.GetAsync("/api/messages?status=queued")).GetProperty("items").EnumerateArray().Where(m => m.GetProperty("attempts").GetInt32() == 1).Cast<object>().FirstOrDefault());
        _gateway.Answer = ScriptedGateway.With(204);
        await server.Services.GetRequiredService<Cartwright.Storage.Database>().WriteAsync(s => s.ExecuteAsync("update message set due_at = 0"));
        await MessageAsync(server, "sent");

        var (first, last) = (_gateway.Requests.First(), _gateway.Requests.Last());
        Assert.Equal(2, _gateway.Requests.Count);
        Assert.Equal(("/hook", "application/json", first.Headers["webhook-id"]), (last.Path, last.Headers["content-type"], last.Headers["webhook-id"]));
        Assert.Equal("msg_" + Guid.Parse(waiting.GetProperty("id").GetString()!).ToString("N"), last.Headers["webhook-id"]);
        Assert.Contains(("webhook-signature", last.Headers["webhook-signature"]), WebhookSignaturePolicy.Headers(last.Headers["webhook-id"], long.Parse(last.Headers["webhook-timestamp"], System.Globalization.CultureInfo.InvariantCulture), System.Text.Encoding.UTF8.GetBytes(last.Body), [secret]));
        var body = JsonNode.Parse(last.Body)!;
        Assert.Equal(("cart.abandoned", Mail, "tea"), (body["type"]!.GetValue<string>(), body["data"]!["email"]!.GetValue<string>(), body["data"]!["cart"]!["lines"]![0]!["productId"]!.GetValue<string>()));
        Assert.Equal(first.Body, last.Body);
    }

    [Fact]
    public async Task A_signing_secret_is_shown_once_is_no_key_and_the_last_one_signs_for_another_day()
    {
        await using var server = await StartAsync(Engine.Sqlite, new SendStep("webhook", "cart.abandoned"));
        await SetAsync(server, $$"""{"webhookUrl":"{{_gateway.Url}}/hook"}""");
        var first = (await server.SendAsync(HttpMethod.Post, "/api/stores/shop/signing-secret", null)).GetProperty("secret").GetString()!;
        var second = (await server.SendAsync(HttpMethod.Post, "/api/stores/shop/signing-secret", null)).GetProperty("secret").GetString()!;
        await LeaveAsync(server);

        await MessageAsync(server, "sent");
        Assert.Equal(2, _gateway.Requests.Single().Headers["webhook-signature"].Split(' ').Length);
        Assert.NotEqual(first, second);
        Assert.DoesNotContain(second, (await server.GetAsync("/api/stores/shop")).GetRawText(), StringComparison.Ordinal);
        using var thief = server.Client(second);
        Assert.Equal(HttpStatusCode.Unauthorized, (await thief.GetAsync("/api/stores")).StatusCode);
    }

    [Fact]
    public async Task A_webhook_to_the_own_network_is_refused_unless_it_is_allowed()
    {
        await using var server = await StartAsync(Engine.Sqlite, o => o with { AllowPrivate = null }, new SendStep("webhook", "cart.abandoned"));
        await SetAsync(server, $$"""{"webhookUrl":"{{_gateway.Url}}/hook"}""");
        await server.SendAsync(HttpMethod.Post, "/api/stores/shop/signing-secret", null);
        await LeaveAsync(server);

        var waiting = (JsonElement)await Eventually.GetAsync("it waits", async () => (await server.GetAsync("/api/messages?status=queued")).GetProperty("items").EnumerateArray().Where(m => m.GetProperty("reply").GetString() is not null).Cast<object>().FirstOrDefault());
        Assert.Contains("Cartwright__Outgoing__AllowPrivate", waiting.GetProperty("reply").GetString(), StringComparison.Ordinal);
        Assert.Empty(_gateway.Requests);
    }

    private Task<ApiServer> StartAsync(Engine engine, params JourneyStep[] steps) => StartAsync(engine, o => o, steps);

    private async Task<ApiServer> StartAsync(Engine engine, Func<Cartwright.Hosting.ServerOptions, Cartwright.Hosting.ServerOptions> with, params JourneyStep[] steps)
    {
        var server = await ApiServer.StartAsync(engine, with: o => with(o with { Sms = new SmsOptions { BaseUrl = _gateway.Url, AccountSid = "AC1", AuthToken = "secret", From = "+15005550006" } }));
        var stores = server.Services.GetRequiredService<StoreStore>();
        var directory = server.Services.GetRequiredService<StoreDirectory>();
        foreach (var journey in directory.Find(server.Store.Id)!.Journeys)
            await stores.SaveJourneyAsync(journey.Slug == "abandoned-cart" ? journey with { Definition = journey.Definition with { Steps = steps } } : journey with { Status = "draft" });
        await directory.RefreshAsync();
        return server;
    }

    private static async Task LeaveAsync(ApiServer server, bool consent = true)
    {
        using var shop = server.Client(server.Keys.SecretKey);
        var identify = new { type = "identify", anonymousId = "d1", messageId = "i1", traits = new { email = Mail, phone = Phone, firstName = "Ada", consent = consent ? new { sms = true } : null }, context = new { timezone = NoonZone() } };
        using var answer = await shop.PostAsync("/v1/identify", new StringContent(JsonSerializer.Serialize(identify), System.Text.Encoding.UTF8, "application/json"));
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        await server.AbandonCartAsync("d1", Mail, "c1");
    }

    // Texts go by day, where the shopper is: in a zone in which it is noon now.
    private static string NoonZone() => 12 - TimeProvider.System.GetUtcNow().Hour is var ahead && ahead == 0 ? "Etc/UTC" : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Etc/GMT{(ahead > 0 ? "-" : "+")}{Math.Abs(ahead)}");

    private static HttpClient NoRedirects(ApiServer server) => new(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = server.Stranger.BaseAddress, DefaultRequestHeaders = { { "User-Agent", "Mozilla/5.0" } } };

    private static Task SetAsync(ApiServer server, string settings) => server.SendAsync(HttpMethod.Patch, "/api/stores/shop", $$"""{"settings":{{settings}}}""");

    private static async Task<JsonElement> CartAsync(ApiServer server) => (await server.GetAsync("/api/carts")).GetProperty("items")[0];

    private static async Task<JsonElement> MessageAsync(ApiServer server, string status) => (JsonElement)await Eventually.GetAsync($"a message is {status}", async () =>
        (await server.GetAsync("/api/messages?status=" + status)).GetProperty("items").EnumerateArray().Cast<object>().FirstOrDefault());
}
