using Cartwright.Messages.Email;

namespace Cartwright.Tests.Messages.Email;

/// <summary>However the answers arrive, merged or in pieces, each belongs to its command.</summary>
public sealed class SmtpPipeliningTests
{
    [Fact]
    public async Task Three_commands_leave_in_one_packet_when_the_server_takes_them()
    {
        await using var server = ScriptedSmtpServer.Start(async client =>
        {
            await client.GreetAsync("PIPELINING");
            // None is answered before all have come: a client that waits would wait for ever.
            await client.ExpectAsync("MAIL FROM:<bounce+17@shop.test>");
            await client.ExpectAsync("RCPT TO:<anna@inbox.test>");
            await client.ExpectAsync("DATA");
            await client.SendAsync("250 Ok\r\n250 Ok\r\n354 Go\r\n");
            await client.ReadMailAsync();
            await client.SendAsync("250 Ok\r\n");
        });

        Assert.IsType<SmtpOutcome.Accepted>(await SomeMail.SendAsync(server.Port));
    }

    [Fact]
    public async Task Commands_leave_one_by_one_when_the_server_does_not_say_so()
    {
        var early = "";
        await using var server = ScriptedSmtpServer.Start(async client =>
        {
            await client.GreetAsync();
            foreach (var (verb, answer) in new[] { ("MAIL", "250 Ok"), ("RCPT", "250 Ok"), ("DATA", "354 Go") })
            {
                await client.ExpectAsync(verb);
                early += client.Waiting;
                await client.SendAsync($"{answer}\r\n");
            }

            await client.ReadMailAsync();
            await client.SendAsync("250 Ok\r\n");
        });

        Assert.IsType<SmtpOutcome.Accepted>(await SomeMail.SendAsync(server.Port));
        Assert.Equal("000", early);
    }

    [Fact]
    public async Task Answers_may_come_byte_by_byte_and_over_several_lines()
    {
        await using var server = ScriptedSmtpServer.Start(async client =>
        {
            await client.DripAsync("220-drill.test\r\n220-says\r\n220 hello\r\n");
            await client.ExpectAsync("EHLO");
            await client.DripAsync("250-drill.test\r\n250-PIPELINING\r\n250 HELP\r\n");
            for (var i = 0; i < 2; i++)
            {
                await client.ExpectAsync("MAIL");
                await client.ExpectAsync("RCPT");
                await client.ExpectAsync("DATA");
                await client.DripAsync("250-2.1.0 sender\r\n250 2.1.0 fine\r\n250 2.1.5 recipient fine\r\n354-go\r\n354 on\r\n");
                await client.ReadMailAsync();
                await client.DripAsync("250-2.0.0 taken\r\n250 2.0.0 queued\r\n");
            }
        });
        await using var pool = SomeMail.Pool(server.Port);

        for (var i = 0; i < 2; i++)
        {
            var outcome = await pool.SendAsync(SomeMail.Mail(), SomeMail.Yes, CancellationToken.None).InTime();
            Assert.Equal("2.0.0 taken 2.0.0 queued", Assert.IsType<SmtpOutcome.Accepted>(outcome).Reply);
        }

        Assert.Equal(1, server.Connections);
    }

    [Fact]
    public async Task An_answer_nobody_asked_for_is_not_taken_for_the_next_one()
    {
        var commits = 0;
        await using var server = ScriptedSmtpServer.Start(async client =>
        {
            await client.GreetAsync("PIPELINING");
            await client.ExpectAsync("MAIL");
            await client.ExpectAsync("RCPT");
            await client.ExpectAsync("DATA");
            await client.SendAsync("250 Ok\r\n250 Ok\r\n354 Go\r\n250 queued before it came\r\n");
            await client.ReadToEndAsync();
        });
        await using var pool = SomeMail.Pool(server.Port);

        var outcome = await pool.SendAsync(SomeMail.Mail(), _ => ValueTask.FromResult(++commits > 0), CancellationToken.None).InTime();

        Assert.IsType<SmtpOutcome.NotReached>(outcome);
        Assert.Equal(0, commits);
    }
}
