using System.Net;
using System.Net.Sockets;
using Cartwright.Messages.Email;

namespace Cartwright.Tests.Messages.Email;

/// <summary>The server dies or falls silent, at every step it can. The line is the final dot: before it nothing can have been
/// delivered, after it nobody knows.</summary>
public sealed class SmtpLossTests
{
    public enum Loss
    {
        Close,
        Reset,
        Silence,
        Nonsense,
    }

    public static TheoryData<string, Loss, bool> EveryLossAtEveryStep()
    {
        var losses = new TheoryData<string, Loss, bool>();
        foreach (var step in new[] { "GREETING", "EHLO", "MAIL", "RCPT", "DATA", "." })
        {
            foreach (var loss in Enum.GetValues<Loss>())
            {
                losses.Add(step, loss, true);
                losses.Add(step, loss, false);
            }
        }

        return losses;
    }

    [Theory]
    [MemberData(nameof(EveryLossAtEveryStep))]
    public async Task Before_the_dot_nothing_was_reached_and_after_it_nothing_is_known(string step, Loss loss, bool pipelining)
    {
        var clock = new TestClock();
        var lost = new TaskCompletionSource();
        var commits = 0;
        await using var server = ScriptedSmtpServer.Start(async client =>
        {
            await PlayUntilAsync(client, step, pipelining);
            if (loss == Loss.Reset)
                client.Reset();
            if (loss == Loss.Nonsense)
                await client.SendAsync("what was that?\r\n");
            lost.TrySetResult();
            if (loss is Loss.Silence or Loss.Nonsense)
                await client.StallAsync();
        });
        await using var pool = SomeMail.Pool(server.Port, time: clock);

        var sending = pool.SendAsync(SomeMail.Mail(), _ => ValueTask.FromResult(++commits > 0), CancellationToken.None);
        await lost.Task.InTime();
        if (loss == Loss.Silence)
            await clock.PassUntilDone(sending);
        var outcome = await sending.InTime();

        if (step == ".")
        {
            var unknown = Assert.IsType<SmtpOutcome.Unknown>(outcome);
            Assert.EndsWith("It may have been delivered.", unknown.Reason, StringComparison.Ordinal);
        }
        else
        {
            var notReached = Assert.IsType<SmtpOutcome.NotReached>(outcome);
            // Of commands sent ahead, an earlier one may still wait for its answer when the end or the alarm overtakes it.
            string[] possible = step switch
            {
                "RCPT" or "DATA" when pipelining => ["MAIL", "RCPT", step],
                "GREETING" => ["CONNECT", step], // accepted by the server before we have heard of it
                _ => [step],
            };
            Assert.Contains(notReached.Verb, possible);
            Assert.EndsWith(".", notReached.Reason, StringComparison.Ordinal);
            Assert.EndsWith(".", notReached.Advice, StringComparison.Ordinal);
        }

        Assert.Equal(step == "." ? 1 : 0, commits);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_server_that_dies_while_the_mail_comes_is_not_reached_and_nothing_is_committed(bool reset)
    {
        var committed = false;
        await using var server = ScriptedSmtpServer.Start(async client =>
        {
            await PlayUntilAsync(client, "DATA", pipelining: true);
            await client.SendAsync("354 Go\r\n");
            await client.ExpectAsync("From: ");
            if (reset)
                client.Reset();
        });
        await using var pool = SomeMail.Pool(server.Port);

        // Larger than every buffer on the way, so that the end comes before the mail does.
        var outcome = await pool.SendAsync(SomeMail.Mail(new string('x', 30_000_000)), _ => ValueTask.FromResult(committed = true), CancellationToken.None).InTime();

        Assert.Equal("DATA", Assert.IsType<SmtpOutcome.NotReached>(outcome).Verb);
        Assert.False(committed);
    }

    [Fact]
    public async Task A_server_that_does_not_take_the_mail_in_is_given_up()
    {
        var clock = new TestClock();
        var stuck = new TaskCompletionSource();
        await using var server = ScriptedSmtpServer.Start(async client =>
        {
            await PlayUntilAsync(client, "DATA", pipelining: true);
            await client.SendAsync("354 Go\r\n");
            await client.ExpectAsync("From: ");
            stuck.SetResult();
            await client.StallAsync();
        });
        await using var pool = SomeMail.Pool(server.Port, time: clock);

        var sending = pool.SendAsync(SomeMail.Mail(new string('x', 30_000_000)), SomeMail.Yes, CancellationToken.None);
        await stuck.Task.InTime();
        await clock.PassUntilDone(sending);

        Assert.Equal("DATA", Assert.IsType<SmtpOutcome.NotReached>(await sending.InTime()).Verb);
    }

    [Fact]
    public async Task A_server_that_died_during_the_commit_is_not_reached()
    {
        var died = new TaskCompletionSource();
        var committing = new TaskCompletionSource();
        await using var server = ScriptedSmtpServer.Start(async client =>
        {
            await PlayUntilAsync(client, "DATA", pipelining: true);
            await client.SendAsync("354 Go\r\n");
            await committing.Task;
            client.Reset();
            died.SetResult();
        });
        await using var pool = SomeMail.Pool(server.Port);

        var outcome = await pool.SendAsync(
            SomeMail.Mail(),
            async _ =>
            {
                committing.SetResult();
                await died.Task;
                return true;
            },
            CancellationToken.None).InTime();

        Assert.Equal("DATA", Assert.IsType<SmtpOutcome.NotReached>(outcome).Verb);
    }

    [Fact]
    public async Task Time_counts_for_a_whole_answer_so_that_a_dripping_server_is_given_up()
    {
        var clock = new TestClock();
        await using var server = ScriptedSmtpServer.Start(async client =>
        {
            await client.SendAsync("220 drill.test\r\n");
            await client.ExpectAsync("EHLO");
            await client.SendAsync("250-");
            while (true)
            {
                await client.SendAsync("x");
                clock.Advance(TimeSpan.FromSeconds(1));
                await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System); // the client reads each byte on its own
            }
        });
        await using var pool = SomeMail.Pool(server.Port, o => o.CommandTimeout = TimeSpan.FromSeconds(30), clock);

        var notReached = Assert.IsType<SmtpOutcome.NotReached>(await pool.SendAsync(SomeMail.Mail(), SomeMail.Yes, CancellationToken.None).InTime());

        Assert.Contains("did not answer in time", notReached.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_listening_is_said_with_the_address()
    {
        using var unused = new TcpListener(IPAddress.Loopback, 0);
        unused.Start();
        var port = ((IPEndPoint)unused.LocalEndpoint).Port;
        unused.Stop();

        var notReached = Assert.IsType<SmtpOutcome.NotReached>(await SomeMail.SendAsync(port));

        Assert.Equal($"The mail server 127.0.0.1:{port}, connecting: nothing listens there.", notReached.Reason);
        Assert.Contains("Smtp:Port", notReached.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_web_server_at_the_port_is_recognised()
    {
        await using var server = ScriptedSmtpServer.Start(client => client.SendAsync("HTTP/1.1 400 Bad Request\r\n\r\n"));

        var notReached = Assert.IsType<SmtpOutcome.NotReached>(await SomeMail.SendAsync(server.Port));

        Assert.Contains("HTTP/1.1 400", notReached.Reason, StringComparison.Ordinal);
        Assert.Contains("no mail server", notReached.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answers_without_end_are_given_up()
    {
        await using var server = ScriptedSmtpServer.Start(async client =>
        {
            await client.SendAsync("220 drill.test\r\n");
            await client.ExpectAsync("EHLO");
            while (true)
                await client.SendAsync("250-and another thing\r\n");
        });

        var notReached = Assert.IsType<SmtpOutcome.NotReached>(await SomeMail.SendAsync(server.Port));

        Assert.Equal("EHLO", notReached.Verb);
    }

    private static async Task PlayUntilAsync(ScriptedClient client, string step, bool pipelining)
    {
        if (step == "GREETING")
            return;
        await client.SendAsync("220 drill.test\r\n");
        await client.ExpectAsync("EHLO");
        if (step == "EHLO")
            return;
        await client.SendAsync(pipelining ? "250-drill.test\r\n250 PIPELINING\r\n" : "250 drill.test\r\n");
        foreach (var verb in new[] { "MAIL", "RCPT", "DATA" })
        {
            await client.ExpectAsync(verb);
            if (verb == step)
                return;
            await client.SendAsync(verb == "DATA" ? "354 Go\r\n" : "250 Ok\r\n");
        }

        await client.ReadMailAsync();
    }
}
