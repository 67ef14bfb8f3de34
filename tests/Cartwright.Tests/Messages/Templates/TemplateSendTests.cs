using System.Text.Json;
using Cartwright.Console.Messages;
using Cartwright.Messages;
using Cartwright.Messages.Templates;
using Cartwright.Stores;
using Dapper;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Tests.Messages.Templates;

/// <summary>A store's own templates from saving to the mail server, on the whole server.</summary>
public sealed class TemplateSendTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task What_is_used_is_sent_at_once_and_shown_again_as_it_was(Engine engine)
    {
        await using var server = await ApiServer.StartAsync(engine);
        await SaveAsync(server, SomeTemplates.Mail(words: "First"));
        await server.AbandonCartAsync("d1", "ada@mail.test", "c1");
        var first = (await server.Mail.WaitForAsync(1))[0].Content;
        Assert.Equal("First: Tea", first.Subject);
        Assert.Contains("<p>2 × Tea €15.80</p>", first.Html, StringComparison.Ordinal);

        await SaveAsync(server, SomeTemplates.Mail(words: "Second"));
        await server.AbandonCartAsync("d2", "bob@mail.test", "c2");
        Assert.Equal("Second: Tea", (await server.Mail.WaitForAsync(2))[1].Content.Subject);

        await server.Services.GetRequiredService<StoreTemplates>().RemoveAsync(Entry(server), "cart-reminder", "en", "ada");
        await server.AbandonCartAsync("d3", "cid@mail.test", "c3");
        Assert.StartsWith("Your cart at Shop", (await server.Mail.WaitForAsync(3))[2].Content.Subject, StringComparison.Ordinal);

        Assert.Contains("<h1>First</h1>", await LookAsync(server, "ada@mail.test"), StringComparison.Ordinal);
        Assert.Contains("<h1>Second</h1>", await LookAsync(server, "bob@mail.test"), StringComparison.Ordinal);
        Assert.Contains("You left this in your cart", await LookAsync(server, "cid@mail.test"), StringComparison.Ordinal);
    }

    // As an upgrade that takes a name out of the model would leave it: it was checked, and for this cart it cannot be written.
    [Theory, OnSqlite, OnPostgres]
    public async Task One_that_breaks_on_a_cart_makes_way_and_the_merchant_is_told(Engine engine)
    {
        await using var server = await ApiServer.StartAsync(engine);
        var templates = server.Services.GetRequiredService<TemplateStore>();
        await SaveAsync(server, SomeTemplates.Mail(words: "Good"));
        await templates.SaveAsync(server.Store.Id, [(SomeTemplates.Mail(words: "Bad") with { Html = "{{cart.gone}} {{links.unsubscribe}}" }, null)], live: true, "ada", "");
        await server.AbandonCartAsync("d1", "ada@mail.test", "c1");
        await server.AbandonCartAsync("d2", "bob@mail.test", "c2");

        Assert.All((await server.Mail.WaitForAsync(2)).Select(m => m.Content), m => Assert.Equal("Good: Tea", m.Subject));
        var own = Assert.Single(await templates.ListAsync(server.Store.Id));
        Assert.Equal("There is no cart.gone.", own.Break!.Error);
        var carts = (await server.GetAsync("/api/carts")).GetProperty("items").EnumerateArray().Select(c => c.GetProperty("id").GetGuid());
        Assert.Contains(own.Break.CartId, carts);
        Assert.Contains("<h1>Good</h1>", await LookAsync(server, "ada@mail.test"), StringComparison.Ordinal);
        Assert.Contains("cartwright_template_breaks_total", await server.Stranger.GetStringAsync("/metrics"), StringComparison.Ordinal);

        // Erasing the person takes the cart it was first seen on; the fault and the others' messages stay.
        var shopper = (await server.GetAsync("/api/carts/" + own.Break.CartId)).GetProperty("shopper").GetGuid();
        await server.SendAsync(HttpMethod.Post, "/api/privacy/erase", $$"""{"shopper":"{{shopper}}"}""");
        Assert.NotNull(Assert.Single(await templates.ListAsync(server.Store.Id)).Break);
        await SaveAsync(server, SomeTemplates.Mail(words: "Better"));
        Assert.Null(Assert.Single(await templates.ListAsync(server.Store.Id)).Break);
        await server.AbandonCartAsync("d3", "cid@mail.test", "c3");
        Assert.Equal("Better: Tea", (await server.Mail.WaitForAsync(3))[2].Content.Subject);
    }

    [Fact]
    public async Task A_test_says_that_it_is_one_leads_nowhere_and_counts_for_nothing()
    {
        await using var server = await ApiServer.StartAsync(Engine.Sqlite, with: o => o with { InboundDomain = "in.shop.test" });
        await server.AbandonCartAsync("d1", "ada@mail.test", "c1", minutesAgo: 1);
        var sent = await server.SendAsync(HttpMethod.Post, "/api/templates/cart-reminder/en/test", """{"to":"me@shop.test","subject":"Try {{cart.first}}"}""");
        Assert.Equal("me@shop.test", sent.GetProperty("to").GetString());

        var mail = (await server.Mail.WaitForAsync(1))[0];
        Assert.Equal(("me@shop.test", "[Test] Try Tea"), (mail.To, mail.Content.Subject));
        Assert.Equal("carts@shop.test", mail.From);
        Assert.Contains("This is a test of the template cart-reminder.en", mail.Content.Text.ReplaceLineEndings(" "), StringComparison.Ordinal);
        foreach (var path in (string[])["/r/", "/u/", "/o/", "/l/"]) Assert.DoesNotContain(path, mail.Content.Html, StringComparison.Ordinal);
        Assert.Equal(0, (await server.GetAsync("/api/messages")).GetProperty("items").GetArrayLength());

        await server.Services.GetRequiredService<Cartwright.Storage.Database>().WriteAsync(async s =>
        {
            for (var i = 0; i < TemplateTests.MostAnHour; i++)
                await s.ExecuteAsync("insert into audit (store_id, audit_id, at, who, action, target, reason) values (@store, @id, @at, 'ada', 'template_tested', '', '')", new { store = server.Store.Id, id = Guid.Parse($"00000000-0000-0000-0000-{i:000000000000}"), at = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() });
        });
        using var many = await server.Api.PostAsync("/api/templates/cart-sms/en/test", new StringContent("""{"to":"me@shop.test"}""", System.Text.Encoding.UTF8, "application/json"));
        Assert.Equal((429, true), ((int)many.StatusCode, many.Headers.RetryAfter?.Delta > TimeSpan.FromMinutes(50)));
        Assert.Single(server.Mail.Mails);
    }

    private static StoreEntry Entry(ApiServer server) => server.Services.GetRequiredService<StoreDirectory>().Find(server.Store.Id)!;

    private static async Task SaveAsync(ApiServer server, TemplateSource source) =>
        Assert.IsType<TemplateSaved.Done>(await server.Services.GetRequiredService<StoreTemplates>().SaveAsync(Entry(server), source, live: true, null, "ada"));

    private static async Task<string> LookAsync(ApiServer server, string to)
    {
        var id = ((JsonElement)await Eventually.GetAsync("the message was sent", async () => (await server.GetAsync("/api/messages?status=sent")).GetProperty("items").EnumerateArray().Where(m => m.GetProperty("to").GetString() == to).Cast<object>().FirstOrDefault())).GetProperty("id").GetGuid();
        var message = (await server.Services.GetRequiredService<MessageStore>().FindAsync(server.Store.Id, id, default))!.Message;
        return (await server.Services.GetRequiredService<MessagePreview>().HtmlAsync(server.Store.Id, message, personal: true))!;
    }
}
