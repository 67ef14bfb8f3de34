using Cartwright.Messages.Email;

namespace Cartwright.Tests.Messages.Email;

public sealed class SmtpSecurityTests
{
    private static readonly SmtpSinkOptions s_encrypting = new() { Certificate = TestCertificate.SelfSigned() };

    [Theory]
    [InlineData("StartTls", false)]
    [InlineData("Auto", false)]
    [InlineData("Tls", true)]
    public async Task Mails_travel_encrypted(string security, bool fromTheStart)
    {
        await using var sink = SmtpSink.Start(s_encrypting with { TlsFromTheStart = fromTheStart });
        await using var pool = SomeMail.Pool(sink.Port, o => (o.Security, o.AllowInvalidCertificate) = (Enum.Parse<SmtpSecurity>(security), true));

        for (var i = 0; i < 3; i++)
            Assert.IsType<SmtpOutcome.Accepted>(await pool.SendAsync(SomeMail.Mail(), SomeMail.Yes, CancellationToken.None).InTime());

        Assert.Equal(1, sink.Connections);
        Assert.All(sink.Mails, m => Assert.True(m.Encrypted));
    }

    [Fact]
    public async Task Auto_uses_what_the_server_offers_and_asks_this_machine_for_no_proof()
    {
        await using var encrypting = SmtpSink.Start(s_encrypting);
        await using var plain = SmtpSink.Start();

        await SomeMail.SendAsync(encrypting.Port, configure: o => o.Security = SmtpSecurity.Auto);
        await SomeMail.SendAsync(plain.Port, configure: o => o.Security = SmtpSecurity.Auto);

        Assert.True(Assert.Single(encrypting.Mails).Encrypted);
        Assert.False(Assert.Single(plain.Mails).Encrypted);
    }

    [Fact]
    public async Task None_means_none()
    {
        await using var sink = SmtpSink.Start(s_encrypting);

        await SomeMail.SendAsync(sink.Port);

        Assert.False(Assert.Single(sink.Mails).Encrypted);
    }

    [Theory]
    [InlineData("StartTls", false)]
    [InlineData("Tls", true)]
    public async Task A_certificate_nobody_vouches_for_is_refused(string security, bool fromTheStart)
    {
        await using var sink = SmtpSink.Start(s_encrypting with { TlsFromTheStart = fromTheStart });

        var notReached = Assert.IsType<SmtpOutcome.NotReached>(await SomeMail.SendAsync(sink.Port, configure: o => o.Security = Enum.Parse<SmtpSecurity>(security)));

        Assert.Equal("TLS", notReached.Verb);
        Assert.Contains("its certificate is not trusted", notReached.Reason, StringComparison.Ordinal);
        Assert.Contains("Smtp:AllowInvalidCertificate", notReached.Advice, StringComparison.Ordinal);
        Assert.Empty(sink.Mails);
    }

    [Fact]
    public async Task Encryption_that_is_asked_for_and_not_offered_sends_nothing()
    {
        await using var sink = SmtpSink.Start();

        var notReached = Assert.IsType<SmtpOutcome.NotReached>(await SomeMail.SendAsync(sink.Port, configure: o => o.Security = SmtpSecurity.StartTls));

        Assert.Equal("STARTTLS", notReached.Verb);
        Assert.Contains("Smtp:Security", notReached.Advice, StringComparison.Ordinal);
        Assert.Empty(sink.Mails);
    }

    [Fact]
    public async Task What_is_slipped_in_before_the_encryption_is_not_believed()
    {
        await using var server = ScriptedSmtpServer.Start(async client =>
        {
            await client.GreetAsync("STARTTLS");
            await client.ExpectAsync("STARTTLS");
            await client.SendAsync("220 Go ahead\r\n250-slipped in\r\n250 AUTH PLAIN\r\n");
            await client.ReadToEndAsync();
        });

        var notReached = Assert.IsType<SmtpOutcome.NotReached>(await SomeMail.SendAsync(server.Port, configure: o => o.Security = SmtpSecurity.StartTls));

        Assert.Equal("TLS", notReached.Verb);
        Assert.Contains("before the encryption began", notReached.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_starttls_is_a_passing_no()
    {
        await using var server = ScriptedSmtpServer.Start(async client =>
        {
            await client.GreetAsync("STARTTLS");
            await client.AnswerAsync("STARTTLS", "454 4.7.0 TLS not available");
        });

        var refused = Assert.IsType<SmtpOutcome.Refused>(await SomeMail.SendAsync(server.Port, configure: o => o.Security = SmtpSecurity.StartTls));

        Assert.Equal((false, "STARTTLS", 454), (refused.Permanent, refused.Verb, refused.Code));
    }

    [Theory]
    [InlineData("Tls")]
    [InlineData("StartTls")]
    public async Task A_server_that_does_not_speak_tls_is_told_apart_from_one_that_is_away(string security)
    {
        await using var server = ScriptedSmtpServer.Start(async client =>
        {
            if (security == "StartTls")
            {
                await client.GreetAsync("STARTTLS");
                await client.ExpectAsync("STARTTLS");
                await client.SendAsync("220 Go ahead\r\n");
                await client.ExpectAsync("");
            }

            await client.SendAsync("220 I never learned that\r\n");
            await client.StallAsync();
        });

        var notReached = Assert.IsType<SmtpOutcome.NotReached>(await SomeMail.SendAsync(server.Port, configure: o => o.Security = Enum.Parse<SmtpSecurity>(security)));

        Assert.Equal("TLS", notReached.Verb);
        Assert.Contains("Smtp:Security", notReached.Advice, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PLAIN LOGIN")]
    [InlineData("PLAIN")]
    [InlineData("LOGIN")]
    public async Task Signs_in_with_user_name_and_password(string mechanisms)
    {
        await using var sink = SmtpSink.Start(s_encrypting with { Auth = mechanisms, AuthOnlyEncrypted = true });

        var outcome = await SomeMail.SendAsync(sink.Port, configure: o =>
            (o.Security, o.AllowInvalidCertificate, o.UserName, o.Password) = (SmtpSecurity.StartTls, true, "shop", "pässword"));

        Assert.IsType<SmtpOutcome.Accepted>(outcome);
        Assert.Equal("shop", Assert.Single(sink.Mails).User);
    }

    [Theory]
    [InlineData("Auto", false, false, false)]
    [InlineData("StartTls", false, false, false)]
    [InlineData("None", false, false, true)]
    [InlineData("Auto", true, false, true)]
    [InlineData("Auto", false, true, true)]
    public void A_password_crosses_a_network_in_the_clear_only_when_told_to(string security, bool encrypted, bool loopback, bool may)
    {
        Assert.Equal(may, SmtpHandshake.MayCarryPassword(Enum.Parse<SmtpSecurity>(security), encrypted, loopback));
    }

    [Theory]
    [InlineData("PLAIN")]
    [InlineData("LOGIN")]
    public async Task A_wrong_password_is_no_fault_of_the_mail(string mechanism)
    {
        await using var sink = SmtpSink.Start(new SmtpSinkOptions { Auth = mechanism });

        var outcome = await SomeMail.SendAsync(sink.Port, configure: o => (o.UserName, o.Password) = ("shop", "wrong"));

        var refused = Assert.IsType<SmtpOutcome.Refused>(outcome);
        Assert.Equal((false, "AUTH", 535, "5.7.8"), (refused.Permanent, refused.Verb, refused.Code, refused.EnhancedCode));
        Assert.Equal("The mail server did not accept the user name or password for “shop”: check Smtp:UserName and Smtp:Password.", refused.Advice);
        Assert.DoesNotContain("wrong", refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_without_a_known_way_to_sign_in_is_named()
    {
        await using var sink = SmtpSink.Start(new SmtpSinkOptions { Auth = "GSSAPI" });

        var outcome = await SomeMail.SendAsync(sink.Port, configure: o => (o.UserName, o.Password) = ("shop", "secret"));

        Assert.Contains("neither AUTH PLAIN nor AUTH LOGIN", Assert.IsType<SmtpOutcome.NotReached>(outcome).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_sign_in_is_named_too()
    {
        await using var sink = SmtpSink.Start(new SmtpSinkOptions { Auth = "PLAIN" });

        var refused = Assert.IsType<SmtpOutcome.Refused>(await SomeMail.SendAsync(sink.Port));

        Assert.Equal((false, "MAIL", 530), (refused.Permanent, refused.Verb, refused.Code));
        Assert.Contains("Smtp:UserName", refused.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_asks_for_more_than_a_password_is_left()
    {
        await using var server = ScriptedSmtpServer.Start(async client =>
        {
            await client.GreetAsync("AUTH PLAIN");
            await client.AnswerAsync("AUTH PLAIN", "334 and your date of birth?");
            await client.ReadToEndAsync();
        });

        var outcome = await SomeMail.SendAsync(server.Port, configure: o => (o.UserName, o.Password) = ("shop", "secret"));

        Assert.Equal("AUTH", Assert.IsType<SmtpOutcome.NotReached>(outcome).Verb);
    }
}
