using System.Net;
using System.Net.Sockets;
using System.Text;
using Cartwright.Demo;
using Cartwright.Messages.Email;
using Cartwright.Tests.Messages.Email;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cartwright.Tests.Demo;

public sealed class MailboxServerTests : IAsyncDisposable
{
    private readonly MailboxServer _mailbox = new(new TestClock(), NullLogger<MailboxServer>.Instance);

    public MailboxServerTests() => _mailbox.Start();

    public ValueTask DisposeAsync() => _mailbox.DisposeAsync();

    [Fact]
    public async Task Shows_a_mail_as_it_was_written()
    {
        var mail = SomeMail.Mail("<p>Grüße</p>\n<p>.</p>", "Grüße\n.\n");

        Assert.IsType<SmtpOutcome.Accepted>(await SomeMail.SendAsync(_mailbox.Port, mail));

        var taken = Assert.Single(_mailbox.List());
        Assert.Equal((1, "Lindgren & Söhne <hello@shop.test>", "anna@inbox.test", mail.Subject, mail.Html, mail.Text), (taken.Id, taken.From, taken.To, taken.Subject, taken.Html, taken.Text));
        Assert.Equal(new TestClock().GetUtcNow(), taken.ReceivedAt);
        Assert.Equal(MimeWriter.Write(mail), taken.Raw);
        Assert.Contains(new KeyValuePair<string, string>("List-Unsubscribe", "<https://shop.test/u/AbCdEf>"), taken.Headers);
        Assert.Same(taken, _mailbox.Find(taken.Id));
    }

    [Fact]
    public async Task Keeps_the_last_five_hundred_and_lists_the_newest_first()
    {
        await using var pool = SomeMail.Pool(_mailbox.Port, o => o.MaxMailsPerConnection = 1000);
        for (var i = 1; i <= 510; i++)
            await pool.SendAsync(SomeMail.Mail() with { Subject = $"Mail {i}" }, SomeMail.Yes, CancellationToken.None).InTime();

        var kept = _mailbox.List();

        Assert.Equal(MailboxServer.Kept, kept.Count);
        Assert.Equal(("Mail 510", "Mail 11"), (kept[0].Subject, kept[^1].Subject));
        Assert.Equal(["Mail 510", "Mail 509"], _mailbox.List(afterId: 508).Select(m => m.Subject));
        Assert.Null(_mailbox.Find(1));
        _mailbox.Clear();
        Assert.Empty(_mailbox.List());
    }

    [Fact]
    public async Task Tells_who_listens_and_survives_a_listener_that_fails()
    {
        var heard = 0;
        _mailbox.Received += (_, _) => heard++;
        _mailbox.Received += (_, _) => throw new InvalidOperationException("a bad listener");

        Assert.IsType<SmtpOutcome.Accepted>(await SomeMail.SendAsync(_mailbox.Port));

        Assert.Equal(1, heard);
    }

    [Fact]
    public async Task A_withdrawn_mail_is_not_in_the_mailbox()
    {
        await using var pool = SomeMail.Pool(_mailbox.Port);

        await pool.SendAsync(SomeMail.Mail(), _ => ValueTask.FromResult(false), CancellationToken.None).InTime();
        await pool.SendAsync(SomeMail.Mail() with { Subject = "The only one" }, SomeMail.Yes, CancellationToken.None).InTime();

        Assert.Equal("The only one", Assert.Single(_mailbox.List()).Subject);
    }

    [Theory]
    [InlineData("MAIL FROM:<a@b.test>\r\nRCPT TO:<c@d.test>\r\nDATA\r\nno headers at all\r\n.\r\nQUIT\r\n", "250 250 354 250 221", 1)]
    [InlineData("RCPT TO:<c@d.test>\r\nDATA\r\nQUIT\r\n", "503 503 221", 0)]
    [InlineData("MAIL FROM:<>\r\nRCPT TO:<>\r\nRCPT TO:nobody\r\nMAIL FROM nobody\r\nQUIT\r\n", "250 501 501 501 221", 0)]
    [InlineData("HELO me\r\nNOOP\r\nVRFY you\r\n\r\nRSET\r\nQUIT\r\n", "250 250 502 502 250 221", 0)]
    [InlineData("MAIL FROM:<a@b.test>\r\nRCPT TO:<c@d.test>\r\nDATA\r\nContent-Type: multipart/alternative; boundary=x\r\n\r\n--x\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!\r\n.\r\nQUIT\r\n", "250 250 354 250 221", 1)]
    public async Task Answers_any_client(string said, string codes, int mails)
    {
        Assert.Equal(codes, await CodesAsync(said));
        Assert.Equal(mails, _mailbox.List().Count);
    }

    [Fact]
    public async Task A_line_without_end_is_cut_off()
    {
        Assert.Equal("552", await CodesAsync(new string('x', 100_000)));
    }

    [Fact]
    public async Task A_mail_that_ends_before_its_dot_is_no_mail()
    {
        Assert.Equal("250 250 354", await CodesAsync("MAIL FROM:<a@b.test>\r\nRCPT TO:<c@d.test>\r\nDATA\r\nSubject: half\r\n"));
        Assert.Empty(_mailbox.List());
    }

    /// <summary>Says all at once and answers the codes of what comes back after the greeting.</summary>
    private async Task<string> CodesAsync(string said)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, _mailbox.Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(said));
        client.Client.Shutdown(SocketShutdown.Send);
        using var reader = new StreamReader(stream);
        var lines = new List<string>();
        while (await reader.ReadLineAsync().InTime() is { } line)
            lines.Add(line[..3]);

        Assert.Equal("220", lines[0]);
        return string.Join(' ', lines.Skip(1));
    }
}
