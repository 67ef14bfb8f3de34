using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Cartwright.Tests.Inbound.Mail;
using Cartwright.Tests.Support;

namespace Cartwright.Tests.Inbound;

/// <summary>Answers that a provider takes in and hands over as a form.</summary>
public sealed class MailFormTests
{
    private const string Key = "key-of-mailgun-1";

    [Fact]
    public async Task A_mail_of_SendGrids_Inbound_Parse_is_read_in_the_charset_it_came_in()
    {
        await using var server = await StartAsync();
        var (message, to) = await SentAsync(server);
        var mail = Encoding.Latin1.GetBytes(SomeReports.Reply(to, text: "Größe 38?").Replace("utf-8", "iso-8859-1", StringComparison.OrdinalIgnoreCase));
        async Task<(HttpStatusCode, string)> TellAsync(string field, string? key)
        {
            using var form = new MultipartFormDataContent { { new StringContent("ada@mail.test"), "from" } };
            form.Add(new ByteArrayContent(mail), field);
            using var request = new HttpRequestMessage(HttpMethod.Post, "/hooks/inbound/mime/shop") { Content = form };
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes("parse:" + key)));
            using var answer = await server.Stranger.SendAsync(request);
            return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
        }

        Assert.Equal(HttpStatusCode.Unauthorized, (await TellAsync("email", "sk_other")).Item1);
        var (status, word) = await TellAsync("text", server.Keys.SecretKey);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("POST the raw, full MIME message", word, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.OK, "reply"), await TellAsync("email", server.Keys.SecretKey));
        Assert.Equal("Größe 38?", await ReplyAsync(server, message));
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_mail_of_a_route_of_Mailguns_is_taken_once_and_only_with_its_signature(bool multipart)
    {
        await using var server = await StartAsync();
        await server.SendAsync(HttpMethod.Put, "/api/stores/shop/inbound/mailgun", $$"""{"secret":"{{Key}}"}""", HttpStatusCode.NoContent);
        var (message, to) = await SentAsync(server);
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        async Task<(HttpStatusCode, string)> TellAsync(string text, long time, string token = "t1", string key = Key, string path = "/mime", string field = "body-mime")
        {
            var fields = new Dictionary<string, string>
            {
                ["recipient"] = to, ["timestamp"] = $"{time}", ["token"] = token, [field] = SomeReports.Reply(to, text: text),
                ["signature"] = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes($"{time}{token}"))),
            };
            using var parts = new MultipartFormDataContent();
            foreach (var (name, value) in fields) parts.Add(new StringContent(value), name);
            using var pairs = new FormUrlEncodedContent(fields);
            using var answer = await server.Stranger.PostAsync("/hooks/inbound/mailgun/shop" + path, multipart ? parts : pairs);
            return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
        }

        Assert.Equal(HttpStatusCode.Unauthorized, (await TellAsync("Blau & grün + 100 %?", now, key: "key-of-mailgun-2")).Item1);
        Assert.Equal(HttpStatusCode.Unauthorized, (await TellAsync("Blau & grün + 100 %?", now - 13 * 3600)).Item1);
        Assert.Contains("/mime at its end", (await TellAsync("Blau & grün + 100 %?", now, path: "")).Item2, StringComparison.Ordinal);
        Assert.Contains("body-mime is missing", (await TellAsync("Blau & grün + 100 %?", now, field: "body-plain")).Item2, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.OK, "reply"), await TellAsync("Blau & grün + 100 %?", now));
        Assert.Equal((HttpStatusCode.OK, "This was delivered before."), await TellAsync("Another text with the same token", now));
        Assert.Equal("Blau & grün + 100 %?", await ReplyAsync(server, message));
    }

    [Theory]
    [InlineData("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"email\"\r\n\r\nFrom: a@b"), InlineData("multipart/form-data", "--x"), InlineData("multipart/form-data; boundary=x", "")]
    [InlineData("application/x-www-form-urlencoded", "&&=a&%zz=%z&email"), InlineData("application/x-www-form-urlencoded", "")]
    public void A_broken_form_is_read_as_far_as_it_goes(string type, string body) => Assert.NotNull(Cartwright.Inbound.Mail.MailForm.Read(type, Encoding.UTF8.GetBytes(body)));

    private static Task<ApiServer> StartAsync() => ApiServer.StartAsync(Engine.Sqlite, with: o => o with { InboundDomain = "in.shop.test" });

    private static async Task<(Guid Message, string ReplyTo)> SentAsync(ApiServer server)
    {
        await server.AbandonCartAsync("d1", "ada@mail.test", "c1");
        var mail = (await server.Mail.WaitForAsync(1))[0];
        var message = (JsonElement)await Eventually.GetAsync("it is sent", async () => (await server.GetAsync("/api/messages?status=sent")).GetProperty("items").EnumerateArray().Cast<object>().FirstOrDefault());
        var header = Encoding.UTF8.GetString(mail.Raw).Replace("\r\n ", " ", StringComparison.Ordinal).Split("\r\n").First(l => l.StartsWith("Reply-To:", StringComparison.OrdinalIgnoreCase));
        return (message.GetProperty("id").GetGuid(), header[9..].Trim(' ', '<', '>'));
    }

    private static async Task<string?> ReplyAsync(ApiServer server, Guid message)
    {
        var cart = (await server.GetAsync($"/api/messages/{message}")).GetProperty("cart").GetString();
        return Assert.Single((await server.GetAsync($"/api/carts/{cart}/replies")).GetProperty("items").EnumerateArray()).GetProperty("text").GetString();
    }
}
