using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Cartwright.Hosting;
using Cartwright.Inbound;
using Cartwright.Messages.Email;
using Cartwright.Messages.Sms;
using Cartwright.Shoppers;
using Cartwright.Stores;
using Cartwright.Tests.Inbound.Mail;
using Cartwright.Turns;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Tests.Inbound;

/// <summary>What comes back by HTTP and by the spool folder, on the whole server.</summary>
public sealed class InboundEndpointsTests
{
    private const string Mail = "ada@mail.test", Phone = "+4915112345678";

    [Theory, OnSqlite, OnPostgres]
    public async Task A_report_to_the_return_path_suppresses_its_shopper_and_only_with_the_key(Engine engine)
    {
        await using var server = await ApiServer.StartAsync(engine, with: o => o with { InboundDomain = "in.shop.test" });
        var (message, mail) = await SentAsync(server);
        Assert.EndsWith("@in.shop.test", mail.From, StringComparison.Ordinal);
        Assert.StartsWith("r.", HeaderOf(mail, "Reply-To"), StringComparison.Ordinal);
        var report = Encoding.UTF8.GetBytes(SomeReports.Dsn(returnPath: $"<{mail.From}>"));

        Assert.Equal(HttpStatusCode.Unauthorized, (await PostAsync(server.Stranger, "/hooks/inbound/mime/shop", report)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await PostAsync(server.Api, "/hooks/inbound/mime/other", report)).StatusCode);
        Assert.Equal("bounce", await (await PostAsync(server.Api, "/hooks/inbound/mime/shop", report)).Content.ReadAsStringAsync());

        Assert.Equal(("bounced", "hard"), await StatusAsync(server, message));
        Assert.Equal("bounced", (await server.GetAsync("/api/suppressions")).GetProperty("items")[0].GetProperty("reason").GetString());
    }

    [Fact]
    public async Task What_names_no_message_of_ours_suppresses_nobody()
    {
        await using var server = await ApiServer.StartAsync(Engine.Sqlite);
        await SentAsync(server);
        Assert.Equal("unmatched", await (await PostAsync(server.Api, "/hooks/inbound/mime/shop", Encoding.UTF8.GetBytes(SomeReports.Dsn()))).Content.ReadAsStringAsync());
        Assert.Empty((await server.GetAsync("/api/suppressions")).GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task Garbage_is_refused_or_passed_over_and_never_breaks_the_server()
    {
        await using var server = await ApiServer.StartAsync(Engine.Sqlite);
        var random = Seeds.Random();
        foreach (var provider in InboundEndpoints.Providers)
        {
            if (provider is not ("mime" or "sendgrid" or "resend" or "ses")) await server.SendAsync(HttpMethod.Put, $"/api/stores/shop/inbound/{provider}", """{"secret":"shop:secret-1"}""", HttpStatusCode.NoContent);
            byte[][] bodies = [[], "{"u8.ToArray(), "null"u8.ToArray(), "[[[["u8.ToArray(), """{"signature":7,"event-data":[]}"""u8.ToArray(), """{"Type":1,"Message":{}}"""u8.ToArray(), """{"RecordType":"Bounce","Metadata":7,"Email":{}}"""u8.ToArray(), "a=%zz&b"u8.ToArray(), [0x1f, 0x8b, 1, 2], [.. Enumerable.Range(0, 3000).Select(_ => (byte)random.Next(256))]];
            foreach (var body in bodies)
                foreach (var client in (HttpClient[])[server.Api, server.Stranger])
                {
                    using var request = new HttpRequestMessage(HttpMethod.Post, $"/hooks/inbound/{provider}/shop") { Content = new ByteArrayContent(body) };
                    if (provider == "postmark") request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String("shop:secret-1"u8));
                    var answer = await client.SendAsync(request);
                    Assert.True((int)answer.StatusCode < 500, $"{provider}: {(int)answer.StatusCode}");
                }
        }
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_signed_event_of_a_provider_counts_once(Engine engine)
    {
        await using var server = await ApiServer.StartAsync(engine);
        var (message, mail) = await SentAsync(server);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await server.SendAsync(HttpMethod.Put, "/api/stores/shop/inbound/sendgrid", $$"""{"secret":"{{Convert.ToBase64String(key.ExportSubjectPublicKeyInfo())}}"}""", HttpStatusCode.NoContent);
        var token = ReturnPath.Token(server.Store.Id, message, server.Services.GetRequiredService<Secrets>());
        Assert.Equal(token, HeaderOf(mail, "X-Cartwright-Ref"));
        async Task<HttpStatusCode> TellAsync(string body, bool changed = false)
        {
            var bytes = Encoding.UTF8.GetBytes(body);
            var signature = key.SignData(Encoding.UTF8.GetBytes("1600112502" + body), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
            using var request = new HttpRequestMessage(HttpMethod.Post, "/hooks/inbound/sendgrid/shop") { Content = new ByteArrayContent(changed ? [.. bytes, 32] : bytes) };
            request.Headers.Add("X-Twilio-Email-Event-Webhook-Signature", Convert.ToBase64String(signature));
            request.Headers.Add("X-Twilio-Email-Event-Webhook-Timestamp", "1600112502");
            return (await server.Stranger.SendAsync(request)).StatusCode;
        }
        var sent = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var opens = $$"""[{"event":"open","sg_event_id":"e1","cartwright":"{{token}}","useragent":"Thunderbird","timestamp":{{sent + 60}}},{"event":"open","sg_event_id":"e2","cartwright":"{{token}}","sg_machine_open":true,"timestamp":{{sent + 120}}}]""";

        Assert.Equal(HttpStatusCode.Unauthorized, await TellAsync(opens, changed: true));
        for (var i = 0; i < 2; i++) Assert.Equal(HttpStatusCode.OK, await TellAsync(opens));
        var now = await server.GetAsync($"/api/messages/{message}");
        Assert.Equal((1, 1), (now.GetProperty("opens").GetInt32(), now.GetProperty("machineOpens").GetInt32()));

        // Judged as our own picture is: by the client, also where none is told, by the network, and by how soon it was.
        string[] machines = [$"\"useragent\":\"Mozilla/5.0\",\"timestamp\":{sent + 180}", $"\"timestamp\":{sent + 240}", $"\"useragent\":\"Thunderbird\",\"ip\":\"17.58.1.2\",\"timestamp\":{sent + 300}", $"\"useragent\":\"Thunderbird\",\"timestamp\":{sent - 60}"];
        for (var i = 0; i < machines.Length; i++) await TellAsync($$"""[{"event":"open","sg_event_id":"m{{i}}","cartwright":"{{token}}",{{machines[i]}}}]""");
        now = await server.GetAsync($"/api/messages/{message}");
        Assert.Equal((1, 5), (now.GetProperty("opens").GetInt32(), now.GetProperty("machineOpens").GetInt32()));

        // Our own picture and the provider's are loaded with the same mail, and its link leads on to ours: that is one act.
        using (await server.Stranger.GetAsync("/o/" + mail.Content.Html.Split("/o/")[1].Split('"')[0])) { }
        using (await server.Stranger.GetAsync("/u/" + mail.Content.Html.Split("/u/")[1].Split('"')[0])) { }
        await TellAsync($$"""[{"event":"open","sg_event_id":"s1","cartwright":"{{token}}","useragent":"Thunderbird","timestamp":{{sent + 2}}},{"event":"click","sg_event_id":"s2","cartwright":"{{token}}","useragent":"Thunderbird","timestamp":{{sent + 2}}}]""");
        now = await server.GetAsync($"/api/messages/{message}");
        Assert.Equal((1, 6, 0, 0), (now.GetProperty("opens").GetInt32(), now.GetProperty("machineOpens").GetInt32(), now.GetProperty("clicks").GetInt32(), now.GetProperty("machineClicks").GetInt32()));
        await TellAsync($$"""[{"event":"click","sg_event_id":"c1","cartwright":"{{token}}","useragent":"Thunderbird","timestamp":{{sent + 60}}}]""");
        Assert.Equal(1, (await server.GetAsync($"/api/messages/{message}")).GetProperty("clicks").GetInt32());

        await TellAsync($$"""[{"event":"spamreport","sg_event_id":"e3","smtp-id":"<{{message:N}}@shop.test>"}]""");
        Assert.Equal("complained", (await StatusAsync(server, message)).Status);
        await TellAsync("""[{"event":"bounce","type":"bounce","status":"5.1.1","reason":"550 5.1.1 user unknown","sg_event_id":"e4","email":"bob@mail.test"}]""");
        Assert.Equal(2, (await server.GetAsync("/api/suppressions")).GetProperty("items").GetArrayLength());
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_mail_in_the_spool_folder_is_taken_once_and_an_answer_reaches_the_shop_and_the_cart(Engine engine)
    {
        await using var server = await ApiServer.StartAsync(engine, with: o => o with { InboundDomain = "in.shop.test" });
        await server.SendAsync(HttpMethod.Patch, "/api/stores/shop", """{"settings":{"handoffTo":"service@shop.test"}}""");
        var (message, mail) = await SentAsync(server);
        var to = HeaderOf(mail, "Reply-To");
        var spool = server.Services.GetRequiredService<ServerOptions>().SpoolDir;
        await Eventually.GetAsync("the folder is there", () => Directory.Exists(Path.Combine(spool, "new")) ? spool : null);
        await DropAsync(spool, "1", SomeReports.Reply(to));
        await DropAsync(spool, "2", SomeReports.Reply(to));
        await DropAsync(spool, "3", SomeReports.Reply(to, more: "Auto-Submitted: auto-replied\n"));
        await DropAsync(spool, "4", "\0\0\0 nothing");

        await Eventually.GetAsync("all are done", () => Directory.GetFiles(Path.Combine(spool, "done")).Length == 4 ? spool : null);
        Assert.Empty(Directory.GetFiles(Path.Combine(spool, "failed")));
        var cart = (await server.GetAsync($"/api/messages/{message}")).GetProperty("cart").GetString();
        var reply = Assert.Single((await server.GetAsync($"/api/carts/{cart}/replies")).GetProperty("items").EnumerateArray());
        Assert.Equal("Do you also have it in blue?", reply.GetProperty("text").GetString());
        var told = (SunkMail)await Eventually.GetAsync("the shop is told", () => server.Mail.Mails.FirstOrDefault(m => m.To == "service@shop.test"));
        var text = (await MailParser.ParseAsync(told.Raw))[0];
        Assert.Contains("Do you also have it in blue?", text.Text, StringComparison.Ordinal);
        Assert.Contains(text.Headers, h => h[0] == "reply-to" && h[1].Contains(Mail, StringComparison.Ordinal));
        await server.SendAsync(HttpMethod.Post, $"/api/carts/{cart}/resume", null, HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task A_mail_that_Postmark_took_in_is_read_as_it_came()
    {
        await using var server = await ApiServer.StartAsync(Engine.Sqlite, with: o => o with { InboundDomain = "in.shop.test" });
        await server.SendAsync(HttpMethod.Put, "/api/stores/shop/inbound/postmark", """{"secret":"user:password-1"}""", HttpStatusCode.NoContent);
        var (_, mail) = await SentAsync(server);
        async Task<(HttpStatusCode, string)> TellAsync(object body, string? token = "user:password-1")
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/hooks/inbound/postmark/shop") { Content = new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json") };
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(token!)));
            using var answer = await server.Stranger.SendAsync(request);
            return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
        }

        var raw = SomeReports.Reply(HeaderOf(mail, "Reply-To"));
        Assert.Equal(HttpStatusCode.Unauthorized, (await TellAsync(new { FromFull = new { Email = Mail }, RawEmail = raw }, "user:other")).Item1);
        Assert.Equal((HttpStatusCode.OK, "reply"), await TellAsync(new { FromFull = new { Email = Mail }, RawEmail = raw }));
        Assert.Equal(HttpStatusCode.BadRequest, (await TellAsync(new { FromFull = new { Email = Mail }, TextBody = "Is it blue?" })).Item1);
        Assert.Equal((HttpStatusCode.OK, "ok"), await TellAsync(new { RecordType = "Inbox" }));
    }

    [Fact]
    public async Task A_webhook_that_fails_is_told_of_an_answer_until_it_takes_it_and_the_shops_people_only_once()
    {
        await using var gateway = await ScriptedGateway.StartAsync();
        gateway.Answer = ScriptedGateway.With(500);
        await using var server = await ApiServer.StartAsync(Engine.Sqlite, with: o => o with { InboundDomain = "in.shop.test" });
        await server.SendAsync(HttpMethod.Patch, "/api/stores/shop", $$$"""{"settings":{"handoffTo":"service@shop.test","webhookUrl":"{{{gateway.Url}}}/hook","fromAddress":"carts@shop.test"}}""");
        await server.SendAsync(HttpMethod.Post, "/api/stores/shop/signing-secret", null);
        await server.SendAsync(HttpMethod.Post, "/api/stores/shop/dkim", """{"domain":"shop.test","selector":"s1"}""", HttpStatusCode.Created);
        var (_, mail) = await SentAsync(server);
        Assert.Equal("reply", await (await PostAsync(server.Api, "/hooks/inbound/mime/shop", Encoding.UTF8.GetBytes(SomeReports.Reply(HeaderOf(mail, "Reply-To"))))).Content.ReadAsStringAsync());
        // Its attempts are brought forward.
        await server.Services.GetRequiredService<Cartwright.Storage.Database>().WriteAsync(s => s.ExecuteAsync("update reply set at = 0"));

        await Eventually.HoldsAsync("it was told twice and failed", () => Task.FromResult(gateway.Requests.Count >= 2));
        gateway.Answer = ScriptedGateway.With(204);
        await Eventually.HoldsAsync("the answer is told", async () => await server.Services.GetRequiredService<Cartwright.Storage.Database>().ReadAsync(async c => await Dapper.SqlMapper.ExecuteScalarAsync<long>(c, "select count(*) from reply where notified_at is not null") == 1));

        Assert.Single(gateway.Requests.Select(r => r.Headers["webhook-id"]).Distinct());
        var told = Assert.Single(server.Mail.Mails, m => m.To == "service@shop.test");
        Assert.StartsWith("DKIM-Signature:", Encoding.UTF8.GetString(told.Raw), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mail_server_that_refuses_what_tells_of_an_answer_is_asked_again()
    {
        var refused = 0;
        await using var server = await ApiServer.StartAsync(Engine.Sqlite, with: o => o with { InboundDomain = "in.shop.test" },
            mail: new SmtpSinkOptions { Recipient = to => to.Contains("service@", StringComparison.Ordinal) && Interlocked.Increment(ref refused) == 1 ? "550 5.1.1 no such mailbox" : "250 2.1.5 Ok" });
        await server.SendAsync(HttpMethod.Patch, "/api/stores/shop", """{"settings":{"handoffTo":"service@shop.test"}}""");
        var (_, mail) = await SentAsync(server);
        await PostAsync(server.Api, "/hooks/inbound/mime/shop", Encoding.UTF8.GetBytes(SomeReports.Reply(HeaderOf(mail, "Reply-To"))));
        await server.Services.GetRequiredService<Cartwright.Storage.Database>().WriteAsync(s => s.ExecuteAsync("update reply set at = 0"));

        await Eventually.GetAsync("the shop is told", () => server.Mail.Mails.FirstOrDefault(m => m.To == "service@shop.test"));
        Assert.Equal(2, refused);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Stop_is_answered_once_start_lifts_it_and_anything_else_is_an_answer(Engine engine)
    {
        await using var server = await ApiServer.StartAsync(engine, with: o => o with { PublicUrl = "https://carts.shop.test", Sms = new SmsOptions { AccountSid = "AC1", AuthToken = "token", BaseUrl = "http://127.0.0.1:9" } });
        using var shop = server.Client(server.Keys.SecretKey);
        await shop.PostAsync("/v1/identify", new StringContent(JsonSerializer.Serialize(new { type = "identify", anonymousId = "d1", messageId = "i1", traits = new { email = Mail, phone = Phone }, context = new { locale = "de-DE" } }), Encoding.UTF8, "application/json"));
        await server.AbandonCartAsync("d1", Mail, "c1");
        var cart = await server.CartAsync("the cart", _ => true);

        Assert.Equal(HttpStatusCode.Unauthorized, (await TextAsync(server, "STOP", "other")).StatusCode);
        Assert.Contains("keine SMS mehr", await ReadAsync(server, "STOP"), StringComparison.Ordinal);
        Assert.Equal("<Response />", await ReadAsync(server, "Stopp"));
        Assert.Equal("unsubscribed", (await server.GetAsync("/api/suppressions")).GetProperty("items")[0].GetProperty("reason").GetString());
        Assert.Contains("<Message>", await ReadAsync(server, "START"), StringComparison.Ordinal);
        Assert.Empty((await server.GetAsync("/api/suppressions")).GetProperty("items").EnumerateArray());
        Assert.Contains("https://shop.test", await ReadAsync(server, "HILFE"), StringComparison.Ordinal);
        Assert.Equal("<Response />", await ReadAsync(server, "Gibt es das auch in Blau?"));
        var replies = await server.GetAsync($"/api/carts/{cart.GetProperty("id").GetString()}/replies");
        Assert.Equal(("sms", "Gibt es das auch in Blau?"), (replies.GetProperty("items")[0].GetProperty("channel").GetString(), replies.GetProperty("items")[0].GetProperty("text").GetString()));
    }

    [Fact]
    public async Task Another_text_gateway_tells_texts_and_reports_in_our_words()
    {
        await using var server = await ApiServer.StartAsync(Engine.Sqlite);
        var (message, _) = await SentAsync(server);
        using var shop = server.Client(server.Keys.SecretKey);
        await shop.PostAsync("/v1/identify", new StringContent(JsonSerializer.Serialize(new { type = "identify", anonymousId = "d1", messageId = "i1", traits = new { phone = Phone }, context = new { locale = "de-DE" } }), Encoding.UTF8, "application/json"));
        async Task<(HttpStatusCode Status, string Said)> TellAsync(object body, HttpClient? by = null)
        {
            using var answer = await (by ?? server.Api).PostAsync("/hooks/inbound/sms/shop", new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json"));
            return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
        }

        Assert.Equal(HttpStatusCode.Unauthorized, (await TellAsync(new { id = "g1", from = Phone, text = "STOP" }, server.Stranger)).Status);
        Assert.Contains("\"id\"", (await TellAsync(new { from = Phone, text = "STOP" })).Said, StringComparison.Ordinal);
        // Refused aloud: a no that is dropped in silence goes on costing the shopper texts.
        Assert.Equal(HttpStatusCode.BadRequest, (await TellAsync(new { id = "g0", from = "0" + Phone[3..], text = "STOP" })).Status);
        Assert.Contains("keine SMS mehr", JsonDocument.Parse((await TellAsync(new { id = "g1", from = Phone[1..], text = "STOP" })).Said).RootElement.GetProperty("answer").GetString(), StringComparison.Ordinal);
        Assert.Equal("unsubscribed", (await server.GetAsync("/api/suppressions")).GetProperty("items")[0].GetProperty("reason").GetString());

        Assert.Equal(HttpStatusCode.BadRequest, (await TellAsync(new { id = "g2", status = "unknown_number" })).Status);
        var reference = ReturnPath.Token(server.Store.Id, message, server.Services.GetRequiredService<Secrets>());
        Assert.Equal(HttpStatusCode.BadRequest, (await TellAsync(new { id = "g2", @ref = reference, status = "lost" })).Status);
        Assert.Equal((HttpStatusCode.OK, """{"answer":null}"""), await TellAsync(new { id = "g2", @ref = reference, status = "unknown_number", reason = "not assigned" }));
        Assert.Equal(("bounced", "hard"), await StatusAsync(server, message));
    }

    private static string HeaderOf(SunkMail mail, string name) =>
        Encoding.UTF8.GetString(mail.Raw).Replace("\r\n ", " ", StringComparison.Ordinal).Split("\r\n").First(l => l.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))[(name.Length + 1)..].Trim(' ', '<', '>');

    private static async Task<string> ReadAsync(ApiServer server, string text)
    {
        var answer = await TextAsync(server, text, "token");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync();
    }

    private static async Task<HttpResponseMessage> TextAsync(ApiServer server, string text, string token)
    {
        (string, string)[] form = [("Body", text), ("From", Phone), ("MessageSid", "SM" + text.GetHashCode(StringComparison.Ordinal)), ("To", "+15005550006")];
        var signature = Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(token), Encoding.UTF8.GetBytes("https://carts.shop.test/hooks/inbound/twilio/shop" + string.Concat(form.Select(f => f.Item1 + f.Item2)))));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/hooks/inbound/twilio/shop") { Content = new FormUrlEncodedContent(form.Select(f => KeyValuePair.Create(f.Item1, f.Item2))) };
        request.Headers.Add("X-Twilio-Signature", signature);
        return await server.Stranger.SendAsync(request);
    }

    private static async Task DropAsync(string spool, string name, string mail)
    {
        await File.WriteAllTextAsync(Path.Combine(spool, "tmp", name), mail);
        File.Move(Path.Combine(spool, "tmp", name), Path.Combine(spool, "new", name));
    }

    private static async Task<HttpResponseMessage> PostAsync(HttpClient client, string path, byte[] body)
    {
        using var content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("message/rfc822") } };
        return await client.PostAsync(path, content);
    }

    private static async Task<(string? Status, string? Bounce)> StatusAsync(ApiServer server, Guid message)
    {
        var now = await server.GetAsync($"/api/messages/{message}");
        return (now.GetProperty("status").GetString(), now.GetProperty("bounce").GetString());
    }

    private static async Task<(Guid Message, SunkMail Mail)> SentAsync(ApiServer server)
    {
        await server.AbandonCartAsync("d1", Mail, "c1");
        var mail = (await server.Mail.WaitForAsync(1))[0];
        var message = (JsonElement)await Eventually.GetAsync("it is sent", async () => (await server.GetAsync("/api/messages?status=sent")).GetProperty("items").EnumerateArray().Cast<object>().FirstOrDefault());
        return (message.GetProperty("id").GetGuid(), mail);
    }
}
