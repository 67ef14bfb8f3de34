using System.Text;
using System.Text.Json;
using Cartwright.Stores;
using Cartwright.Tests.Inbound.Mail;

namespace Cartwright.Tests.Console.Carts;

public sealed class CartRepliesTests
{
    [Fact]
    public async Task An_answer_is_answered_by_mail_and_the_journey_says_that_it_waits_for_a_person()
    {
        await using var server = await ApiServer.StartAsync(Engine.Sqlite, with: o => o with { InboundDomain = "in.shop.test" });
        await server.AbandonCartAsync("d1", "ada@mail.test", "c1");
        var mail = (await server.Mail.WaitForAsync(1))[0];
        var message = (JsonElement)await Eventually.GetAsync("it is sent", async () => (await server.GetAsync("/api/messages?status=sent")).GetProperty("items").EnumerateArray().Cast<object>().FirstOrDefault());
        var page = "/console/shop/carts/" + message.GetProperty("cart").GetString();
        using var owner = await ConsoleVisitor.SignInAsync(server, Roles.Owner);
        using var marketer = await ConsoleVisitor.SignInAsync(server, Roles.Marketer);
        Assert.DoesNotContain("once a person lets the journey go on", await owner.ReadAsync(page), StringComparison.Ordinal);

        var to = (await MailParser.ParseAsync(mail.Raw))[0].ReplyTo[0].Address;
        using var body = new ByteArrayContent(Encoding.UTF8.GetBytes(SomeReports.Reply(to))) { Headers = { ContentType = new("message/rfc822") } };
        Assert.Equal("reply", await (await server.Api.PostAsync("/hooks/inbound/mime/shop", body)).Content.ReadAsStringAsync());

        var shown = await owner.ReadAsync(page);
        Assert.Contains("href=\"mailto:ada@mail.test?subject=Re%3A%20Your%20cart\"", shown, StringComparison.Ordinal);
        Assert.Contains("Answer by e-mail", shown, StringComparison.Ordinal);
        Assert.Contains("once a person lets the journey go on", shown, StringComparison.Ordinal);
        Assert.Contains("Nothing more is sent until a person lets the journey go on", shown, StringComparison.Ordinal);
        // Who may not see the address is given none to write to.
        Assert.DoesNotContain("mailto:", await marketer.ReadAsync(page), StringComparison.Ordinal);
    }
}
