using Cartwright.Messages.Email;

namespace Cartwright.Tests.Messages.Email;

public sealed class DomainPacingTests
{
    private readonly TestClock _clock = new();

    private DomainPacing Pacing(int perMinute = 0, params (string Domain, int PerMinute)[] own) =>
        new(new SmtpOptions { PerDomainPerMinute = perMinute, Domains = own.ToDictionary(d => d.Domain, d => d.PerMinute, StringComparer.OrdinalIgnoreCase) }, _clock);

    [Fact]
    public void Without_a_limit_and_a_refusal_every_mail_goes()
    {
        var pacing = Pacing();
        Assert.All(Enumerable.Range(0, 10_000), _ => Assert.Null(pacing.WaitFor("inbox.test")));
    }

    [Fact]
    public void A_minutes_worth_goes_at_once_and_the_rest_one_by_one()
    {
        var pacing = Pacing(60);
        Assert.Equal(60, Enumerable.Range(0, 100).Count(_ => pacing.WaitFor("inbox.test") is null));
        Assert.Null(pacing.WaitFor("other.test"));
        _clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(10, Enumerable.Range(0, 100).Count(_ => pacing.WaitFor("INBOX.test") is null));
        Assert.InRange(pacing.WaitFor("inbox.test")!.Value, TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(2));
    }

    [Fact]
    public void A_domain_may_have_its_own_limit()
    {
        var pacing = Pacing(60, ("big.test", 600), ("free.test", 0));
        Assert.Equal(600, Enumerable.Range(0, 1000).Count(_ => pacing.WaitFor("big.test") is null));
        Assert.Equal(1000, Enumerable.Range(0, 1000).Count(_ => pacing.WaitFor("free.test") is null));
    }

    [Fact]
    public void A_domain_that_says_not_now_is_left_alone_longer_each_time_and_then_asked_by_one_mail()
    {
        var pacing = Pacing();
        foreach (var minutes in (int[])[1, 2, 4, 8, 16, 32, 32])
        {
            pacing.Refused("inbox.test");
            pacing.Refused("inbox.test"); // one that was under way with it
            Assert.Equal(TimeSpan.FromMinutes(minutes), pacing.WaitFor("inbox.test"));
            _clock.Advance(TimeSpan.FromMinutes(minutes));
            Assert.Null(pacing.WaitFor("inbox.test"));
            Assert.NotNull(pacing.WaitFor("inbox.test")); // the others wait for the one
        }
        pacing.Took("inbox.test");
        Assert.All(Enumerable.Range(0, 100), _ => Assert.Null(pacing.WaitFor("inbox.test")));
        pacing.Refused("inbox.test");
        Assert.Equal(TimeSpan.FromMinutes(1), pacing.WaitFor("inbox.test"));
    }

    [Theory]
    [InlineData("RCPT", 450, "4.7.1", "Greylisted", true)]
    [InlineData("MAIL", 421, null, "Service not available", true)]
    [InlineData(".", 421, "4.7.28", "unusual rate of unsolicited mail", true)]
    [InlineData("RCPT", 451, null, "Too many connections, slow down", true)]
    [InlineData("RCPT", 452, "4.2.2", "Mailbox full", false)]
    [InlineData("RCPT", 450, "4.2.1", "The mailbox is busy", false)]
    [InlineData("EHLO", 421, null, "Closing", false)]
    public void Pressure_is_told_from_what_is_about_a_mailbox(string verb, int code, string? enhanced, string text, bool isPressure) =>
        Assert.Equal(isPressure, DomainPacing.IsPressure(new SmtpOutcome.Refused(false, verb, code, enhanced, text, "")));
}
