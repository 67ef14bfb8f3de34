using Cartwright.Messages.Email;

namespace Cartwright.Tests.Messages.Email;

/// <summary>The commit comes when only the final dot is missing, and decides whether the dot is sent.</summary>
public sealed class SmtpCommitTests
{
    [Fact]
    public async Task At_the_commit_the_server_has_all_but_the_dot()
    {
        var seen = new TaskCompletionSource<string>();
        await using var server = ScriptedSmtpServer.Start(async client =>
        {
            await client.GreetAsync("PIPELINING");
            await client.AnswerAsync("MAIL", "250 Ok");
            await client.AnswerAsync("RCPT", "250 Ok");
            await client.AnswerAsync("DATA", "354 Go");
            string last;
            do
                last = await client.ExpectAsync("");
            while (!last.StartsWith("--=_", StringComparison.Ordinal) || !last.EndsWith("--", StringComparison.Ordinal));
            seen.SetResult(last);
            await client.AnswerAsync(".", "250 Ok: queued as 42");
        });
        await using var pool = SomeMail.Pool(server.Port);

        var outcome = await pool.SendAsync(
            SomeMail.Mail(),
            async _ =>
            {
                await seen.Task.InTime();
                return true;
            },
            CancellationToken.None).InTime();

        Assert.Equal("Ok: queued as 42", Assert.IsType<SmtpOutcome.Accepted>(outcome).Reply);
    }

    [Fact]
    public async Task A_commit_that_says_no_withdraws_the_mail_and_resets_the_connection()
    {
        var rest = new TaskCompletionSource<string>();
        await using var server = ScriptedSmtpServer.Start(
            client => TakeAllAsync(client, rest),
            async client =>
            {
                await client.GreetAsync();
                await client.TakeMailAsync();
                await client.SendAsync("250 Ok\r\n");
            });
        await using var pool = SomeMail.Pool(server.Port);

        var outcome = await pool.SendAsync(SomeMail.Mail(), _ => ValueTask.FromResult(false), CancellationToken.None).InTime();
        var next = await pool.SendAsync(SomeMail.Mail(), SomeMail.Yes, CancellationToken.None).InTime();

        Assert.IsType<SmtpOutcome.Withdrawn>(outcome);
        Assert.IsType<SmtpOutcome.Accepted>(next);
        AssertNoDot(await rest.Task.InTime());
    }

    [Fact]
    public async Task A_commit_that_throws_sends_nothing_and_its_error_comes_out()
    {
        var rest = new TaskCompletionSource<string>();
        await using var server = ScriptedSmtpServer.Start(client => TakeAllAsync(client, rest));
        await using var pool = SomeMail.Pool(server.Port);

        var thrown = await Assert.ThrowsAsync<IOException>(() =>
            pool.SendAsync(SomeMail.Mail(), _ => throw new IOException("the disk is full"), CancellationToken.None).InTime());

        Assert.Equal("the disk is full", thrown.Message);
        AssertNoDot(await rest.Task.InTime());
    }

    [Fact]
    public async Task Stopping_before_the_commit_sends_nothing()
    {
        using var stop = new CancellationTokenSource();
        var rest = new TaskCompletionSource<string>();
        var committed = false;
        await using var server = ScriptedSmtpServer.Start(async client =>
        {
            await client.GreetAsync();
            await client.ExpectAsync("MAIL");
            await stop.CancelAsync();
            rest.SetResult(await client.ReadToEndAsync());
        });
        await using var pool = SomeMail.Pool(server.Port);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            pool.SendAsync(SomeMail.Mail(), _ => ValueTask.FromResult(committed = true), stop.Token).InTime());

        Assert.False(committed);
        AssertNoDot(await rest.Task.InTime());
    }

    [Fact]
    public async Task Stopping_during_a_commit_that_agrees_still_says_that_nothing_left()
    {
        using var stop = new CancellationTokenSource();
        var rest = new TaskCompletionSource<string>();
        await using var server = ScriptedSmtpServer.Start(client => TakeAllAsync(client, rest));
        await using var pool = SomeMail.Pool(server.Port);

        var outcome = await pool.SendAsync(
            SomeMail.Mail(),
            async _ =>
            {
                await stop.CancelAsync();
                return true;
            },
            stop.Token).InTime();

        Assert.IsType<SmtpOutcome.NotReached>(outcome);
        AssertNoDot(await rest.Task.InTime());
    }

    [Fact]
    public async Task Stopping_after_the_dot_still_hears_the_answer()
    {
        using var stop = new CancellationTokenSource();
        await using var server = ScriptedSmtpServer.Start(async client =>
        {
            await client.GreetAsync();
            await client.TakeMailAsync();
            await stop.CancelAsync();
            await client.SendAsync("250 Ok\r\n");
        });
        await using var pool = SomeMail.Pool(server.Port);

        Assert.IsType<SmtpOutcome.Accepted>(await pool.SendAsync(SomeMail.Mail(), SomeMail.Yes, stop.Token).InTime());
    }

    [Fact]
    public async Task Stopping_after_the_dot_waits_five_seconds_and_no_longer()
    {
        using var stop = new CancellationTokenSource();
        var clock = new TestClock();
        var stopped = new TaskCompletionSource();
        await using var server = ScriptedSmtpServer.Start(async client =>
        {
            await client.GreetAsync();
            await client.TakeMailAsync();
            await stop.CancelAsync();
            stopped.SetResult();
            await client.StallAsync();
        });
        await using var pool = SomeMail.Pool(server.Port, time: clock);

        var sending = pool.SendAsync(SomeMail.Mail(), SomeMail.Yes, stop.Token);
        await stopped.Task.InTime();
        Assert.False(sending.IsCompleted);
        await clock.PassUntilDone(sending, TimeSpan.FromSeconds(5));

        Assert.IsType<SmtpOutcome.Unknown>(await sending.InTime());
    }

    private static async Task TakeAllAsync(ScriptedClient client, TaskCompletionSource<string> rest)
    {
        await client.GreetAsync();
        await client.AnswerAsync("MAIL", "250 Ok");
        await client.AnswerAsync("RCPT", "250 Ok");
        await client.AnswerAsync("DATA", "354 Go");
        rest.SetResult(await client.ReadToEndAsync());
    }

    private static void AssertNoDot(string rest)
    {
        Assert.DoesNotContain("\r\n.\r\n", rest, StringComparison.Ordinal);
        Assert.EndsWith("<reset>", rest, StringComparison.Ordinal);
    }
}
