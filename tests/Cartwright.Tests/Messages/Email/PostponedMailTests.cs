using System.Text.Json;
using Cartwright.Messages.Email;
using Cartwright.Storage;
using Dapper;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Tests.Messages.Email;

/// <summary>Mails that have to wait for their receiving domain, through the outbox to their end.</summary>
public sealed class PostponedMailTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task What_a_domains_limit_holds_back_leaves_later_and_once(Engine engine)
    {
        await using var server = await ApiServer.StartAsync(engine, with: o => o with { Smtp = new SmtpOptions { Host = o.Smtp.Host, Port = o.Smtp.Port, Security = o.Smtp.Security, PerDomainPerMinute = 1 } }, scale: 60);
        foreach (var name in (string[])["ada", "bob", "cy"]) await server.AbandonCartAsync("d-" + name, name + "@mail.test", "c-" + name);

        await server.Mail.WaitForAsync(3);

        await AllSentAsync(server, 3);
        Assert.Equal(["ada@mail.test", "bob@mail.test", "cy@mail.test"], server.Mail.Mails.Select(m => m.To).Order());
        Assert.True(await server.Services.GetRequiredService<Database>().ReadAsync(c => c.ExecuteScalarAsync<long>("select max(attempt) from message")) > 1, "one waited");
    }

    [Fact]
    public async Task A_domain_that_says_not_now_is_left_alone_and_then_gets_every_mail_once()
    {
        var refusals = 0;
        await using var server = await ApiServer.StartAsync(Engine.Sqlite, mail: new SmtpSinkOptions { Recipient = _ => Interlocked.Increment(ref refusals) <= 2 ? "450 4.7.1 too many mails, slow down" : "250 2.1.5 Ok" }, scale: 120);
        foreach (var name in (string[])["ada", "bob", "cy"]) await server.AbandonCartAsync("d-" + name, name + "@mail.test", "c-" + name);

        await server.Mail.WaitForAsync(3);

        await AllSentAsync(server, 3);
        Assert.Equal(["ada@mail.test", "bob@mail.test", "cy@mail.test"], server.Mail.Mails.Select(m => m.To).Order());
    }

    private static Task AllSentAsync(ApiServer server, int count) => Eventually.HoldsAsync("all are sent", async () =>
        (await server.GetAsync("/api/messages?status=sent")).GetProperty("items").EnumerateArray().Count() == count
        && !(await server.GetAsync("/api/messages?status=queued")).GetProperty("items").EnumerateArray().Cast<JsonElement?>().Any());
}
