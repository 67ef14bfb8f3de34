using System.Text;
using Cartwright.Messages.Email;

namespace Cartwright.Tests.Messages.Email;

public sealed class MimeInjectionTests
{
    private static readonly Dictionary<string, Func<OutgoingMail, string, OutgoingMail>> s_fields = new(StringComparer.Ordinal)
    {
        ["from address"] = (m, s) => m with { From = new MailAddress($"hello{s}@shop.test") },
        ["from domain"] = (m, s) => m with { From = new MailAddress($"hello@shop{s}.test") },
        ["from name"] = (m, s) => m with { From = new MailAddress("hello@shop.test", $"Shop{s}") },
        ["to address"] = (m, s) => m with { To = new MailAddress($"anna@inbox.test{s}") },
        ["to quoted address"] = (m, s) => m with { To = new MailAddress($"\"an{s}na\"@inbox.test") },
        ["to name"] = (m, s) => m with { To = new MailAddress("anna@inbox.test", $"{s}Anna") },
        ["reply address"] = (m, s) => m with { ReplyTo = new MailAddress($"help@shop.test{s}") },
        ["reply name"] = (m, s) => m with { ReplyTo = new MailAddress("help@shop.test", $"Help{s}") },
        ["bounce address"] = (m, s) => m with { EnvelopeFrom = $"bounce@shop.test{s}" },
        ["subject"] = (m, s) => m with { Subject = $"Your basket{s}" },
        ["message id"] = (m, s) => m with { MessageId = $"1{s}@shop.test" },
        ["header name"] = (m, s) => m with { Headers = [new($"X-Note{s}", "a")] },
        ["header value"] = (m, s) => m with { Headers = [new("X-Note", $"a{s}")] },
    };

    public static TheoryData<string, string> EveryWayIn()
    {
        var ways = new TheoryData<string, string>();
        foreach (var field in s_fields.Keys)
        {
            foreach (var attack in new[] { "\r\nBcc: eve@evil.test", "\nBcc: eve@evil.test", "\rBcc: eve@evil.test", "\0" })
                ways.Add(field, attack);
        }

        return ways;
    }

    [Theory]
    [MemberData(nameof(EveryWayIn))]
    public void Refuses_a_line_break_or_a_nul(string field, string attack)
    {
        var mail = s_fields[field](SomeMail.Mail(), attack);

        var refusal = Assert.Throws<UnwritableMailException>(() => MimeWriter.Write(mail));

        Assert.EndsWith(".", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
    }

    [Theory]
    [InlineData("anna@inbox.test> SIZE=1")]
    [InlineData("anna")]
    [InlineData("@inbox.test")]
    [InlineData("anna@")]
    [InlineData("anna@inbox .test")]
    [InlineData("an na@inbox.test")]
    [InlineData("anna,eve@inbox.test")]
    [InlineData("<anna@inbox.test>")]
    [InlineData("anna\u2028@inbox.test")]
    [InlineData("anna\u200b@inbox.test")]
    [InlineData("anna\ud800@inbox.test")]
    [InlineData("\"anna\"eve\"@inbox.test")]
    [InlineData("\"anna\\\"@inbox.test")]
    [InlineData("anna@inbox..test")]
    [InlineData("anna@[127.0.0.1\"]")]
    [InlineData("")]
    public void Refuses_what_is_no_address(string address)
    {
        var mail = SomeMail.Mail() with { To = new MailAddress(address) };

        Assert.Throws<UnwritableMailException>(() => MimeWriter.Write(mail));
    }

    [Theory]
    [InlineData("Bcc")]
    [InlineData("subject")]
    [InlineData("Content-Type")]
    [InlineData("DKIM-Signature")]
    [InlineData("X Note")]
    [InlineData("X-Note:")]
    [InlineData("X-Nöte")]
    [InlineData("")]
    public void Refuses_a_header_that_is_not_the_callers(string name)
    {
        var mail = SomeMail.Mail() with { Headers = [new(name, "a")] };

        Assert.Throws<UnwritableMailException>(() => MimeWriter.Write(mail));
    }

    [Theory]
    [InlineData("no-at-sign")]
    [InlineData("two words@shop.test")]
    [InlineData("<1@shop.test>")]
    [InlineData("1@")]
    [InlineData("ü@shop.test")]
    public void Refuses_a_message_id_that_is_none(string id)
    {
        Assert.Throws<UnwritableMailException>(() => MimeWriter.Write(SomeMail.Mail() with { MessageId = id }));
    }

    [Fact]
    public void Refuses_a_word_that_no_line_can_hold()
    {
        var mail = SomeMail.Mail() with { Headers = [new("List-Unsubscribe", $"<https://shop.test/{new string('x', 1000)}>")] };

        Assert.Contains("998", Assert.Throws<UnwritableMailException>(() => MimeWriter.Write(mail)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_cannot_break_out_of_its_quotes()
    {
        var mail = SomeMail.Mail() with { To = new MailAddress("anna@inbox.test", "\" <eve@evil.test>, \\\"") };

        Assert.Contains("To: \"\\\" <eve@evil.test>, \\\\\\\"\" <anna@inbox.test>\r\n", Encoding.UTF8.GetString(MimeWriter.Write(mail)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_subject_cannot_pose_as_an_encoded_word()
    {
        var mail = SomeMail.Mail() with { Subject = "=?utf-8?Q?hidden?=" };

        Assert.DoesNotContain("Subject: =?utf-8?Q?hidden?=\r\n", Encoding.UTF8.GetString(MimeWriter.Write(mail)), StringComparison.Ordinal);
    }
}
