using System.ComponentModel.DataAnnotations;
using Cartwright.Messages.Email;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cartwright.Tests.Messages.Email;

public sealed class SmtpPoolTests
{
    [Fact]
    public async Task One_connection_carries_one_mail_after_the_other()
    {
        await using var sink = SmtpSink.Start();
        await using var pool = SomeMail.Pool(sink.Port);

        for (var i = 0; i < 10; i++)
            Assert.IsType<SmtpOutcome.Accepted>(await pool.SendAsync(To(i), SomeMail.Yes, CancellationToken.None).InTime());

        Assert.Equal(10, sink.Mails.Count);
        Assert.Equal(1, sink.Connections);
    }

    [Fact]
    public async Task More_mails_than_connections_wait_for_one()
    {
        await using var sink = SmtpSink.Start();
        await using var pool = SomeMail.Pool(sink.Port, o => o.MaxConnections = 4);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => pool.SendAsync(To(i), SomeMail.Yes, CancellationToken.None))).InTime();

        Assert.All(outcomes, o => Assert.IsType<SmtpOutcome.Accepted>(o));
        Assert.Equal(100, sink.Mails.Select(m => m.To).Distinct(StringComparer.Ordinal).Count());
        Assert.InRange(sink.Connections, 1, 4);
    }

    [Fact]
    public async Task A_connection_is_replaced_after_its_share_of_mails()
    {
        await using var sink = SmtpSink.Start();
        await using var pool = SomeMail.Pool(sink.Port, o => o.MaxMailsPerConnection = 3);

        for (var i = 0; i < 10; i++)
            await pool.SendAsync(To(i), SomeMail.Yes, CancellationToken.None).InTime();

        Assert.Equal([1, 1, 1, 2, 2, 2, 3, 3, 3, 4], sink.Mails.Select(m => m.Connection));
    }

    [Fact]
    public async Task An_idle_connection_is_closed_in_time()
    {
        var clock = new TestClock();
        await using var sink = SmtpSink.Start();
        await using var pool = SomeMail.Pool(sink.Port, o => o.IdleTimeout = TimeSpan.FromSeconds(30), clock);

        await pool.SendAsync(To(1), SomeMail.Yes, CancellationToken.None).InTime();
        Assert.Equal(1, sink.Open);
        clock.Advance(TimeSpan.FromSeconds(60));

        await Eventually.HoldsAsync("the idle connection was closed", () => sink.Open == 0);
    }

    [Theory]
    [InlineData("")]
    [InlineData("421 4.4.2 idle for too long\r\n")]
    public async Task A_connection_that_the_server_gave_up_meanwhile_is_not_used(string lastWords)
    {
        var closed = new TaskCompletionSource();
        await using var server = ScriptedSmtpServer.Start(
            async client =>
            {
                await client.GreetAsync();
                await client.TakeMailAsync();
                await client.SendAsync($"250 Ok\r\n{lastWords}");
                client.Shutdown();
                closed.SetResult();
                Assert.Equal("", await client.ReadToEndAsync());
            },
            TakeOneAsync);
        await using var pool = SomeMail.Pool(server.Port);

        await pool.SendAsync(To(1), SomeMail.Yes, CancellationToken.None).InTime();
        await closed.Task.InTime();
        var second = await pool.SendAsync(To(2), SomeMail.Yes, CancellationToken.None).InTime();

        Assert.IsType<SmtpOutcome.Accepted>(second);
        Assert.Equal(2, server.Connections);
    }

    [Theory]
    [InlineData("")]
    [InlineData("421 4.4.2 idle for too long\r\n")]
    public async Task A_kept_connection_that_dies_at_its_first_command_is_replaced_once(string lastWords)
    {
        var commits = 0;
        await using var server = ScriptedSmtpServer.Start(
            async client =>
            {
                await client.GreetAsync("PIPELINING");
                await client.TakeMailAsync();
                await client.SendAsync("250 Ok\r\n");
                await client.ExpectAsync("MAIL");
                await client.SendAsync(lastWords);
            },
            TakeOneAsync);
        await using var pool = SomeMail.Pool(server.Port);

        await pool.SendAsync(To(1), SomeMail.Yes, CancellationToken.None).InTime();
        var second = await pool.SendAsync(To(2), _ => ValueTask.FromResult(++commits > 0), CancellationToken.None).InTime();

        Assert.IsType<SmtpOutcome.Accepted>(second);
        Assert.Equal(1, commits);
        Assert.Equal(2, server.Connections);
    }

    [Fact]
    public async Task A_new_connection_that_dies_is_not_tried_again()
    {
        await using var server = ScriptedSmtpServer.Start(async client =>
        {
            await client.GreetAsync();
            await client.ExpectAsync("MAIL");
        });

        Assert.IsType<SmtpOutcome.NotReached>(await SomeMail.SendAsync(server.Port));
        Assert.Equal(1, server.Connections);
    }

    [Fact]
    public async Task A_failed_mail_gives_its_place_back()
    {
        await using var sink = SmtpSink.Start(new SmtpSinkOptions { Verdict = m => m.To.StartsWith('0') ? "550 no" : "250 Ok" });
        await using var pool = SomeMail.Pool(sink.Port, o => o.MaxConnections = 1);

        for (var i = 0; i < 3; i++)
        {
            await Assert.ThrowsAsync<InvalidOperationException>(() => pool.SendAsync(To(i), _ => throw new InvalidOperationException("no"), CancellationToken.None).InTime());
            Assert.IsType<SmtpOutcome.Withdrawn>(await pool.SendAsync(To(i), _ => ValueTask.FromResult(false), CancellationToken.None).InTime());
            Assert.IsType<SmtpOutcome.Refused>(await pool.SendAsync(To(0), SomeMail.Yes, CancellationToken.None).InTime());
        }

        Assert.IsType<SmtpOutcome.Accepted>(await pool.SendAsync(To(1), SomeMail.Yes, CancellationToken.None).InTime());
    }

    [Fact]
    public async Task Ready_is_asked_on_a_kept_connection()
    {
        await using var sink = SmtpSink.Start();
        await using var pool = SomeMail.Pool(sink.Port);

        Assert.Null(await pool.CheckAsync(CancellationToken.None).InTime());
        Assert.Null(await pool.CheckAsync(CancellationToken.None).InTime());

        Assert.Equal(1, sink.Connections);
        Assert.Empty(sink.Mails);
    }

    [Fact]
    public async Task Not_ready_is_said_with_the_reason()
    {
        await using var server = ScriptedSmtpServer.Start(client => client.SendAsync("554 5.3.2 closed on Sundays\r\n"));
        await using var pool = SomeMail.Pool(server.Port);

        var refused = Assert.IsType<SmtpOutcome.Refused>(await pool.CheckAsync(CancellationToken.None).InTime());

        Assert.Equal("5.3.2 closed on Sundays", refused.Text);
    }

    [Fact]
    public async Task Busy_for_too_long_is_not_ready()
    {
        var clock = new TestClock();
        var stuck = new TaskCompletionSource();
        await using var server = ScriptedSmtpServer.Start(async client =>
        {
            await client.GreetAsync();
            await client.ExpectAsync("MAIL");
            stuck.SetResult();
            await client.StallAsync();
        });
        await using var pool = SomeMail.Pool(server.Port, o => o.MaxConnections = 1, clock);
        var sending = pool.SendAsync(To(1), SomeMail.Yes, CancellationToken.None);
        await stuck.Task.InTime();

        var check = pool.CheckAsync(CancellationToken.None);
        clock.Advance(TimeSpan.FromSeconds(15)); // of the minute that the mail has

        Assert.Contains("All 1 connections", Assert.IsType<SmtpOutcome.NotReached>(await check.InTime()).Reason, StringComparison.Ordinal);
        await clock.PassUntilDone(sending);
    }

    [Fact]
    public async Task Leaving_says_goodbye_on_every_idle_connection()
    {
        var goodbye = new TaskCompletionSource();
        await using var server = ScriptedSmtpServer.Start(async client =>
        {
            await client.GreetAsync();
            await client.TakeMailAsync();
            await client.SendAsync("250 Ok\r\n");
            await client.AnswerAsync("QUIT", "221 Bye");
            goodbye.SetResult();
        });
        var pool = SomeMail.Pool(server.Port);
        await pool.SendAsync(To(1), SomeMail.Yes, CancellationToken.None).InTime();

        await pool.DisposeAsync();

        await goodbye.Task.InTime();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => pool.SendAsync(To(2), SomeMail.Yes, CancellationToken.None));
    }

    [Fact]
    public void Senseless_options_are_refused_at_once()
    {
        Assert.Throws<ValidationException>(() => new SmtpPool(new SmtpOptions { Host = "smtp://mail.test" }, TimeProvider.System, NullLogger<SmtpPool>.Instance));
    }

    private static async Task TakeOneAsync(ScriptedClient client)
    {
        await client.GreetAsync();
        await client.TakeMailAsync();
        await client.SendAsync("250 Ok\r\n");
    }

    private static OutgoingMail To(int i) => SomeMail.Mail() with { To = new MailAddress($"{i}@inbox.test") };
}
