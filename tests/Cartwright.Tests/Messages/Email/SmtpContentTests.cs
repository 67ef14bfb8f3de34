using System.Text;
using Cartwright.Messages.Email;

namespace Cartwright.Tests.Messages.Email;

/// <summary>What arrives is what was written.</summary>
public sealed class SmtpContentTests
{
    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData(".leading dot\n.and another\n..and two")]
    [InlineData("text\n.\nmore text")]
    [InlineData("ends with a dot alone\n.\n")]
    [InlineData("ends without a line break")]
    [InlineData("ends with one\n")]
    public async Task Dots_arrive_as_they_were(string text)
    {
        await using var sink = SmtpSink.Start();
        var mail = SomeMail.Mail(html: "", text: text);

        Assert.IsType<SmtpOutcome.Accepted>(await SomeMail.SendAsync(sink.Port, mail));

        Assert.Equal(MimeWriter.Write(mail), Assert.Single(sink.Mails).Raw);
    }

    [Fact]
    public async Task A_dot_at_the_start_of_a_line_is_doubled_on_the_wire()
    {
        var wire = "";
        await using var server = ScriptedSmtpServer.Start(async client =>
        {
            await client.GreetAsync();
            wire = await client.TakeMailAsync();
            await client.SendAsync("250 Ok\r\n");
        });

        await SomeMail.SendAsync(server.Port, SomeMail.Mail(html: "", text: ".\nend"));

        Assert.EndsWith("\r\n\r\n..\r\nend\r\n.\r\n", wire, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_large_mail_arrives_whole()
    {
        await using var sink = SmtpSink.Start();
        var mail = SomeMail.Mail(string.Concat(Enumerable.Range(0, 100_000).Select(i => $".{i}\n")));

        Assert.IsType<SmtpOutcome.Accepted>(await SomeMail.SendAsync(sink.Port, mail));

        Assert.Equal(mail.Html, Assert.Single(sink.Mails).Content.Html);
    }

    [Fact]
    public async Task A_domain_of_another_script_travels_in_punycode()
    {
        await using var sink = SmtpSink.Start(new SmtpSinkOptions { Capabilities = ["PIPELINING"] });

        await SomeMail.SendAsync(sink.Port, SomeMail.Mail() with { To = new MailAddress("anna@münchen.test") });

        var sunk = Assert.Single(sink.Mails);
        Assert.Equal("RCPT TO:<anna@xn--mnchen-3ya.test>", sunk.RcptLine);
        Assert.Equal("MAIL FROM:<bounce+17@shop.test>", sunk.MailLine);
        Assert.True(Ascii.IsValid(sunk.Raw));
    }

    [Fact]
    public async Task Letters_outside_ascii_before_the_at_travel_by_smtputf8()
    {
        await using var sink = SmtpSink.Start();

        await SomeMail.SendAsync(sink.Port, SomeMail.Mail() with { To = new MailAddress("用户@例え.テスト", "用户") });

        var sunk = Assert.Single(sink.Mails);
        Assert.Equal("RCPT TO:<用户@例え.テスト>", sunk.RcptLine);
        Assert.Equal("MAIL FROM:<bounce+17@shop.test> BODY=8BITMIME SMTPUTF8", sunk.MailLine);
        Assert.Contains(" <用户@例え.テスト>\r\n", Encoding.UTF8.GetString(sunk.Raw), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("jörg@inbox.test", "hello@shop.test", "bounce@shop.test")]
    [InlineData("anna@inbox.test", "grüße@shop.test", "bounce@shop.test")]
    [InlineData("anna@inbox.test", "hello@shop.test", "rückläufer@shop.test")]
    public async Task Without_smtputf8_such_an_address_is_refused_and_the_connection_kept(string to, string from, string bounce)
    {
        await using var sink = SmtpSink.Start(new SmtpSinkOptions { Capabilities = ["PIPELINING", "8BITMIME"] });
        await using var pool = SomeMail.Pool(sink.Port);
        var mail = SomeMail.Mail() with { To = new MailAddress(to), From = new MailAddress(from), EnvelopeFrom = bounce };

        var refused = Assert.IsType<SmtpOutcome.Refused>(await pool.SendAsync(mail, SomeMail.Yes, CancellationToken.None).InTime());
        var next = await pool.SendAsync(SomeMail.Mail(), SomeMail.Yes, CancellationToken.None).InTime();

        Assert.Equal((true, "SMTPUTF8", 0), (refused.Permanent, refused.Verb, refused.Code));
        Assert.Contains("SMTPUTF8", refused.Advice, StringComparison.Ordinal);
        Assert.IsType<SmtpOutcome.Accepted>(next);
        Assert.Equal(1, sink.Connections);
    }

    [Fact]
    public async Task No_bounce_address_is_the_null_sender()
    {
        await using var sink = SmtpSink.Start();

        await SomeMail.SendAsync(sink.Port, SomeMail.Mail() with { EnvelopeFrom = "" });

        Assert.Equal("MAIL FROM:<>", Assert.Single(sink.Mails).MailLine);
    }
}
