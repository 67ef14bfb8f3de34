using System.Text;
using Cartwright.Messages.Email;
using Cartwright.Messages.Email.Dkim;
using FsCheck;
using FsCheck.Fluent;

namespace Cartwright.Tests.Messages.Email.Dkim;

/// <summary>Signatures are checked by Debian's python3-dkim, mails by Python's parser with its strict policy.</summary>
public sealed class DkimTests
{
    private static readonly DkimKey Rsa = new("shop.test", "one", DkimAlgorithm.Rsa, DkimKey.NewPrivateKey(DkimAlgorithm.Rsa));
    private static readonly DkimKey Ed = new("shop.test", "two", DkimAlgorithm.Ed25519, DkimKey.NewPrivateKey(DkimAlgorithm.Ed25519));
    private static readonly Dictionary<string, string> Dns = new() { ["one._domainkey.shop.test"] = Rsa.Record(), ["two._domainkey.shop.test"] = Ed.Record() };

    // Blanks where a signature folds them, ends of lines, empty lines at the end, every kind of character.
    private static readonly Gen<string> s_piece = Gen.OneOf(
        Gen.Elements("a", " ", "  ", "\t", "\n", "\n\n", " \n", ".", "=", "<p>", "&amp;", "ä", "漢字", "😀", "--", "From "), Gen.Choose(60, 90).Select(n => new string('x', n)), Gen.Choose(900, 1100).Select(n => new string('y', n)));

    private static readonly Gen<string> s_text = s_piece.ListOf().Select(string.Concat);

    [ToolFact("dkimverify", "python3-dkim")]
    public async Task Both_signatures_of_any_mail_verify_and_no_parser_finds_a_defect()
    {
        var mails = new List<byte[]>();
        Properties.Check(Prop.ForAll((from html in s_text from text in s_text from subject in s_text select (html, text, subject)).ToArbitrary(), m =>
            mails.Add(Signed(SomeMail.Mail("<" + m.html, ">" + m.text) with { Subject = MailText.OneLine(m.subject) }))), max: 150);

        var read = await MailCheck.CheckAsync(Dns, mails);

        for (var i = 0; i < mails.Count; i++)
        {
            Assert.True(read[i].Signatures is [true, true], $"{string.Join(',', read[i].Signatures)}\n{Encoding.UTF8.GetString(mails[i])}");
            Assert.True(read[i].Defects.Length == 0, string.Join(", ", read[i].Defects));
        }
        Assert.Equal(mails.Count, (await MailParser.ParseAsync(mails)).Length);
    }

    [ToolFact("dkimverify", "python3-dkim")]
    public async Task Whatever_is_changed_on_the_way_is_noticed()
    {
        var mail = Encoding.Latin1.GetString(Signed(SomeMail.Mail()));
        string[] changed =
        [
            mail.Replace("AbCdEf", "AbCdEg", StringComparison.Ordinal), // where the unsubscribe link leads
            mail.Replace("List-Unsubscribe=One-Click", "List-Unsubscribe=Two-Clicks", StringComparison.Ordinal),
            mail.Replace("hello@shop.test", "hullo@shop.test", StringComparison.Ordinal),
            mail.Replace("0198-1@", "0198-2@", StringComparison.Ordinal),
            mail.Replace("still here.", "still there.", StringComparison.Ordinal),
            mail.Replace("\r\nMIME-Version", "\r\nSubject: Another\r\nMIME-Version", StringComparison.Ordinal),
        ];
        Assert.DoesNotContain(mail, changed);

        var read = await MailCheck.CheckAsync(Dns, [.. changed.Select(Encoding.Latin1.GetBytes)]);

        Assert.All(read, r => Assert.Equal([false, false], r.Signatures));
    }

    [Fact]
    public void Both_unsubscribe_headers_are_among_those_signed()
    {
        var text = Encoding.ASCII.GetString(Signed(SomeMail.Mail())).Replace("\r\n ", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal);
        foreach (var signature in text.Split("\r\n").Where(l => l.StartsWith("DKIM-Signature:", StringComparison.Ordinal)))
        {
            var names = signature.Split("h=")[1].Split(';')[0].Split(':');
            Assert.Contains("List-Unsubscribe", names);
            Assert.Contains("List-Unsubscribe-Post", names);
            Assert.Equal(2, names.Count(n => n == "From")); // none can be added
        }
    }

    [PostfixFact]
    public async Task A_mail_that_went_through_a_real_postfix_still_verifies()
    {
        await using var sink = SmtpSink.Start();
        await using var relay = await PostfixRelay.StartAsync(sink.Port);
        var mail = SomeMail.Mail("<p>" + string.Concat(Enumerable.Repeat("Ein Schal, 19,90 €\n  und  mehr\n.\n", 200)), "Ein Schal\n\n.\n..\n \n") with { SignWith = [Rsa, Ed] };

        var outcome = await Eventually.GetAsync("postfix takes the mail", async () => await SomeMail.SendAsync(relay.Port, mail) as SmtpOutcome.Accepted);
        await Eventually.HoldsAsync("the mail came through", () => sink.Mails.Count > 0);

        Assert.NotNull(outcome);
        var came = sink.Mails[0].Raw;
        Assert.Contains("Received: ", Encoding.Latin1.GetString(came), StringComparison.Ordinal);
        var read = Assert.Single(await MailCheck.CheckAsync(Dns, [came]));
        Assert.Equal([true, true], read.Signatures);
        Assert.Empty(read.Defects);
    }

    [Theory]
    [InlineData("shop.test", "shop.test", true)]
    [InlineData("mail.shop.test", "shop.test", true)]
    [InlineData("shop.test", "mail.shop.test", false)]
    [InlineData("othershop.test", "shop.test", false)]
    public void Signs_for_its_own_domain_and_those_below(string sender, string signing, bool isAligned) => Assert.Equal(isAligned, DkimKeys.IsAligned(sender, signing));

    private static byte[] Signed(OutgoingMail mail)
    {
        var letter = new SmtpLetter();
        letter.Compose(mail with { SignWith = [Rsa, Ed] });
        // Undoes the dot-stuffing of the wire; the first line is a header.
        return Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(letter.Content.Span).Replace("\r\n..", "\r\n.", StringComparison.Ordinal));
    }
}
