using Cartwright.Messages.Email;

namespace Cartwright.Tests.Messages.Email;

public sealed class SmtpCapabilitiesTests
{
    [Fact]
    public void Reads_what_a_usual_server_offers()
    {
        var offers = SmtpCapabilities.Parse("mail.test\nPIPELINING\nSIZE 10240000\nVRFY\nSTARTTLS\nAUTH PLAIN LOGIN\n8BITMIME\nSMTPUTF8");

        Assert.Equal(new SmtpCapabilities(true, true, true, true, true, true, true, 10240000), offers);
    }

    [Fact]
    public void Reads_old_spellings_and_small_letters()
    {
        var offers = SmtpCapabilities.Parse("mail.test\npipelining\nSize\nauth=login");

        Assert.Equal(new SmtpCapabilities(true, false, false, false, false, true, true, null), offers);
    }

    [Fact]
    public void The_name_of_the_server_is_no_capability()
    {
        Assert.Equal(SmtpCapabilities.None, SmtpCapabilities.Parse("PIPELINING"));
    }
}
