using System.Net;
using System.Text;
using System.Text.Json;
using Cartwright.Messages;

namespace Cartwright.Tests.Links;

/// <summary>The page behind the footer: leaving at once, and choosing.</summary>
public sealed class PreferencesTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task A_look_changes_nothing_a_choice_is_kept_and_one_click_leaves(Engine engine)
    {
        await using var server = await ApiServer.StartAsync(engine);
        using var shop = server.Client(server.Keys.SecretKey);
        await shop.PostAsync("/v1/identify", new StringContent(JsonSerializer.Serialize(new { type = "identify", anonymousId = "d1", messageId = "i1", traits = new { email = "ada@mail.test", phone = "+4915112345678" }, context = new { locale = "bg-BG" } }), Encoding.UTF8, "application/json"));
        await server.AbandonCartAsync("d1", "ada@mail.test", "c1");
        var mail = (await server.Mail.WaitForAsync(1))[0];
        var link = new Uri(Encoding.UTF8.GetString(mail.Raw).Replace("\r\n ", "", StringComparison.Ordinal).Split("List-Unsubscribe: <")[1].Split('>')[0]).AbsolutePath;
        using (var look = await server.Stranger.SendAsync(new HttpRequestMessage(HttpMethod.Head, link))) Assert.Equal(HttpStatusCode.OK, look.StatusCode); // as those ask who check links

        var page = await server.Stranger.GetStringAsync(link);
        Assert.Contains("lang=\"bg\"", page, StringComparison.Ordinal);
        Assert.Contains("name=\"topic.offers\" checked", page, StringComparison.Ordinal);
        Assert.DoesNotContain("ada@", page, StringComparison.Ordinal);
        Assert.DoesNotContain("4915", page, StringComparison.Ordinal);
        Assert.Empty((await server.GetAsync("/api/suppressions")).GetProperty("items").EnumerateArray());

        Assert.Contains("name=\"shown\" value=\"sms\"", page, StringComparison.Ordinal);
        // A page that had no such box, since the number was not known yet.
        await PostAsync(server, link, ("do", "save"), ("shown", "email"), ("email", "on"), ("shown", "topic.news"));
        Assert.Empty(await ListedAsync(server));
        page = await server.Stranger.GetStringAsync(link);
        Assert.Contains("name=\"topic.news\">", page, StringComparison.Ordinal);
        Assert.Contains("name=\"topic.offers\" checked", page, StringComparison.Ordinal);

        page = await PostAsync(server, link, [("do", "save"), ("email", "on"), ("topic.recovery", "on"), ("topic.orders", "on"), .. All]);
        Assert.Contains("name=\"topic.offers\">", page, StringComparison.Ordinal);
        Assert.Contains("name=\"topic.recovery\" checked", page, StringComparison.Ordinal);
        Assert.Equal(["sms"], await ListedAsync(server));
        await PostAsync(server, link, [("do", "save"), ("email", "on"), ("sms", "on"), .. All]);
        Assert.Empty(await ListedAsync(server));

        await PostAsync(server, link, ("List-Unsubscribe", "One-Click"));
        await PostAsync(server, link, ("List-Unsubscribe", "One-Click"));
        Assert.Equal(["email"], await ListedAsync(server));
        using var broken = new ByteArrayContent(Encoding.ASCII.GetBytes("---FormBoundary\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n"));
        broken.Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data; boundary=-----FormBoundary");
        Assert.Equal(HttpStatusCode.OK, (await server.Stranger.PostAsync(link, broken)).StatusCode);
    }

    [Theory, InlineData("#ffd400"), InlineData("#000000"), InlineData("#ffffff"), InlineData("#777777")]
    public async Task The_pages_button_can_be_read_in_any_shops_colour(string accent)
    {
        await using var server = await ApiServer.StartAsync(Engine.Sqlite);
        await server.SendAsync(HttpMethod.Patch, "/api/stores/shop", $$$"""{"settings":{"accentColor":"{{{accent}}}"}}""");
        await server.AbandonCartAsync("d1", "ada@mail.test", "c1");
        var mail = (await server.Mail.WaitForAsync(1))[0];
        var page = await server.Stranger.GetStringAsync(new Uri(Encoding.UTF8.GetString(mail.Raw).Replace("\r\n ", "", StringComparison.Ordinal).Split("List-Unsubscribe: <")[1].Split('>')[0]).AbsolutePath);

        foreach (var colours in page.Split("--fill:")[1..].Select(p => p.Split('}')[0]))
        {
            var (fill, on) = (colours[..7], colours.Split("--on-fill:")[1][..7]);
            Assert.True(AccentPolicy.Contrast(fill, on) >= 4.5, $"{on} on {fill}");
        }
        Assert.Contains("color:var(--on-fill);background:var(--fill)", page, StringComparison.Ordinal);
    }

    private static IEnumerable<(string, string)> All => ((string[])["email", "sms", "topic.recovery", "topic.orders", "topic.news", "topic.offers"]).Select(box => ("shown", box));

    private static async Task<string> PostAsync(ApiServer server, string link, params (string Name, string Value)[] fields)
    {
        using var form = new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value)));
        var answer = await server.Stranger.PostAsync(link, form);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync();
    }

    private static async Task<string[]> ListedAsync(ApiServer server) => [.. (await server.GetAsync("/api/suppressions")).GetProperty("items").EnumerateArray().Select(s => s.GetProperty("channel").GetString()!)];
}
