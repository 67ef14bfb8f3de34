using System.Text;
using Cartwright.Demo;
using Cartwright.Messages.Email;
using FsCheck;
using FsCheck.Fluent;

namespace Cartwright.Tests.Messages.Email;

public sealed class MimeRoundTripTests
{
    // What breaks writers: ends of lines, dots, equals signs, blanks at ends, characters of two, three and four bytes,
    // joined ones, controls, and lengths around the limits of a line.
    private static readonly Gen<string> s_piece = Gen.OneOf(
        Gen.Elements("a", "=", "=3D", "?", "_", " ", "  ", "\t", ".", "..", "\"", "\\", "<b>", "&", ",", "(", "@", "-", "--", "--=_"),
        Gen.Elements("ä", "ß", "€", "漢字", "😀", "👩‍👩‍👧", "\u0301", "\u00a0", "\u2028", "\u0085", "\u0001", "\u007f", "\ufeff", "שלום", "=?utf-8?Q?x?="),
        Gen.Choose(70, 80).Select(n => new string('x', n)),
        Gen.Choose(900, 1100).Select(n => new string('y', n)),
        Gen.Choose(32, 126).Select(c => ((char)c).ToString()));

    private static readonly Gen<string> s_line = s_piece.ListOf().Select(string.Concat);

    private static readonly Gen<string> s_body = Gen.Elements("\n", "\r\n", "\r", "\n.\n", "\n\n", " \n", "From ", "").Zip(s_line)
        .Select(p => p.Item1 + p.Item2).ListOf().Select(string.Concat);

    private static readonly Gen<OutgoingMail> s_mail =
        from subject in s_line
        from name in s_line
        from html in s_body
        from text in s_body
        select SomeMail.Mail("<" + html, ">" + text) with { Subject = subject, To = new MailAddress("anna@inbox.test", "N" + name) };

    [Fact]
    public void Any_subject_name_and_body_comes_back_as_it_was()
    {
        Properties.Check(Prop.ForAll(s_mail.ToArbitrary(), mail =>
        {
            var read = MailboxMime.Parse(MimeWriter.Write(mail));
            Assert.Equal(mail.Subject, read.Subject);
            Assert.Equal(Lines(mail.Html), read.Html);
            Assert.Equal(Lines(mail.Text), read.Text);
            Assert.EndsWith("<anna@inbox.test>", read.Headers.Single(h => h.Key == "To").Value, StringComparison.Ordinal);
        }), max: 300);
    }

    [Fact]
    public async Task Another_reader_sees_the_same()
    {
        var mails = new List<OutgoingMail>();
        Properties.Check(Prop.ForAll(s_mail.ToArbitrary(), mail => mails.Add(mail)), max: 60);

        var read = await MailParser.ParseAsync([.. mails.Select(MimeWriter.Write)]);

        Assert.Equal(mails.Count, read.Length);
        for (var i = 0; i < mails.Count; i++)
        {
            Assert.Equal(mails[i].Subject, read[i].Subject);
            Assert.Equal(Lines(mails[i].Html), Lines(read[i].Html));
            Assert.Equal(Lines(mails[i].Text), Lines(read[i].Text));
            var to = Assert.Single(read[i].To);
            Assert.Equal("anna@inbox.test", to.Address);
            Assert.Equal(mails[i].To.Name, to.Name);
        }
    }

    [Fact]
    public void Every_written_mail_is_seven_bit_lines_of_bearable_length()
    {
        Properties.Check(Prop.ForAll(s_mail.ToArbitrary(), mail =>
        {
            var written = MimeWriter.Write(mail);
            Assert.True(Ascii.IsValid(written));
            var lines = Encoding.ASCII.GetString(written).Split("\r\n");
            Assert.Equal("", lines[^1]);
            Assert.All(lines, line =>
            {
                Assert.InRange(line.Length, 0, 998);
                Assert.DoesNotContain('\r', line);
                Assert.DoesNotContain('\n', line);
                Assert.DoesNotContain('\0', line);
            });
        }), max: 300);
    }

    [Fact]
    public async Task Another_reader_sees_every_header()
    {
        var mail = SomeMail.Mail() with { ReplyTo = new MailAddress("help@shop.test", "Hilfe & Rat, \"rund um die Uhr\"") };

        var read = Assert.Single(await MailParser.ParseAsync(MimeWriter.Write(mail)));

        Assert.Equal(new ParsedAddress("Lindgren & Söhne", "hello@shop.test"), Assert.Single(read.From));
        Assert.Equal(new ParsedAddress("Anna Müller", "anna@inbox.test"), Assert.Single(read.To));
        Assert.Equal(new ParsedAddress("Hilfe & Rat, \"rund um die Uhr\"", "help@shop.test"), Assert.Single(read.ReplyTo));
        Assert.Equal("<0198-1@shop.test>", read.MessageId);
        Assert.Equal(mail.Date, read.Date);
        Assert.Contains(read.Headers, h => h[0] == "list-unsubscribe-post" && h[1] == "List-Unsubscribe-Post: List-Unsubscribe=One-Click");
    }

    [Theory]
    [InlineData("", "Only text: ä\nand a second line")]
    [InlineData("<p>Only html: ä</p>", "")]
    public async Task A_mail_of_one_part_is_read_too(string html, string text)
    {
        var read = Assert.Single(await MailParser.ParseAsync(MimeWriter.Write(SomeMail.Mail(html, text))));

        Assert.Equal(html, read.Html.TrimEnd('\n'));
        Assert.Equal(text, read.Text.TrimEnd('\n'));
    }

    private static string Lines(string text) => text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
}
