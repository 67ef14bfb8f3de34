using System.Net;
using System.Text.Json;
using Cartwright.Messages;
using Dapper;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Tests.Messages;

/// <summary>Test mode and approval from the API to the mail server, on the whole server.</summary>
public sealed class SandboxTests
{
    private const string Merchant = "merchant@shop.test", Shopper = "ada@mail.test";

    [Theory, OnSqlite, OnPostgres]
    public async Task In_test_mode_the_mail_goes_to_the_merchant_and_says_so_and_its_links_do_nothing(Engine engine)
    {
        await using var server = await ApiServer.StartAsync(engine);
        await SetAsync(server, $$"""{"sandboxTo":"{{Merchant}}"}""");
        await server.TrackAsync(new { type = "identify", anonymousId = "d1", messageId = "i1", traits = new { email = Shopper, firstName = "Ada" } });
        await server.AbandonCartAsync("d1", Shopper, "c1");

        var mail = (await server.Mail.WaitForAsync(1))[0];
        var message = await MessageAsync(server, "sent");
        Assert.Equal((Merchant, true, Merchant), (mail.To, message.GetProperty("sandbox").GetBoolean(), message.GetProperty("to").GetString()));
        var parsed = (await MailParser.ParseAsync(mail.Raw))[0];
        Assert.StartsWith("[Test] ", parsed.Subject, StringComparison.Ordinal);
        Assert.Equal(("", Merchant), (parsed.To.Single().Name, parsed.To.Single().Address));
        Assert.Contains(parsed.Headers, h => h[0] == "x-cartwright-sandbox" && h[1].EndsWith("instead-of=a***@mail.test", StringComparison.Ordinal));
        Assert.DoesNotContain(parsed.Headers, h => h[0].StartsWith("list-unsubscribe", StringComparison.Ordinal));
        foreach (var part in (string[])[parsed.Html, parsed.Text.ReplaceLineEndings(" ")])
        {
            Assert.Contains("This would have gone to a•••@mail.test", part, StringComparison.Ordinal);
            Assert.DoesNotContain("Ada", part, StringComparison.Ordinal);
            Assert.DoesNotContain(Shopper, part, StringComparison.Ordinal);
        }
        Assert.DoesNotContain("/o/", parsed.Html, StringComparison.Ordinal);

        var (back, away) = (Link(parsed.Text, "/r/"), Link(parsed.Text, "/u/"));
        var cart = await ReadAsync(await server.Stranger.GetAsync(back));
        Assert.Contains("2 × Tea", cart, StringComparison.Ordinal);
        Assert.DoesNotContain(Shopper, cart, StringComparison.Ordinal);
        Assert.Contains("Nothing was changed", await ReadAsync(await server.Stranger.GetAsync(away)), StringComparison.Ordinal);
        Assert.Contains("Nothing was changed", await ReadAsync(await server.Stranger.PostAsync(away, new FormUrlEncodedContent([new("List-Unsubscribe", "One-Click")]))), StringComparison.Ordinal);
        using var restore = await server.Stranger.PostAsync("/v1/restore", new StringContent(JsonSerializer.Serialize(new { writeKey = server.Keys.WriteKey, anonymousId = "merchant-phone", token = back[3..] })));
        Assert.Equal(HttpStatusCode.NotFound, restore.StatusCode);
        await server.TrackAsync(new { type = "track", @event = "Order Completed", anonymousId = "merchant-phone", messageId = "o1", properties = new { order_id = "77", total = 9, currency = "EUR", cw_ref = back[3..] } });

        Assert.Equal(0, (await server.GetAsync("/api/suppressions")).GetProperty("items").GetArrayLength());
        message = await MessageAsync(server, "sent");
        Assert.Equal((0, 0, 0, 0), (Number("opens"), Number("machineOpens"), Number("clicks"), Number("machineClicks")));
        Assert.Equal(1, await CountAsync(server, "select count(*) from cart where status = 'abandoned'"));
        Assert.Equal(0, await CountAsync(server, "select count(*) from link_visit"));
        Assert.Equal(0, await CountAsync(server, "select count(*) from purchase where credit <> 'none'"));

        // Switched off: whoever leaves a cart now gets a mail, and whoever had one as a test gets none of it.
        await SetAsync(server, """{"sandboxTo":null}""");
        await server.AbandonCartAsync("d2", "bob@mail.test", "c2");
        Assert.Equal("bob@mail.test", (await server.Mail.WaitForAsync(2))[1].To);
        Assert.DoesNotContain(server.Mail.Mails, m => m.To == Shopper);

        int Number(string name) => message.GetProperty(name).GetInt32();
    }

    [Fact]
    public async Task A_test_address_that_does_not_exist_costs_no_shopper_the_reminders()
    {
        await using var server = await ApiServer.StartAsync(Engine.Sqlite, new SmtpSinkOptions { Recipient = to => to.Contains(Merchant, StringComparison.Ordinal) ? "550 5.1.1 no such mailbox" : "250 2.1.5 Ok" });
        await SetAsync(server, $$"""{"sandboxTo":"{{Merchant}}"}""");
        await server.AbandonCartAsync("d1", Shopper, "c1");

        Assert.Contains("550", (await MessageAsync(server, "failed")).GetProperty("reply").GetString(), StringComparison.Ordinal);
        Assert.Equal(0, (await server.GetAsync("/api/suppressions")).GetProperty("items").GetArrayLength());
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Held_messages_leave_when_they_are_approved_and_not_when_they_are_refused(Engine engine)
    {
        await using var server = await ApiServer.StartAsync(engine);
        await SetAsync(server, """{"approveFirst":2}""");
        foreach (var d in (string[])["d1", "d2", "d3"]) await server.AbandonCartAsync(d, $"{d}@mail.test", "c" + d);
        var held = await HeldAsync(server, 3);
        Assert.Equal("waits for approval: 0 of the first 2 are decided", held[0].GetProperty("decision").GetProperty("rules").EnumerateArray().Last().GetProperty("text").GetString());

        var approved = await server.SendAsync(HttpMethod.Post, $"/api/messages/{Id(held[0])}/approve", null);
        Assert.Contains(approved.GetProperty("status").GetString(), (string[])["queued", "claimed", "sending", "sent"]);
        Assert.Equal(held[0].GetProperty("to").GetString(), (await server.Mail.WaitForAsync(1))[0].To);
        await server.SendAsync(HttpMethod.Post, $"/api/messages/{Id(held[0])}/approve", null);
        await HeldAsync(server, 2);

        var refused = await server.SendAsync(HttpMethod.Post, $"/api/messages/{Id(held[1])}/refuse", null);
        Assert.Equal(("skipped", "refused_by_merchant"), (refused.GetProperty("status").GetString(), refused.GetProperty("skipReason").GetString()));
        await server.SendAsync(HttpMethod.Post, $"/api/messages/{Id(held[1])}/refuse", null);
        var problem = await server.SendAsync(HttpMethod.Post, $"/api/messages/{Id(held[1])}/approve", null, HttpStatusCode.Conflict);
        Assert.Contains("it is skipped", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);

        // That was the second decision: the third leaves by itself.
        Assert.Equal(held[2].GetProperty("to").GetString(), (await server.Mail.WaitForAsync(2))[1].To);
        Assert.Equal(2, await CountAsync(server, "select count(*) from audit where who = 'api key' and action like 'message_%'"));
    }

    [Fact]
    public async Task A_message_that_is_not_there_or_another_stores_is_a_404()
    {
        await using var server = await ApiServer.StartAsync(Engine.Sqlite);
        await SetAsync(server, """{"approveFirst":1}""");
        await server.AbandonCartAsync("d1", Shopper, "c1");
        var held = Id((await HeldAsync(server, 1))[0]);
        var (_, keys) = await server.Services.GetRequiredService<Cartwright.Stores.StoreStore>().CreateAsync("other", "Other", "https://other.test", "EUR", "UTC", "en", journeysLive: false);
        await server.Services.GetRequiredService<Cartwright.Stores.StoreDirectory>().RefreshAsync();
        using var other = server.Client(keys.SecretKey);

        foreach (var word in (string[])["approve", "refuse"])
        {
            await ApiServer.ReadAsync(await other.PostAsync($"/api/messages/{held}/{word}", null), HttpStatusCode.NotFound);
            await server.SendAsync(HttpMethod.Post, $"/api/messages/01890000-0000-7000-8000-000000000000/{word}", null, HttpStatusCode.NotFound);
            await server.SendAsync(HttpMethod.Post, $"/api/messages/7/{word}", null, HttpStatusCode.NotFound);
        }
        Assert.Equal(held, Id((await HeldAsync(server, 1))[0]));
    }

    private static Task SetAsync(ApiServer server, string settings) => server.SendAsync(HttpMethod.Patch, "/api/stores/shop", $$"""{"settings":{{settings}}}""");

    private static string Id(JsonElement message) => message.GetProperty("id").GetString()!;

    private static async Task<JsonElement> MessageAsync(ApiServer server, string status) => (JsonElement)await Eventually.GetAsync($"a message is {status}", async () =>
        (await server.GetAsync("/api/messages?status=" + status)).GetProperty("items").EnumerateArray().Cast<object>().FirstOrDefault());

    private static async Task<List<JsonElement>> HeldAsync(ApiServer server, int count) => await Eventually.GetAsync($"{count} messages wait", async () =>
        (await server.GetAsync("/api/messages?status=held")).GetProperty("items").EnumerateArray().ToList() is { } held && held.Count == count ? held : null);

    private static Task<long> CountAsync(ApiServer server, string sql) => server.Services.GetRequiredService<Cartwright.Storage.Database>().ReadAsync(c => c.ExecuteScalarAsync<long>(sql));

    private static string Link(string text, string path) => new([.. text[text.IndexOf(path, StringComparison.Ordinal)..].TakeWhile(c => !char.IsWhiteSpace(c) && c is not (')' or ']' or '>'))]);

    private static async Task<string> ReadAsync(HttpResponseMessage answer)
    {
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
    }
}
