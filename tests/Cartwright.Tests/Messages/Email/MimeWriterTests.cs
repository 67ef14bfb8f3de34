using System.Text;
using Cartwright.Messages.Email;

namespace Cartwright.Tests.Messages.Email;

public sealed class MimeWriterTests
{
    [Fact]
    public void The_same_mail_gives_the_same_bytes()
    {
        Assert.Equal(MimeWriter.Write(SomeMail.Mail()), MimeWriter.Write(SomeMail.Mail()));
    }

    [Fact]
    public void Another_message_id_gives_another_boundary()
    {
        var one = Boundary(SomeMail.Mail());
        var other = Boundary(SomeMail.Mail() with { MessageId = "0198-2@shop.test" });

        Assert.StartsWith("=_", one, StringComparison.Ordinal);
        Assert.NotEqual(one, other);
    }

    [Fact]
    public void Text_comes_before_html_in_an_alternative()
    {
        var mail = Written(SomeMail.Mail());

        Assert.Contains("Content-Type: multipart/alternative;\r\n boundary=\"=_", mail, StringComparison.Ordinal);
        Assert.InRange(mail.IndexOf("text/plain; charset=utf-8", StringComparison.Ordinal), 1, mail.IndexOf("text/html; charset=utf-8", StringComparison.Ordinal));
        Assert.EndsWith("--\r\n", mail, StringComparison.Ordinal);
    }

    [Fact]
    public void Writes_the_headers_a_mail_needs()
    {
        var head = Written(SomeMail.Mail() with { ReplyTo = new MailAddress("help@shop.test", "Help, please") }).Split("\r\n\r\n")[0].Split("\r\n");

        Assert.Contains("From: =?utf-8?Q?Lindgren_=26_S=C3=B6hne?= <hello@shop.test>", head);
        Assert.Contains("To: =?utf-8?Q?Anna_M=C3=BCller?= <anna@inbox.test>", head);
        Assert.Contains("Reply-To: \"Help, please\" <help@shop.test>", head);
        Assert.Contains("Subject: =?utf-8?Q?Your_basket_=E2=80=93_still_here?=", head);
        Assert.Contains("Date: Mon, 05 Jan 2026 09:30:00 +0100", head);
        Assert.Contains("Message-ID: <0198-1@shop.test>", head);
        Assert.Contains("List-Unsubscribe: <https://shop.test/u/AbCdEf>", head);
        Assert.Contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click", head);
        Assert.Contains("MIME-Version: 1.0", head);
    }

    [Theory]
    [InlineData("<p>Latin text with an umlaut: ü</p>", "quoted-printable")]
    [InlineData("カートに商品が残っています。お買い物を続けますか。", "base64")]
    public void Takes_the_shorter_encoding(string html, string encoding)
    {
        var part = Written(SomeMail.Mail(html)).Split("Content-Type: text/html")[1];

        Assert.Contains($"Content-Transfer-Encoding: {encoding}\r\n", part, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "only text", "text/plain")]
    [InlineData("<p>only html</p>", "", "text/html")]
    public void A_mail_of_one_part_has_no_alternative(string html, string text, string type)
    {
        var mail = Written(SomeMail.Mail(html, text));

        Assert.Contains($"\r\nContent-Type: {type}; charset=utf-8\r\n", mail, StringComparison.Ordinal);
        Assert.DoesNotContain("multipart", mail, StringComparison.Ordinal);
    }

    [Fact]
    public void Answers_where_the_body_begins()
    {
        var output = new System.Buffers.ArrayBufferWriter<byte>();

        var body = MimeWriter.Write(SomeMail.Mail(), output);

        Assert.Equal("\r\n\r\n--=_", Encoding.ASCII.GetString(output.WrittenSpan[(body - 4)..(body + 4)]));
    }

    [Fact]
    public void No_header_line_is_longer_than_76_when_it_can_be_folded()
    {
        var mail = SomeMail.Mail() with
        {
            Subject = string.Join(' ', Enumerable.Repeat("Größenänderung 𝔘nd 漢字", 30)),
            From = new MailAddress("hello@shop.test", string.Join(' ', Enumerable.Repeat("Very long name", 20))),
            To = new MailAddress("anna@inbox.test", new string('ä', 200)),
        };

        var head = Written(mail).Split("\r\n\r\n")[0].Split("\r\n");

        Assert.All(head, line => Assert.InRange(line.Length, 1, 76));
    }

    [Fact]
    public void A_long_address_of_the_unsubscribe_link_stays_in_one_piece()
    {
        var link = $"<https://shop.test/u/{new string('x', 600)}>";
        var mail = SomeMail.Mail() with { Headers = [new("List-Unsubscribe", $"<mailto:u@shop.test>, {link}")] };

        Assert.Contains($"List-Unsubscribe: <mailto:u@shop.test>,\r\n {link}\r\n", Written(mail), StringComparison.Ordinal);
    }

    [Fact]
    public void No_line_of_a_body_is_longer_than_76()
    {
        var line = string.Concat(Enumerable.Range(0, 2000).Select(i => (char)('a' + i % 26)));
        var mail = Written(SomeMail.Mail($"{line}\n{line.Replace('q', 'ß')}", new string('本', 999)));

        Assert.All(mail.Split("\r\n\r\n", 2)[1].Split("\r\n"), l => Assert.InRange(l.Length, 0, 76));
    }

    private static string Boundary(OutgoingMail mail) => Written(mail).Split("boundary=\"")[1].Split('"')[0];

    private static string Written(OutgoingMail mail) => Encoding.UTF8.GetString(MimeWriter.Write(mail));
}
