using System.Text;
using Cartwright.Inbound.Mail;
using static Cartwright.Tests.Inbound.Mail.SomeReports;

namespace Cartwright.Tests.Inbound.Mail;

public sealed class MailPolicyTests
{
    [Theory]
    [InlineData("5.1.1", "550 5.1.1 <ada@mail.test>: User unknown", "failed", nameof(MailKind.HardBounce))]
    [InlineData("5.0.0", "550 No such recipient here", "failed", nameof(MailKind.HardBounce))]
    [InlineData("5.1.2", "550 5.1.2 Host unknown", "failed", nameof(MailKind.HardBounce))]
    [InlineData("5.1.10", "556 5.1.10 Recipient address has null MX", "failed", nameof(MailKind.HardBounce))]
    [InlineData("5.0.0", "550 Unbekannter Empfänger", "failed", nameof(MailKind.HardBounce))]
    [InlineData("5.0.0", "550 Adresse destinataire inconnue", "failed", nameof(MailKind.HardBounce))]
    [InlineData("5.0.0", "550 получателят не съществува", "failed", nameof(MailKind.HardBounce))]
    [InlineData("5.0.0", "550 宛先のメールアドレスが存在しません", "failed", nameof(MailKind.HardBounce))]
    [InlineData("5.0.0", "550 收件人不存在", "failed", nameof(MailKind.HardBounce))]
    [InlineData("5.2.2", "552 5.2.2 Mailbox full", "failed", nameof(MailKind.SoftBounce))]
    [InlineData("5.1.1", "552 The user's mailbox is over quota", "failed", nameof(MailKind.SoftBounce))]
    [InlineData("5.7.1", "554 5.7.1 Service unavailable; client host blocked using zen.spamhaus.org", "failed", nameof(MailKind.SoftBounce))]
    [InlineData("5.0.0", "554 Message rejected because of its spam score", "failed", nameof(MailKind.SoftBounce))]
    [InlineData("5.3.4", "552 5.3.4 Message too large", "failed", nameof(MailKind.SoftBounce))]
    [InlineData("5.7.26", "550 5.7.26 This mail is unauthenticated: DMARC", "failed", nameof(MailKind.SoftBounce))]
    [InlineData("5.0.0", "550 Sender address verification failed", "failed", nameof(MailKind.SoftBounce))]
    [InlineData("5.7.1", "550 5.7.1 No such user!", "failed", nameof(MailKind.HardBounce))]
    [InlineData("5.7.1", "554 5.7.1 Message refused: suspicion of spam", "failed", nameof(MailKind.SoftBounce))]
    [InlineData("4.1.1", "450 4.1.1 Recipient address rejected: unverified address: Address verification in progress", "failed", nameof(MailKind.SoftBounce))]
    [InlineData("4.1.1", "450 4.1.1 User unknown in local recipient table", "failed", nameof(MailKind.HardBounce))]
    [InlineData("5.0.0", "550 User unknown (in reply to end of DATA command)", "failed", nameof(MailKind.SoftBounce))]
    [InlineData("5.0.0", "554 delivery error: dd This user doesn't have a mail.test account (in reply to end of DATA command)", "failed", nameof(MailKind.HardBounce))]
    [InlineData("5.0.0", "550 ada@mail.test Rejected", "failed", nameof(MailKind.HardBounce))]
    [InlineData("5.0.0", "SMTP error from remote mail server after MAIL FROM:<b-1@shop.test>: 550 <b-1@shop.test> rejected", "failed", nameof(MailKind.SoftBounce))]
    [InlineData("5.0.0", "550 ada@mail.test rejected by our filter", "failed", nameof(MailKind.SoftBounce))]
    [InlineData("5.0.0", "550 The content violates a policy of this company", "failed", nameof(MailKind.SoftBounce))]
    [InlineData("5.0.0", "550 Administrative prohibition - envelope blocked", "failed", nameof(MailKind.SoftBounce))]
    [InlineData("4.4.1", "connect to mx.mail.test: Connection timed out", "failed", nameof(MailKind.SoftBounce))]
    [InlineData("4.4.1", "connect to mx.mail.test: Connection timed out", "delayed", nameof(MailKind.Delayed))]
    [InlineData("2.0.0", "250 2.0.0 Ok", "delivered", nameof(MailKind.Delivered))]
    public void Only_what_says_that_there_is_no_such_address_is_hard(string status, string said, string action, string kind) =>
        Assert.Equal(kind, Of(Dsn(status, said, action)).Kind.ToString());

    [Theory]
    [InlineData("Hi. This is the qmail-send program at mx.mail.test.\nI'm afraid I wasn't able to deliver your message to the following addresses.\n\n<ada@mail.test>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n--- Below this line is a copy of the message.\n\nReturn-Path: <carts@shop.test>\n", nameof(MailKind.HardBounce))]
    [InlineData("This message was created automatically by mail delivery software.\n\nA message that you sent could not be delivered. The following address(es) failed:\n\n  ada@mail.test\n    host mx.mail.test [192.0.2.1]: SMTP error from remote mail server after RCPT TO:<ada@mail.test>:\n    550 5.1.1 unknown user\n", nameof(MailKind.HardBounce))]
    [InlineData("The message could not be delivered to ada@mail.test: the mailbox is full.\n", nameof(MailKind.SoftBounce))]
    [InlineData("Diese Nachricht wurde automatisch erzeugt. Ihre Nachricht an ada@mail.test konnte nicht zugestellt werden: unbekannter Empfänger.\n", nameof(MailKind.HardBounce))]
    [InlineData("Unknown user: ada@mail.test\n\nOriginal message follows.\n", nameof(MailKind.HardBounce))]
    [InlineData("There was an error delivering your mail to <ada@mail.test>.\n\nDNS lookup failure: host mail.test not found\n", nameof(MailKind.HardBounce))]
    [InlineData("There was an error delivering your mail to <ada@mail.test>.\n\nDNS lookup failure: host mail.test not found, try again\n", nameof(MailKind.SoftBounce))]
    [InlineData("The group you tried to contact (ada@mail.test) may not exist, or you may not have permission to post messages to it.\n", nameof(MailKind.SoftBounce))]
    public void A_report_that_is_none_by_its_form_is_read_by_its_words(string text, string kind) =>
        Assert.Equal(kind, Of(Text("MAILER-DAEMON@mx.mail.test", "failure notice", text)).Kind.ToString());

    [Theory]
    [InlineData("Out of office: Your cart", "")]
    [InlineData("Automatische Antwort: Ihr Warenkorb", "")]
    [InlineData("Abwesenheitsnotiz", "")]
    [InlineData("Автоматичен отговор: количката Ви", "")]
    [InlineData("自動応答: カート", "")]
    [InlineData("自动回复:购物车", "")]
    [InlineData("Réponse automatique : Votre panier", "")]
    [InlineData("Re: Your cart", "Auto-Submitted: auto-replied\n")]
    [InlineData("Re: Your cart", "X-Autoreply: yes\n")]
    [InlineData("Re: Your cart", "Precedence: auto_reply\n")]
    public void What_a_machine_answers_is_neither_a_bounce_nor_an_answer(string subject, string header) =>
        Assert.Equal(MailKind.AutoReply, Of(Text("ada@mail.test", subject, "I am away until Monday. My mailbox is full of mail.", header)).Kind);

    [Theory]
    [InlineData("Re: Your cart at Vacation Shop", "Yes please, send it on Monday.")]
    [InlineData("AW: Urlaubskoffer L wartet auf Sie", "Ja, den nehme ich. Ich bin im Urlaub, bitte erst am 5. Mai liefern.")]
    [InlineData("[EXT] RE: Out-of-office mug is still in your cart", "I'm on holiday until Monday. Please keep it for me.")]
    [InlineData("Re: Your cart", "Hi, I am out of the office until Monday, can you deliver on Tuesday?")]
    [InlineData("Re: Your cart", "I had it in my hands, but I am out of the office until Monday. Keep it.")]
    [InlineData("Отг: Количката Ви в Отпуск ООД", "Да, запазете я.")]
    [InlineData("返信: 休暇バッグ", "はい、お願いします。")]
    public void An_answer_to_a_mail_whose_subject_speaks_of_holidays_is_a_persons(string subject, string text) =>
        Assert.Equal(MailKind.Reply, Of(Text("ada@mail.test", subject, text)).Kind);

    [Theory]
    [InlineData("Re: Your cart", "Thank you for your message. I am currently out of the office until Monday.")]
    [InlineData("Re: Your cart", "This is an automatic reply.\n\nOn Mon, 2 Mar 2026 Shop <carts@shop.test> wrote:\n> Do you still want it?")]
    [InlineData("AW: Ihr Warenkorb", "Sehr geehrte Damen und Herren,\n\nich bin vom 2.3. bis 9.3. nicht im Büro.")]
    [InlineData("Отг: количката Ви", "Автоматичен отговор: отсъствам до понеделник.")]
    [InlineData("Re: カート", "自動返信です。")]
    [InlineData("回复: 购物车", "您好,这是自动回复。")]
    public void A_machine_that_answers_under_our_subject_is_known_by_how_it_begins(string subject, string text) =>
        Assert.Equal(MailKind.AutoReply, Of(Text("ada@mail.test", subject, text)).Kind);

    [Fact]
    public void What_a_person_writes_is_an_answer_even_about_bounces()
    {
        Assert.Equal(MailKind.Reply, Of(Reply("carts@shop.test")).Kind);
        Assert.Equal(MailKind.Reply, Of(Text("ada@mail.test", "Delivery status of my order", "Hello, when will it be here?")).Kind);
        Assert.Equal(MailKind.Reply, Of(Text("ada@mail.test", "Re: Your cart", "My last mail to you came back: 550 5.1.1 user unknown. Is this address right?")).Kind);
        Assert.Equal("Do you also have it in blue?", ReplyTextPolicy.Own(MailReading.Read(Encoding.UTF8.GetBytes(Reply("carts@shop.test"))).Text));
    }

    [Fact]
    public void What_a_program_writes_that_takes_no_answer_is_no_answer()
    {
        Assert.Equal(MailKind.Other, Of(Text("no-reply@tickets.mail.test", "Your request 7", "We have it.")).Kind);
        Assert.Equal(MailKind.Other, Of(Text("donotreply@mail.test", "Your request 7", "We have it.")).Kind);
        Assert.Equal(MailKind.Reply, Of(Text("noreply@relay.mail.test", "Re: Your cart", "Is it still there?", "Reply-To: ada@mail.test\n")).Kind);
        Assert.Equal(MailKind.Reply, Of(Text("noreplying.anna@mail.test", "Re: Your cart", "Is it still there?")).Kind);
        Assert.Equal(MailKind.Delivered, Of(Text("no-reply@notices.mail.test", "Notification", """{"notificationType":"Delivery","mail":{"destination":["ada@mail.test"]}}""")).Kind);
    }

    [Theory]
    [InlineData("MAILER-DAEMON@filter.mail.test", "The following addresses had permanent delivery errors", MailKind.HardBounce)]
    [InlineData("Ada <ada@mail.test>", "Look what came back to me. Is my order lost?", MailKind.Reply)]
    internal void A_report_that_a_filter_returns_is_read_and_one_that_a_person_sends_along_is_not(string from, string words, MailKind kind)
    {
        var mail = MailReading.Read(Encoding.UTF8.GetBytes(
            $"From: {from}\nTo: carts@shop.test\nSubject: Your cart\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"F\"\n\n--F\nContent-Type: text/plain\n\n{words}\n\n--F\nContent-Type: message/rfc822\n\n{Dsn()}\n--F--\n"));

        Assert.Equal(kind, MailPolicy.Classify(mail).Kind);
        Assert.Contains(mail.Returned, h => h.Key == "Message-ID" && h.Value.Contains("0@shop.test", StringComparison.Ordinal)); // whose it is
    }

    [Fact]
    public void Who_reports_is_told_by_the_name_where_there_is_no_address() =>
        Assert.Equal(MailKind.HardBounce, Of(Text("\"Courier mail server at mx.mail.test\" <@>", "NOTICE: mail delivery status.", "UNDELIVERABLE MAIL\n\nYour message to the following recipients cannot be delivered:\n\n<ada@mail.test>:\n>>> RCPT TO:<ada@mail.test>\n<<< 550 5.1.1 User Unknown\n")).Kind);

    [Fact]
    public void A_complaint_whose_fields_stand_among_the_words_is_one() =>
        Assert.Equal(MailKind.Complaint, Of(Text("feedback@mail.test", "FW: Your cart", "This is an abuse report.\n\nFeedback-Type: abuse\nVersion: 1\n\nReceived: from shop.test\nMessage-ID: <1@shop.test>\nSubject: Your cart\n")).Kind);

    [Theory]
    [InlineData("abuse", true)]
    [InlineData("not-spam", false)]
    [InlineData("auth-failure", false)]
    public void A_complaint_suppresses_unless_it_is_about_something_else(string type, bool suppresses)
    {
        var verdict = Of(Complaint(type));
        Assert.Equal((MailKind.Complaint, suppresses), (verdict.Kind, verdict.Suppresses));
    }

    [Theory, InlineData("unsubscribe"), InlineData("Abmelden"), InlineData("отписване"), InlineData("配信停止"), InlineData("退订")]
    public void A_mail_that_says_only_unsubscribe_is_a_wish_to_leave(string subject) =>
        Assert.Equal("opt-out", Of(Text("ada@mail.test", subject, "")).Feedback);

    [Fact]
    public void Whatever_the_bytes_are_nothing_is_thrown()
    {
        var random = Seeds.Random();
        byte[][] mails = [Encoding.UTF8.GetBytes(Dsn()), Encoding.UTF8.GetBytes(Complaint()), Encoding.UTF8.GetBytes(Reply("carts@shop.test"))];
        for (var i = 0; i < 1500; i++)
        {
            var bytes = mails[i % mails.Length].ToArray();
            for (var n = random.Next(1, 8); n > 0; n--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            if (i % 3 == 0) bytes = bytes[..random.Next(bytes.Length)];
            if (i % 7 == 0) random.NextBytes(bytes);
            MailPolicy.Classify(MailReading.Read(bytes));
        }
        MailPolicy.Classify(MailReading.Read(Array.Empty<byte>()));
        MailPolicy.Classify(MailReading.Read(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 500).Select(n => $"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n")))));
        MailPolicy.Classify(MailReading.Read(Encoding.UTF8.GetBytes("From: MAILER-DAEMON@a.test\nSubject: failure notice\n\n" + new string('<', 300_000) + string.Concat(Enumerable.Repeat("user unknown ", 20_000)))));
    }

    private static MailVerdict Of(string mail) => MailPolicy.Classify(MailReading.Read(Encoding.UTF8.GetBytes(mail)));
}
