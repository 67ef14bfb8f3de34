using Cartwright.Journeys;
using Cartwright.Messages;
using Cartwright.Stores;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Tests.Messages;

/// <summary>Hand-offs that come one upon the other.</summary>
public sealed class HandOffsTests
{
    private const string Agent = "service@shop.test";

    [Theory, OnSqlite, OnPostgres]
    public async Task Many_at_once_come_in_few_mails_and_nobody_is_told_of_twice(Engine engine)
    {
        await using var server = await ApiServer.StartAsync(engine, scale: 900); // fifteen minutes are a second
        await OnlyHandOffsAsync(server);
        string[] names = ["ada", "bob", "cy", "dan", "eve", "fay", "gus"];
        await Task.WhenAll(names.Select(name => server.AbandonCartAsync("d-" + name, name + "@mail.test", "c-" + name)));

        await Eventually.HoldsAsync("all are handed off", async () => (await server.GetAsync("/api/messages?status=sent")).GetProperty("items").GetArrayLength() == names.Length);

        var mails = await MailParser.ParseAsync([.. server.Mail.Mails.Select(m => m.Raw)]);
        Assert.All(server.Mail.Mails, m => Assert.Equal(Agent, m.To));
        foreach (var part in (Func<ParsedMail, string>[])[m => m.Html, m => m.Text])
            foreach (var name in names) Assert.Single(mails, m => part(m).Contains(name + "@mail.test", StringComparison.Ordinal));
        var together = Assert.Single(mails.Where(m => names.Count(n => m.Text.Contains(n + "@mail.test", StringComparison.Ordinal)) >= HandOffPacing.Together).Take(1));
        Assert.DoesNotContain(together.Headers, h => h[0] == "reply-to"); // to which of them?
        Assert.Contains("/console/shop/carts/", together.Text, StringComparison.Ordinal);
        Assert.True(mails.Length < names.Length, $"{mails.Length} mails");
    }

    [Theory]
    [InlineData("hand-off", """{"subject":"Mine","mjml":"","html":"<!doctype html><html lang=\"en\"><head><title>Mine</title></head><body><p>{{store.name}}</p></body></html>","text":"Mine, {{store.name}}","live":true}""", "Please help: ")]
    [InlineData("hand-offs", """{"subject":"Mine, {{handOffCount}} at once","live":true}""", "Mine, ")]
    public async Task The_mail_of_several_is_made_of_the_stores_own_of_that_name_and_of_no_other(string template, string own, string begins)
    {
        await using var server = await ApiServer.StartAsync(Engine.Sqlite, scale: 900);
        await OnlyHandOffsAsync(server);
        await server.SendAsync(HttpMethod.Put, $"/api/templates/{template}/en", own, System.Net.HttpStatusCode.Created);
        string[] names = ["ada", "bob", "cy", "dan", "eve", "fay", "gus"];
        await Task.WhenAll(names.Select(name => server.AbandonCartAsync("d-" + name, name + "@mail.test", "c-" + name)));

        await Eventually.HoldsAsync("all are handed off", async () => (await server.GetAsync("/api/messages?status=sent")).GetProperty("items").GetArrayLength() == names.Length);

        var together = server.Mail.Mails.Select(m => m.Content).Where(m => names.Count(n => m.Text.Contains(n + "@mail.test", StringComparison.Ordinal)) >= HandOffPacing.Together).ToList();
        Assert.NotEmpty(together);
        Assert.All(together, m => Assert.StartsWith(begins, m.Subject, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("ada@ex!ample.test", null)]
    [InlineData("ada@mail.test", "merchant@shop.test")]
    public async Task Where_an_answer_cannot_or_may_not_reach_the_shopper_the_mail_goes_without_saying_where(string shopper, string? sandbox)
    {
        await using var server = await ApiServer.StartAsync(Engine.Sqlite);
        await OnlyHandOffsAsync(server);
        if (sandbox is not null) await server.SendAsync(HttpMethod.Patch, "/api/stores/shop", $$$"""{"settings":{"sandboxTo":"{{{sandbox}}}"}}""");
        await server.AbandonCartAsync("d1", shopper, "c1");

        var mail = (await server.Mail.WaitForAsync(1))[0];

        Assert.Equal(sandbox ?? Agent, mail.To);
        Assert.DoesNotContain((await MailParser.ParseAsync(mail.Raw))[0].Headers, h => h[0] == "reply-to");
        Assert.Equal(sandbox is null, mail.Content.Text.Contains(shopper, StringComparison.Ordinal));
    }

    [Fact]
    public async Task One_that_cannot_be_made_fails_by_itself_and_the_others_go_on()
    {
        await using var server = await ApiServer.StartAsync(Engine.Sqlite);
        await OnlyHandOffsAsync(server);
        // As after as many mails as there may be in a while: what follows is collected.
        while (server.Services.GetRequiredService<HandOffPacing>().WaitFor(server.Store.Id) is null) { }
        foreach (var name in (string[])["ada", "bob", "cy", "dan"]) await server.AbandonCartAsync("d-" + name, name + "@mail.test", "c-" + name);
        async Task<int> QueuedAsync(int attempts) => (await server.GetAsync("/api/messages?status=queued")).GetProperty("items").EnumerateArray().Count(m => m.GetProperty("attempts").GetInt32() == attempts);
        await Eventually.HoldsAsync("all are collected", async () => await QueuedAsync(1) == 4);
        var broken = (await server.GetAsync("/api/messages?status=queued")).GetProperty("items")[0].GetProperty("id").GetGuid();

        // A time that no calendar has, in the cart that is claimed last.
        await server.Services.GetRequiredService<Cartwright.Storage.Database>().WriteAsync(async s =>
        {
            Assert.Equal(1, await s.ExecuteAsync("update cart set state = json_set(state, '$.facts.lastActivityAt', 9000000000000000000) where cart_id = (select cart_id from message where message_id = @broken)", new { broken }));
        });

        server.Services.GetRequiredService<Cartwright.Turns.TurnLoop>().Forget();
        await server.Services.GetRequiredService<Cartwright.Storage.Database>().WriteAsync(s => s.ExecuteAsync("update message set due_at = case when message_id = @broken then 2 else 1 end where status = 'queued'", new { broken }));
        await Eventually.HoldsAsync("it has failed", async () => (await server.GetAsync($"/api/messages/{broken}")).GetProperty("status").GetString() == "failed");
        await Eventually.HoldsAsync("the others wait for their mail", async () => await QueuedAsync(2) == 3);
    }

    [Fact]
    public void A_few_go_at_once_the_rest_is_collected_and_stores_do_not_wait_for_each_other()
    {
        var clock = new TestClock();
        var pacing = new HandOffPacing(clock);
        var (shop, other) = (Guid.Parse("0193c1d2-0000-7000-8000-000000000001"), Guid.Parse("0193c1d2-0000-7000-8000-000000000002"));

        Assert.Equal([null, null, null], Enumerable.Range(0, 3).Select(_ => pacing.WaitFor(shop)));
        Assert.Equal(TimeSpan.FromMinutes(15), pacing.WaitFor(shop));
        Assert.Null(pacing.WaitFor(other));
        clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(TimeSpan.FromMinutes(5), pacing.WaitFor(shop));
        clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Null(pacing.WaitFor(shop));
    }

    private static async Task OnlyHandOffsAsync(ApiServer server)
    {
        var (stores, directory) = (server.Services.GetRequiredService<StoreStore>(), server.Services.GetRequiredService<StoreDirectory>());
        foreach (var journey in directory.Find(server.Store.Id)!.Journeys)
            await stores.SaveJourneyAsync(journey.Slug == "abandoned-cart" ? journey with { Definition = journey.Definition with { Steps = [new SendStep("handoff", "hand-off")] } } : journey with { Status = "draft" });
        await directory.RefreshAsync();
        await server.SendAsync(HttpMethod.Patch, "/api/stores/shop", $$$"""{"settings":{"handoffTo":"{{{Agent}}}"}}""");
    }
}
