using Cartwright.Messages.Email;

namespace Cartwright.Tests.Messages.Email;

/// <summary>The server says no, at every step it can.</summary>
public sealed class SmtpRefusalTests
{
    public static TheoryData<string, bool> EveryStepBothWays()
    {
        var steps = new TheoryData<string, bool>();
        foreach (var verb in new[] { "MAIL", "RCPT", "DATA", "." })
        {
            steps.Add(verb, true);
            steps.Add(verb, false);
        }

        return steps;
    }

    [Theory]
    [MemberData(nameof(EveryStepBothWays))]
    public async Task A_final_no_is_permanent_and_a_passing_no_is_not(string verb, bool pipelining)
    {
        foreach (var (code, permanent) in new[] { (554, true), (451, false) })
        {
            await using var server = ScriptedSmtpServer.Start(client => RefuseAtAsync(client, verb, $"{code} {code / 100}.6.0 no\tthanks", pipelining));

            var outcome = await SomeMail.SendAsync(server.Port);

            var refused = Assert.IsType<SmtpOutcome.Refused>(outcome);
            Assert.Equal((permanent, verb, code, $"{code / 100}.6.0", $"{code / 100}.6.0 no thanks"), (refused.Permanent, refused.Verb, refused.Code, refused.EnhancedCode, refused.Text));
            Assert.EndsWith(".", refused.Advice, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(EveryStepBothWays))]
    public async Task The_connection_takes_the_next_mail_after_a_no(string verb, bool pipelining)
    {
        await using var server = ScriptedSmtpServer.Start(async client =>
        {
            await RefuseAtAsync(client, verb, "550 no", pipelining);
            if (verb != ".")
                await client.AnswerAsync("RSET", "250 Ok");
            await client.TakeMailAsync();
            await client.SendAsync("250 Ok\r\n");
            await client.AnswerAsync("QUIT", "221 Bye");
        });
        await using var pool = SomeMail.Pool(server.Port);

        await pool.SendAsync(SomeMail.Mail(), SomeMail.Yes, CancellationToken.None).InTime();
        var second = await pool.SendAsync(SomeMail.Mail(), SomeMail.Yes, CancellationToken.None).InTime();

        Assert.IsType<SmtpOutcome.Accepted>(second);
        Assert.Equal(1, server.Connections);
    }

    [Theory]
    [InlineData("554 5.7.1 go away", "GREETING", 554)]
    [InlineData("421 4.3.2 too many", "GREETING", 421)]
    public async Task A_greeting_that_is_a_no_concerns_the_server_and_not_the_mail(string greeting, string verb, int code)
    {
        await using var server = ScriptedSmtpServer.Start(client => client.SendAsync($"{greeting}\r\n"));

        var refused = Assert.IsType<SmtpOutcome.Refused>(await SomeMail.SendAsync(server.Port));

        Assert.Equal((false, verb, code), (refused.Permanent, refused.Verb, refused.Code));
    }

    [Fact]
    public async Task A_refused_name_is_no_fault_of_the_mail()
    {
        await using var server = ScriptedSmtpServer.Start(async client =>
        {
            await client.SendAsync("220 drill.test\r\n");
            await client.AnswerAsync("EHLO shop.test", "550 5.5.0 I do not like your name");
        });

        var refused = Assert.IsType<SmtpOutcome.Refused>(await SomeMail.SendAsync(server.Port));

        Assert.Equal((false, "EHLO"), (refused.Permanent, refused.Verb));
        Assert.Contains("Smtp:HeloName", refused.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_knows_only_helo_gets_its_mail()
    {
        await using var server = ScriptedSmtpServer.Start(async client =>
        {
            await client.SendAsync("220 old.test\r\n");
            await client.AnswerAsync("EHLO ", "502 what?");
            await client.AnswerAsync("HELO shop.test", "250 old.test");
            Assert.DoesNotContain("SIZE", await client.ExpectAsync("MAIL FROM:<bounce+17@shop.test>"), StringComparison.Ordinal);
            await client.SendAsync("250 Ok\r\n");
            await client.AnswerAsync("RCPT", "250 Ok");
            await client.AnswerAsync("DATA", "354 Go");
            await client.ReadMailAsync();
            await client.SendAsync("250 Ok\r\n");
        });

        Assert.IsType<SmtpOutcome.Accepted>(await SomeMail.SendAsync(server.Port));
    }

    [Theory]
    [InlineData("RCPT", "550 5.1.1 no such user", true, "There is no such mailbox.")]
    [InlineData("RCPT", "552 5.2.2 over quota", true, "mailbox is full")]
    [InlineData("RCPT", "554 5.7.1 relay access denied", false, "Smtp:UserName")]
    [InlineData("RCPT", "450 4.7.1 greylisted", false, "later")]
    [InlineData("MAIL", "530 5.7.0 Must issue a STARTTLS command first", false, "Smtp:Security")]
    [InlineData("MAIL", "530 5.7.1 Authentication required", false, "Smtp:UserName")]
    [InlineData("MAIL", "553 5.1.8 sender not owned", true, "bounce+17@shop.test")]
    [InlineData("MAIL", "550 5.7.60 not permitted to send as this sender", false, "bounce+17@shop.test")]
    [InlineData("MAIL", "552 5.3.4 too big", true, "larger")]
    [InlineData(".", "550 5.7.1 looks like spam", true, "SPF, DKIM and DMARC")]
    [InlineData(".", "452 4.3.1 disk full", false, "space")]
    public async Task The_advice_fits_the_refusal(string verb, string answer, bool permanent, string advice)
    {
        await using var server = ScriptedSmtpServer.Start(client => RefuseAtAsync(client, verb, answer, pipelining: true));

        var refused = Assert.IsType<SmtpOutcome.Refused>(await SomeMail.SendAsync(server.Port));

        Assert.Equal(permanent, refused.Permanent);
        Assert.Contains(advice, refused.Advice, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(EveryStepBothWays))]
    public async Task Goodbye_in_the_middle_is_a_passing_no_and_ends_the_connection(string verb, bool pipelining)
    {
        await using var server = ScriptedSmtpServer.Start(
            async client =>
            {
                await GreetAsync(client, pipelining);
                await AnswerUntilAsync(client, verb, "421 4.3.2 shutting down");
                // Nothing more is said: whoever waits for the answers to what was sent ahead waits in vain.
                Assert.DoesNotContain("\r\nRSET", "\r\n" + await client.ReadToEndAsync(), StringComparison.Ordinal);
            },
            async client =>
            {
                await GreetAsync(client, pipelining);
                await client.TakeMailAsync();
                await client.SendAsync("250 Ok\r\n");
            });
        await using var pool = SomeMail.Pool(server.Port);

        var first = await pool.SendAsync(SomeMail.Mail(), SomeMail.Yes, CancellationToken.None).InTime();
        var second = await pool.SendAsync(SomeMail.Mail(), SomeMail.Yes, CancellationToken.None).InTime();

        var refused = Assert.IsType<SmtpOutcome.Refused>(first);
        Assert.Equal((false, verb, 421), (refused.Permanent, refused.Verb, refused.Code));
        Assert.IsType<SmtpOutcome.Accepted>(second);
        Assert.Equal(2, server.Connections);
    }

    [Fact]
    public async Task Data_opened_without_a_recipient_is_never_ended_by_a_dot()
    {
        var rest = new TaskCompletionSource<string>();
        await using var server = ScriptedSmtpServer.Start(async client =>
        {
            await client.GreetAsync("PIPELINING");
            await client.AnswerAsync("MAIL", "250 Ok");
            await client.AnswerAsync("RCPT", "550 5.1.1 nobody");
            await client.AnswerAsync("DATA", "354 Go");
            rest.SetResult(await client.ReadToEndAsync());
        });

        var refused = Assert.IsType<SmtpOutcome.Refused>(await SomeMail.SendAsync(server.Port));

        Assert.Equal("RCPT", refused.Verb);
        Assert.Equal("<reset>", await rest.Task.InTime());
    }

    [Fact]
    public async Task A_no_counts_even_when_the_server_dies_right_after_it()
    {
        await using var server = ScriptedSmtpServer.Start(async client =>
        {
            await client.GreetAsync("PIPELINING");
            await client.ExpectAsync("MAIL");
            await client.ExpectAsync("RCPT");
            await client.ExpectAsync("DATA");
            await client.SendAsync("250 Ok\r\n550 5.1.1 nobody\r\n");
        });

        var refused = Assert.IsType<SmtpOutcome.Refused>(await SomeMail.SendAsync(server.Port));

        Assert.Equal(("RCPT", 550), (refused.Verb, refused.Code));
    }

    [Fact]
    public async Task A_no_before_the_mail_is_complete_is_heard_and_nothing_is_committed()
    {
        var committed = false;
        await using var server = ScriptedSmtpServer.Start(async client =>
        {
            await client.GreetAsync("PIPELINING");
            await client.AnswerAsync("MAIL", "250 Ok");
            await client.AnswerAsync("RCPT", "250 Ok");
            await client.ExpectAsync("DATA");
            await client.SendAsync("354 Go\r\n552 5.3.4 I have seen enough\r\n");
            await client.ReadToEndAsync();
        });
        await using var pool = SomeMail.Pool(server.Port);

        var outcome = await pool.SendAsync(SomeMail.Mail(), _ => ValueTask.FromResult(committed = true), CancellationToken.None).InTime();

        var refused = Assert.IsType<SmtpOutcome.Refused>(outcome);
        Assert.Equal(("DATA", 552), (refused.Verb, refused.Code));
        Assert.False(committed);
    }

    [Fact]
    public async Task A_mail_larger_than_the_server_takes_does_not_leave()
    {
        await using var sink = SmtpSink.Start(new SmtpSinkOptions { Capabilities = ["SIZE 5000", "PIPELINING"] });
        await using var pool = SomeMail.Pool(sink.Port);

        var large = await pool.SendAsync(SomeMail.Mail(new string('x', 6000)), SomeMail.Yes, CancellationToken.None).InTime();
        var small = await pool.SendAsync(SomeMail.Mail(), SomeMail.Yes, CancellationToken.None).InTime();

        var refused = Assert.IsType<SmtpOutcome.Refused>(large);
        Assert.Equal((true, "SIZE", 0), (refused.Permanent, refused.Verb, refused.Code));
        Assert.Contains("5000 bytes", refused.Advice, StringComparison.Ordinal);
        Assert.IsType<SmtpOutcome.Accepted>(small);
        var sunk = Assert.Single(sink.Mails);
        Assert.Equal($"MAIL FROM:<bounce+17@shop.test> SIZE={sunk.Raw.Length}", sunk.MailLine);
    }

    [Fact]
    public async Task A_mail_that_cannot_be_written_is_refused_without_a_connection()
    {
        await using var sink = SmtpSink.Start();

        var outcome = await SomeMail.SendAsync(sink.Port, SomeMail.Mail() with { To = new MailAddress("anna@inbox.test\r\nDATA") });

        var refused = Assert.IsType<SmtpOutcome.Refused>(outcome);
        Assert.Equal((true, "COMPOSE", 0), (refused.Permanent, refused.Verb, refused.Code));
        Assert.Equal(0, sink.Connections);
    }

    private static Task GreetAsync(ScriptedClient client, bool pipelining) => pipelining ? client.GreetAsync("PIPELINING") : client.GreetAsync();

    /// <summary>Says yes to everything before the step, then this. A client that sends ahead has its other answers too.</summary>
    private static async Task RefuseAtAsync(ScriptedClient client, string verb, string answer, bool pipelining)
    {
        await GreetAsync(client, pipelining);
        await AnswerUntilAsync(client, verb, answer);
        if (!pipelining || verb is "DATA" or ".")
            return;
        if (verb == "MAIL")
            await client.AnswerAsync("RCPT", "503 5.5.1 no sender");
        await client.AnswerAsync("DATA", "503 5.5.1 no recipient");
    }

    private static async Task AnswerUntilAsync(ScriptedClient client, string verb, string answer)
    {
        foreach (var step in new[] { "MAIL", "RCPT", "DATA" })
        {
            await client.ExpectAsync(step);
            await client.SendAsync(step == verb ? answer + "\r\n" : step == "DATA" ? "354 Go\r\n" : "250 Ok\r\n");
            if (step == verb)
                return;
        }

        await client.ReadMailAsync();
        await client.SendAsync(answer + "\r\n");
    }
}
