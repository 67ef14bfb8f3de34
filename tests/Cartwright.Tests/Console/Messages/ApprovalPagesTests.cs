using System.Net;
using Cartwright.Stores;
using Dapper;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Tests.Console.Messages;

public sealed class ApprovalPagesTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task A_marketer_approves_what_stands_on_the_page_and_the_audit_says_who(Engine engine)
    {
        await using var server = await ApiServer.StartAsync(engine);
        await server.SendAsync(HttpMethod.Patch, "/api/stores/shop", """{"settings":{"approveFirst":5}}""");
        foreach (var d in (string[])["d1", "d2", "d3"]) await server.AbandonCartAsync(d, $"{d}@mail.test", "c" + d);
        var held = await Eventually.GetAsync("three messages wait", async () =>
            (await server.GetAsync("/api/messages?status=held")).GetProperty("items").EnumerateArray().Select(m => m.GetProperty("id").GetString()!).ToList() is { Count: 3 } all ? all : null);
        using var marketer = await ConsoleVisitor.SignInAsync(server, Roles.Marketer);

        var list = await marketer.ReadAsync("/console/shop/messages?status=held");
        Assert.Contains("3 messages wait for approval", list, StringComparison.Ordinal);
        Assert.DoesNotContain("d1@mail.test", list, StringComparison.Ordinal); // a marketer sees nobody's address
        Assert.Contains("Tea", await marketer.ReadAsync($"/console/shop/messages/{held[0]}/preview"), StringComparison.Ordinal);

        using var all = await marketer.SubmitAsync("/console/shop/messages?status=held", "/console/shop/messages/approve", ("id", held[0]), ("id", held[1]));
        Assert.EndsWith("notice=approved", all.Headers.Location!.OriginalString, StringComparison.Ordinal);
        await server.Mail.WaitForAsync(2);
        using var one = await marketer.SubmitAsync("/console/shop/messages?status=held", $"/console/shop/messages/{held[2]}/refuse");
        using var late = await marketer.SubmitAsync("/console/shop/messages?status=held", $"/console/shop/messages/{held[2]}/approve");
        Assert.EndsWith("notice=over", late.Headers.Location!.OriginalString, StringComparison.Ordinal);
        using var missing = await marketer.SubmitAsync("/console/shop/messages?status=held", "/console/shop/messages/0191a000-0000-7000-8000-000000000001/approve");
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
        using var none = await marketer.SubmitAsync("/console/shop/messages?status=held", "/console/shop/messages/approve", ("id", "not an id"));
        Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);

        Assert.Equal(["message_approved", "message_approved", "message_refused"], await server.Services.GetRequiredService<Cartwright.Storage.Database>().ReadAsync(async c =>
            (await c.QueryAsync<string>("select action from audit where who = 'marketer@people.test' order by action")).ToArray()));
    }
}
