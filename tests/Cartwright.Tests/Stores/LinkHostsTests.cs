using System.Net;
using System.Text;
using Cartwright.Hosting;
using Cartwright.Hosting.Cli;
using Cartwright.Stores;
using Cartwright.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Tests.Stores;

/// <summary>A store's own host in the links of its messages. The server of these tests is reached under an address that is not its public one.</summary>
public sealed class LinkHostsTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task Links_lead_to_the_stores_own_host_and_to_no_other(Engine engine)
    {
        await using var server = await ApiServer.StartAsync(engine);
        var own = server.Stranger.BaseAddress!.ToString();
        await SetAsync(server, own, HttpStatusCode.OK);

        await server.AbandonCartAsync("d1", "ann@mail.test", "c1");
        var mail = (await server.Mail.WaitForAsync(1))[0];

        Assert.Contains($"{own}r/", mail.Content.Text, StringComparison.Ordinal);
        Assert.Contains($"List-Unsubscribe: <{own}u/", Encoding.UTF8.GetString(mail.Raw).Replace("\r\n ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        foreach (var part in (string[])[mail.Content.Text, mail.Content.Html]) Assert.DoesNotContain("127.0.0.1:5080", part, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_that_does_not_lead_to_this_server_is_refused_and_changes_nothing()
    {
        await using var server = await ApiServer.StartAsync(Engine.Sqlite);
        await using var elsewhere = await ScriptedGateway.StartAsync();

        foreach (var wrong in (string[])[elsewhere.Url, "http://127.0.0.1:1"])
        {
            var answer = await SetAsync(server, wrong, HttpStatusCode.BadRequest);
            Assert.Contains("Links there would be dead", answer.GetProperty("errors").GetProperty("settings.linkUrl")[0].GetString(), StringComparison.Ordinal);
        }
        foreach (var wrong in (string[])["https://go.shop.test/links", "https://go.shop.test/?a=1", "go.shop.test", "ftp://go.shop.test", "https://me@go.shop.test"])
            await SetAsync(server, wrong, HttpStatusCode.BadRequest);

        using var http = new OutgoingHttp("127.0.0.1", TimeProvider.System);
        var other = new LinkHosts(http, Secrets.FromText(Convert.ToBase64String([.. Enumerable.Repeat((byte)7, 32)])));
        Assert.Contains("not as this server", await other.FaultAsync(server.Stranger.BaseAddress!.ToString(), default), StringComparison.Ordinal);
        Assert.Null((await server.GetAsync("/api/stores/shop")).GetProperty("settings").GetProperty("linkUrl").GetString());
    }

    [Fact]
    public async Task The_doctor_says_when_a_host_leads_here_no_longer()
    {
        await using var server = await ApiServer.StartAsync(Engine.Sqlite);
        await SetAsync(server, server.Stranger.BaseAddress!.ToString(), HttpStatusCode.OK);
        Assert.DoesNotContain((await ExamineAsync(server)).Checks, c => c.Check == "links of store shop");

        var store = server.Store;
        await server.Services.GetRequiredService<StoreStore>().SaveSettingsAsync(store.Id, store.Settings with { LinkUrl = "http://127.0.0.1:1" }, null);

        var line = Assert.Single((await ExamineAsync(server)).Checks, c => c.Check == "links of store shop");
        Assert.False(line.Ok);
        Assert.Contains("http://127.0.0.1:1, which does not lead here", line.Found, StringComparison.Ordinal);
    }

    private static Task<DoctorReport> ExamineAsync(ApiServer server) => DoctorVerb.ExamineAsync(
        server.Services.GetRequiredService<ServerOptions>(), TimeProvider.System, server.Services.GetRequiredService<Cartwright.Storage.Database>(), default);

    private static Task<System.Text.Json.JsonElement> SetAsync(ApiServer server, string url, HttpStatusCode expected) =>
        server.SendAsync(HttpMethod.Patch, "/api/stores/shop", $$$"""{"settings":{"linkUrl":"{{{url}}}"}}""", expected);
}
